"""Credentials as values: grants, one shared token, request signatures."""

from __future__ import annotations

import datetime as dt
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import jwt
import msgspec
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from requests_oauthlib import OAuth1

from singer_erp.errors import AuthenticationError, ConfigError, VendorError

if TYPE_CHECKING:
    from collections.abc import Callable

    import requests

    from singer_erp.errors import ErpError
    from singer_erp.http.client import HttpClient

_EC_ALGORITHMS = {"secp256r1": "ES256", "secp384r1": "ES384", "secp521r1": "ES512"}
_ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"  # RFC 7523
_ASSERTION_SECONDS = 300
_RENEW_BEFORE_SECONDS = 300


@dataclass(frozen=True)
class Token:
    """A bearer token.

    Attributes:
        value: The secret itself; never shown.
        expires_at: Seconds on the clock the token source was given.
    """

    value: str = field(repr=False)
    expires_at: float


class TokenSource:
    """One bearer token for all threads, fetched by one of them and renewed early.

    Early is five minutes before its end, or half its life before where it lives shorter.

    Args:
        fetch: Gets a new token.
        clock: Seconds; tests inject their own.
    """

    def __init__(
        self, fetch: Callable[[float], Token], clock: Callable[[], float] = time.time
    ) -> None:
        self._fetch = fetch
        self._clock = clock
        self._token: Token | None = None
        self._renew_at = 0.0
        self._refused: ErpError | None = None
        self._lock = threading.Lock()

    def token(self) -> str:
        """The current token's value; fetches it when there is none or it ends soon."""
        with self._lock:
            if self._refused is not None:
                raise self._refused
            now = self._clock()
            if self._token is None or self._renew_at <= now:
                self._token = self._fetch_once(now)
                life = self._token.expires_at - now
                self._renew_at = self._token.expires_at - min(_RENEW_BEFORE_SECONDS, life / 2)
            return self._token.value

    def _fetch_once(self, now: float) -> Token:
        """A new token; credentials that were refused are not sent again by other threads."""
        try:
            return self._fetch(now)
        except (AuthenticationError, ConfigError, VendorError) as error:
            self._refused = error
            raise

    def sign(self, request: requests.PreparedRequest) -> None:
        """Set the bearer header."""
        request.headers["Authorization"] = f"Bearer {self.token()}"

    def renew(self, request: requests.PreparedRequest) -> bool:
        """Forget the token that request carried, unless another thread already renewed it."""
        with self._lock:
            if self._token and request.headers["Authorization"] == f"Bearer {self._token.value}":
                self._token = None
        return True


class _TokenAnswer(msgspec.Struct):
    access_token: str
    expires_in: float


@dataclass(frozen=True)
class ClientAssertionGrant:
    """OAuth 2.0 client credentials proven by a signed JWT (RFC 7523, section 2.2).

    Attributes:
        client: Sends the token request; has no authenticator of its own.
        token_url: Token endpoint; also the audience of the assertion.
        client_id: Issuer of the assertion.
        key_id: `kid` header: the certificate the vendor knows the key by.
        private_key: PEM. RSA signs with PS256, elliptic curves with ES256, ES384 or ES512.
        scope: Scopes asked for.
    """

    client: HttpClient
    token_url: str
    client_id: str
    key_id: str
    private_key: str = field(repr=False)
    scope: tuple[str, ...]

    def fetch(self, now: float) -> Token:
        """Exchange a fresh assertion for a token.

        Raises:
            ConfigError: The private key cannot be read.
            AuthenticationError: The vendor refused the assertion.
        """
        response = self.client.send(
            "POST",
            self.token_url,
            data={
                "grant_type": "client_credentials",
                "client_assertion_type": _ASSERTION_TYPE,
                "client_assertion": self._assertion(now),
            },
        )
        try:
            answer = msgspec.json.decode(response.content, type=_TokenAnswer, strict=False)
        except msgspec.MsgspecError:
            raise AuthenticationError(
                f"{self.client.vendor}'s token endpoint answered {response.status_code} "
                "without an access token",
                "Check `token_url`",
            ) from None
        return Token(answer.access_token, now + answer.expires_in)

    def _assertion(self, now: float) -> str:
        issued = int(now)
        return jwt.encode(
            {
                "iss": self.client_id,
                "scope": list(self.scope),
                "aud": self.token_url,
                "iat": issued,
                "exp": issued + _ASSERTION_SECONDS,
            },
            self.private_key,
            algorithm=signature_algorithm(self.private_key),
            headers={"kid": self.key_id},
        )


def signature_algorithm(private_key: str) -> str:
    """The JWS algorithm for a PEM key: PS256 for RSA, ES256/384/512 by curve.

    Raises:
        ConfigError: The text is not an unencrypted PEM private key of these kinds.
    """
    try:
        key = load_pem_private_key(private_key.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise ConfigError(
            "`private_key` is not an unencrypted PEM private key",
            "Paste the whole file, from -----BEGIN to -----END, with its line breaks",
        ) from None
    if isinstance(key, rsa.RSAPrivateKey):
        return "PS256"
    if isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name in _EC_ALGORITHMS:
        return _EC_ALGORITHMS[key.curve.name]
    raise ConfigError(
        "`private_key` is neither RSA nor on curve P-256, P-384 or P-521",
        "Create a key of one of these kinds and upload its certificate",
    )


class OAuth1Signer:
    """OAuth 1.0a with HMAC-SHA256; a new nonce for every try.

    Args:
        client_key: Consumer key.
        client_secret: Consumer secret.
        token: Token id.
        token_secret: Token secret.
        realm: Realm of the Authorization header.
    """

    def __init__(
        self, client_key: str, client_secret: str, token: str, token_secret: str, realm: str
    ) -> None:
        self._oauth1 = OAuth1(
            client_key,
            client_secret,
            token,
            token_secret,
            signature_method="HMAC-SHA256",
            realm=realm,
        )

    def sign(self, request: requests.PreparedRequest) -> None:
        """Sign method, URL and query parameters."""
        self._oauth1(request)

    def renew(self, request: requests.PreparedRequest) -> bool:  # noqa: ARG002
        """Nothing to renew: every request is signed afresh."""
        return False


def utc_now() -> dt.datetime:
    """The current instant, aware, UTC."""
    return dt.datetime.now(dt.UTC)
