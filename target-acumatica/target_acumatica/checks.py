"""Checks of journals before anything is sent: references, periods, amounts and balance."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from singer_erp.delivery.records import Outcome, rejected

from target_acumatica.codes import code_of
from target_acumatica.journal import Journal
from target_acumatica.references import STATISTICAL, each
from target_acumatica.values import InvalidValueError, convert, date_of, decimal_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from singer_erp.delivery.records import Row

    from target_acumatica.references import Branch, Code, Ledger, References
    from target_acumatica.schema import Field
    from target_acumatica.tokens import Tokens

AMOUNT, DEBIT, CREDIT = "Amount", "DebitAmount", "CreditAmount"
DETAILS = "Details"
MAX_DESCRIPTION = 255  # (unconfirmed)
# Amounts are decimals of 19 digits, four of them after the point (unconfirmed).
_AMOUNT_LIMIT = Decimal(10) ** 15
_CODES = {"Account", "BranchID", "LedgerID", "Subaccount"}
_SHOWN = 5
# A batch that was posted before its period was closed stays as it is.
_OF_ENTERING = {"CLOSED_PERIOD", "INACTIVE_ACCOUNT", "INACTIVE_BRANCH", "INACTIVE_SUBACCOUNT"}


class _Problems:
    """What is wrong with one journal."""

    def __init__(self) -> None:
        self._found: list[tuple[str, str, str]] = []

    def add(self, code: str, field: str, why: str) -> None:
        self._found.append((code, field, why))

    @property
    def are_of_entering(self) -> bool:
        """Whether all of them keep a batch from being entered, and say nothing of one that is."""
        return all(code in _OF_ENTERING for code, _, _ in self._found)

    def outcome(self) -> Outcome | None:
        """Return the rejection, which names each field once; None without problems."""
        if not self._found:
            return None
        texts = [*dict.fromkeys(f"{field}: {why}" for _, field, why in self._found)]
        more = f"; and {len(texts) - _SHOWN} more" if len(texts) > _SHOWN else ""
        fields = dict.fromkeys(field for _, field, _ in self._found)
        return rejected(self._found[0][0], "; ".join(texts[:_SHOWN]) + more, *fields)


class JournalChecker:
    """Turns rows into journals that the instance accepts, as far as it can be known before.

    Args:
        references: What the instance has.
        fields: Fields that mappings name, by detail (empty for the header) and name.
        tokens: Writes tokens.
        branch: Branch of journals whose mapping names none.
    """

    def __init__(
        self,
        references: References,
        fields: Mapping[tuple[str, str], Field],
        tokens: Tokens,
        *,
        branch: str | None,
    ) -> None:
        self._references = references
        self._fields = fields
        self._tokens = tokens
        self._branch = branch

    def check(self, rows: Sequence[Row]) -> list[Journal | Outcome]:
        """Return the journal of each row, or why it is rejected."""
        lines = [line for row in rows for line in row.lines.get(DETAILS, ())]
        self._references.load("Account", {*each(line.get("Account") for line in lines)})
        if subaccounts := {*each(line.get("Subaccount") for line in lines)}:
            self._references.load("Subaccount", subaccounts)
        return [self._journal(row) for row in rows]

    def _journal(self, row: Row) -> Journal | Outcome:
        if not row.key:
            return rejected("MISSING_KEY", "the `key` of the mapping has no value")
        problems = _Problems()
        header = self._converted(row.values, "", problems)
        branch = self._header_branch(header, problems)
        ledger = self._ledger(header, branch, problems)
        currency = self._currency(header, ledger, problems)
        self._period(header, branch, problems)
        self._default(header, row, currency, branch)
        lines = [
            self._line(line, number, currency, ledger, problems)
            for number, line in enumerate(row.lines.get(DETAILS, ()))
        ]
        for line, given in zip(lines, row.lines.get(DETAILS, ()), strict=True):
            if branch is not None and "BranchID" in given:
                line.setdefault("BranchID", branch.code)
        if not lines:
            problems.add("NO_LINES", DETAILS, "the journal has no lines")
        found = problems.outcome()
        if found and not problems.are_of_entering:
            return found
        if rejection := _out_of_balance(lines, ledger, currency):
            return rejection
        token = self._tokens.token(row.key)
        journal = Journal(row, token, header, tuple(lines), currency, barrier=found)
        if len(journal.text) + len(f" [{token}.99r]") > MAX_DESCRIPTION:
            taken = MAX_DESCRIPTION - len(f" [{token}.99r]")
            why = f"takes {taken} characters next to the token"
            return rejected("TOO_LONG", f"Description: {why}", "Description")
        return journal

    def _default(
        self, header: dict[str, Any], row: Row, currency: str, branch: Branch | None
    ) -> None:
        """Set mapped fields without a value to what Acumatica takes then.

        A value that the source has cleared is a change: a batch that still has it is another one.
        """
        if "CurrencyID" in row.values and currency:
            header["CurrencyID"] = currency
        if "PostPeriod" in row.values and "PostPeriod" not in header and branch:
            date = date_of(header["TransactionDate"]) if "TransactionDate" in header else None
            period = date and self._references.period_of(branch.company, date)
            if period:
                header["PostPeriod"] = period.code

    def _converted(
        self, values: Mapping[str, Any], detail: str, problems: _Problems, path: str = ""
    ) -> dict[str, Any]:
        """Return the values that are set, by field."""
        found = {}
        for name, value in values.items():
            given = value["key"] if isinstance(value, dict) else value
            try:
                type_ = self._fields[detail, name].type
                result = code_of(given) if name in _CODES else convert(type_, given)
            except InvalidValueError as error:
                problems.add("INVALID_VALUE", path + name, str(error))
                continue
            if result is not None:
                found[name] = result
        return found

    def _header_branch(self, header: dict[str, Any], problems: _Problems) -> Branch | None:
        given = header.get("BranchID") or self._branch
        if not given:
            problems.add("NO_BRANCH", "BranchID", "has no value: map it, or set `branch`")
            return None
        branch = self._active_branch(given, "BranchID", problems)
        if branch is not None:
            header["BranchID"] = branch.code
        return branch

    def _active_branch(self, code: Any, path: str, problems: _Problems) -> Branch | None:
        branch = self._references.branch(code)
        if branch is None:
            problems.add("UNKNOWN_BRANCH", path, f"there is no branch {code}")
        elif not branch.is_active:
            problems.add("INACTIVE_BRANCH", path, f"branch {branch.code} is inactive")
        return branch

    def _ledger(
        self, header: dict[str, Any], branch: Branch | None, problems: _Problems
    ) -> Ledger | None:
        given = header.get("LedgerID")
        if branch is None:
            return self._references.ledger(given) if given else None
        ledger = self._references.ledger(given) if given else self._references.actual_ledger(branch)
        if ledger is None:
            why = f"there is no ledger {given}" if given else f"{branch.code} has no actual ledger"
            problems.add("UNKNOWN_LEDGER", "LedgerID", why)
            return None
        if branch.is_active and branch.code not in ledger.branches:
            why = f"ledger {ledger.code} is not one of branch {branch.code}"
            problems.add("WRONG_LEDGER", "LedgerID", why)
        header["LedgerID"] = ledger.code
        return ledger

    def _currency(self, header: dict[str, Any], ledger: Ledger | None, problems: _Problems) -> str:
        currency = str(header.get("CurrencyID") or (ledger.currency if ledger else "")).upper()
        if currency and self._references.precision(currency) is None:
            why = f"there is no active currency {currency}"
            problems.add("UNKNOWN_CURRENCY", "CurrencyID", why)
        return currency

    def _period(self, header: dict[str, Any], branch: Branch | None, problems: _Problems) -> None:
        if "TransactionDate" not in header:
            problems.add("NO_DATE", "TransactionDate", "has no value")
            return
        date = date_of(header["TransactionDate"])
        header["TransactionDate"] = f"{date}T00:00:00"
        if branch is None:
            return
        given = header.get("PostPeriod")
        if given is None:
            name, shown = "TransactionDate", str(date)
            period = self._references.period_of(branch.company, date)
        else:
            name, shown = "PostPeriod", str(given)
            period = self._references.period(branch.company, shown)
        if period is None:
            why = f"there is no financial period {shown} (MMYYYY) of {branch.code}"
            if given is None:
                why = f"{shown} is in no financial period of {branch.code}"
            problems.add("UNKNOWN_PERIOD", name, why)
            return
        if not period.is_open:
            why = f"financial period {period.code} is {period.status.lower()}"
            problems.add("CLOSED_PERIOD", name, why)
        if given is not None:
            header["PostPeriod"] = period.code

    def _line(
        self,
        values: Mapping[str, Any],
        number: int,
        currency: str,
        ledger: Ledger | None,
        problems: _Problems,
    ) -> dict[str, Any]:
        path = f"{DETAILS}[{number}]."
        amounts = {name: values.get(name) for name in (AMOUNT, DEBIT, CREDIT)}
        others = {name: value for name, value in values.items() if name not in amounts}
        line = self._converted(others, DETAILS, problems, path)
        self._account(line, path, currency, problems)
        if "Subaccount" in line:
            found = self._references.subaccount(line["Subaccount"])
            self._code(found, line, "Subaccount", path, problems)
        if "BranchID" in line:
            branch = self._active_branch(line["BranchID"], f"{path}BranchID", problems)
            if branch is not None:
                line["BranchID"] = branch.code
                if ledger and branch.is_active and branch.code not in ledger.branches:
                    why = f"ledger {ledger.code} is not one of branch {branch.code}"
                    problems.add("WRONG_LEDGER", f"{path}BranchID", why)
        debit, credit = self._amounts(amounts, path, currency, problems)
        return line | {DEBIT: debit, CREDIT: credit}

    def _account(self, line: dict[str, Any], path: str, currency: str, problems: _Problems) -> None:
        if "Account" not in line:
            problems.add("NO_ACCOUNT", f"{path}Account", "has no value")
            return
        account = self._references.account(line["Account"])
        self._code(account, line, "Account", path, problems)
        if account and account.currency and currency and account.currency != currency:
            why = f"account {account.code} takes {account.currency} only"
            problems.add("WRONG_CURRENCY", f"{path}Account", why)

    def _code(
        self, found: Code | None, line: dict[str, Any], name: str, path: str, problems: _Problems
    ) -> None:
        word = name.lower()
        if found is None:
            why = f"there is no {word} {line[name]}"
            if similar := self._references.similar(name, line[name]):
                why += f"; write {' or '.join(similar)}"
            problems.add(f"UNKNOWN_{name.upper()}", path + name, why)
            return
        if not found.is_active:
            why = f"{word} {found.code} is inactive"
            problems.add(f"INACTIVE_{name.upper()}", path + name, why)
        line[name] = found.code

    def _amounts(
        self, values: Mapping[str, Any], path: str, currency: str, problems: _Problems
    ) -> tuple[Decimal, Decimal]:
        """Return debit and credit of a line: given both, or as one signed amount."""
        precision = self._references.precision(currency) if currency else None
        given = {name: value for name, value in values.items() if value not in (None, "")}
        amounts = {}
        for name, value in given.items():
            try:
                amount = amounts[name] = decimal_of(value)
            except InvalidValueError as error:
                problems.add("INVALID_VALUE", path + name, str(error))
                continue
            if abs(amount) >= _AMOUNT_LIMIT:
                why = f"takes {_AMOUNT_LIMIT.adjusted()} digits before the decimal point"
                problems.add("TOO_LARGE", path + name, why)
            elif precision is not None and round(amount, precision) != amount:
                why = f"has more than the {precision} decimals of {currency}"
                problems.add("TOO_MANY_DECIMALS", path + name, why)
            if name != AMOUNT and amount < 0:
                problems.add("NEGATIVE_AMOUNT", path + name, "is negative: map Amount instead")
        signed = amounts.get(AMOUNT, Decimal(0))
        debit = amounts.get(DEBIT, max(signed, Decimal(0)))
        credit = amounts.get(CREDIT, max(-signed, Decimal(0)))
        if not given:
            problems.add("NO_AMOUNT", path.rstrip("."), "has no amount")
        elif debit and credit:
            problems.add("TWO_AMOUNTS", path.rstrip("."), "has a debit and a credit")
        return debit, credit


def _out_of_balance(
    lines: Sequence[Mapping[str, Any]], ledger: Ledger | None, currency: str
) -> Outcome | None:
    """Return the rejection of a journal whose debits and credits differ."""
    if ledger and ledger.type == STATISTICAL:
        return None
    difference = sum((line[DEBIT] - line[CREDIT] for line in lines), Decimal(0))
    if not difference:
        return None
    side = "debits" if difference > 0 else "credits"
    reason = f"the journal is out of balance: {side} are higher by {abs(difference):f} {currency}"
    return rejected("OUT_OF_BALANCE", reason, DEBIT, CREDIT)
