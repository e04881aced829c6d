"""Changes of records: their values, and those of their children."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from erp_sandbox.oracle_fusion.rows import Row, Values
    from erp_sandbox.oracle_fusion.store import Pod

USER = "SINGER.CLERK"


class RuleError(ValueError):
    """A change that Fusion does not allow."""


def who(pod: Pod) -> Values:
    """Return who writes a new record, and when."""
    at = pod.timestamp()
    return {
        "CreatedBy": USER,
        "CreationDate": at,
        "LastUpdatedBy": USER,
        "LastUpdateDate": at,
    }


def changed(
    pod: Pod,
    row: Row,
    values: Mapping[str, Any] | None = None,
    children: Mapping[str, list[Row]] | None = None,
) -> Row:
    """Return a record with other values, changed now."""
    made = dict(values or {})
    if "LastUpdatedBy" in row.resource.attributes:
        made["LastUpdatedBy"] = USER
    return row.changed(pod.timestamp(), made, children)


def child_changed(
    row: Row, path: Sequence[tuple[str, str]], change: Callable[[Row], Row | None]
) -> Row:
    """Return a record with a change below it; its own time of change stays.

    Args:
        row: The record.
        path: Name of the child and key of its item, for each level down to the item.
        change: Returns the changed item, None to remove it.

    Raises:
        LookupError: If there is no such item.
    """
    (name, key), *rest = path
    items = row.children.get(name, [])
    if all(item.key != key for item in items):
        raise LookupError(f"There is no {name} {key}.")
    kept: list[Row] = []
    for item in items:
        if item.key != key:
            kept.append(item)
            continue
        made = child_changed(item, rest, change) if rest else change(item)
        if made is not None:
            kept.append(made)
    return row.changed(None, None, {name: kept})


def every(pod: Pod, row: Row, name: str, values: Callable[[Row], Values]) -> list[Row]:
    """Return the children of a name with other values, changed now."""
    return [changed(pod, item, values(item)) for item in row.children.get(name, [])]
