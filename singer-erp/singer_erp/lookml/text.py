"""LookML and YAML as text."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from singer_erp.errors import ConfigError, ErpError
from singer_erp.lookml.rules import BLOCKS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType


class SyntaxIssueError(ErpError):
    """A file that is not LookML."""


def dump(content: Mapping[str, Any]) -> str:
    """Return LookML with the plural keys of lkml as text."""
    text = _package("lkml").dump(dict(content)) or ""
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def load(text: str) -> dict[str, Any]:
    """Return LookML as nested dictionaries with the plural keys of lkml.

    Raises:
        SyntaxIssueError: The text is not LookML.
    """
    try:
        loaded: dict[str, Any] = _package("lkml").load(text)
    except (SyntaxError, KeyError) as error:
        raise SyntaxIssueError(" ".join(str(error).split())) from None
    _require_blocks(loaded)
    return loaded


def _require_blocks(content: Mapping[str, Any]) -> None:
    """Raise an error for a `measure: count` without braces, which lkml takes for a value."""
    for key, kind in BLOCKS.items():
        for member in content.get(key, ()):
            if not isinstance(member, dict):
                raise SyntaxIssueError(f"the {kind} {member} has no braces")
            _require_blocks(member)


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
    return loaded


def _package(name: str) -> ModuleType:
    """Return a package of the extra, which only those have who write or check LookML."""
    try:
        return import_module(name)
    except ModuleNotFoundError:
        raise ConfigError(
            f"The package {name} is not installed", "Install singer-erp[lookml]"
        ) from None
