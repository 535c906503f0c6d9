"""Keeps a parsed copy of YAML folders in the user's cache folder, so that a start need not load a YAML parser."""

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import platformdirs

Parsed = dict[str, Any]


def kept_copy(name: str, folders: Sequence[Path], parse: Callable[[], Parsed]) -> Parsed:
    """Return what `parse` reads from the folders, from the kept copy while no file in them has changed.

    Args:
        name: What the copy is called; one copy is kept of each name.
        folders: The folders that are read.
        parse: Reads them anew.
    """
    kept = Path(platformdirs.user_cache_dir("unlatch")) / f"{name}-{_signature(folders)}.json"
    try:
        return dict(json.loads(kept.read_bytes()))
    except (OSError, ValueError):
        parsed = parse()
        _keep(name, kept, parsed)
        return parsed


def parse_yaml(path: Path) -> Any:
    """Parse one YAML file, with the fast parser where there is one."""
    import yaml  # heavy, and not needed when the parsed copy is fresh

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text("utf-8"), Loader=loader)  # noqa: S506 - a safe loader in both cases


def _keep(name: str, kept: Path, parsed: Parsed) -> None:
    draft = kept.with_suffix(f".{os.getpid()}")
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        for old in kept.parent.glob(f"{name}-*.json"):
            old.unlink(missing_ok=True)
        draft.write_text(json.dumps(parsed), "utf-8")
        draft.replace(kept)
    except OSError:
        return  # a read-only home costs a few tenths of a second, nothing else


def _signature(folders: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for folder in folders:
        for entry in sorted(os.scandir(folder), key=lambda item: item.name):
            stat = entry.stat()
            digest.update(f"{folder}/{entry.name}:{stat.st_size}:{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]
