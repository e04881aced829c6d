"""Records of an entity as structs of the fields that the columns of its streams take.

They are decoded and read faster than dictionaries, with the same rows. Where a record has another
field, responses are read as dictionaries, and the field arrives in `_other`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any

from singer_erp.http.bodies import ShapedJson, json_as
from singer_erp.messages.shape import Shape, Shaped

from tap_acumatica.linked import linked_shape
from tap_acumatica.schema import FACTS, LINE_NUMBER, PARENT_FACT

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    import requests
    from singer_erp.messages.projection import Projection
    from singer_erp.messages.records import Record
    from singer_erp.messages.taken import Path

    from tap_acumatica.linked import LinkedShape
    from tap_acumatica.streams import Details

Json = dict[str, Any]
Records = Sequence[Json | Shaped]

_records = json_as(list[Json])


class RecordShape:
    """The shape of an entity's records, with their lines; it reads what it has decoded.

    Args:
        own: Reads the columns of the entity's own stream; None if it is not selected.
        lines: Read the columns of its lines, by array.
        needed: Fields of which the reader needs the value.
        linked: Shapes of linked objects by name; None as long as they are not known.
        otherwise: Decodes responses that do not fit.

    Attributes:
        decode: Decodes a response, into structs or dictionaries.
        is_first: Whether the linked objects are not known yet.
    """

    def __init__(
        self,
        own: Projection | None,
        lines: Mapping[str, Projection],
        needed: Collection[str],
        linked: Mapping[str, LinkedShape] | None = None,
        otherwise: Callable[[requests.Response], Records] = _records,
    ) -> None:
        self.is_first = linked is None
        self._linked = dict(linked or {})
        self._with = partial(RecordShape, own, lines, needed)
        self._objects = [path[0] for path in (own.taken if own else ()) if len(path) == 1]
        self._lines = {name: _shape(name, read) for name, read in lines.items()}
        paths = (path for read in lines.values() for path in read.taken)
        of_parents = [path[1:] for path in paths if path[0] == PARENT_FACT]
        more = [*of_parents, *((name, "value") for name in needed)]
        types = {name: shape.array | None for name, shape in self._lines.items()}
        types |= {name: shape.struct | None for name, shape in self._linked.items()}
        self._own = _shape("record", own, more, types)
        # Otherwise a field that lines take would be missing in `_other` of their record.
        is_complete = own is None or {*more} <= {*own.taken}
        self.decode = ShapedJson(self._own.array, otherwise) if is_complete else otherwise

    def with_linked(self, records: Sequence[Shaped]) -> RecordShape:
        """Return the shape that knows the linked objects of some records, too.

        What does not fit it is decoded by this shape, and it reads such records as well.
        """
        found = {
            name: linked_shape(name, [record[name] for record in records])
            for name in self._objects
            if name not in FACTS
        }
        linked = {name: shape for name, shape in found.items() if shape}
        return self._with(linked, self.decode)

    def values(self, records: Sequence[Shaped], name: str) -> Sequence[Any]:
        """Return the values of a field that the reader needs."""
        return self._own.values(records, (name, "value"))

    def rows(
        self,
        records: Sequence[Shaped],
        details: Details | None,
        read: Projection,
        known: Mapping[str, Any],
    ) -> list[Record]:
        """Return the rows of the own stream, or of lines.

        Args:
            records: The records.
            details: The lines; None for the own stream.
            read: Reads the stream's columns.
            known: What the reader adds to each row.

        Raises:
            Exception: One of `NOT_OF_ITS_KIND`: a value is not of its column's kind.
        """
        if details:
            return self._line_rows(records, details.name, read, known)

        def values(path: Path) -> Sequence[Any]:
            if path[0] in FACTS:
                return [known[path[0]]] * len(records)
            found = self._own.values(records, path)
            linked = self._linked.get(path[0])
            return linked.plain(found) if linked else found

        return read.rows_of(len(records), values)

    def _line_rows(
        self,
        records: Sequence[Shaped],
        details: str,
        read: Projection,
        known: Mapping[str, Any],
    ) -> list[Record]:
        shape = self._lines[details]
        arrays = [record[details] or () for record in records]
        lines = list(chain.from_iterable(arrays))
        parents = [one for one, array in zip(records, arrays, strict=True) for _ in array]

        def values(path: Path) -> Sequence[Any]:
            if path == LINE_NUMBER:
                return [number for array in arrays for number in range(1, len(array) + 1)]
            if path[0] == PARENT_FACT:
                return self._own.values(parents, path[1:])
            if path[0] in FACTS:
                return [known[path[0]]] * len(lines)
            return shape.values(lines, path)

        return read.rows_of(len(lines), values)


def _shape(
    name: str,
    read: Projection | None,
    more: Sequence[Path] = (),
    types: Mapping[str, Any] | None = None,
) -> Shape:
    taken = [path for path in (read.taken if read else ()) if path[0] not in FACTS]
    ignored = [path[0] for path in (read.ignored if read else ()) if path[0] not in FACTS]
    return Shape(name, [*taken, *more], ignored=ignored, types=types, is_open=read is None)
