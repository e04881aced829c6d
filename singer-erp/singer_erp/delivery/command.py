"""The sub-command `compare`: finds records that were deleted or merged at the destination."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from singer_erp.plugin.cli import PluginCommand, config_option, configure

if TYPE_CHECKING:
    from singer_erp.delivery.inventory_target import InventoryTarget


def compare_command(plugin: type[InventoryTarget], command: PluginCommand) -> click.Command:
    """Return the sub-command `compare`.

    Args:
        plugin: The target whose settings are read.
        command: Its command.
    """

    def compare(config: Any) -> None:
        target = configure(plugin, config)
        try:
            for obj, found in target.compare().items():
                click.echo(
                    f"{obj}: {found.records:,} sent before; since the last comparison users have "
                    f"deleted {found.deleted:,} and merged {found.merged:,}"
                )
        finally:
            target.close()

    return PluginCommand(
        name="compare",
        callback=compare,
        params=[config_option(command)],
        help="Find the records that users deleted or merged, so that they are written again.",
        logger=plugin.logger,
    )
