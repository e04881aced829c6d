"""`singer-erp due` and `singer-erp master-data`: commands over the marts of a warehouse."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from singer_erp.marts.close_calendar import Intervals, is_due, read_periods
from singer_erp.marts.master_data import FINDINGS, MEMBER_TYPES, read_findings
from singer_erp.marts.scheduled_run import LastRun, run_command
from singer_erp.marts.warehouse import Marts
from singer_erp.timestamps import format_timestamp, utc_now

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# Meltano sets these for the settings of the utility `finance-marts`.
_VARIABLES = "FINANCE_MARTS"
_MINUTES = click.IntRange(min=1)
_DEFAULTS = Intervals()


class _TimeZone(click.ParamType[dt.tzinfo]):
    name = "zone"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> dt.tzinfo:
        try:
            return ZoneInfo(value)
        except (ZoneInfoNotFoundError, OSError, ValueError):
            self.fail(f"{value!r} is not a time zone, such as Europe/Berlin", param, ctx)


_warehouse = click.option(
    "--warehouse",
    required=True,
    help="Path of the DuckDB file, or SQLAlchemy URL of the database, with the marts.",
)
_schema = click.option(
    "--schema", default="", envvar="SINGER_ERP_SCHEMA", help="dbt's schema, if it is not main."
)


def due_command(clock: Callable[[], dt.datetime] = utc_now) -> click.Command:
    """Return the command `due`.

    Args:
        clock: Returns the current timestamp.
    """

    @click.command(context_settings={"auto_envvar_prefix": _VARIABLES})
    @_warehouse
    @_schema
    @click.option("--source", required=True, help="The ERP, as in `source_system`.")
    @click.option("--account", help="The ERP's account, as in `source_account`. Default: all.")
    @click.option("--ledger", "ledgers", multiple=True, help="Name of a ledger. Default: all.")
    @click.option(
        "--last-run",
        required=True,
        type=click.Path(dir_okay=False, path_type=Path),
        help="File that keeps the start of the last run that succeeded.",
    )
    @click.option(
        "--closing-minutes",
        type=_MINUTES,
        default=_DEFAULTS.closing_minutes,
        show_default=True,
        help="Interval while a period is closing.",
    )
    @click.option(
        "--open-minutes",
        type=_MINUTES,
        default=_DEFAULTS.open_minutes,
        show_default=True,
        help="Interval in the open period.",
    )
    @click.option(
        "--otherwise-minutes",
        type=_MINUTES,
        default=_DEFAULTS.otherwise_minutes,
        show_default=True,
        help="Interval at other times.",
    )
    @click.option(
        "--closing-days",
        type=click.IntRange(min=0),
        default=_DEFAULTS.closing_days,
        show_default=True,
        help="Days after its end for which an open period counts as closing.",
    )
    @click.option(
        "--time-zone",
        type=_TimeZone(),
        help="Zone of the calendar's days, such as America/New_York. Default: UTC.",
    )
    @click.argument("command", nargs=-1, required=True)
    def due(  # noqa: PLR0913 - the command line's options
        *,
        warehouse: str,
        schema: str,
        source: str,
        account: str | None,
        ledgers: Sequence[str],
        last_run: Path,
        time_zone: dt.tzinfo | None,
        command: Sequence[str],
        **intervals: int,
    ) -> None:
        """Run COMMAND if it is due by the close calendar in the warehouse.

        A scheduler starts it as often as the shortest interval:
        singer-erp due ... -- meltano run JOB
        """
        now = clock()
        today = now.astimezone(time_zone or dt.UTC).date()
        previous = LastRun(last_run)
        with previous.locked() as free:
            if not free:
                click.echo(f"{source} is not due: the last run has not ended.", err=True)
                return
            started_at = previous.started_at()
            marts, has_run = Marts(warehouse, schema), started_at is not None
            periods = read_periods(marts, source, account, ledgers, has_run=has_run)
            minutes, why = Intervals(**intervals).of(periods, today)
            last = f"last run {format_timestamp(started_at)}" if started_at else "no run yet"
            every = f"every {minutes} minutes because {why}, {last}"
            if not is_due(now, started_at, minutes):
                click.echo(f"{source} is not due: {every}.", err=True)
                return
            click.echo(f"{source} is due: {every}.", err=True)
            if code := run_command(command):
                click.get_current_context().exit(code)
            previous.save(now)

    return due


@click.command("master-data", context_settings={"auto_envvar_prefix": _VARIABLES})
@_warehouse
@_schema
@click.option("--source", "sources", multiple=True, help="ERP, as in `source_system`.")
@click.option(
    "--finding", "findings", multiple=True, type=click.Choice(FINDINGS), help="A finding."
)
@click.option(
    "--type", "member_types", multiple=True, type=click.Choice(MEMBER_TYPES), help="A type."
)
@click.option("--fail", is_flag=True, help="Exit with code 1 if there is any.")
def master_data_command(
    warehouse: str, schema: str, *, fail: bool, **chosen: Sequence[str]
) -> None:
    """List vendors, accounts and cost centers that warehouse and ERP do not have alike.

    Prints one JSON object per line; options that may be repeated take all by default.
    """
    rows = read_findings(Marts(warehouse, schema), **chosen)
    for row in rows:
        click.echo(json.dumps({n: v for n, v in row.items() if v is not None}, default=str))
    click.echo(f"{len(rows)} finding{'s' * (len(rows) != 1)}.", err=True)
    if fail and rows:
        click.get_current_context().exit(1)
