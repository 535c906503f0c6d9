"""Turns a plain mapping (from YAML) into the lab's dataclasses, strictly: a misspelt key is an error, not a default."""

import re
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

_T = TypeVar("_T")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


class SpecError(ValueError):
    """A specification that the lab cannot read; the text says which key and what would do."""


def build(cls: type[_T], spec: Mapping[str, Any], where: str) -> _T:
    """Build a dataclass from a mapping with the same names.

    Args:
        cls: The dataclass.
        spec: Its values; nested dataclasses as mappings or lists of mappings. A point in time is an ISO text or a
            distance from the lab's start such as "-3d", "+2h", "-90s".
        where: Name of the place in the specification, for the error text.

    Raises:
        SpecError: A key is unknown, missing or has a value of the wrong form.
    """
    hints = get_type_hints(cls)
    names = {one.name for one in fields(cast(Any, cls)) if one.init}
    unknown = sorted(str(key) for key in spec if key not in names)
    if unknown:
        raise SpecError(f"{where}: unknown {', '.join(unknown)}; known are {', '.join(sorted(names))}")
    values = {key: _value(hints[key], value, f"{where}.{key}") for key, value in spec.items()}
    try:
        return cls(**values)
    except TypeError as missing:
        raise SpecError(f"{where}: {missing}") from None


def _value(hint: Any, value: Any, where: str) -> Any:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _optional(hint, value, where)
    if origin in (list, set):
        return origin(
            _value(get_args(hint)[0], one, f"{where}[{place}]") for place, one in enumerate(_items(value, where))
        )
    if origin is dict:
        return {
            str(key): _value(get_args(hint)[1], one, f"{where}.{key}") for key, one in _mapping(value, where).items()
        }
    if is_dataclass(hint):
        return build(cast(type[Any], hint), _mapping(value, where), where)
    return _plain(hint, value, where)


def _optional(hint: Any, value: Any, where: str) -> Any:
    choices = get_args(hint)
    if value is None and type(None) in choices:
        return None
    if timedelta in choices:
        return moment(value, where)
    return _value(next(one for one in choices if one is not type(None)), value, where)


def _plain(hint: Any, value: Any, where: str) -> Any:
    if isinstance(hint, type) and issubclass(hint, Enum):
        try:
            return hint(value)
        except ValueError:
            known = ", ".join(str(one.value) for one in hint)
            raise SpecError(f"{where}: {value!r} is not one of {known}") from None
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if hint is str and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, hint) or (hint is int and isinstance(value, bool)):
        raise SpecError(f"{where}: {value!r} is not a {hint.__name__}")
    return value


def _items(value: Any, where: str) -> list[Any]:
    if not isinstance(value, (list, tuple)):
        raise SpecError(f"{where}: a list is wanted")
    return list(value)


def _mapping(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise SpecError(f"{where}: a mapping is wanted")
    return value


def moment(value: Any, where: str) -> datetime | timedelta:
    """Read a point in time (ISO text or datetime, UTC when it names no zone) or a distance such as "-3d".

    Raises:
        SpecError: It is neither.
    """
    if isinstance(value, timedelta):
        return value
    if isinstance(value, str):
        distance = re.fullmatch(r"([+-]\d+(?:\.\d+)?)([smhd])", value)
        if distance:
            return timedelta(**{_UNITS[distance[2]]: float(distance[1])})
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise SpecError(f"{where}: {value!r} is neither a time nor a distance such as -3d") from None
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    raise SpecError(f"{where}: {value!r} is not a time")
