"""Refinements and extends: definitions that are merged into others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from erp_sandbox.looker.lookml.model import Issue

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_ADDED = frozenset({"access_filters", "links", "actions", "tags", "extends__all"})
"""Lists of which both definitions count; another list replaces that of the definition below."""


def merge(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Return `base` with the definitions of `over` in it or in place of its own."""
    merged = dict(base)
    for key, value in over.items():
        before = merged.get(key)
        if _named(value) and _named(before):
            merged[key] = _merge_named(before, value)  # type: ignore[arg-type]
        elif key in _ADDED and isinstance(before, list):
            merged[key] = [*before, *value]
        else:
            merged[key] = value
    return merged


def _named(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(e, dict) and "name" in e for e in value)


def _merge_named(
    before: Sequence[Mapping[str, Any]], value: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    entries = {entry["name"]: dict(entry) for entry in before}
    for entry in value:
        entries[entry["name"]] = merge(entries.get(entry["name"], {}), entry)
    return list(entries.values())


def resolve(
    kind: str,
    defined: Sequence[tuple[str, dict[str, Any]]],
    report: Callable[[Issue], None],
) -> dict[str, tuple[str, dict[str, Any]]]:
    """Return the definitions by name, with refinements merged and extends followed.

    Args:
        kind: `view` or `explore`.
        defined: Paths and definitions, in the order of the includes.
        report: Called with everything that does not resolve.
    """
    refined: dict[str, tuple[str, dict[str, Any]]] = {}
    for path, definition in defined:
        name = definition["name"]
        if name.startswith("+"):
            _refine(kind, refined, path, definition, report)
        elif name in refined:
            message = f"The {kind} {name} is defined more than once."
            report(Issue("error", kind, message, path, name=name))
        else:
            refined[name] = (path, definition)
    return {
        name: (path, _extended(kind, name, refined, report)) for name, (path, _) in refined.items()
    }


def _refine(
    kind: str,
    refined: dict[str, tuple[str, dict[str, Any]]],
    path: str,
    refinement: Mapping[str, Any],
    report: Callable[[Issue], None],
) -> None:
    name = refinement["name"][1:]
    if name not in refined:
        message = f"The refinement +{name} comes before its {kind}, or the {kind} is not included."
        report(Issue("error", kind, message, path, name=name))
        return
    home, before = refined[name]
    refined[name] = (home, {**merge(before, refinement), "name": name})


def _extended(
    kind: str,
    name: str,
    refined: Mapping[str, tuple[str, dict[str, Any]]],
    report: Callable[[Issue], None],
    below: tuple[str, ...] = (),
) -> dict[str, Any]:
    path, definition = refined[name]
    merged: dict[str, Any] = {}
    for base in [each for group in definition.get("extends__all", []) for each in group]:
        if base in (*below, name):
            message = f"The {kind} {name} extends itself through {base}."
            report(Issue("error", kind, message, path, name=name))
        elif base not in refined:
            message = f"The {kind} {name} extends {base}, which is not included."
            report(Issue("error", kind, message, path, name=name))
        else:
            inherited = _extended(kind, base, refined, report, (*below, name))
            inherited = {key: value for key, value in inherited.items() if key != "extension"}
            merged = merge(merged, inherited)
    own = {key: value for key, value in definition.items() if key != "extends__all"}
    return merge(merged, own)
