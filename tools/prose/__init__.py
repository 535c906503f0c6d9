"""Facts from what people write: English sentences, and in any language what looks like a machine's words."""

from tools.prose.english import looks_english
from tools.prose.reader import read_prose
from tools.prose.subject import CLEARLY_OTHER, Subject, subject_of

__all__ = ["CLEARLY_OTHER", "Subject", "looks_english", "read_prose", "subject_of"]
