"""Lays a small specification over a base one, so that a scenario says only what is different in its world."""

from collections.abc import Mapping
from typing import Any

_IDENTITY = ("id", "key", "name")


def merged(base: Any, over: Any) -> Any:
    """Return `base` with `over` laid on it.

    Mappings are merged key by key. Lists of mappings that all have an id, a key or a name, in both lists, are merged
    entry by entry; new ones are added at the end, and an entry with `remove: true` goes away. Everything else is
    replaced.
    """
    if isinstance(base, Mapping) and isinstance(over, Mapping):
        return {**base, **{key: merged(base.get(key), value) for key, value in over.items()}}
    if isinstance(base, list) and isinstance(over, list):
        identity = _identity([*base, *over]) if base and over else None
        return over if identity is None else _merged_list(base, over, identity)
    return over


def _identity(items: list[Any]) -> str | None:
    for name in _IDENTITY:
        if all(isinstance(one, Mapping) and name in one for one in items):
            return name
    return None


def _merged_list(base: list[Any], over: list[Any], identity: str) -> list[Any]:
    changes = {one[identity]: one for one in over}
    kept = [merged(one, changes.pop(one[identity], {})) for one in base]
    return [one for one in (*kept, *changes.values()) if not one.get("remove")]
