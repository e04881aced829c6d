"""Reads text literals by Oracle's date masks."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from erp_sandbox.netsuite.suiteql.errors import unsupported
from erp_sandbox.netsuite.suiteql.masks import elements

_DIGITS = {
    "YYYY": 4,
    "RRRR": 4,
    "YY": 2,
    "RR": 2,
    "MM": 2,
    "DD": 2,
    "DDD": 3,
    "HH24": 2,
    "HH12": 2,
    "HH": 2,
    "MI": 2,
    "SS": 2,
    "SSSSS": 5,
    "TZM": 2,
}
_MONTHS = [calendar.month_abbr[index].upper() for index in range(13)]
_LONG_MONTHS = [calendar.month_name[index].upper() for index in range(13)]


@dataclass(frozen=True)
class Reading:
    """A text read by a mask: zoneless time and, if the mask has TZH, the offset it names."""

    moment: datetime
    offset: timedelta | None


def read(text: str, mask: str, today: datetime) -> Reading:
    """Parse a text by a mask, as tolerant as Oracle without FX.

    Any punctuation stands for any other, leading zeros may be missing, and elements at the end
    may be missing. Absent parts default to the current year and month, day 1, midnight.

    Args:
        text: The text.
        mask: The Oracle mask.
        today: The session's local now.

    Raises:
        ValueError: If the text does not fit.
        SuiteQLError: If the mask holds elements that cannot be read.
    """
    fields: dict[str, int] = {}
    rest = text.strip()
    for element in elements(mask):
        if not rest:
            break
        if element.name is None:
            rest = _literal(rest, element.text)
        else:
            rest = _field(rest, element.name, fields)
    if rest.strip():
        raise ValueError(text)
    return _assemble(fields, today)


def _literal(rest: str, literal: str) -> str:
    if literal.isspace():
        return rest.lstrip()
    if rest.startswith(literal):
        return rest[len(literal) :]
    if len(literal) == 1 and not literal.isalnum() and not rest[0].isalnum():
        return rest[1:]
    raise ValueError(rest)


def _field(rest: str, element: str, fields: dict[str, int]) -> str:
    if element in _DIGITS:
        pattern = rf"\d{{1,{_DIGITS[element]}}}"
    elif element.startswith("FF"):
        pattern = r"\d{1,9}"
    elif element == "TZH":
        pattern = r"[+-]\d{1,2}"
    elif element in {"MON", "MONTH", "AM", "PM", "A.M.", "P.M."}:
        pattern = r"[A-Za-z.]+"
    else:
        raise unsupported()
    match = re.match(pattern, rest)
    if match is None:
        raise ValueError(rest)
    token = match.group()
    if element.startswith("FF"):
        fields["FF"] = int(token[:6].ljust(6, "0"))
    elif element in {"MON", "MONTH"}:
        fields["MM"] = (_MONTHS if len(token) == 3 else _LONG_MONTHS).index(token.upper())  # noqa: PLR2004  # an abbreviation's length
    elif pattern == r"[A-Za-z.]+":
        fields["PM"] = ("AM", "PM").index(token.upper().replace(".", ""))
    else:
        fields[element] = int(token)
        fields["-"] = int(element == "TZH" and token.startswith("-")) or fields.get("-", 0)
    return rest[match.end() :]


def _assemble(fields: dict[str, int], today: datetime) -> Reading:
    year = fields.get("YYYY", fields.get("RRRR"))
    if year is None:
        short = fields.get("YY", fields.get("RR"))
        year = today.year if short is None else today.year // 100 * 100 + short
    hour = fields.get("HH24", 0)
    twelve = fields.get("HH12", fields.get("HH"))
    if twelve is not None:
        if not 1 <= twelve <= 12:  # noqa: PLR2004  # the hours of a clock face
            raise ValueError(twelve)
        hour = twelve % 12 + 12 * fields.get("PM", 0)
    moment = datetime(  # noqa: DTZ001  # the zone is the caller's business
        year,
        fields.get("MM", 1 if "DDD" in fields else today.month),
        fields.get("DD", 1),
        hour,
        fields.get("MI", 0),
        fields.get("SS", 0),
        fields.get("FF", 0),
    )
    if "DDD" in fields:
        moment += timedelta(days=fields["DDD"] - 1)
    if "SSSSS" in fields:
        moment += timedelta(seconds=fields["SSSSS"])
    offset = None
    if "TZH" in fields:
        sign = -1 if fields["-"] else 1
        offset = timedelta(hours=fields["TZH"], minutes=sign * fields.get("TZM", 0))
    return Reading(moment, offset)
