"""The connection to one tenant of an Acumatica instance, from a plugin's settings."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from singer_erp.acumatica.logins import CookieLogin
from singer_erp.acumatica.sessions import Seat, Seats
from singer_erp.acumatica.site import Site
from singer_erp.errors import ConfigError
from singer_erp.http.clock import ServerClock
from singer_erp.http.factory import ConnectionFactory, header_value
from singer_erp.plugin.shutdown import hold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from singer_erp.acumatica.credentials import SiteCredentials
    from singer_erp.acumatica.logins import Login
    from singer_erp.http.factory import Vendor

TOKEN_PATH = "/identity/connect/token"  # noqa: S105  # a path
_SIGN_OUT_SECONDS = 30
_NEEDED = {
    "oauth_password": ("client_id", "client_secret", "username", "password"),
    "oauth_code": ("client_id", "client_secret"),
    "cookie": ("username", "password"),
}


def open_site(
    vendor: Vendor,
    plugin: str,
    config: Mapping[str, Any],
    user_agent: str,
    sleep: Callable[[float], None] = time.sleep,
) -> Site:
    """Return the site that the settings name; nothing is sent yet.

    Args:
        vendor: The plugin's table of Acumatica.
        plugin: The plugin's name, under which credentials are stored.
        config: The plugin's settings.
        user_agent: Value of the User-Agent header without the setting `user_agent`.
        sleep: Waits between tries; tests pass their own.

    Raises:
        ConfigError: A setting is not valid, or credentials are missing.
    """
    _check(config)
    headers = dict(vendor.headers)
    if branch := config.get("branch"):
        headers["PX-CbApiBranch"] = header_value("branch", branch, "latin-1")
    vendor = replace(vendor, headers=headers)
    factory = ConnectionFactory(vendor, config, user_agent, _interruptible(sleep))
    clock = ServerClock()
    login = _login(plugin, config, factory, clock)
    # A signal waits for the sign-out.
    quick = dict(config) | {"request_timeout_seconds": _SIGN_OUT_SECONDS}
    client = ConnectionFactory(vendor, quick, user_agent, sleep).token_client()
    seats = [Seat(login, client, factory.api_url) for _ in range(config["max_concurrency"])]
    return Site(
        factory.client(),
        Seats(seats, wait_seconds=config["session_wait_seconds"], sleep=sleep),
        tenant=config["tenant"],
        endpoint=f"{config['endpoint_name']}/{config['endpoint_version']}",
        clock=clock,
    )


def credentials(
    vendor: Vendor,
    plugin: str,
    config: Mapping[str, Any],
    user_agent: str,
    sleep: Callable[[float], None] = time.sleep,
) -> SiteCredentials:
    """Return the credentials that `login` stores; arguments as for `open_site`."""
    from singer_erp.acumatica.credentials import SiteCredentials  # noqa: PLC0415  # slow to import

    _check(dict(config) | {"auth_method": "oauth_code"})
    return SiteCredentials(plugin, config, ConnectionFactory(vendor, config, user_agent, sleep))


def _login(
    plugin: str, config: Mapping[str, Any], factory: ConnectionFactory, clock: ServerClock
) -> Login:
    if config["auth_method"] != "cookie":
        from singer_erp.acumatica.credentials import token_login  # noqa: PLC0415  # slow to import

        return token_login(plugin, config, factory)
    # Drop-downs have labels of the user's language, which the marts and filters know in English.
    form = {"name": config["username"], "password": config["password"], "locale": "en-US"}
    form |= {name: config[name] for name in ("tenant", "branch") if config.get(name)}
    return CookieLogin(factory.token_client(), factory.api_url, form, clock)


def _interruptible(sleep: Callable[[float], None]) -> Callable[[float], None]:
    """Return a sleep that a signal ends, also between the tries that open a session."""

    def wait(seconds: float) -> None:
        with hold.released():
            sleep(seconds)

    return wait


def _check(config: Mapping[str, Any]) -> None:
    """Check that the credentials of the method are complete.

    Raises:
        ConfigError: They are not, or the application is of another tenant.
    """
    missing = [name for name in _NEEDED[config["auth_method"]] if not config.get(name)]
    if missing:
        names = ", ".join(f"`{name}`" for name in missing)
        raise ConfigError(
            f"Credentials are incomplete: {names} missing",
            f"Set them, or choose another `auth_method` than {config['auth_method']}",
        )
    _, _, tenant = (config.get("client_id") or "").partition("@")
    if config["auth_method"] != "cookie" and tenant.casefold() != config["tenant"].casefold():
        raise ConfigError(
            f"`client_id` is of the tenant {tenant or '(none)'}, not of `tenant` "
            f"{config['tenant']}",
            "Copy the client id with its @Tenant from the screen SM303010 of that tenant",
        )
