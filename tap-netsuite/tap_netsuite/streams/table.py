"""What a stream is made of."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Table:
    """One SuiteQL table and the stream it becomes.

    Attributes:
        name: Name of the stream.
        table: Name in SuiteQL, or a query in parentheses that stands for one.
        primary_keys: Key columns, in the order that pages follow.
        replication_key: Column with the time of a row's last change; None for full refreshes.
        columns: Kind by column name; see `schema.SELECTED`.
        custom: Prefixes of the custom fields the table may carry.
        record_type: Name in the REST metadata catalog, where its custom fields are listed.
        group: Columns that name the transaction a row belongs to; a link belongs to two.
    """

    name: str
    table: str
    primary_keys: tuple[str, ...]
    replication_key: str | None
    columns: dict[str, str] = field(repr=False)
    custom: tuple[str, ...] = ()
    record_type: str | None = None
    group: tuple[str, ...] = ()
