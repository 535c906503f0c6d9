"""The pages of the service: static files under a strict content security policy."""
