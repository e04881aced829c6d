"""Comparison of source versions: values of replication keys, as text."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from singer_erp.errors import ConfigError
from singer_erp.timestamps import parse_timestamp


def is_older(version: str | None, than: str | None) -> bool:
    """Return whether a version is older than another; False for those that have no order."""
    if version is None or than is None:
        return False
    ours, theirs = _comparable(version), _comparable(than)
    return type(ours) is type(theirs) and bool(ours < theirs)


def _comparable(version: str) -> Any:
    """Return a version as a number or a timestamp; as None if it is neither."""
    try:
        number = Decimal(version)
    except InvalidOperation:
        pass
    else:
        return number if number.is_finite() else _Unordered()
    try:
        return parse_timestamp(version)
    except ConfigError:
        return _Unordered()


class _Unordered:
    """A version without an order."""

    def __lt__(self, other: object) -> bool:
        return False
