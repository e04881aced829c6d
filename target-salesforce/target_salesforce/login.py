"""The ways into an org, and which org it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import jwt
import msgspec
from singer_erp.auth import Token
from singer_erp.errors import AuthenticationError, ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from singer_erp.http import HttpClient

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
        client: Sends token requests; has no authenticator of its own.
        token_url: Token endpoint.
        form: The grant's form; called for every request, as assertions are good for one.
        org: Where the last login led.
    """

    client: HttpClient
    token_url: str
    form: Callable[[float], dict[str, str]] = field(repr=False)
    org: Org | None = None

    def fetch(self, now: float) -> Token:
        """Log in.

        Raises:
            AuthenticationError: Salesforce refused, or the login led to another org than before.
        """
        response = self.client.send("POST", self.token_url, data=self.form(now))
        try:
            answer = msgspec.json.decode(response.content, type=_Answer)
        except msgspec.MsgspecError:
            raise AuthenticationError(
                "Salesforce's token endpoint answered without an access token", "Check `token_url`"
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


def grant(config: Mapping[str, Any]) -> Callable[[float], dict[str, str]]:
    """The form of the token request for `auth_method`.

    Raises:
        ConfigError: A setting the method needs is missing.
    """
    method = config["auth_method"]
    names, make = _METHODS[method]
    if missing := [name for name in names if not config.get(name)]:
        raise ConfigError(
            f"`auth_method` {method} needs {', '.join(f'`{name}`' for name in missing)}",
            "Set them, or choose another `auth_method`",
        )
    return make(config)


def _jwt(config: Mapping[str, Any]) -> Callable[[float], dict[str, str]]:
    # Environments and .env files often carry the line breaks as \n.
    key = config["private_key"].replace("\\n", "\n")
    audience = config.get("jwt_audience") or config["api_url"].rstrip("/")

    def form(now: float) -> dict[str, str]:
        claims = {
            "iss": config["client_id"],
            "sub": config["username"],
            "aud": audience,
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

    return form


def _client_credentials(config: Mapping[str, Any]) -> Callable[[float], dict[str, str]]:
    return lambda _: {
        "grant_type": "client_credentials",
        "client_id": config["client_id"],
        "client_secret": config["client_secret"],
    }


def _password(config: Mapping[str, Any]) -> Callable[[float], dict[str, str]]:
    return lambda _: {
        "grant_type": "password",
        "client_id": config["client_id"],
        "client_secret": config["client_secret"],
        "username": config["username"],
        "password": config["password"] + (config.get("security_token") or ""),
    }


_METHODS: dict[
    str,
    tuple[tuple[str, ...], Callable[[Mapping[str, Any]], Callable[[float], dict[str, str]]]],
] = {
    "jwt": (("client_id", "username", "private_key"), _jwt),
    "client_credentials": (("client_id", "client_secret"), _client_credentials),
    "password": (("client_id", "client_secret", "username", "password"), _password),
}
