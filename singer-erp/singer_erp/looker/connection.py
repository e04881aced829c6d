"""The connection to one Looker instance, from the settings of a plugin or a command."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from singer_erp.auth.tokens import TokenSource
from singer_erp.http.factory import ConnectionFactory
from singer_erp.looker.instance import Instance
from singer_erp.looker.login import ApiKey
from singer_erp.plugin.shutdown import hold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from singer_erp.http.factory import Vendor

_LOGOUT_SECONDS = 30
_API_PATH = re.compile(r"(/api(/[\d.]+)?)?/*$")


def open_instance(
    vendor: Vendor,
    config: Mapping[str, Any],
    user_agent: str,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.time,
) -> Instance:
    """Return the instance that the settings name; nothing is sent yet.

    Args:
        vendor: The table of Looker, with the settings of the plugin.
        config: The settings.
        user_agent: Value of the User-Agent header without the setting `user_agent`.
        sleep: Waits between tries; tests pass their own.
        clock: Returns seconds, for the expiry of tokens; tests pass their own.

    Raises:
        ConfigError: A setting is not valid.
    """

    def factory(budget: str, **changes: Any) -> ConnectionFactory:
        settings = dict(config) | {"api_url": instance_url(config["api_url"])} | changes
        return ConnectionFactory(vendor, settings, user_agent, _interruptible(sleep), budget)

    # A signal waits for the logout.
    logout = factory("admin_budget", request_timeout_seconds=_LOGOUT_SECONDS).token_client()
    queries = factory("query_budget")
    key = ApiKey(
        queries.token_client(),
        logout,
        queries.api_url,
        client_id=config["client_id"],
        client_secret=config["client_secret"],
    )
    tokens = TokenSource(key.fetch, clock)
    others = factory("admin_budget")
    return Instance(queries.client(tokens), others.client(tokens), key, sleep)


def instance_url(url: str) -> str:
    """Return the URL of an instance without what users copy along: `/api/4.0`, a slash."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url
    path = _API_PATH.sub("", parts.path)
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def _interruptible(sleep: Callable[[float], None]) -> Callable[[float], None]:
    """Return a sleep that a signal ends, also between the tries of a login."""

    def wait(seconds: float) -> None:
        with hold.released():
            sleep(seconds)

    return wait
