"""Typed, nested settings: of plugins, and of files of commands."""

from __future__ import annotations

from types import NoneType
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin

import msgspec

from singer_erp.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of typed, nested settings; keys without a field are rejected."""


def parse(value: Any, type_: type[T], setting: str) -> T:
    """Return the value of a nested setting as a typed object.

    JSON schema cannot name the place of a mistake within a nested setting; this does.

    Args:
        value: The setting as the configuration holds it.
        type_: A subclass of `Settings`, or a dict or list of them.
        setting: Name of the setting, the root of the path in messages.

    Raises:
        ConfigError: A key is unknown or missing, or a value has the wrong type.
    """
    try:
        return msgspec.convert(value, type_)
    except msgspec.ValidationError as error:
        raise _invalid(value, type_, setting, str(error)) from None


def _invalid(value: Any, type_: Any, path: str, message: str) -> ConfigError:
    """Return the error for the innermost value that is not valid."""
    type_ = _without_none(type_)
    for key, child, child_type in _children(value, type_):
        try:
            msgspec.convert(child, child_type)
        except msgspec.ValidationError as error:
            return _invalid(child, child_type, f"{path}{key}", str(error))
    if isinstance(value, dict) and _is_struct(type_):
        fields = msgspec.structs.fields(type_)
        known = [field.encode_name for field in fields]
        unknown = [str(key) for key in value if key not in known]
        missing = [f.encode_name for f in fields if f.required and f.encode_name not in value]
        if unknown or missing:
            what = f"Unknown {_keys(unknown)} in" if unknown else f"Missing {_keys(missing)} in"
            return ConfigError(f"{what} `{path}`", f"It takes the {_keys(known)}")
    reason = message.partition(" - at ")[0]
    return ConfigError(
        f"`{path}` is not valid: {reason[0].lower()}{reason[1:]}", f"Correct `{path}`"
    )


def _children(value: Any, type_: Any) -> Iterator[tuple[str, Any, Any]]:
    """Yield path, value and type of what a value contains and its type describes."""
    if isinstance(value, dict) and _is_struct(type_):
        for field in msgspec.structs.fields(type_):
            if field.encode_name in value:
                yield f".{field.encode_name}", value[field.encode_name], field.type
    elif isinstance(value, dict) and get_origin(type_) is dict:
        yield from ((f".{key}", child, get_args(type_)[1]) for key, child in value.items())
    elif isinstance(value, list) and get_origin(type_) in {list, tuple}:
        yield from ((f"[{n}]", child, get_args(type_)[0]) for n, child in enumerate(value))


def _without_none(type_: Any) -> Any:
    """Return the type of a value that may be null; other unions stay as they are."""
    members = [member for member in get_args(type_) if member is not NoneType]
    return members[0] if NoneType in get_args(type_) and len(members) == 1 else type_


def _is_struct(type_: Any) -> bool:
    return isinstance(type_, type) and issubclass(type_, msgspec.Struct)


def _keys(names: list[str]) -> str:
    return ("key " if len(names) == 1 else "keys ") + ", ".join(f"`{name}`" for name in names)
