"""Settings in environment variables: `TAP_ACME_PAGE_SIZE=500`."""

from __future__ import annotations

import json
from itertools import chain
from typing import TYPE_CHECKING, Any

from singer_erp.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

# The words that Meltano and the SDK know.
_BOOLEANS = dict.fromkeys(("true", "1", "yes", "on"), True)
_BOOLEANS |= dict.fromkeys(("false", "0", "no", "off"), False)
_TYPES: dict[str, tuple[str, tuple[type, ...]]] = {
    "boolean": ("`true` or `false`", (bool,)),
    "integer": ("a whole number", (int,)),
    "number": ("a number", (int, float)),
    "array": ("a JSON array", (list,)),
    "object": ("a JSON object", (dict,)),
}


def settings_in(
    environment: Mapping[str, str], prefix: str, schema: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the settings that environment variables have, of the types of their schema.

    An empty variable is not set, as in a copy of `.env.example`.

    Args:
        environment: The environment variables.
        prefix: Start of the variables' names.
        schema: The JSON schema of the settings.

    Raises:
        ConfigError: Variables are of another type; the error quotes no value.
    """
    settings: dict[str, Any] = {}
    wrong = []
    for name, setting in schema["properties"].items():
        variable = prefix + name.upper().replace("-", "_")
        if not (text := environment.get(variable)):
            continue
        try:
            settings[name] = _value(text, setting.get("type", "string"))
        except ValueError as error:
            wrong.append(f"{variable} is not {error}")
    if wrong:
        raise ConfigError(
            f"Environment variables do not have the types of their settings: {', '.join(wrong)}",
            "Correct or unset them",
        )
    return settings


def _value(text: str, types: str | list[str]) -> Any:
    """Return a variable's value; raise a ValueError with what it should be."""
    allowed = [types] if isinstance(types, str) else types
    if "string" in allowed:
        return text
    expected, classes = zip(*(_TYPES[name] for name in allowed if name in _TYPES), strict=True)
    try:
        value = _BOOLEANS[text.lower()] if "boolean" in allowed else json.loads(text)
    except (KeyError, ValueError, RecursionError):
        value = None
    # Not `isinstance`: a boolean is an int.
    if type(value) not in chain(*classes):
        raise ValueError(" or ".join(expected))
    return value
