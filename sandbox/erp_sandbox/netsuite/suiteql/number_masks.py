"""TO_CHAR of numbers by Oracle's number masks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from erp_sandbox.netsuite.suiteql.errors import unsupported
from erp_sandbox.netsuite.suiteql.values import APPROXIMATE, Family, Value, quote

MASK = re.compile(r"(?P<trim>FM)?(?P<whole>[90,G]*)(?:[.D](?P<part>[90]*))?", re.IGNORECASE)
_INEXACT_SCALE = 12


@dataclass(frozen=True)
class _Mask:
    """A mask's parts: digits before and after the point, and how they are shown."""

    trimmed: bool
    whole: str
    part: str

    @property
    def digits(self) -> str:
        return re.sub("[,G]", "", self.whole, flags=re.IGNORECASE)

    @property
    def least(self) -> int:
        """Digits before the point that are shown even when zero."""
        return len(self.digits) - self.digits.index("0") if "0" in self.digits else 0

    @property
    def width(self) -> int:
        """Characters of the unpadded form, with the place for the sign."""
        return len(self.whole) + len(self.part) + bool(self.part) + 1


def render(value: Value, mask: str) -> Value:
    """Translate TO_CHAR(number, mask) for masks of `9 0 , . G D` and `FM`.

    Raises:
        SuiteQLError: For other masks, and for grouped digits with more than one leading zero.
    """
    parsed = MASK.fullmatch(mask)
    if parsed is None or not (parsed["whole"] or parsed["part"]):
        raise unsupported()
    shape = _Mask(bool(parsed["trim"]), parsed["whole"], parsed["part"] or "")
    places = len(shape.part)
    scale = _INEXACT_SCALE if value.scale == APPROXIMATE else value.scale
    exact = f"round(CAST({value.sql} AS DECIMAL(38, {max(scale, places)})), {places})"
    digits = f"CAST(abs(CAST({exact} AS DECIMAL(38, {places}))) AS VARCHAR)"
    whole = f"split_part({digits}, '.', 1)"
    shown = f"{_whole(whole, shape)}{_part(digits, shape)}"
    sign = f"CASE WHEN {exact} < 0 THEN '-' ELSE {quote('' if shape.trimmed else ' ')} END"
    shown = f"({sign} || {shown})"
    if not shape.trimmed:
        shown = f"lpad({shown}, {shape.width}, ' ')"
    overflow = quote("#" * shape.width)
    room = max(len(shape.digits), 1)
    return Value(
        f"(CASE WHEN length({whole}) > {room} THEN {overflow} ELSE {shown} END)", Family.TEXT
    )


def _whole(whole: str, shape: _Mask) -> str:
    if len(shape.whole) != len(shape.digits):
        if shape.least > 1:
            raise unsupported()
        shown = f"format('{{:,}}', CAST({whole} AS HUGEINT))"
    else:
        shown = f"lpad({whole}, CAST(greatest({shape.least}, length({whole})) AS INTEGER), '0')"
    if shape.least or not shape.part:
        return shown
    return f"(CASE WHEN {whole} = '0' THEN '' ELSE {shown} END)"


def _part(digits: str, shape: _Mask) -> str:
    if not shape.part:
        return ""
    part = f"split_part({digits}, '.', 2)"
    optional = len(shape.part) - (shape.part.rindex("0") + 1 if "0" in shape.part else 0)
    if shape.trimmed and optional:
        part = f"regexp_replace({part}, '0{{1,{optional}}}$', '')"
    return f" || '.' || {part}"
