"""Helpdesks and monitoring: what they send in, and what is posted back to them."""
