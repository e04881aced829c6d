"""Documents as Arrow tables, the source of every vendor's view."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from erp_sandbox.company.documents import Document, Line, Link

_INT, _TEXT, _DAY, _AT = pa.int64(), pa.string(), pa.date32(), pa.timestamp("us")

DOCUMENT_COLUMNS = {
    "document": _INT, "kind": _TEXT, "label": _TEXT, "day": _DAY, "due": _DAY, "created": _AT,
    "modified": _AT, "created_by": _INT, "legal_entity": _INT, "currency": _INT, "rate": _INT,
    "period": _INT, "party_kind": _TEXT, "party": _INT, "term": _INT, "memo": _TEXT,
    "reference": _TEXT, "status": _TEXT, "total": _INT, "base_total": _INT, "remaining": _INT,
    "remaining_base": _INT, "tax": _INT, "account": _INT, "closed": _DAY,
    "posts": pa.bool_(),
}  # fmt: skip

LINE_COLUMNS = {
    "document": _INT, "line": _INT, "kind": _TEXT, "account": _INT, "cents": _INT,
    "base_cents": _INT, "modified": _AT, "item": _INT, "quantity": _INT, "price": _INT,
    "department": _INT, "class": _INT, "location": _INT, "party": _INT, "memo": _TEXT,
    "source_document": _INT, "source_line": _INT, "billed": _INT, "received": _INT,
    "linked_base": _INT, "settles": pa.bool_(), "place": _INT,
}  # fmt: skip

LINK_COLUMNS = {
    "previous": _INT, "previous_line": _INT, "previous_kind": _TEXT, "next": _INT,
    "next_line": _INT, "next_kind": _TEXT, "kind": _TEXT, "cents": _INT, "at": _AT,
}  # fmt: skip


@dataclass(frozen=True)
class Batch:
    """Some documents with all their lines and links, as Arrow tables of the columns above."""

    documents: pa.Table
    lines: pa.Table
    links: pa.Table


def batch(documents: Iterable[Document], links: Iterable[Link]) -> Batch:
    """Return the documents and links in columns.

    Timestamps become naive UTC. A line's `place` counts the lines of the batch from 1.
    """
    documents = tuple(documents)
    lines = [(document, line) for document in documents for line in document.lines]
    return Batch(
        _table(DOCUMENT_COLUMNS, [_document(document) for document in documents]),
        _table(
            LINE_COLUMNS,
            [(*_line(*pair), place) for place, pair in enumerate(lines, start=1)],
        ),
        _table(LINK_COLUMNS, [(*link[:-1], _naive(link.at)) for link in links]),
    )


def _table(columns: dict[str, Any], rows: list[tuple[Any, ...]]) -> pa.Table:
    values = zip(*rows, strict=True) if rows else ((),) * len(columns)
    return pa.table(
        {
            name: pa.array(column, kind)
            for (name, kind), column in zip(columns.items(), values, strict=True)
        }
    )


def _naive(at: datetime) -> datetime:
    return at.replace(tzinfo=None)


def _document(document: Document) -> tuple[Any, ...]:
    head, lines = document.header, document.lines
    return (
        head.number, head.kind, head.label, head.date, head.due, _naive(head.created),
        _naive(head.modified), head.created_by, head.legal_entity, head.currency, head.rate,
        head.period, head.party_kind, head.party, head.term, head.memo, head.reference,
        document.status, lines[0].cents, lines[0].base_cents, document.left, document.left_base,
        sum(line.cents for line in lines if line.kind == "tax"), lines[0].account, document.closed,
        document.posts,
    )  # fmt: skip


def _line(document: Document, line: Line) -> tuple[Any, ...]:
    source_document, source_line = line.source or (None, None)
    return (
        document.header.number, line.number, line.kind, line.account, line.cents, line.base_cents,
        _naive(line.modified), line.item, line.quantity, line.price, line.department, line.class_,
        line.location, line.party, line.memo, source_document, source_line, line.billed,
        line.received, line.linked_base,
        document.left is not None and line is document.settling,
    )  # fmt: skip
