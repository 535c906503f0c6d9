"""The widget's files as they are served: each under an address that changes with any of them, with its digest."""

import hashlib
from base64 import b64encode
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent / "static"
_TYPES = {".js": "text/javascript; charset=utf-8", ".LICENSE": "text/plain; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file: its bytes, media type and digest for the `integrity` attribute."""

    content: bytes
    media_type: str
    integrity: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """All files, by their path below the version."""

    version: str
    assets: dict[str, Asset]

    @property
    def entry(self) -> bytes:
        """The module at the stable address: it imports the versioned one and nothing else."""
        return f"import './{self.version}/unlatch.js';\n".encode()


@lru_cache(maxsize=1)
def load_bundle() -> Bundle:
    """Read the files once; the version is a digest of all of them."""
    files = {
        str(path.relative_to(FOLDER)): path.read_bytes()
        for path in sorted(FOLDER.rglob("*"))
        if path.suffix in _TYPES and path.is_file()
    }
    digest = hashlib.sha256()
    for name, content in files.items():
        digest.update(name.encode() + b"\0" + content + b"\0")
    assets = {name: Asset(content, _TYPES[Path(name).suffix], _integrity(content)) for name, content in files.items()}
    return Bundle(digest.hexdigest()[:16], assets)


def _integrity(content: bytes) -> str:
    return f"sha384-{b64encode(hashlib.sha384(content).digest()).decode('ascii')}"
