"""Journal batches that people enter, post, reverse and delete."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from erp_sandbox.oracle_fusion import periods
from erp_sandbox.oracle_fusion.amounts import ONE, ZERO, cents, period_name
from erp_sandbox.oracle_fusion.changing import USER, RuleError, changed, who
from erp_sandbox.oracle_fusion.keys import hashed, number
from erp_sandbox.oracle_fusion.posting import ACTION_LOGS, BATCHES, HEADERS, LINES, sides, totals
from erp_sandbox.oracle_fusion.rows import Row, Values, filled
from erp_sandbox.oracle_fusion.seed_ledger import combinations

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from erp_sandbox.oracle_fusion.organization import Unit
    from erp_sandbox.oracle_fusion.store import Pod

STATUSES = {"P": "Posted", "U": "Unposted"}


@dataclass(frozen=True)
class Posting:
    """A line to post: amounts are signed, debit positive."""

    combination: str
    entered: Decimal
    accounted: Decimal
    description: str | None = None


@dataclass(frozen=True)
class Entry:
    """A journal to enter.

    Attributes:
        unit: The business unit that it is for.
        day: The accounting date.
        currency: The currency that it is entered in.
        source: The source of its batch.
        category: Its category.
        name: Its name.
        lines: Its lines.
        rate: Ledger currency for one unit of the currency.
    """

    unit: Unit
    day: date
    currency: str
    source: str
    category: str
    name: str
    lines: Sequence[Posting]
    rate: Decimal = ONE


def enter(pod: Pod, *entries: Entry, status: str = "P", values: Values | None = None) -> Row:
    """Store a new batch with journals of one ledger.

    Args:
        pod: The pod.
        entries: Its journals.
        status: `P` if it is posted, `U` if it is not.
        values: More values of the batch.

    Raises:
        RuleError: If it is posted to a period that is not open.
    """
    first = entries[0]
    if status == "P":
        periods.check(pod, first.unit.ledger, first.day)
    identity = number("batch", pod.next("batch"))
    headers = [_header(pod, entry) for entry in entries]
    ledger, author = first.unit.ledger, who(pod)
    made = filled(
        JeBatchId=identity,
        BatchName=f"{first.source} {identity} {first.day:%Y-%m-%d}",
        DefaultPeriodName=period_name(first.day),
        CompletionStatusMeaning="Complete",
        ApprovalStatusMeaning="Not required",
        FundsStatusMeaning="Not required",
        UserJeSourceName=first.source,
        ChartOfAccountsName=ledger.chart.name,
        UserPeriodSetName=ledger.period_set,
        AccountedPeriodType="Month",
        ActualFlagMeaning="Actual",
        **_status(pod, status),
        **author,
        **totals(headers),
        **{"ReversalFlag": False, **(values or {})},
    )
    log = {
        "ActionCodeMeaning": "Created",
        "ActionDate": author["CreationDate"],
        "UserName": USER,
    }
    children = {
        "journalHeaders": headers,
        "journalActionLogs": [Row.of(ACTION_LOGS, hashed(identity, 1), log)],
        "journalBatchDFF": [
            Row.of(BATCHES.children["journalBatchDFF"], f"{identity}", {"JeBatchId": identity})
        ],
    }
    list_combinations(pod)
    return pod.save(Row.of(BATCHES, f"{identity}", made, children, ledger=ledger.name))


def list_combinations(pod: Pod) -> None:
    """Store the account combinations that were used for the first time."""
    for row in combinations(pod):
        pod.save(row)


def _status(pod: Pod, status: str) -> Values:
    values: Values = {"Status": status, "StatusMeaning": STATUSES[status]}
    if status == "P":
        values |= {"PostedDate": pod.timestamp().date(), "PostingRunId": pod.next("posting")}
    return values


def _header(pod: Pod, entry: Entry) -> Row:
    key = f"{number('header', pod.next('header'))}"
    ledger = entry.unit.ledger
    conversion: Values = {"UserCurrencyConversionType": "User", "CurrencyConversionRate": ONE}
    if entry.currency != ledger.currency:
        conversion = {
            "UserCurrencyConversionType": "Corporate",
            "CurrencyConversionDate": entry.day,
            "CurrencyConversionRate": entry.rate,
        }
    lines = [
        Row.of(
            LINES,
            hashed(key, place),
            filled(
                JeLineNumber=place,
                AccountCombination=line.combination,
                CurrencyCode=entry.currency,
                Description=line.description,
                ChartOfAccountsName=ledger.chart.name,
                **sides(cents(line.entered), cents(line.accounted)),
                **conversion,
                **who(pod),
            ),
        )
        for place, line in enumerate(entry.lines, start=1)
    ]
    values = filled(
        JournalName=entry.name,
        LedgerName=ledger.name,
        LedgerCurrencyCode=ledger.currency,
        CurrencyCode=entry.currency,
        PeriodName=period_name(entry.day),
        DefaultEffectiveDate=entry.day,
        UserJeCategoryName=entry.category,
        LegalEntityName=entry.unit.legal_entity.legal_name,
        **totals(lines),
        **conversion,
        **who(pod),
    )
    flexfield = Row.of(HEADERS.children["journalHeadersDFF"], key, {})
    return Row.of(HEADERS, key, values, {"journalLines": lines, "journalHeadersDFF": [flexfield]})


def post(pod: Pod, batch: Row) -> Row:
    """Post a batch, which changes it and its journals but not their lines.

    Raises:
        RuleError: If it is posted, out of balance, or its period is not open.
    """
    values = batch.values
    if values["Status"] != "U":
        raise RuleError("The batch is already posted.")
    if values["RunningTotalAccountedDr"] != values["RunningTotalAccountedCr"]:
        raise RuleError("The batch is not in balance.")
    for header in batch.children["journalHeaders"]:
        ledger = pod.organization.ledgers[header.values["LedgerName"]]
        periods.check(pod, ledger, header.values["DefaultEffectiveDate"])
    headers = [changed(pod, header) for header in batch.children["journalHeaders"]]
    logs = batch.children.get("journalActionLogs", [])
    log = {
        "ActionCodeMeaning": "Posted",
        "ActionDate": pod.timestamp(),
        "UserName": USER,
    }
    key = hashed(batch.identity, len(logs) + 1)
    children = {
        "journalHeaders": headers,
        "journalActionLogs": [*logs, Row.of(ACTION_LOGS, key, log)],
    }
    return pod.save(changed(pod, batch, _status(pod, "P"), children))


def reverse(pod: Pod, batch: Row, day: date) -> Row:
    """Post the reversal of a posted batch with a batch of its own.

    Raises:
        RuleError: If it is not posted, reversed already, or the period is not open.
    """
    if batch.values["Status"] != "P" or batch.values.get("ReversalPeriod"):
        raise RuleError("The batch cannot be reversed.")
    source, name = batch.values["UserJeSourceName"], batch.values["BatchName"]
    headers = batch.children["journalHeaders"]
    entries = [_mirrored(pod, header, source, day) for header in headers]
    made = enter(pod, *entries, values={"ParentJeBatchName": name, "ReversalFlag": True})
    reversal = {
        "ReversalDate": day,
        "ReversalPeriod": period_name(day),
        "ReversalMethodMeaning": "Switch Dr/Cr",
    }
    pod.save(changed(pod, batch, reversal))
    return made


def _mirrored(pod: Pod, header: Row, source: str, day: date) -> Entry:
    values = header.values
    units = pod.organization.units.values()
    unit = next(u for u in units if u.legal_entity.legal_name == values["LegalEntityName"])
    lines = [
        Posting(
            line.values["AccountCombination"],
            line.values.get("EnteredCr", ZERO) - line.values.get("EnteredDr", ZERO),
            line.values.get("AccountedCr", ZERO) - line.values.get("AccountedDr", ZERO),
            line.values.get("Description"),
        )
        for line in header.children["journalLines"]
    ]
    return Entry(
        unit,
        day,
        values["CurrencyCode"],
        source,
        values["UserJeCategoryName"],
        f"Reverses {values['JournalName']}",
        lines,
        values["CurrencyConversionRate"],
    )


def delete(pod: Pod, batch: Row) -> None:
    """Delete a batch that is not posted, which leaves no trace.

    Raises:
        RuleError: If it is posted.
    """
    if batch.values["Status"] != "U":
        raise RuleError("A posted batch cannot be deleted.")
    pod.delete(batch)
