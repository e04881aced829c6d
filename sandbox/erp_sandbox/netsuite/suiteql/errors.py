"""Errors of SuiteQL, with the vendor's texts."""

from __future__ import annotations

import uuid

_PREFIX = "Invalid search query. Detailed unprocessed description follows. Search error occurred: "


class SuiteQLError(Exception):
    """A rejected or failed query.

    Attributes:
        detail: Text for `o:errorDetails[0].detail`.
        status: HTTP status, 400 unless the query broke the server.
        code: `o:errorCode`.
    """

    def __init__(self, detail: str, status: int = 400, code: str = "INVALID_PARAMETER") -> None:
        super().__init__(detail)
        self.detail = detail
        self.status = status
        self.code = code


def unsupported() -> SuiteQLError:
    """Return the vendor's general error: unsupported syntax, function or argument."""
    return SuiteQLError(f"{_PREFIX}Invalid or unsupported search.")


def unknown_table(name: str) -> SuiteQLError:
    """Return the error for a record type that no account has."""
    return SuiteQLError(f"{_PREFIX}Invalid search type: {name}.")


def hidden_table(name: str) -> SuiteQLError:
    """Return the error for a record type that a feature or the role hides."""
    return SuiteQLError(f"{_PREFIX}Record '{name}' was not found.")


def unknown_identifier(name: str, available: dict[str, str]) -> SuiteQLError:
    """Return the error for an unknown column; `available` maps aliases to tables."""
    listed = ", ".join(f"{alias}={table}" for alias, table in available.items())
    return SuiteQLError(
        f"{_PREFIX}Unknown identifier '{name}'. Available identifiers are: {{{listed}}}."
    )


def not_exposed(column: str, table: str) -> SuiteQLError:
    """Return the error for a field of the record that SuiteQL does not show."""
    return SuiteQLError(
        f"{_PREFIX}Field '{column}' for record '{table}' was not found. "
        "Reason: NOT_EXPOSED - Field is not exposed for search."
    )


def unreadable_date(text: str, date_format: str, time_zone: str) -> SuiteQLError:
    """Return the error for a text that is not a date where one is expected."""
    return SuiteQLError(
        f'{_PREFIX}Parse of date/time "{text}" failed with date format "{date_format}" '
        f"in time zone {time_zone}"
    )


def unexpected() -> SuiteQLError:
    """Return the server's own failure, as a broken formula column causes it."""
    return SuiteQLError(
        f"An unexpected error occurred. Error ID: {uuid.uuid4().hex}",
        status=500,
        code="UNEXPECTED_ERROR",
    )
