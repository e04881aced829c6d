"""Credentials of each authentication method."""

from __future__ import annotations

import base64
import hashlib
import time
from typing import TYPE_CHECKING, Any

from authlib.oauth2.auth import encode_client_secret_basic
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from singer_erp.auth.assertions import JWT_BEARER, Assertion, jwt_bearer, private_key_jwt
from singer_erp.auth.oauth2 import TokenEndpoint
from singer_erp.auth.tokens import Token, TokenSource
from singer_erp.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import requests
    from singer_erp.http.client import Authenticator
    from singer_erp.http.factory import ConnectionFactory

    Authenticate = Callable[[Any, str, str, Any, str], tuple[str, Any, str]]

_AUDIENCE = ("https://identity.oraclecloud.com/",)
_ALGORITHM = "RS256"
# A pod accepts at most an hour.
_TRUSTED_SECONDS = 1800
# Assertions of the future are refused.
_SKEW_SECONDS = 60


def authenticator(config: Mapping[str, Any], factory: ConnectionFactory) -> Authenticator:
    """Return what signs the requests to the pod.

    Args:
        config: The tap's settings, whose credentials are complete.
        factory: Creates the client of the token endpoint.
    """
    method = config["auth_method"]
    if method == "basic":
        return Basic(config["username"], config["password"])
    if method == "trusted_jwt":
        claims = {"prn": config["username"], "aud": factory.api_url}
        trusted = _assertion(config, config["username"], claims, seconds=_TRUSTED_SECONDS)
        return TokenSource(lambda now: Token(trusted.sign(), now + _TRUSTED_SECONDS))
    endpoint = TokenEndpoint(
        factory.token_client(),
        factory.token_url,
        config["client_id"],
        config.get("client_secret"),
        auth_method=_user_assertion(config) if method == "jwt_assertion" else "client_secret_basic",
    )
    grant = JWT_BEARER if method == "jwt_assertion" else "client_credentials"
    scope = config["oauth_scope"]
    return TokenSource(lambda now: endpoint.token(now, grant, scope=scope))


class Basic:
    """User and password on every request.

    Args:
        username: The user.
        password: Its password.
    """

    def __init__(self, username: str, password: str) -> None:
        pair = f"{username}:{password}".encode()
        self._value = f"Basic {base64.b64encode(pair).decode()}"

    def sign(self, request: requests.PreparedRequest) -> None:
        """Set the Authorization header."""
        request.headers["Authorization"] = self._value

    def renew(self, request: requests.PreparedRequest) -> bool:  # noqa: ARG002
        """Return that nothing can be renewed: a second try would lock the user."""
        return False


def _user_assertion(config: Mapping[str, Any]) -> Authenticate:
    """Return client authentication that adds the assertion of the user.

    The application authenticates with its secret, or else with an assertion of its own.
    """
    user = config["username"]
    add_grant = jwt_bearer(_assertion(config, user, {"prn": user, "aud": _audience(config)}))
    own = _assertion(config, config["client_id"], {"aud": _audience(config)})
    add_client = encode_client_secret_basic if config.get("client_secret") else private_key_jwt(own)

    def authenticate(
        client: Any, method: str, uri: str, headers: Any, body: str
    ) -> tuple[str, Any, str]:
        uri, headers, body = add_grant(client, method, uri, headers, body)
        found: tuple[str, Any, str] = add_client(client, method, uri, headers, body)
        return found

    return authenticate


def _assertion(
    config: Mapping[str, Any], subject: str, claims: Mapping[str, Any], *, seconds: int = 600
) -> Assertion:
    headers = {"kid": config["key_id"]} if config.get("key_id") else {}
    if certificate := config.get("certificate"):
        headers |= _thumbprints(certificate)
    return Assertion(
        config["private_key"],
        issuer=config["client_id"],
        audience="",
        subject=subject,
        claims=claims,
        headers=headers,
        rsa_algorithm=_ALGORITHM,
        lifetime_seconds=seconds,
        clock=lambda: time.time() - _SKEW_SECONDS,
    )


def _audience(config: Mapping[str, Any]) -> list[str]:
    return list(config.get("assertion_audience") or _AUDIENCE)


def _thumbprints(certificate: str) -> dict[str, str]:
    """Return the headers `x5t` and `x5t#S256` of a certificate.

    Raises:
        ConfigError: It is not a certificate in PEM form.
    """
    try:
        found = x509.load_pem_x509_certificate(certificate.replace("\\n", "\n").encode())
    except ValueError:
        raise ConfigError(
            "`certificate` is not a PEM certificate",
            "Paste the whole file, from -----BEGIN to -----END, with its line breaks",
        ) from None
    content = found.public_bytes(Encoding.DER)
    digests = {
        "x5t": hashlib.sha1(content, usedforsecurity=False).digest(),
        "x5t#S256": hashlib.sha256(content).digest(),
    }
    return {
        name: base64.urlsafe_b64encode(digest).decode().rstrip("=")
        for name, digest in digests.items()
    }
