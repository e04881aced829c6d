"""Signed assertions (RFC 7523) as client authentication methods of Authlib."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from authlib.common.urls import add_params_to_qs
from authlib.oauth2.rfc7523.assertion import sign_jwt_bearer_assertion
from authlib.oauth2.rfc7523.client import ASSERTION_TYPE
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from joserfc.jwk import ECKey, RSAKey

from singer_erp.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_EC_ALGORITHMS = {"secp256r1": "ES256", "secp384r1": "ES384", "secp521r1": "ES512"}


@dataclass(frozen=True)
class SigningKey:
    """A private key and its signature algorithm.

    Attributes:
        key: The key.
        algorithm: JWS algorithm (RFC 7518).
    """

    key: RSAKey | ECKey = field(repr=False)
    algorithm: str

    @classmethod
    def parse(cls, private_key: str, *, rsa_algorithm: str = "PS256") -> SigningKey:
        r"""Return the key of the setting `private_key`, with the algorithm of its kind or curve.

        Args:
            private_key: PEM; line breaks may be `\n`, as environments and .env files have them.
            rsa_algorithm: The vendor's algorithm for RSA keys.

        Raises:
            ConfigError: The text is not an unencrypted RSA key, or one on a supported curve.
        """
        pem = private_key.replace("\\n", "\n")
        try:
            key = load_pem_private_key(pem.encode(), password=None)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            raise ConfigError(
                "`private_key` is not an unencrypted PEM private key",
                "Paste the whole file, from -----BEGIN to -----END, with its line breaks",
            ) from None
        if isinstance(key, rsa.RSAPrivateKey):
            return cls(RSAKey.import_key(pem), rsa_algorithm)
        if isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name in _EC_ALGORITHMS:
            return cls(ECKey.import_key(pem), _EC_ALGORITHMS[key.curve.name])
        raise ConfigError(
            "`private_key` is neither RSA nor on curve P-256, P-384 or P-521",
            "Create a key of one of these kinds and upload its certificate",
        )


@dataclass(frozen=True)
class Assertion:
    """A signed statement of who asks for a token; every token request needs a new one.

    Attributes:
        private_key: Signs; the setting `private_key`, which is parsed on first use.
        issuer: `iss`: the client id.
        audience: `aud`: whom the vendor wants it addressed to, usually the token endpoint.
        subject: `sub`: the user to act for, where the vendor wants one.
        claims: Other claims.
        headers: Other headers, such as `kid`.
        rsa_algorithm: The vendor's algorithm for RSA keys.
        lifetime_seconds: Seconds until it expires.
        clock: Returns seconds since 1970; tests pass their own.
    """

    private_key: str = field(repr=False)
    issuer: str
    audience: str
    subject: str | None = None
    claims: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    rsa_algorithm: str = "PS256"
    lifetime_seconds: int = 300
    clock: Callable[[], float] = time.time

    @cached_property
    def key(self) -> SigningKey:
        """The parsed key.

        Raises:
            ConfigError: As `SigningKey.parse`.
        """
        return SigningKey.parse(self.private_key, rsa_algorithm=self.rsa_algorithm)

    def sign(self) -> str:
        """Return a new assertion, with an id and times of its own."""
        assertion: str = sign_jwt_bearer_assertion(
            self.key.key,
            self.issuer,
            self.audience,
            subject=self.subject,
            issued_at=int(self.clock()),
            expires_in=self.lifetime_seconds,
            claims=dict(self.claims),
            header={"typ": "JWT", **self.headers},
            alg=self.key.algorithm,
        )
        return assertion


def private_key_jwt(assertion: Assertion) -> Callable[..., tuple[str, Any, str]]:
    """Return client authentication by an assertion (RFC 7523, section 2.2)."""
    return _adds(assertion, "client_assertion", [("client_assertion_type", ASSERTION_TYPE)])


def jwt_bearer(assertion: Assertion) -> Callable[..., tuple[str, Any, str]]:
    """Return an assertion as the grant (RFC 7523, section 2.1), which authenticates the app too."""
    return _adds(assertion, "assertion", [])


def _adds(
    assertion: Assertion, name: str, more: list[tuple[str, str]]
) -> Callable[..., tuple[str, Any, str]]:
    def authenticate(_: Any, __: str, uri: str, headers: Any, body: str) -> tuple[str, Any, str]:
        return uri, headers, add_params_to_qs(body, [*more, (name, assertion.sign())])

    return authenticate
