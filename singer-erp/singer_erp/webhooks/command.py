"""`webhooks serve`, a sub-command of plugins whose vendor sends webhook events."""

from __future__ import annotations

import logging
import signal
import sys
from typing import TYPE_CHECKING, Any

import click

from singer_erp.errors import ConfigError
from singer_erp.plugin.cli import PluginCommand, PluginGroup, config_option, configure
from singer_erp.webhooks.inbox import Inbox
from singer_erp.webhooks.receiver import Receiver
from singer_erp.webhooks.server import create_server

if TYPE_CHECKING:
    from collections.abc import Callable

    from singer_sdk.plugin_base import PluginBase

    from singer_erp.webhooks.receiver import WebhookSource


def webhooks_command(
    plugin: type[PluginBase], command: PluginCommand, source: Callable[[Any], WebhookSource]
) -> click.Command:
    """Return the sub-command.

    Args:
        plugin: The plugin whose settings are read.
        command: Its command.
        source: Returns the sender for a configured plugin.
    """

    def serve(config: Any, host: str, port: int, path: str) -> None:
        configured = configure(plugin, config)
        sender = source(configured)
        url = configured.config.get("webhook_inbox_url")
        if not url:
            raise ConfigError(
                "`webhook_inbox_url` is not set", "Set it to the database that stores the events"
            )
        inbox = Inbox(url)
        try:
            server = create_server(Receiver(sender, inbox, path=path), host, port)
        except OSError as error:
            raise ConfigError(
                f"Cannot listen on {host}:{port}: {error.strerror}",
                "Choose another --port or --host",
            ) from None
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # warns of every request
        for number in (signal.SIGTERM, signal.SIGINT):  # the plugin's handlers end a sync
            signal.signal(number, lambda *_: sys.exit(0))
        for address, bound in server.effective_listen:
            click.echo(f"Receiving events at http://{address}:{bound}{path}", err=True)
        try:
            server.run()
        finally:
            server.close()
            inbox.close()

    serve_command = PluginCommand(
        name="serve",
        callback=serve,
        params=[
            config_option(command),
            click.Option(
                ["--host"], default="127.0.0.1", show_default=True, help="Address to listen on."
            ),
            click.Option(
                ["--port"], type=int, default=8766, show_default=True, help="Port to listen on."
            ),
            click.Option(["--path"], default="/", show_default=True, help="Path of the endpoint."),
        ],
        help="Receive the vendor's webhook events and store them for the next run.",
        logger=plugin.logger,
    )
    group = PluginGroup(name="webhooks", help="Webhook events of the vendor.", logger=plugin.logger)
    group.add_command(serve_command)
    return group
