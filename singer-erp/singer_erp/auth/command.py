"""`login`: the sub-command of every plugin whose credentials are stored."""

from __future__ import annotations

import time
import webbrowser
from typing import TYPE_CHECKING, Any, Protocol

import click

from singer_erp.plugin.cli import PluginCommand, config_option, configure

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from singer_sdk.plugin_base import PluginBase

    from singer_erp.auth.authorization import Application
    from singer_erp.auth.oauth2 import TokenEndpoint
    from singer_erp.auth.refresh import RefreshGrant
    from singer_erp.auth.store import CredentialStore


class Authorizable(Protocol):
    """A plugin's app and the credentials that its settings name."""

    @property
    def application(self) -> Application:
        """The app to authorize."""

    @property
    def endpoint(self) -> TokenEndpoint:
        """The vendor's token endpoint."""

    def grant(self, store: CredentialStore, callback: Mapping[str, str], /) -> RefreshGrant:
        """Return the credentials that a callback with these parameters is for."""

    def grants(self, store: CredentialStore) -> list[RefreshGrant]:
        """Return all credentials that the settings name."""


def login_command(
    plugin: type[PluginBase], command: PluginCommand, authorizable: Callable[[Any], Authorizable]
) -> click.Command:
    """Return the sub-command.

    Args:
        plugin: Reads the settings.
        command: Its own command.
        authorizable: Returns the app and the credentials of a plugin with settings.
    """

    def login(config: Any, seconds: int, *, paste: bool, check: bool) -> None:
        # Slow to import, and no other command needs them.
        from singer_erp.auth.authorization import Authorization, receive  # noqa: PLC0415
        from singer_erp.auth.store import open_store  # noqa: PLC0415

        configured = configure(plugin, config)
        target = authorizable(configured)
        # First, so that nobody grants access for credentials that cannot be stored.
        store = open_store(configured.config.get("credentials_path"), create_key=not check)
        if check:
            for grant in target.grants(store):
                click.echo(f"{grant.name}: {grant.expiry_summary(time.time())}")
            return
        authorization = Authorization(target.application, target.endpoint)
        if paste:
            click.echo(f"Open this page and grant access:\n{authorization.page}", err=True)
            url = click.prompt("The URL of the page it leads to", err=True, hide_input=True)
        else:
            url = receive(
                authorization,
                target.application.redirect_uri,
                open_page=_show,
                seconds=seconds,
            )
        response, callback = authorization.redeem(url)
        grant = target.grant(store, callback)
        grant.start(response, time.time())
        click.echo(f"Access was granted; stored as {grant.name} in {store.path}", err=True)

    return PluginCommand(
        name="login",
        callback=login,
        params=[
            config_option(command),
            click.Option(
                ["--check"], is_flag=True, help="Only check whether the stored credentials work."
            ),
            click.Option(
                ["--paste"],
                is_flag=True,
                help="Prompt for the URL of the callback, on machines without a browser.",
            ),
            click.Option(
                ["--seconds"],
                default=300,
                show_default=True,
                help="Maximum seconds to wait for the callback.",
            ),
        ],
        help="Grant access in a browser and store the credentials, encrypted.",
        logger=plugin.logger,
    )


def _show(page: str) -> None:
    click.echo(f"Grant access in your browser; if none opens, open this page:\n{page}", err=True)
    webbrowser.open(page)
