"""The way to a language model: a small port, and the one door to the openai SDK behind it."""
