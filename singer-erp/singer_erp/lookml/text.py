"""LookML and YAML as text."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from singer_erp.errors import ConfigError, ErpError
from singer_erp.lookml.rules import BLOCKS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from types import ModuleType


# Of parameters whose values are looked into.
_VALUES: dict[str, type] = {
    **dict.fromkeys(
        (
            *("type", "sql", "sql_on", "sql_start", "sql_end", "sql_table_name", "html"),
            *("sql_always_where", "relationship", "from", "view_name", "expression"),
            *("order_by_field", "primary_key", "persist_with", "extension"),
        ),
        str,
    ),
    **dict.fromkeys(
        ("fields", "timeframes", "intervals", "drill_fields", "required_access_grants"), list
    ),
    **dict.fromkeys(("explore_source", "always_filter", "conditionally_filter"), dict),
}
_NAMES: dict[type, str] = {str: "text", list: "list", dict: "block"}


class SyntaxIssueError(ErpError):
    """A file that is not LookML."""


class _Part(msgspec.Struct):
    """What is checked of a filter or an element of a dashboard."""

    name: str | int = ""
    title: str | int = ""
    model: str = ""
    explore: str = ""
    field: str = ""
    fields: list[str] = []
    pivots: list[str] = []
    sorts: list[Annotated[str, msgspec.Meta(pattern=r"\S")]] = []
    filters: dict[str, Any] = {}
    listen: dict[str, str | list[str]] = {}
    dynamic_fields: list[dict[str, Any]] = []


class _Filter(_Part, kw_only=True):
    name: str


class _Dashboard(msgspec.Struct):
    dashboard: str
    filters: list[_Filter] = []
    elements: list[_Part] = []


def dump(content: Mapping[str, Any]) -> str:
    """Return LookML with the plural keys of lkml as text."""
    text = _package("lkml").dump(dict(content)) or ""
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def read_text(path: Path) -> str:
    """Return the text of a file.

    Raises:
        SyntaxIssueError: It cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SyntaxIssueError(str(error)) from None


def load(text: str) -> dict[str, Any]:
    """Return LookML as nested dictionaries with the plural keys of lkml.

    Raises:
        SyntaxIssueError: The text is not LookML.
    """
    try:
        loaded: dict[str, Any] = _package("lkml").load(text)
    except (SyntaxError, LookupError) as error:
        raise SyntaxIssueError(" ".join(str(error).split())) from None
    _require_blocks(loaded)
    if not all(isinstance(include, str) for include in loaded.get("includes", ())):
        raise SyntaxIssueError("an include is not a text")
    return loaded


def _require_blocks(content: Mapping[str, Any]) -> None:
    """Raise an error for a block that lkml takes for one and Looker does not.

    Such as `measure: count` without braces, and `measure: {}` without a name.
    """
    for key, kind in BLOCKS.items():
        for member in content.get(key, ()):
            if not isinstance(member, dict):
                raise SyntaxIssueError(f"the {kind} {member} has no braces")
            if not isinstance(member.get("name"), str):
                raise SyntaxIssueError(f"a {kind} has no name")
            _require_blocks(member)
    for key, value in content.items():
        if (type_ := _VALUES.get(key)) and not isinstance(value, type_):
            raise SyntaxIssueError(f"{key} is not a {_NAMES[type_]}")


def load_dashboards(text: str) -> list[dict[str, Any]]:
    """Return the dashboards of a `.dashboard.lookml` file, which is YAML.

    Raises:
        SyntaxIssueError: It is not a list of dashboards.
    """
    yaml = _package("yaml")
    try:
        loaded = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise SyntaxIssueError(" ".join(str(error).split())) from None
    if not isinstance(loaded, list) or not all(
        isinstance(item, dict) and "dashboard" in item for item in loaded
    ):
        raise SyntaxIssueError("it is not a list of dashboards (`- dashboard: name`)")
    dashboards: list[dict[str, Any]] = _without_nulls(loaded)
    try:
        msgspec.convert(dashboards, list[_Dashboard])
    except msgspec.ValidationError as error:
        raise SyntaxIssueError(str(error)) from None
    return dashboards


def _without_nulls(value: Any) -> Any:
    """Return YAML without members that are named and have no value, as `filters:`."""
    if isinstance(value, dict):
        return {key: _without_nulls(inner) for key, inner in value.items() if inner is not None}
    return list(map(_without_nulls, value)) if isinstance(value, list) else value


def _package(name: str) -> ModuleType:
    """Return a package of the extra, which only those have who write or check LookML."""
    try:
        return import_module(name)
    except ModuleNotFoundError:
        raise ConfigError(
            f"The package {name} is not installed", "Install singer-erp[lookml]"
        ) from None
