"""`webhooks serve`, a sub-command of plugins whose vendor sends notifications."""

from __future__ import annotations

import logging
import signal
import sys
from typing import TYPE_CHECKING, Any

import click
from waitress.server import create_server

from singer_erp.errors import ConfigError
from singer_erp.plugin.cli import PluginCommand, PluginGroup, config_option
from singer_erp.webhooks.inbox import Inbox
from singer_erp.webhooks.receiver import MOST_BYTES, Receiver

if TYPE_CHECKING:
    from collections.abc import Callable

    from singer_sdk.plugin_base import PluginBase

    from singer_erp.webhooks.receiver import Source

_THREADS = 4
_CONNECTIONS = 100
_IDLE_SECONDS = 30
_MOST_HEADER_BYTES = 16_384


def webhooks_command(
    plugin: type[PluginBase], command: PluginCommand, source: Callable[[Any], Source]
) -> click.Command:
    """The sub-command.

    Args:
        plugin: Whose settings are read.
        command: Its own command.
        source: Who sends, by the settings of a plugin.
    """

    def serve(config: Any, host: str, port: int, path: str) -> None:
        configured = plugin(config=config.config if config else {}, parse_env_config=True)
        sender = source(configured)
        url = configured.config.get("webhook_inbox_url")
        if not url:
            raise ConfigError(
                "`webhook_inbox_url` is not set", "Say where notifications are to be kept"
            )
        inbox = Inbox(url)
        try:
            server = create_server(
                Receiver(sender, inbox, path=path),
                host=host,
                port=port,
                threads=_THREADS,
                connection_limit=_CONNECTIONS,
                channel_timeout=_IDLE_SECONDS,
                channel_request_lookahead=1,  # tells whether the sender is still there
                # One byte more is the receiver's to refuse; far more is not even read.
                max_request_body_size=MOST_BYTES + 1,
                max_request_header_size=_MOST_HEADER_BYTES,
                ident=None,
            )
        except OSError as error:
            raise ConfigError(
                f"No requests can be received at {host}:{port}: {error.strerror}",
                "Choose another --port or --host",
            ) from None
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a queue of one is no news
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        # Several sockets, where a name has several addresses, or one.
        own = [(host, getattr(server, "effective_port", port))]
        for address, bound in getattr(server, "effective_listen", own):
            click.echo(f"Receiving notifications at http://{address}:{bound}{path}", err=True)
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
            click.Option(["--port"], type=int, default=8766, show_default=True, help="Its port."),
            click.Option(["--path"], default="/", show_default=True, help="Path of the endpoint."),
        ],
        help="Receive the vendor's notifications and keep them for the next run.",
        logger=plugin.logger,
    )
    group = PluginGroup(
        name="webhooks", help="Notifications of changes, sent by the vendor.", logger=plugin.logger
    )
    group.add_command(serve_command)
    return group
