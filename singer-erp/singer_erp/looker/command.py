"""`singer-erp looker`: what follows a load, and plans as code."""

from __future__ import annotations

import json
import time
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from singer_erp.looker.after_load import Wait, build_table, trigger_datagroup
from singer_erp.looker.options import Options
from singer_erp.looker.plan_commands import plans

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_SECONDS = click.IntRange(min=0)
_option = partial(click.option, show_envvar=True, show_default=True)
_wait = click.option("--wait/--no-wait", default=True, help="Whether to wait until it is done.")


def looker_command(sleep: Callable[[float], None] = time.sleep) -> click.Group:
    """Return the command `looker`.

    Args:
        sleep: Waits between tries and looks; tests pass their own.
    """

    @click.group()
    @_option("--api-url", envvar="LOOKER_API_URL", required=True, help="The instance.")
    @_option("--client-id", envvar="LOOKER_CLIENT_ID", required=True, help="Of the API key.")
    @_option(
        "--client-secret",
        envvar="LOOKER_CLIENT_SECRET",
        required=True,
        help="Of the API key. Set the variable LOOKER_CLIENT_SECRET: other users of the machine "
        "see command lines.",
    )
    @_option(
        "--audit-url",
        envvar="LOOKER_AUDIT_URL",
        help="SQLAlchemy URL of the audit log. Default: a file in the user's state folder.",
    )
    @_option(
        "--allow-http",
        envvar="LOOKER_ALLOW_HTTP",
        is_flag=True,
        help="Allow an http:// URL of another host, such as a proxy in a trusted network.",
    )
    @_option("--user-agent", envvar="LOOKER_USER_AGENT", help="User-Agent header.")
    @_option(
        "--request-timeout-seconds",
        envvar="LOOKER_REQUEST_TIMEOUT_SECONDS",
        type=click.IntRange(min=1),
        default=600,
        help="Maximum seconds of a request.",
    )
    @_option(
        "--wait-seconds",
        envvar="LOOKER_WAIT_SECONDS",
        type=_SECONDS,
        default=1800,
        help="Maximum wait for what Looker does by itself.",
    )
    @_option(
        "--poll-seconds",
        envvar="LOOKER_POLL_SECONDS",
        type=_SECONDS,
        default=15,
        help="Wait between two looks at it; each look at deliveries is a metered query.",
    )
    @click.pass_context
    def looker(context: click.Context, /, **options: Any) -> None:
        """Refresh Looker after a load, and deliver and manage its scheduled plans."""
        context.obj = Options(**options, sleep=sleep)

    for command in (datagroup, table, plans):
        looker.add_command(command)
    return looker


@click.group()
def datagroup() -> None:
    """Refresh what Looker has cached."""


@datagroup.command()
@click.argument("name", envvar="LOOKER_DATAGROUP")
@_wait
@click.pass_obj
def trigger(options: Options, name: str, *, wait: bool) -> None:
    """Trigger the datagroup NAME, written as model::name, and wait for the next maintenance.

    Cached results expire at once; derived tables and plans that depend on it follow.
    """
    with options.connected() as instance:
        found = trigger_datagroup(instance, name, _waiting(options) if wait else None)
    times = {"triggered_at": found.triggered_at, "trigger_check_at": found.trigger_check_at}
    click.echo(json.dumps({"datagroup": name, "id": found.id, **times}))


@click.group()
def table() -> None:
    """Build derived tables."""


@table.command()
@click.argument("name", envvar="LOOKER_TABLE")
@click.option(
    "--done-status",
    "done",
    multiple=True,
    default=("complete", "success"),
    show_default=True,
    help="Status of a build that has succeeded; may be repeated.",
)
@click.option(
    "--failed-status",
    "failed",
    multiple=True,
    default=("error", "failure", "killed"),
    show_default=True,
    help="Status of a build that has failed; may be repeated.",
)
@_wait
@click.pass_obj
def build(
    options: Options, name: str, done: Sequence[str], failed: Sequence[str], *, wait: bool
) -> None:
    """Build the persistent derived table NAME, written as model::view, and wait until it is built.

    The connection needs *Enable PDT API Control*.
    """
    with options.connected() as instance:
        text = build_table(
            instance,
            name,
            done=[status.casefold() for status in done],
            failed=[status.casefold() for status in failed],
            wait=_waiting(options) if wait else None,
        )
    click.echo(json.dumps({"table": name, "response": text}))


def _waiting(options: Options) -> Wait:
    return Wait(options.wait_seconds, options.poll_seconds)
