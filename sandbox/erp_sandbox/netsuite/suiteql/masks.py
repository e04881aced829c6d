"""Oracle's date masks: split into elements, and translated to DuckDB's notation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from erp_sandbox.netsuite.suiteql.errors import unsupported
from erp_sandbox.netsuite.suiteql.values import quote

# Longest first: MONTH must not be read as MON, nor HH24 as HH.
_ELEMENTS = (
    "SSSSS",
    "MONTH",
    "YYYY",
    "RRRR",
    "IYYY",
    "HH24",
    "HH12",
    "A.M.",
    "P.M.",
    "DAY",
    "DDD",
    "MON",
    "TZH",
    "TZM",
    "FF1",
    "FF2",
    "FF3",
    "FF4",
    "FF5",
    "FF6",
    "FF9",
    "YY",
    "RR",
    "MM",
    "MI",
    "DD",
    "DY",
    "HH",
    "SS",
    "AM",
    "PM",
    "FF",
    "IW",
    "WW",
    "FM",
    "D",
    "Q",
)
_TOKEN = re.compile(
    r'(?P<quoted>"[^"]*")|(?P<element>'
    + "|".join(map(re.escape, _ELEMENTS))
    + r")|(?P<literal>[^A-Za-z0-9\"])|(?P<iso>T(?=HH))",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Element:
    """A piece of a mask.

    Attributes:
        name: Upper-case element name, or None for literal text.
        text: As written; decides the case of month and day names.
        trimmed: True after `FM`: no padding.
    """

    name: str | None
    text: str
    trimmed: bool = False


@lru_cache(maxsize=256)
def elements(mask: str) -> tuple[Element, ...]:
    """Split a mask into its elements.

    Raises:
        SuiteQLError: On a letter that is no element and not quoted.
    """
    found: list[Element] = []
    trimmed = False
    position = 0
    while position < len(mask):
        match = _TOKEN.match(mask, position)
        if match is None or match.lastgroup == "iso":
            raise unsupported()
        position = match.end()
        if match.lastgroup == "quoted":
            found.append(Element(None, match.group()[1:-1]))
        elif match.lastgroup == "literal":
            found.append(Element(None, match.group()))
        elif match.group().upper() == "FM":
            trimmed = not trimmed
        else:
            found.append(Element(match.group().upper(), match.group(), trimmed))
    return tuple(found)


_STRFTIME = {
    "YYYY": "%Y",
    "RRRR": "%Y",
    "IYYY": "%G",
    "YY": "%y",
    "RR": "%y",
    "MM": "%m",
    "DD": "%d",
    "DDD": "%j",
    "HH24": "%H",
    "HH12": "%I",
    "HH": "%I",
    "MI": "%M",
    "SS": "%S",
    "IW": "%V",
    "AM": "%p",
    "PM": "%p",
}
_NAMES = {"MONTH": ("%B", 9), "MON": ("%b", 0), "DAY": ("%A", 9), "DY": ("%a", 0)}
_UNPADDED = {"%m", "%d", "%j", "%H", "%I", "%M", "%S"}


@lru_cache(maxsize=256)
def renderer(mask: str, offset: str | None = None) -> str:
    """Return DuckDB text that renders the naive timestamp `{0}` by a mask.

    Args:
        mask: The Oracle mask.
        offset: DuckDB text of the UTC offset in minutes, for TZH and TZM.

    Raises:
        SuiteQLError: On an element that cannot be rendered.
    """
    pieces: list[str] = []
    pattern = ""
    for element in elements(mask):
        code = _code(element)
        if code is not None:
            pattern += code
            continue
        if pattern:
            pieces.append(f"strftime({{0}}, {quote(pattern)})")
            pattern = ""
        pieces.append(_piece(element, offset))
    if pattern:
        pieces.append(f"strftime({{0}}, {quote(pattern)})")
    return pieces[0] if len(pieces) == 1 else f"({' || '.join(pieces)})"


def _code(element: Element) -> str | None:
    if element.name is None:
        # Braces belong to str.format, which fills the rendered expression in.
        return element.text.replace("%", "%%").replace("{", "{{").replace("}", "}}")
    code = _STRFTIME.get(element.name)
    return f"%-{code[1]}" if code in _UNPADDED and element.trimmed else code


def _piece(element: Element, offset: str | None) -> str:
    if element.name in _NAMES:
        return _spelled(element)
    if element.name is not None and element.name.startswith("FF"):
        digits = element.name[2:] or "6"
        return f"left(rpad(strftime({{0}}, '%f'), 9, '0'), {digits})"
    if element.name in {"TZH", "TZM"}:
        if offset is None:
            raise unsupported()
        return _offset_piece(element.name, offset)
    simple = {
        "Q": "CAST(quarter({0}) AS VARCHAR)",
        "D": "CAST(dayofweek({0}) + 1 AS VARCHAR)",
        "WW": "lpad(CAST((dayofyear({0}) - 1) // 7 + 1 AS VARCHAR), 2, '0')",
        "SSSSS": "lpad(CAST(datediff('second', date_trunc('day', {0}), {0}) AS VARCHAR), 5, '0')",
        "A.M.": "CASE WHEN hour({0}) < 12 THEN 'A.M.' ELSE 'P.M.' END",
    }
    simple["P.M."] = simple["A.M."]
    return simple[element.name or ""]


def _spelled(element: Element) -> str:
    code, width = _NAMES[element.name or ""]
    rendered = f"strftime({{0}}, '{code}')"
    if element.text.isupper():
        rendered = f"upper({rendered})"
    elif element.text.islower():
        rendered = f"lower({rendered})"
    return f"rpad({rendered}, {width}, ' ')" if width and not element.trimmed else rendered


def _offset_piece(element: str, offset: str) -> str:
    if element == "TZM":
        return f"lpad(CAST(abs({offset}) % 60 AS VARCHAR), 2, '0')"
    hours = f"lpad(CAST(abs({offset}) // 60 AS VARCHAR), 2, '0')"
    return f"(CASE WHEN {offset} < 0 THEN '-' ELSE '+' END || {hours})"


def strptime(mask: str) -> str:
    """Return DuckDB's notation of a mask, for texts that are read row by row.

    Raises:
        SuiteQLError: If the mask has elements DuckDB cannot read.
    """
    pattern = ""
    for element in elements(mask):
        if element.name is None:
            pattern += element.text.replace("%", "%%")
            continue
        code = _STRFTIME.get(element.name) or _NAMES.get(element.name, (None,))[0]
        if code is None or element.name in {"IYYY", "IW", "DAY", "DY"}:
            raise unsupported()
        pattern += str(code)
    return pattern
