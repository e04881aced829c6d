"""A journal to post, and whether a batch of Acumatica is that journal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from target_acumatica.balancing import were_added
from target_acumatica.matching import is_same, match, unequal
from target_acumatica.payload import place, value_at, wrapped
from target_acumatica.schema import Field
from target_acumatica.tokens import ends_like_tag

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from singer_erp.delivery.records import Outcome, Row

    from target_acumatica.batch import Batch
    from target_acumatica.tokens import Mark

Json = dict[str, Any]

MODULE = "GL"
ENTITY, DETAILS = "JournalTransaction", "Details"
_DESCRIPTION = "Description"
_AMOUNTS = ("DebitAmount", "CreditAmount")
# What a reversal takes over from the lines of the batch.
_REVERSED = (
    "BranchID",
    "Account",
    "Subaccount",
    "ReferenceNbr",
    "TransactionDescription",
    "Qty",
    "UOM",
    "Project",
    "ProjectTask",
    "CostCode",
    "NonBillable",
)
_REVERSED_HEADER = ("BranchID", "LedgerID", "CurrencyID", "TransactionDate", "PostPeriod")


@dataclass(frozen=True)
class Journal:
    """A journal that passed all checks.

    Attributes:
        row: The row it comes from.
        token: Its token.
        header: Value by field; those that are not set are missing.
        lines: Value by field of each line, with debit and credit.
        currency: Its currency.
        barrier: Why no batch of it can be entered now, such as a closed period; None if one can.
    """

    row: Row
    token: str
    header: Mapping[str, Any]
    lines: tuple[Mapping[str, Any], ...]
    currency: str
    barrier: Outcome | None = None

    @property
    def text(self) -> str:
        """Its description."""
        return str(self.header.get(_DESCRIPTION) or "")

    def body(
        self,
        mark: Mark,
        fields: Mapping[tuple[str, str], Field],
        token_field: Field | None,
        *,
        hold: bool,
    ) -> Json:
        """Return the body of the request that creates it.

        Args:
            mark: Which of its batches this is.
            fields: Fields by detail and name.
            token_field: The field that takes the token; None for the description.
            hold: Whether it stays on hold.
        """
        body = new_body(mark, self.text, token_field, hold=hold)
        for name, value in self.header.items():
            if name != _DESCRIPTION:
                place(body, fields.get(("", name)) or Field(name, "String"), value)
        body[DETAILS] = []
        for line in self.lines:
            placed: Json = {}
            for name, value in line.items():
                place(placed, fields.get((DETAILS, name)) or Field(name, "Decimal"), value)
            body[DETAILS].append(placed)
        return body

    def differences(self, batch: Batch) -> Iterator[str]:
        """Yield the fields in which a batch with its lines differs."""
        if batch.text.strip() != self.text.strip():
            yield _DESCRIPTION
        for name, value in self.header.items():
            if name != _DESCRIPTION and not is_same(name, value, value_at(batch.body, name)):
                yield name
        yield from self._line_differences(batch)

    def _line_differences(self, batch: Batch) -> Iterator[str]:
        """Yield the fields in which lines differ; their order does not matter."""
        matched, missing, rest = match(self.lines, batch.body.get(DETAILS) or [])
        if not missing and batch.is_posted and were_added(rest, [*matched.values()]):
            return
        if len(missing) != len(rest):
            yield DETAILS
            return
        for (number, line), other in zip(missing, rest, strict=True):
            for name in unequal(line, other):
                yield f"{DETAILS}[{number}].{name}"


def described(mark: Mark, text: str, token_field: Field | None) -> str:
    """Return the description of a batch, with its tag if it needs one."""
    # The first batch needs none where the token has a field of its own.
    is_tagged = token_field is None or not mark.is_first or ends_like_tag(text)
    return f"{text} {mark.tag}".strip() if is_tagged else text


def new_body(mark: Mark, text: str, token_field: Field | None, *, hold: bool) -> Json:
    """Return the body of a new batch without lines."""
    description = described(mark, text, token_field)
    body = wrapped({"Module": MODULE, _DESCRIPTION: description, "Hold": hold})
    if token_field is not None:
        place(body, token_field, mark.token)
    return body


def reversal(batch: Json, text: str, mark: Mark, token_field: Field | None, *, hold: bool) -> Json:
    """Return the body of a batch that reverses another one.

    Args:
        batch: The batch with its lines.
        text: Its description without the token.
        mark: The mark of the reversal.
        token_field: The field that takes the token; None for the description.
        hold: Whether it stays on hold.
    """
    body = new_body(mark, text, token_field, hold=hold)
    body |= wrapped({name: value_at(batch, name) for name in _REVERSED_HEADER})
    body[DETAILS] = []
    for line in batch.get(DETAILS) or []:
        values = {name: value_at(line, name) for name in _REVERSED}
        debit, credit = (value_at(line, name) for name in _AMOUNTS)
        values = {name: value for name, value in values.items() if value is not None}
        if "Qty" in values:
            values["Qty"] = -values["Qty"]
        body[DETAILS].append(wrapped(values | {_AMOUNTS[0]: credit, _AMOUNTS[1]: debit}))
    return body


def content(batch: Json) -> tuple[list[Any], list[list[Any]]]:
    """Return what two reversals of one batch have in common, whatever the order of their lines."""
    header = [value_at(batch, name) or None for name in _REVERSED_HEADER]
    lines = [
        [value_at(line, name) or None for name in (*_REVERSED, *_AMOUNTS)]
        for line in batch.get(DETAILS) or []
    ]
    return header, sorted(lines, key=str)
