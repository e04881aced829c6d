"""The `singer-erp` command: what runs did and what was refused; stored log-ins."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import sqlalchemy as sa

from singer_erp.audit.log import Ledger, default_url
from singer_erp.audit.tables import PAGES, RUNS, WRITES
from singer_erp.auth.keys import new_key
from singer_erp.auth.store import open_store
from singer_erp.delivery.dead_letters import REASON
from singer_erp.errors import ConfigError, ErpError
from singer_erp.messages.json import decode_json, encode_json

if TYPE_CHECKING:
    from collections.abc import Iterable

_REJECTED = ("rejected", "held")


class _Group(click.Group):
    """Answers an error for people with one line and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ErpError as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=_Group)
@click.version_option(package_name="singer-erp")
def main() -> None:
    """What Singer ERP's plugins read and wrote, and the log-ins they keep."""


@main.group()
@click.option("--audit-url", envvar="SINGER_ERP_AUDIT_URL", help="The plugins' `audit_url`.")
@click.pass_context
def audit(context: click.Context, audit_url: str | None) -> None:
    """Ask the audit ledger; one line of JSON for each answer."""
    ledger = Ledger(audit_url or default_url())
    context.obj = ledger
    context.call_on_close(ledger.close)


@audit.command()
@click.option("--limit", default=20, show_default=True, help="Most runs, the latest first.")
@click.pass_obj
def runs(ledger: Ledger, limit: int) -> None:
    """The latest runs, with the number of records by what became of them."""
    found = ledger.query(sa.select(RUNS).order_by(RUNS.c.started_at.desc()).limit(limit))
    for run in found:
        counts = ledger.query(
            sa.select(WRITES.c.action, sa.func.count(WRITES.c.run).label("records"))
            .where(WRITES.c.run == run["run"])
            .group_by(WRITES.c.action)
        )
        _show([run | {"records": {count["action"]: count["records"] for count in counts}}])


@audit.command()
@click.option("--run", help="Of this run only. Default: the latest run that wrote.")
@click.pass_obj
def rejects(ledger: Ledger, run: str | None) -> None:
    """Records a run did not deliver, and why."""
    if run is None:
        latest = sa.select(WRITES.c.run).order_by(WRITES.c.written_at.desc()).limit(1)
        run = next((row["run"] for row in ledger.query(latest)), "")
    _show(
        ledger.query(sa.select(WRITES).where(WRITES.c.run == run, WRITES.c.action.in_(_REJECTED)))
    )


@audit.command()
@click.argument("stream")
@click.argument("key")
@click.pass_obj
def record(ledger: Ledger, stream: str, key: str) -> None:
    """The history of one record: which requests brought its page, what was written where."""
    _show(_pages(ledger, stream, key))
    _show(
        ledger.query(
            sa.select(WRITES)
            .where(WRITES.c.stream == stream, WRITES.c.source_key == key)
            .order_by(WRITES.c.written_at)
        )
    )


@main.command()
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--code", help="Only records refused with this code.")
def replay(path: Path, code: str | None) -> None:
    """Write a dead-letter file as Singer messages: `singer-erp replay FILE | target-x`."""
    out = sys.stdout.buffer
    with path.open("rb") as lines:
        for line in lines:
            message = decode_json(line)
            reason = message.pop(REASON, None)
            if code is None or reason is None or reason.get("code") == code:
                out.write(encode_json(message) + b"\n")


@main.group()
@click.option("--path", envvar="SINGER_ERP_CREDENTIALS_PATH", help="The plugins' setting.")
@click.pass_context
def credentials(context: click.Context, path: str | None) -> None:
    """Stored log-ins, and the key they are encrypted with."""
    context.obj = path


@credentials.command()
def key() -> None:
    """Print a new key, for SINGER_ERP_CREDENTIALS_KEY."""
    click.echo(new_key())


@credentials.command("list")
@click.pass_obj
def list_(path: str | None) -> None:
    """The names of the stored log-ins."""
    for name in open_store(path).names():
        click.echo(name)


@credentials.command()
@click.argument("name")
@click.pass_obj
def forget(path: str | None, name: str) -> None:
    """Take a log-in out of the store; the vendor is not told."""
    store = open_store(path)
    if name not in store.names():
        raise ConfigError(f"There is no log-in named {name}", "See `singer-erp credentials list`")
    with store.entry(name) as entry:
        entry.delete()


@credentials.command()
@click.pass_obj
def rotate(path: str | None) -> None:
    """Encrypt all log-ins with the newest key (SINGER_ERP_CREDENTIALS_KEY=new,old)."""
    click.echo(f"{open_store(path).rotate()} log-ins are encrypted with the newest key.")


def _pages(ledger: Ledger, stream: str, key: str) -> list[dict[str, Any]]:
    """Pages whose span of keys holds the key; numbers are compared as numbers."""
    wanted = _ordered(key)
    rows = ledger.query(
        sa.select(PAGES).where(PAGES.c.stream == stream).order_by(PAGES.c.extracted_at)
    )
    return [
        row for row in rows if _ordered(row["first_key"]) <= wanted <= _ordered(row["last_key"])
    ]


def _ordered(key: str) -> tuple[tuple[int, int, str], ...]:
    return tuple(
        (0, int(part), "") if part.lstrip("-").isdecimal() else (1, 0, part)
        for part in key.split("/")
    )


def _show(rows: Iterable[dict[str, Any]]) -> None:
    for row in rows:
        click.echo(json.dumps({n: v for n, v in row.items() if v is not None}, default=str))
