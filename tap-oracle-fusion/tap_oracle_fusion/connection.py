"""The connection to one pod: its URLs, credentials and HTTP client."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from singer_erp.errors import ConfigError
from singer_erp.http.factory import ConnectionFactory, Vendor

from tap_oracle_fusion.bicc import Bicc
from tap_oracle_fusion.credentials import Basic, authenticator
from tap_oracle_fusion.errors import RULES, TOKEN_RULES, read_message
from tap_oracle_fusion.pod import Pod
from tap_oracle_fusion.settings import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

VENDOR = Vendor(
    "Fusion",
    rules=RULES,
    token_rules=TOKEN_RULES,
    read_message=read_message,
    settings=SETTINGS.to_dict(),
)
_NEEDED = {
    "client_credentials": ("token_url", "client_id", "client_secret", "oauth_scope"),
    "jwt_assertion": ("token_url", "client_id", "username", "private_key", "oauth_scope"),
    "trusted_jwt": ("client_id", "username", "private_key"),
    "basic": ("username", "password"),
}


def connect(
    config: Mapping[str, Any], user_agent: str, sleep: Callable[[float], None] = time.sleep
) -> Pod:
    """Return the pod that the settings name; nothing is sent yet.

    Args:
        config: The tap's settings.
        user_agent: Value of the User-Agent header without the setting `user_agent`.
        sleep: Waits between tries; tests pass their own.

    Raises:
        ConfigError: A setting is not valid, or credentials are missing.
    """
    method = config["auth_method"]
    missing = [name for name in _NEEDED[method] if not config.get(name)]
    if missing:
        names = ", ".join(f"`{name}`" for name in missing)
        raise ConfigError(
            f"Credentials are incomplete: {names} missing",
            f"Set them, or choose another `auth_method` than {method}",
        )
    headers = {
        "Accept": "application/json, application/vnd.oracle.adf.error+json",
        "Accept-Language": config["accept_language"],
        "REST-Framework-Version": str(config["rest_framework_version"]),
    }
    factory = ConnectionFactory(replace(VENDOR, headers=headers), config, user_agent, sleep)
    client = factory.client(authenticator(config, factory))
    return Pod(client, version=config["resource_version"], sleep=sleep)


def connect_bicc(
    config: Mapping[str, Any], user_agent: str, sleep: Callable[[float], None] = time.sleep
) -> Bicc:
    """Return the BI Cloud Connector of the pod; arguments as for `connect`.

    Raises:
        ConfigError: Its credentials are missing.
    """
    username = config.get("bicc_username") or config.get("username")
    password = config.get("bicc_password") or config.get("password")
    if not username or not password:
        raise ConfigError(
            f"`extraction` {config['extraction']} needs `bicc_username` and `bicc_password`",
            "Set them, or set `extraction` to rest",
        )
    factory = ConnectionFactory(VENDOR, config, user_agent, sleep)
    client = factory.client(Basic(username, password))
    return Bicc(client, sleep, settle_seconds=config["bicc_settle_seconds"])
