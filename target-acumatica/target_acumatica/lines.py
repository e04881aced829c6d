"""The lines of a record that is updated: which are sent, and whether no others are there."""

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
    is_keyed = have_keys(detail, lines)
    names = LINE_KEYS.get(detail, ())
    bodies: list[Json] = [] if is_keyed else [{"id": line["id"], "delete": True} for line in saved]
    for line in lines:
        body: Json = {}
        for name, value in line.items():
            place(body, fields[detail, name], value)
        if is_keyed:
            given = [name for name in names if name in line]
            ids = {
                natural_key(value_at(other, name) for name in given): other["id"] for other in saved
            }
            if found := ids.get(natural_key(line[name] for name in given)):
                body["id"] = found
        bodies.append(body)
    return bodies


def have_keys(detail: str, lines: Sequence[Mapping[str, Any]]) -> bool:
    """Return whether lines update those that are there with their keys."""
    # Another stream of the entity may map more of the keys.
    names = LINE_KEYS.get(detail, ())
    return bool(names) and all(any(name in line for name in names) for line in lines)


class ReplacedLines:
    """Checks that the lines of a record are those that were sent, and no others.

    Earlier lines stay if the session with their ids ended before the request, and those of another
    run appear if it has replaced the same ones: each is replaced once more. Lines that are there
    again after that are the form's own.

    Args:
        entity: Its entity.
    """

    def __init__(self, entity: str) -> None:
        self._entity = entity
        self._surplus: dict[str, int] = {}

    def check(
        self,
        sent: Mapping[str, Sequence[Mapping[str, Any]]],
        earlier: Mapping[str, Sequence[Json]],
        saved: Json,
    ) -> None:
        """Compare the number of lines that were sent with that of a response.

        Args:
            sent: The lines of the record by detail.
            earlier: Those that were there before, by detail.
            saved: The response.

        Raises:
            TransientError: There are more lines.
        """
        for detail, lines in sent.items():
            surplus = len(saved.get(detail) or ()) - len(lines)
            before, self._surplus[detail] = self._surplus.get(detail), surplus
            is_known = surplus == before and surplus != len(earlier[detail])
            if surplus > 0 and not is_known and not have_keys(detail, lines):
                raise TransientError(
                    f"Acumatica has {surplus} more lines in {detail} of a {self._entity} than "
                    "were sent: earlier ones, or those of another run",
                    "Run again: all of its lines are replaced",
                )
