"""Print the demo's results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from demo.settings import AUDIT, LOG, WAREHOUSE, relative

if TYPE_CHECKING:
    from collections.abc import Sequence

    from erp_sandbox.netsuite.client import NetSuiteControl

    from demo.guides import Guide
    from demo.ledgers import BookBalance, ControlAccount
    from demo.netsuite_changes import Change
    from demo.netsuite_counts import StreamCount

_NEXT = """
Next
  Query the marts     .venv/bin/python -c "import duckdb; duckdb.connect('{warehouse}').sql('from finance.trial_balance').show()"
{trace}  Run incrementally   {command}
  Start over          make clean-demo
  Use your account    cp .env.example .env, fill in the settings of {systems} (see {page}), then
                      .venv/bin/meltano --environment=prod run {flow}"""  # noqa: E501
_TRACE = """\
  Trace a record      .venv/bin/singer-erp audit --audit-url sqlite:///{audit} record {record}
"""


def print_source(netsuite: NetSuiteControl, *, first: bool, changes: Sequence[str]) -> None:
    """Print the size of the source and the changes since the last run."""
    [size] = netsuite.truth(
        "select (select count(*) from transaction) as documents,"
        " (select count(*) from transactionaccountingline) as postings,"
        " (select count(*) from subsidiary) as subsidiaries"
    )
    account = netsuite.config()["account_id"]
    print(
        f"NetSuite account {account}, simulated on localhost: {size['subsidiaries']} subsidiaries, "
        f"{size['documents']:,} documents, {size['postings']:,} accounting lines"
    )
    if changes:
        print("\nChanges since the last run:")
        for change in changes:
            print(f"  {change}")
        print()
    elif not first:
        print("The last demo was interrupted: this run completes it.")


def stream_counts(counts: Sequence[StreamCount], *, first: bool, incremental: bool) -> bool:
    """Print the row counts of every stream; return whether all tie out.

    A later run prints only streams that emitted records.

    Args:
        counts: The counts of all streams.
        first: Whether the warehouse was empty before this run.
        incremental: Whether an earlier run had loaded everything.
    """
    names = ("at source", "emitted", "loaded") if first else ("at source", "emitted", "new", "live")
    title = "Rows" if first else "Rows of changed streams"
    print(f"\n{title:<34}" + "".join(f"{name:>12}" for name in names))
    for count in counts:
        passed = count.ties_out(first=first)
        if first or count.emitted or not passed:
            _line(count.stream, _figures(count, first=first), passed=passed)
    total = [
        sum(column) for column in zip(*(_figures(c, first=first) for c in counts), strict=True)
    ]
    passed = all(count.ties_out(first=first) for count in counts)
    _line(f"{len(counts)} streams", total, passed=passed)
    if incremental:
        full_table = sum(count.emitted for count in counts if count.full_table)
        emitted = sum(count.emitted for count in counts)
        print(
            f"Incremental: {emitted - full_table:,} records of changed documents and lists;"
            f" {full_table:,} records of tables\nwithout a replication key, which every run reads"
            f" in full. A full run emits {sum(count.source for count in counts):,}."
        )
    return passed


def _figures(count: StreamCount, *, first: bool) -> list[int]:
    if first:
        return [count.source, count.emitted, count.loaded]
    return [count.source, count.emitted, count.new, count.loaded]


def _line(name: str, figures: Sequence[int], *, passed: bool) -> None:
    mark = "" if passed else "  <--"
    print(f"  {name:<32}" + "".join(f"{figure:>12,}" for figure in figures) + mark)


def trial_balance(books: Sequence[BookBalance]) -> bool:
    """Print debits and credits of every company and book; return whether all equal the source."""
    print(f"\n{'Trial balance':<46}{'debits':>22}{'credits':>18}{'difference':>14}  as in NetSuite")
    for book in books:
        same = "yes" if book.ties_out() else "NO  <--"
        print(
            f"  {book.name:<44}{book.currency:>4}{book.debits:>18,.2f}{book.credits:>18,.2f}"
            f"{book.difference:>14,.2f}  {same}"
        )
    return bool(books) and all(book.ties_out() for book in books)


def control_accounts(accounts: Sequence[ControlAccount]) -> bool:
    """Print aging and control accounts by company and currency; return whether all are equal."""
    print(f"\n{'Control accounts, all sources':<60}{'aging':>22}{'balance':>18}")
    for account in accounts:
        name = f"{account.company}, {account.account}"
        mark = "" if account.ties_out() else "  <--"
        print(
            f"  {name:<58}{account.currency:>4}{account.aged:>18,.2f}"
            f"{account.balance:>18,.2f}{mark}"
        )
        if account.currency != account.base_currency:
            print(
                f"  {'':<58}{account.base_currency:>4}{account.base_aged:>18,.2f}"
                f"{account.base_balance:>18,.2f}{mark}"
            )
    return bool(accounts) and all(account.ties_out() for account in accounts)


def ledger_exceptions(exceptions: Sequence[tuple[str, str, int]]) -> None:
    """Print what the sources' records do not contain of the figures above."""
    found = ", ".join(f"{name}: {count:,} {kind}" for name, kind, count in exceptions)
    print(f"  Exceptions (finance.ledger_exceptions): {found or 'none'}")


def change_results(changes: Sequence[tuple[Change, bool]]) -> bool:
    """Print whether the marts contain each change; return whether they contain all."""
    if changes:
        print("\nIn the marts")
    for change, passed in changes:
        print(f"  {'yes' if passed else 'NO  <--'}  {change.text}")
    return all(passed for _, passed in changes)


def print_summary(guide: Guide, command: str, *, seconds: float) -> None:
    """Print the paths of the results and the next commands.

    Args:
        guide: What to do next.
        command: The command that was run.
        seconds: How long it took.
    """
    print(f"\nAll figures tie out with their sources. {seconds:.0f} seconds.")
    print(f"  Warehouse           {relative(WAREHOUSE)} (DuckDB; marts in the schema finance)")
    print(f"  Log                 {relative(LOG)}")
    trace = _TRACE.format(audit=relative(AUDIT), record=guide.record) if guide.record else ""
    texts = {"systems": guide.systems, "page": guide.page, "flow": guide.flow}
    print(_NEXT.format(warehouse=relative(WAREHOUSE), trace=trace, command=command, **texts))
