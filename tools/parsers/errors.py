"""What a parser says when a paste cannot be read."""


class PasteError(ValueError):
    """A paste cannot be read. The text says what to do about it and holds nothing of the paste."""
