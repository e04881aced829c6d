"""What the demo tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from demo.settings import AUDIT, LOG, WAREHOUSE, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from erp_sandbox.netsuite.client import NetSuiteControl

    from demo.changes import Change
    from demo.reconcile import BookBalance, StreamCount

_NEXT = """
Next
  Look around         .venv/bin/python -c "import duckdb; duckdb.connect('{warehouse}').sql('from finance.trial_balance').show()"
  Trace a record      .venv/bin/singer-erp audit --audit-url sqlite:///{audit} record customers 1
  See the increment   make demo
  Begin anew          make clean-demo
  Use your account    cp .env.example .env, fill in TAP_NETSUITE_ACCOUNT_ID, _CLIENT_ID,
                      _CERTIFICATE_ID and _PRIVATE_KEY (docs/netsuite.md shows where they are), then
                      .venv/bin/meltano --environment=prod run netsuite-to-warehouse"""  # noqa: E501


def introduce(netsuite: NetSuiteControl, *, first: bool, changes: Sequence[str]) -> None:
    """Say what the source is and what this run will find."""
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
        print("\nSince the last run:")
        for change in changes:
            print(f"  {change}")
        print()
    elif not first:
        print("The last demo did not reach its end: this run completes it.")


def rows(counts: Sequence[StreamCount], *, first: bool, incremental: bool) -> bool:
    """Print the rows of every stream (of those with news, in a later run); true if all tie out.

    Args:
        counts: The counts of all streams.
        first: Whether nothing had been loaded before.
        incremental: Whether everything had been.
    """
    names = ("at source", "emitted", "loaded") if first else ("at source", "emitted", "new", "live")
    title = "Rows" if first else "Rows of streams with news"
    print(f"\n{title:<34}" + "".join(f"{name:>12}" for name in names))
    for count in counts:
        sound = count.ties_out(first=first)
        if first or count.emitted or not sound:
            _line(count.stream, _figures(count, first=first), sound=sound)
    total = [
        sum(column) for column in zip(*(_figures(c, first=first) for c in counts), strict=True)
    ]
    sound = all(count.ties_out(first=first) for count in counts)
    _line(f"{len(counts)} streams", total, sound=sound)
    if incremental:
        whole = sum(count.emitted for count in counts if count.whole)
        emitted = sum(count.emitted for count in counts)
        print(
            f"Incremental: {emitted - whole:,} records changed or belong to a document that did;"
            f" {whole:,} are of tables\nwithout a change stamp, which are read whole."
            f" A full run emits {sum(count.source for count in counts):,}."
        )
    return sound


def _figures(count: StreamCount, *, first: bool) -> list[int]:
    if first:
        return [count.source, count.emitted, count.loaded]
    return [count.source, count.emitted, count.new, count.loaded]


def _line(name: str, figures: Sequence[int], *, sound: bool) -> None:
    mark = "" if sound else "  <--"
    print(f"  {name:<32}" + "".join(f"{figure:>12,}" for figure in figures) + mark)


def trial_balance(books: Sequence[BookBalance]) -> bool:
    """Print debits and credits of every book; true if all balance and equal the source."""
    print(f"\n{'Trial balance':<34}{'debits':>18}{'credits':>18}{'difference':>14}  as in NetSuite")
    for book in books:
        same = "yes" if book.ties_out() else "NO  <--"
        print(
            f"  {book.name:<32}{book.debits:>18,.2f}{book.credits:>18,.2f}"
            f"{book.difference:>14,.2f}  {same}"
        )
    return bool(books) and all(book.ties_out() for book in books)


def found(changes: Sequence[tuple[Change, bool]]) -> bool:
    """Print what the marts show of the changes; true if all of them."""
    if changes:
        print("\nIn the marts")
    for change, sound in changes:
        print(f"  {'shown' if sound else 'NOT SHOWN  <--'}  {change.text}")
    return all(sound for _, sound in changes)


def conclude(*, seconds: float, incremental: bool) -> None:
    """Say where everything is and what to do next."""
    kind = "An incremental run, and everything ties out" if incremental else "Everything ties out"
    print(f"\n{kind}. {seconds:.0f} seconds.")
    print(
        f"  Warehouse           {shown(WAREHOUSE)} (DuckDB; schemas netsuite, quickbooks, finance)"
    )
    print(f"  Log                 {shown(LOG)}")
    print(_NEXT.format(warehouse=shown(WAREHOUSE), audit=shown(AUDIT)))
