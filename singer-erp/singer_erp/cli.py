"""The `singer-erp` command: audit log, replay, credentials, marts, Looker."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import sqlalchemy as sa

from singer_erp.audit.entries import sort_key
from singer_erp.audit.log import AuditLog, default_url
from singer_erp.audit.tables import MAPPINGS, PAGES, RUNS, WRITES
from singer_erp.auth.keys import new_key
from singer_erp.auth.store import open_store
from singer_erp.delivery.replay import replayed
from singer_erp.errors import ConfigError, ErpError
from singer_erp.looker.command import looker_command
from singer_erp.lookml.command import lookml_command
from singer_erp.marts.command import due_command, master_data_command

if TYPE_CHECKING:
    from collections.abc import Iterable

# Version 0.1.0 stored "held" for "deferred".
_ACTION = sa.case({"held": "deferred"}, value=WRITES.c.action, else_=WRITES.c.action).label(
    "action"
)
_WRITES = sa.select(
    *(_ACTION if column is WRITES.c.action else column for column in WRITES.c), RUNS.c.user_id
).join(RUNS, WRITES.c.run == RUNS.c.run)
# Ids of some vendors have a checksum at the end that people leave out.
_MIN_PREFIX = 15


class _Group(click.Group):
    """A group that prints an error on one line and exits with code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ErpError as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=_Group)
@click.version_option(package_name="singer-erp")
def main() -> None:
    """Inspect what Singer ERP's plugins read and wrote, and manage stored credentials."""


main.add_command(due_command())
main.add_command(master_data_command)
main.add_command(looker_command())
main.add_command(lookml_command)


@main.group()
@click.option("--audit-url", envvar="SINGER_ERP_AUDIT_URL", help="The plugins' `audit_url`.")
@click.pass_context
def audit(context: click.Context, audit_url: str | None) -> None:
    """Query the audit log; prints one JSON object per line."""
    log = AuditLog(audit_url or default_url())
    context.obj = log
    context.call_on_close(log.close)


@audit.command()
@click.option("--limit", default=20, show_default=True, help="Maximum number of runs.")
@click.pass_obj
def runs(log: AuditLog, limit: int) -> None:
    """List the latest runs with the number of records per action."""
    found = log.query(sa.select(RUNS).order_by(RUNS.c.started_at.desc()).limit(limit))
    for run in found:
        counts = log.query(
            sa.select(_ACTION, sa.func.count(WRITES.c.run).label("records"))
            .where(WRITES.c.run == run["run"])
            .group_by(_ACTION)
        )
        records = {count["action"]: count["records"] for count in counts}
        unchanged = run.pop("unchanged")
        _print([run | {"records": records | ({"unchanged": unchanged} if unchanged else {})}])


@audit.command()
@click.option("--run", help="Id of the run. Default: the latest run that wrote.")
@click.pass_obj
def rejects(log: AuditLog, run: str | None) -> None:
    """List the records that a run did not deliver, with the reasons."""
    if run is None:
        latest = sa.select(WRITES.c.run).order_by(WRITES.c.written_at.desc()).limit(1)
        run = next((row["run"] for row in log.query(latest)), "")
    _print(log.query(_WRITES.where(WRITES.c.run == run, _ACTION.in_(("rejected", "deferred")))))


@audit.command()
@click.argument("stream")
@click.argument("key")
@click.pass_obj
def record(log: AuditLog, stream: str, key: str) -> None:
    """Show the history of one record: the requests that returned it and every write.

    A request is shown if the key is within its range of keys. Where a source has no order, several
    are: the one that returned a row has its `_sdc_extracted_at`.
    """
    _print(_pages(log, stream, key))
    _print(
        log.query(
            _WRITES.where(WRITES.c.stream == stream, WRITES.c.source_key == key).order_by(
                WRITES.c.written_at
            )
        )
    )


@audit.command()
@click.argument("id_")
@click.option("--object", "obj", help="Only records of this object.")
@click.pass_obj
def destination(log: AuditLog, id_: str, obj: str | None) -> None:
    """Show every write to the record that has this id at the destination."""
    found = WRITES.c.destination_id == id_
    if len(id_) >= _MIN_PREFIX:
        found |= WRITES.c.destination_id.startswith(id_, autoescape=True)
    if obj is not None:
        found &= WRITES.c.object == obj
    writes = log.query(_WRITES.where(found).order_by(WRITES.c.written_at))
    _print(write for write in writes if write["destination_id"].startswith(id_))


@audit.command()
@click.argument("digest")
@click.pass_obj
def mapping(log: AuditLog, digest: str) -> None:
    """Show the mapping with this digest, which writes name."""
    for row in log.query(sa.select(MAPPINGS).where(MAPPINGS.c.mapping == digest)):
        click.echo(row["text"])


@main.command()
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option("--code", help="Only records and whole documents rejected with this code.")
def replay(files: tuple[Path, ...], code: str | None) -> None:
    """Print dead-letter files as Singer messages: `singer-erp replay FILES | target-x`.

    The oldest are printed first, and of a document only the newest rejection.
    """
    for line in replayed(files, code):
        sys.stdout.buffer.write(line + b"\n")


@main.group()
@click.option("--path", envvar="SINGER_ERP_CREDENTIALS_PATH", help="The plugins' setting.")
@click.pass_context
def credentials(context: click.Context, path: str | None) -> None:
    """Manage stored credentials and their encryption key."""
    context.obj = path


@credentials.command()
def key() -> None:
    """Print a new encryption key for SINGER_ERP_CREDENTIALS_KEY."""
    click.echo(new_key())


@credentials.command("list")
@click.pass_obj
def list_(path: str | None) -> None:
    """List the names of the stored credentials."""
    for name in open_store(path).names():
        click.echo(name)


@credentials.command()
@click.argument("name")
@click.pass_obj
def forget(path: str | None, name: str) -> None:
    """Delete stored credentials; this does not revoke them at the vendor."""
    store = open_store(path)
    if name not in store.names():
        raise ConfigError(
            f"There are no stored credentials named {name}", "See `singer-erp credentials list`"
        )
    with store.entry(name) as entry:
        entry.delete()


@credentials.command()
@click.pass_obj
def rotate(path: str | None) -> None:
    """Encrypt all credentials with the newest key (SINGER_ERP_CREDENTIALS_KEY=new,old)."""
    count = open_store(path).rotate()
    click.echo(f"Encrypted {count} stored credential{'s' * (count != 1)} with the newest key.")


def _pages(log: AuditLog, stream: str, key: str) -> list[dict[str, Any]]:
    """Return the pages whose key range includes the key."""
    position = sort_key(key)
    rows = log.query(
        sa.select(PAGES).where(PAGES.c.stream == stream).order_by(PAGES.c.extracted_at)
    )
    return [
        row for row in rows if sort_key(row["first_key"]) <= position <= sort_key(row["last_key"])
    ]


def _print(rows: Iterable[dict[str, Any]]) -> None:
    for row in rows:
        click.echo(json.dumps({n: v for n, v in row.items() if v is not None}, default=str))
