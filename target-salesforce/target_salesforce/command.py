"""The command line: deliver, rehearse, and prepare an org."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from singer_erp.errors import ConfigError
from singer_erp.plugin.cli import PluginCommand, config_option

from target_salesforce.setup import Setup

if TYPE_CHECKING:
    from target_salesforce.target import TargetSalesforce


def setup_command(target: type[TargetSalesforce], command: PluginCommand) -> click.Command:
    """`target-salesforce setup`."""

    def setup(config: Any, permission_set: str, *, check: bool) -> None:
        prepared = target(config=config.config if config else {}, parse_env_config=True)
        objects = {m.object: m.external_id for m in prepared.mappings.values()}
        org = Setup(prepared.connection, objects, permission_set)
        steps = org.missing()
        if not steps:
            click.echo(f"Org {prepared.connection.org.org_id} is ready.")
            return
        if check:
            for step in steps:
                click.echo(f"would {step.what}")
            raise ConfigError(
                f"Org {prepared.connection.org.org_id} is not ready: {len(steps)} steps to do",
                "Run `target-salesforce setup` as a user with the permission Customize Application",
            )
        org.carry_out(steps, lambda what: click.echo(f"done: {what}"))

    return PluginCommand(
        name="setup",
        callback=setup,
        params=[
            config_option(command),
            click.Option(["--check"], is_flag=True, help="Only tell what would be done."),
            click.Option(
                ["--permission-set"],
                default="NetSuite_Integration",
                show_default=True,
                help="API name of the permission set that shows the field.",
            ),
        ],
        help="Create the external id field and the permission set that hides it from people.",
        logger=target.logger,
    )
