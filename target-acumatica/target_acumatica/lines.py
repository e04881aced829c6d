"""The lines of a record that is updated: which are sent, and whether the earlier ones are gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from singer_erp.errors import TransientError

from target_acumatica.codes import natural_key
from target_acumatica.payload import place, value_at
from target_acumatica.schema import LINE_KEYS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from target_acumatica.schema import Field

Json = dict[str, Any]


def merged(
    fields: Mapping[tuple[str, str], Field],
    detail: str,
    lines: Sequence[Mapping[str, Any]],
    saved: Sequence[Json],
) -> list[Json]:
    """Return the lines of a request: a line without an id is appended ("Update a Record").

    Lines with keys update those that are there; other lines take the place of all.
    """
    # Another stream of the entity may map more of them.
    keys = [[name for name in LINE_KEYS.get(detail, ()) if name in line] for line in lines]
    bodies: list[Json] = [] if all(keys) else [{"id": line["id"], "delete": True} for line in saved]
    for line, names in zip(lines, keys, strict=True):
        body: Json = {}
        for name, value in line.items():
            place(body, fields[detail, name], value)
        if all(keys):
            ids = {
                natural_key(value_at(other, name) for name in names): other["id"] for other in saved
            }
            if found := ids.get(natural_key(line[name] for name in names)):
                body["id"] = found
        bodies.append(body)
    return bodies


def check_replaced(
    entity: str, body: Json, earlier: Mapping[str, Sequence[Json]], saved: Json
) -> None:
    """Check that the earlier lines of a record are gone.

    Raises:
        TransientError: They are there next to the new ones: the session with their ids ended
            before the request.
    """
    for detail, lines in earlier.items():
        removed = sum("delete" in line for line in body[detail])
        added = sum("id" not in line for line in body[detail])
        if removed and len(saved.get(detail) or ()) == len(lines) + added:
            raise TransientError(
                f"Acumatica has kept the earlier lines in {detail} of a {entity} "
                "next to the new ones",
                "Run again: all of its lines are replaced",
            )
