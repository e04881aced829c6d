"""The ways into an org, and which org it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import jwt
import msgspec
from singer_erp.auth.store import open_store
from singer_erp.auth.tokens import Token
from singer_erp.errors import AuthenticationError, ConfigError

from target_salesforce.browser_login import BrowserLogin

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from singer_erp.auth.refresh import TokenEndpoint

_JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_ASSERTION_SECONDS = 170  # Salesforce takes up to three minutes
_ID_LENGTH = 15


class _Answer(msgspec.Struct):
    access_token: str
    instance_url: str
    id: str


@dataclass(frozen=True)
class Org:
    """Where a login led.

    Attributes:
        url: Instance root for all data calls, no trailing slash.
        org_id: Id of the org, 15 characters.
        user_id: Id of the user records are written as, 15 characters.
    """

    url: str
    org_id: str
    user_id: str


@dataclass
class Login:
    """Gets access tokens; every one of them must be of the same org.

    Attributes:
        redeem: The token endpoint's answer; called with seconds since 1970.
        org: Where the last login led.
    """

    redeem: Callable[[float], Mapping[str, Any]] = field(repr=False)
    org: Org | None = None

    def fetch(self, now: float) -> Token:
        """Log in.

        Raises:
            AuthenticationError: Salesforce refused, or the login led to another org than before.
        """
        try:
            answer = msgspec.convert(self.redeem(now), _Answer)
        except msgspec.MsgspecError:
            raise AuthenticationError(
                "Salesforce's token endpoint answered without naming an org", "Check `token_url`"
            ) from None
        *_, org_id, user_id = answer.id.split("/")
        org = Org(answer.instance_url.rstrip("/"), org_id[:_ID_LENGTH], user_id[:_ID_LENGTH])
        if self.org is not None and org.org_id != self.org.org_id:
            raise AuthenticationError(
                f"A new login led to org {org.org_id}, the run began with {self.org.org_id}",
                "Check what changed about the app or the user, and run again",
            )
        self.org = org
        # Sessions end after inactivity and carry no expiry: a 401 tells.
        return Token(answer.access_token, float("inf"))


def method(
    config: Mapping[str, Any], endpoint: TokenEndpoint
) -> Callable[[float], Mapping[str, Any]]:
    """How tokens are got with the setting `auth_method`.

    Raises:
        ConfigError: A setting the method needs is missing.
    """
    name = config["auth_method"]
    needed = _NEEDED[name]
    if missing := [setting for setting in needed if not config.get(setting)]:
        raise ConfigError(
            f"`auth_method` {name} needs {', '.join(f'`{setting}`' for setting in missing)}",
            "Set them, or choose another `auth_method`",
        )
    if name == "refresh_token":
        store = open_store(config.get("credentials_path"))
        return BrowserLogin(config, endpoint).grant(store).redeem
    form = _FORMS[name]
    return lambda now: endpoint.redeem(form(config, now))


def _jwt(config: Mapping[str, Any], now: float) -> dict[str, str]:
    # Environments and .env files often carry the line breaks as \n.
    key = config["private_key"].replace("\\n", "\n")
    claims = {
        "iss": config["client_id"],
        "sub": config["username"],
        "aud": config.get("jwt_audience") or config["api_url"].rstrip("/"),
        "exp": int(now) + _ASSERTION_SECONDS,
    }
    try:
        assertion = jwt.encode(claims, key, algorithm="RS256")
    except (ValueError, TypeError, jwt.PyJWTError):
        raise ConfigError(
            "`private_key` is not an unencrypted RSA key in PEM form",
            "Paste the whole file, from -----BEGIN to -----END, with its line breaks",
        ) from None
    return {"grant_type": _JWT_BEARER, "assertion": assertion}


def _client_credentials(config: Mapping[str, Any], now: float) -> dict[str, str]:  # noqa: ARG001
    return {"grant_type": "client_credentials"}


def _password(config: Mapping[str, Any], now: float) -> dict[str, str]:  # noqa: ARG001
    return {
        "grant_type": "password",
        "username": config["username"],
        "password": config["password"] + (config.get("security_token") or ""),
    }


_FORMS = {"jwt": _jwt, "client_credentials": _client_credentials, "password": _password}
_NEEDED = {
    "jwt": ("username", "private_key"),
    "client_credentials": ("client_secret",),
    "password": ("client_secret", "username", "password"),
    "refresh_token": (),
}
