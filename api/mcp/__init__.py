"""Unlatch as a tool of a language model's client (Model Context Protocol)."""
