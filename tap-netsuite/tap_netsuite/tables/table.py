"""What a stream is made of."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Table:
    """One SuiteQL table and the stream it becomes.

    Attributes:
        stream: Name of the stream.
        table: Name in SuiteQL, or a query in parentheses that stands for one.
        key: Primary key columns, in the order pages follow.
        stamp: Column that tells when a row last changed; None for tables read whole.
        columns: Kind by column name; see `columns.KINDS`.
        custom: Prefixes of the custom fields the table may carry.
        record_type: Name in the REST metadata catalog, where its custom fields are listed.
    """

    stream: str
    table: str
    key: tuple[str, ...]
    stamp: str | None
    columns: dict[str, str] = field(repr=False)
    custom: tuple[str, ...] = ()
    record_type: str | None = None


def columns(**names_by_kind: str) -> dict[str, str]:
    """Columns from space-separated names by kind: `columns(id="id parent", text="name")`."""
    return {name: kind for kind, names in names_by_kind.items() for name in names.split()}
