"""The authentication methods of Salesforce, and the org that a token is for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec
from singer_erp.auth.assertions import JWT_BEARER, Assertion, jwt_bearer
from singer_erp.auth.authorization import Application
from singer_erp.auth.refresh import RefreshGrant
from singer_erp.auth.store import open_store
from singer_erp.auth.tokens import Token
from singer_erp.errors import AuthenticationError, ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from singer_erp.auth.oauth2 import TokenEndpoint
    from singer_erp.auth.store import CredentialStore

_ASSERTION_SECONDS = 170  # "OAuth 2.0 JWT Bearer Flow": at most three minutes
_ID_LENGTH = 15
_REQUIRED = {
    "jwt": ("username", "private_key"),
    "client_credentials": ("client_secret",),
    "password": ("client_secret", "username", "password"),
    "refresh_token": (),
}


class _TokenResponse(msgspec.Struct):
    access_token: str
    instance_url: str
    id: str
    issued_at: str | None = None


@dataclass(frozen=True)
class Org:
    """The org that a token is for.

    Attributes:
        url: Root of its instance for all data requests, without a trailing slash.
        org_id: Its id, 15 characters.
        user_id: Id of the user that writes the records, 15 characters.
        connected_at: Its clock when the first token was issued.
    """

    url: str
    org_id: str
    user_id: str
    connected_at: dt.datetime | None = None


class OrgTokens:
    """Access tokens of one org; a token for another org is an error.

    Args:
        request: Returns a token response; takes seconds since 1970.
    """

    def __init__(self, request: Callable[[float], Mapping[str, Any]]) -> None:
        self._request = request
        self._org: Org | None = None

    @property
    def org(self) -> Org:
        """The org of the latest token; there is one once a token was fetched."""
        assert self._org is not None  # noqa: S101  # for the type checker
        return self._org

    def fetch(self, now: float) -> Token:
        """Fetch an access token.

        Raises:
            AuthenticationError: Salesforce rejected the credentials, or the token is for another
                org than the one before.
        """
        try:
            response = msgspec.convert(self._request(now), _TokenResponse)
        except msgspec.ValidationError:
            raise AuthenticationError(
                "Salesforce's token response does not name an org", "Check `token_url`"
            ) from None
        *_, org_id, user_id = response.id.split("/")
        org = Org(
            response.instance_url.rstrip("/"),
            org_id[:_ID_LENGTH],
            user_id[:_ID_LENGTH],
            _timestamp(response.issued_at),
        )
        if self._org is not None and org.org_id != self._org.org_id:
            raise AuthenticationError(
                f"The new token is for org {org.org_id}, but the run started with org "
                f"{self._org.org_id}",
                "Check what changed in the app or the user, and run again",
            )
        self._org = org
        # Sessions end after inactivity, and token responses have no lifetime: a 401 shows the end.
        return Token(response.access_token, float("inf"))


def _timestamp(milliseconds: str | None) -> dt.datetime | None:
    """Return a timestamp of a token response."""
    if milliseconds is None or not milliseconds.isdecimal():
        return None
    return dt.datetime.fromtimestamp(int(milliseconds) / 1000, dt.UTC)


def token_request(
    config: Mapping[str, Any], endpoint: TokenEndpoint
) -> Callable[[float], Mapping[str, Any]]:
    """Return the token request of the setting `auth_method`; it takes seconds since 1970.

    Raises:
        ConfigError: A setting that the method requires is missing or not valid.
    """
    method = config["auth_method"]
    if missing := [name for name in _REQUIRED[method] if not config.get(name)]:
        raise ConfigError(
            f"`auth_method` {method} requires {', '.join(f'`{name}`' for name in missing)}",
            "Set them, or choose another `auth_method`",
        )
    if method == "refresh_token":
        store = open_store(config.get("credentials_path"))
        grant = OrgCredentials(config, endpoint).grant(store)
        return lambda now: grant.credentials(now).response
    if method == "jwt":
        by_assertion = replace(endpoint, auth_method=jwt_bearer(_assertion(config)))
        return lambda _: by_assertion.fetch(JWT_BEARER)
    if method == "password":
        password = config["password"] + (config.get("security_token") or "")
        return lambda _: endpoint.fetch("password", username=config["username"], password=password)
    return lambda _: endpoint.fetch("client_credentials")


def _assertion(config: Mapping[str, Any]) -> Assertion:
    assertion = Assertion(
        config["private_key"],
        issuer=config["client_id"],
        audience=config.get("jwt_audience") or config["api_url"].rstrip("/"),
        subject=config["username"],
        rsa_algorithm="RS256",
        lifetime_seconds=_ASSERTION_SECONDS,
    )
    if assertion.key.algorithm != "RS256":
        raise ConfigError(
            "`private_key` is not an RSA key", "Salesforce accepts RSA keys only: create one"
        )
    return assertion


class OrgCredentials:
    """The app, and the stored credentials that `target-salesforce login` creates.

    Args:
        config: The target's settings.
        endpoint: The org's token endpoint.
    """

    def __init__(self, config: Mapping[str, Any], endpoint: TokenEndpoint) -> None:
        self.endpoint = endpoint
        root = config["api_url"].rstrip("/")
        self.application = Application(
            "Salesforce",
            f"{root}/services/oauth2/authorize",
            config["redirect_uri"],
            ("api", "refresh_token"),
        )
        self._name = f"target-salesforce {urlsplit(root).netloc}"
        self._refresh_token = config.get("refresh_token")

    def grants(self, store: CredentialStore) -> list[RefreshGrant]:
        """Return the credentials of the org that the settings name."""
        return [self.grant(store)]

    def grant(self, store: CredentialStore, _: Mapping[str, str] | None = None, /) -> RefreshGrant:
        """Return the credentials of the org; the callback does not name it."""
        return RefreshGrant(
            self.endpoint,
            store,
            self._name,
            login_command="target-salesforce login",
            refresh_token=self._refresh_token,
        )
