"""Reports, from the same postings as the balances."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from erp_sandbox.quickbooks import cash_flow
from erp_sandbox.quickbooks.errors import ApiError
from erp_sandbox.quickbooks.money import HOME
from erp_sandbox.quickbooks.store import balances, timestamp
from erp_sandbox.quickbooks.subledger import open_items

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from erp_sandbox.quickbooks.rows import Row
    from erp_sandbox.quickbooks.store import CompanyStore

    Record = dict[str, Any]

CUT = "Unable to display more data. Please reduce the date range."
_INCOME_SIDE = {"Revenue": -1, "Expense": 1}
_PROFIT = ("Revenue", "Expense")


class Reports:
    """The reports of one company, `/reports/{name}`.

    Attributes:
        max_cells: Cells after which a response is truncated, still with status 200.
    """

    def __init__(self, company: CompanyStore) -> None:
        self._company = company
        self.max_cells = 400_000
        self._known: dict[str, Callable[[date, date], Record]] = {
            "trialbalance": self._trial_balance,
            "generalledger": self._general_ledger,
            "profitandloss": self._profit_and_loss,
            "balancesheet": self._balance_sheet,
            "cashflow": self._cash_flow,
            "agedreceivables": lambda _, end: self._aged("Customer", end),
            "agedpayables": lambda _, end: self._aged("Vendor", end),
        }

    def answer(self, name: str, query: Mapping[str, str]) -> Record:
        """Return a report.

        Raises:
            ApiError: There is none of that name, or a date is wrong.
        """
        report = self._known.get(name.lower())
        if report is None:
            raise ApiError("500", "Unsupported Operation", f"Operation {name} is not supported.")
        today = self._company.clock.now().date()
        try:
            end = date.fromisoformat(
                query.get("end_date") or query.get("report_date") or today.isoformat()
            )
            start = date.fromisoformat(query.get("start_date") or end.replace(day=1).isoformat())
        except ValueError:
            raise ApiError("2020", "Required param missing", "start_date, end_date") from None
        if start > end:
            raise ApiError("6000", "A business validation error has occurred", "start after end")
        with self._company.lock:
            made = report(start, end)
        rows = made["Rows"].get("Row") or []
        header = {
            "Time": timestamp(self._company.clock.now()),
            "ReportName": name,
            "ReportBasis": query.get("accounting_method", "Accrual"),
            "StartPeriod": start.isoformat(),
            "EndPeriod": end.isoformat(),
            "Currency": HOME,
            "Option": [{"Name": "NoReportData", "Value": str(not rows).lower()}],
        }
        return {"Header": header, **self._cut(made)}

    # The reports

    def _trial_balance(self, _: date, end: date) -> Record:
        rows, totals = [], [Decimal(0), Decimal(0)]
        for account, amount in self._closing(end).items():
            if not amount:
                continue
            sides = [max(amount, Decimal(0)), max(-amount, Decimal(0))]
            totals = [total + side for total, side in zip(totals, sides, strict=True)]
            rows.append({"ColData": [self._account(account), *map(_money, sides)]})
        if rows:
            rows.append(_total("GrandTotal", "TOTAL", totals))
        return _report(("Account", "Money", "Money"), ("", "Debit", "Credit"), rows)

    def _general_ledger(self, start: date, end: date) -> Record:
        opening = self._balance_before(start)
        by_account: dict[str, list[tuple[Row, Decimal]]] = {}
        for row, post in self._company.postings():
            if start <= _day(row) <= end:
                for account, amount in post.items():
                    by_account.setdefault(account, []).append((row, amount))
        sections = []
        for account in self._accounts():
            lines = sorted(
                by_account.get(account, []), key=lambda entry: (_day(entry[0]), int(entry[0].id))
            )
            if not lines and not opening.get(account):
                continue
            running = opening.get(account, Decimal(0))
            data = [_gl_row("Beginning Balance", "", "", "", "", _money(running)["value"])]
            for row, amount in lines:
                running += amount
                data.append(
                    _gl_row(
                        _day(row).isoformat(),
                        row.entity.name,
                        row.values.get("DocNumber", ""),
                        row.id,
                        _money(amount)["value"],
                        _money(running)["value"],
                    )
                )
            total = sum((amount for _, amount in lines), Decimal(0))
            name = self._account(account)
            sections.append(
                {
                    "Header": {"ColData": [name, *({"value": ""} for _ in range(4))]},
                    "Rows": {"Row": data},
                    "Summary": {
                        "ColData": [
                            {"value": f"Total for {name['value']}"},
                            *({"value": ""} for _ in range(2)),
                            _money(total),
                            {"value": ""},
                        ]
                    },
                    "type": "Section",
                }
            )
        keys = ("tx_date", "txn_type", "doc_num", "subt_nat_amount", "rbal_nat_amount")
        titles = ("Date", "Transaction Type", "Num", "Amount", "Balance")
        return _report(keys, titles, sections)

    def _profit_and_loss(self, start: date, end: date) -> Record:
        amounts = self._activity(start, end)
        sections, net = [], Decimal(0)
        for classification, group in (("Revenue", "Income"), ("Expense", "Expenses")):
            section, total = self._section(
                amounts, group, {classification}, _INCOME_SIDE[classification]
            )
            sections.extend(section)
            net += total if classification == "Revenue" else -total
        if sections:
            sections.append(_total("NetIncome", "Net Income", [net]))
        return _report(("Account", "Money"), ("", "Total"), sections)

    def _balance_sheet(self, _: date, end: date) -> Record:
        amounts = self._closing(end)
        profit = sum(
            (amount for account, amount in amounts.items() if self._class_of(account) in _PROFIT),
            Decimal(0),
        )
        assets, total = self._section(amounts, "TotalAssets", {"Asset"}, 1)
        debts, owed = self._section(amounts, "Liabilities", {"Liability"}, -1)
        equity, own = self._section(amounts, "Equity", {"Equity"}, -1)
        rows = [*assets, *debts, *equity]
        if rows:
            rows.append(_total("NetIncome", "Net Income", [-profit]))
            whole = owed + own - profit
            if whole != total:
                raise AssertionError(f"assets {total} are not liabilities and equity {whole}")
            rows.append(
                _total("TotalLiabilitiesAndEquity", "TOTAL LIABILITIES AND EQUITY", [whole])
            )
        return _report(("Account", "Money"), ("", "Total"), rows)

    def _cash_flow(self, start: date, end: date) -> Record:
        accounts = {row.id: row.values for row in self._company.rows["Account"].values()}
        activity = self._activity(start, end)
        rows = cash_flow.sections(accounts, activity, self._account) if activity else []
        return _report(("Account", "Money"), ("", "Total"), rows)

    def _aged(self, kind: str, end: date) -> Record:
        buckets: dict[str, list[Decimal]] = {}
        for item in open_items(self._company.books, kind, end):
            days = (end - item.due).days
            place = 0 if days <= 0 else min(4, 1 + (days - 1) // 30)
            amounts = buckets.setdefault(item.party, [Decimal(0)] * 5)
            amounts[place] += item.money.home
        rows: list[Record] = []
        for party_id, amounts in sorted(buckets.items(), key=lambda entry: int(entry[0])):
            name = self._company.rows[kind][party_id].values["DisplayName"]
            cells = [
                {"value": name, "id": party_id},
                *map(_money, amounts),
                _money(sum(amounts, Decimal(0))),
            ]
            rows.append({"ColData": cells})
        if rows:
            totals = [sum(column, Decimal(0)) for column in zip(*buckets.values(), strict=True)]
            rows.append(_total("GrandTotal", "TOTAL", [*totals, sum(totals, Decimal(0))]))
        titles = ("", "Current", "1 - 30", "31 - 60", "61 - 90", "91 and over", "Total")
        return _report((kind, *("Money",) * 6), titles, rows)

    # Amounts

    def _balance_before(self, day: date) -> dict[str, Decimal]:
        return balances(
            self._company, ((r, p) for r, p in self._company.postings() if _day(r) < day)
        )

    def _activity(self, start: date, end: date) -> dict[str, Decimal]:
        return balances(
            self._company,
            ((row, post) for row, post in self._company.postings() if start <= _day(row) <= end),
        )

    def _closing(self, end: date) -> dict[str, Decimal]:
        """Return balances at a day's end; profits of earlier years are retained earnings."""
        year = end.replace(month=1, day=1)
        closing = dict.fromkeys(self._accounts(), Decimal(0))
        retained = self._company.books.roles["retained"]
        for row, post in self._company.postings():
            day = _day(row)
            if day > end:
                continue
            for account, amount in post.items():
                earlier = day < year and self._class_of(account) in _PROFIT
                closing[retained if earlier else account] += amount
        return closing

    def _section(
        self, amounts: Mapping[str, Decimal], group: str, classes: set[str], sign: int
    ) -> tuple[list[Record], Decimal]:
        rows = [
            {"ColData": [self._account(account), _money(sign * amount)], "type": "Data"}
            for account, amount in amounts.items()
            if amount and self._class_of(account) in classes
        ]
        total = sum(
            (
                sign * amount
                for account, amount in amounts.items()
                if self._class_of(account) in classes
            ),
            Decimal(0),
        )
        if not rows:
            return [], total
        section = {
            "Header": {"ColData": [{"value": group}, {"value": ""}]},
            "Rows": {"Row": rows},
            "Summary": {"ColData": [{"value": f"Total {group}"}, _money(total)]},
            "type": "Section",
            "group": group,
        }
        return [section], total

    # Cells

    def _accounts(self) -> list[str]:
        rows = self._company.rows["Account"].values()
        return [row.id for row in sorted(rows, key=lambda row: row.values["AcctNum"])]

    def _account(self, account: str) -> Record:
        values = self._company.rows["Account"][account].values
        return {"value": values["FullyQualifiedName"], "id": account}

    def _class_of(self, account: str) -> str:
        return str(self._company.rows["Account"][account].values["Classification"])

    def _cut(self, made: Record) -> Record:
        """Truncate a report; a cell says so, and the status stays 200."""
        left = self.max_cells

        def keep(rows: list[Record]) -> list[Record]:
            nonlocal left
            kept = []
            for row in rows:
                if left <= 0:
                    break
                left -= len(row.get("ColData", []))
                inner = row.get("Rows", {}).get("Row")
                kept.append({**row, "Rows": {"Row": keep(inner)}} if inner else row)
            return kept

        rows = keep(made["Rows"].get("Row") or [])
        if left <= 0:
            rows.append({"ColData": [{"value": CUT}], "type": "Data"})
        return {**made, "Rows": {"Row": rows} if rows else {}}


def _day(row: Row) -> date:
    return date.fromisoformat(row.values["TxnDate"])


def _money(amount: Decimal) -> Record:
    return {"value": f"{amount:.2f}" if amount else ""}


def _gl_row(  # noqa: PLR0913, PLR0917 - the cells of a row
    day: str, kind: str, number: str, txn: str, amount: str, balance: str
) -> Record:
    typed = {"value": kind, "id": txn} if txn else {"value": kind}
    cells = [{"value": day}, typed, {"value": number}, {"value": amount}, {"value": balance}]
    return {"ColData": cells, "type": "Data"}


def _total(group: str, title: str, amounts: list[Decimal]) -> Record:
    cells = [{"value": title}, *({"value": f"{amount:.2f}"} for amount in amounts)]
    return {"type": "Section", "group": group, "Summary": {"ColData": cells}}


def _report(kinds: tuple[str, ...], titles: tuple[str, ...], rows: list[Record]) -> Record:
    columns = [{"ColTitle": t, "ColType": k} for k, t in zip(kinds, titles, strict=True)]
    return {"Columns": {"Column": columns}, "Rows": {"Row": rows} if rows else {}}
