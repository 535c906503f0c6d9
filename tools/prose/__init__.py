"""Facts from what people write: English sentences, and in any language what looks like a machine's words."""

from tools.prose.english import looks_english
from tools.prose.reader import read_prose

__all__ = ["looks_english", "read_prose"]
