"""`singer-erp looker plans`: plans as code, and their deliveries after a load."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from singer_erp.audit.delivery import DeliveryRun
from singer_erp.audit.sent import SentRecords
from singer_erp.errors import ConfigError
from singer_erp.looker.environment import Environment
from singer_erp.looker.options import VERSION, Options
from singer_erp.looker.plan_apply import OBJECT, PlanApply
from singer_erp.looker.plan_changes import find_changes
from singer_erp.looker.plan_file import load_plans
from singer_erp.looker.plan_run import PlanRun
from singer_erp.looker.plans import secret_texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from singer_erp.audit.log import AuditLog
    from singer_erp.looker.instance import Instance
    from singer_erp.looker.plan_changes import Change
    from singer_erp.looker.plans import PlanFile

_file = click.option(
    "--file",
    "path",
    envvar="LOOKER_PLANS_FILE",
    show_envvar=True,
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="YAML file of plans.",
)


@click.group()
def plans() -> None:
    """Manage scheduled plans as code, and deliver them after a load.

    A plan of the file is named `NAME [OWNER]` in Looker; all other plans are left alone.
    """


@plans.command()
@_file
@click.option("--fail", is_flag=True, help="Exit with code 1 if there is any difference.")
@click.pass_obj
def diff(options: Options, path: Path, *, fail: bool) -> None:
    """Print how the file and Looker differ, one JSON object per plan; change nothing."""
    with _opened(options, path) as (file, environment, instance, log):
        changes = _changes(options, file, environment, instance, log)
    for change in changes:
        click.echo(json.dumps(change.shown()))
    click.echo(f"{len(changes)} difference{'s' * (len(changes) != 1)}.", err=True)
    if fail and changes:
        click.get_current_context().exit(1)


@plans.command()
@_file
@click.option("--prune", is_flag=True, help="Delete plans of the owner that the file has not.")
@click.pass_obj
def apply(options: Options, path: Path, *, prune: bool) -> None:
    """Create and update plans in Looker as the file says; print what was changed."""
    with _opened(options, path) as (file, environment, instance, log):
        found = _changes(options, file, environment, instance, log)
        changes = [change for change in found if prune or change.kind != "unlisted"]
        failures = _apply(options, file, instance, log, changes) if changes else 0
    unlisted = len(found) - len(changes)
    if unlisted:
        click.echo(f"{unlisted} plans are not in the file; --prune deletes them.", err=True)
    if failures:
        click.get_current_context().exit(1)


@plans.command()
@_file
@click.option("--failed", is_flag=True, help="Deliver only what the last run did not deliver.")
@click.argument("names", nargs=-1)
@click.pass_obj
def run(options: Options, path: Path, names: Sequence[str], *, failed: bool) -> None:
    """Deliver the plans NAMES once and wait for the outcome.

    By default these are all that are enabled and have no datagroup, which runs plans by itself.

    Prints one JSON object per destination; exits with code 1 unless all are delivered.
    """
    if failed and names:
        raise ConfigError("`--failed` takes no names", "It delivers what the last run did not")
    with _opened(options, path) as (file, environment, instance, log):
        plan_run = PlanRun(options, file, environment, instance, log)
        deliveries = plan_run.run_failed() if failed else plan_run.run(names)
    for delivery in deliveries:
        click.echo(json.dumps(delivery.shown()))
    missing = sum(not delivery.is_delivered for delivery in deliveries)
    click.echo(f"{len(deliveries) - missing} of {len(deliveries)} delivered.", err=True)
    if missing:
        click.echo("`singer-erp looker plans run --failed` delivers the rest.", err=True)
        click.get_current_context().exit(1)


@contextmanager
def _opened(
    options: Options, path: Path
) -> Iterator[tuple[PlanFile, Environment, Instance, AuditLog]]:
    """Yield the file, its variables, the instance and the audit log."""
    file = load_plans(path)
    environment = Environment(os.environ)
    secrets = environment.secrets(secret_texts(file))
    with options.audited() as log, options.connected(secrets) as instance:
        yield file, environment, instance, log


def _changes(
    options: Options, file: PlanFile, environment: Environment, instance: Instance, log: AuditLog
) -> list[Change]:
    records = SentRecords(log.database, options.destination(file.owner))
    sent = records.last_sent(OBJECT, [plan.name for plan in file.plans])
    by_name = {name: entry for (name, part), entry in sent.items() if not part}
    return find_changes(instance, file, environment, by_name)


def _apply(
    options: Options,
    file: PlanFile,
    instance: Instance,
    log: AuditLog,
    changes: Sequence[Change],
) -> int:
    """Apply changes, print them, and return how many failed."""
    destination = options.destination(file.owner)
    run = log.begin("looker plans apply", VERSION, destination)
    result = "failed"
    try:
        done = PlanApply(instance, file, DeliveryRun(log.database, run.run, destination)).apply(
            changes
        )
        failures = sum(error is not None for _, error in done)
        result = "failed" if failures else "complete"
    finally:
        run.end(result, sum(instance.calls.values()))
    for change, error in done:
        outcome: dict[str, Any] = {"error": str(error)} if error else {}
        click.echo(json.dumps(change.shown() | outcome))
    return failures
