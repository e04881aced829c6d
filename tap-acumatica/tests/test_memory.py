"""Pages are freed as soon as they are written."""

from __future__ import annotations

import gc
import weakref

from tap_acumatica.schema import lines_of


class _Record(dict):
    """A record that can be watched."""


def test_records_with_lines_are_freed_without_garbage_collection():
    record = _Record(BatchNbr={"value": "1"}, Details=[{"id": "a"}], Other=[{"id": "b"}])
    freed = weakref.ref(record)
    gc.disable()
    try:
        lines = [*lines_of("Details", "t", [record], ""), *lines_of("Other", "t", [record], "")]
        assert [line["_parent"]["BatchNbr"] for line in lines] == [{"value": "1"}] * 2
        del record, lines
        assert freed() is None
    finally:
        gc.enable()
