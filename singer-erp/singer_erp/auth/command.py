"""`login`, a sub-command of every plugin whose log-in has to be stored."""

from __future__ import annotations

import time
import webbrowser
from typing import TYPE_CHECKING, Any, Protocol

import click

from singer_erp.auth.authorization import Application, Authorization, receive
from singer_erp.auth.store import open_store
from singer_erp.plugin.cli import PluginCommand, config_option

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from singer_sdk.plugin_base import PluginBase

    from singer_erp.auth.refresh import RefreshGrant, TokenEndpoint
    from singer_erp.auth.store import CredentialStore


class Connectable(Protocol):
    """What a plugin tells about its log-in."""

    @property
    def application(self) -> Application:
        """The app people approve."""

    @property
    def endpoint(self) -> TokenEndpoint:
        """Where tokens come from."""

    def grant(self, store: CredentialStore, came_with: Mapping[str, str], /) -> RefreshGrant:
        """The log-in in a store; `came_with` stood in the address the browser was sent to."""

    def grants(self, store: CredentialStore) -> list[RefreshGrant]:
        """The log-ins the settings name."""


def login_command(
    plugin: type[PluginBase], command: PluginCommand, connectable: Callable[[Any], Connectable]
) -> click.Command:
    """The sub-command.

    Args:
        plugin: Whose settings are read.
        command: Its own command.
        connectable: What a plugin with these settings tells about its log-in.
    """

    def login(config: Any, seconds: int, *, paste: bool, check: bool) -> None:
        configured = plugin(config=config.config if config else {}, parse_env_config=True)
        connection = connectable(configured)
        # First, so that nobody logs in for a log-in that cannot be kept.
        store = open_store(configured.config.get("credentials_path"), create_key=not check)
        if check:
            for grant in connection.grants(store):
                click.echo(f"{grant.name}: {grant.outlook(time.time())}")
            return
        authorization = Authorization(connection.application, connection.endpoint)
        if paste:
            click.echo(f"Open this page, and log in:\n{authorization.page}", err=True)
            landed = click.prompt("The address you were sent to", err=True, hide_input=True)
        else:
            landed = receive(
                authorization,
                connection.application.redirect_uri,
                open_page=_show,
                seconds=seconds,
            )
        answer, came_with = authorization.redeem(landed)
        grant = connection.grant(store, came_with)
        grant.begin(answer, time.time())
        click.echo(f"Logged in; kept as {grant.name} in {store.path}", err=True)

    return PluginCommand(
        name="login",
        callback=login,
        params=[
            config_option(command),
            click.Option(
                ["--check"], is_flag=True, help="Only tell whether the kept log-ins are good."
            ),
            click.Option(
                ["--paste"],
                is_flag=True,
                help="Ask for the address the browser was sent to, for machines without one.",
            ),
            click.Option(
                ["--seconds"], default=300, show_default=True, help="The most to wait for it."
            ),
        ],
        help="Log in with a browser and keep the log-in, encrypted.",
        logger=plugin.logger,
    )


def _show(page: str) -> None:
    click.echo(f"Log in with your browser; if none opens, open this page:\n{page}", err=True)
    webbrowser.open(page)
