"""A terse notation for SuiteQL tables: names grouped by kind, `column>table` for references."""

from __future__ import annotations

from erp_sandbox.netsuite.catalog import Column, Kind, Table

CUSTOM_PREFIXES = ("custbody", "custcol", "custentity", "custitem", "custrecord", "cseg")


def columns(**names: str) -> tuple[Column, ...]:
    """Return columns from words grouped by kind.

    Args:
        names: Keyword is a `Kind` value (`id`, `text`, `amount`, ...), its value the column names
            separated by spaces; `parent>customer` says that the column holds ids of `customer`.

    Returns:
        The columns, in the order written. Custom prefixes mark a column as custom.
    """
    return tuple(
        _column(word, Kind(kind)) for kind, words in names.items() for word in words.split()
    )


def table(
    name: str,
    *parts: tuple[Column, ...],
    key: str = "id",
    timestamp: str | None = "lastmodifieddate",
    feature: str | None = None,
    **names: str,
) -> Table:
    """Return a table of the columns in `names` (see `columns`) followed by those in `parts`.

    Args:
        name: SuiteQL name.
        parts: Columns shared with other tables.
        key: Key columns separated by spaces; always present among the columns.
        timestamp: Last-modified column, added when missing; None for tables without one.
        feature: Account feature the table needs.
        names: As for `columns`.
    """
    made = columns(**names) + tuple(column for part in parts for column in part)
    if timestamp is not None and all(column.name != timestamp for column in made):
        made += (Column(timestamp, Kind.DATETIME),)
    return Table(name, made, tuple(key.split()), timestamp, feature)


def _column(word: str, kind: Kind) -> Column:
    name, _, target = word.partition(">")
    return Column(name, kind, target or None, custom=name.startswith(CUSTOM_PREFIXES))


ADDRESS = columns(
    id="nkey",
    text=(
        "addr1 addr2 addr3 addressee addrphone addrtext attention city state dropdownstate zip"
        " country recordowner"
    ),
    boolean="override",
)
