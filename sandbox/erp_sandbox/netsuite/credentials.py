"""Credentials of an integration: certificates and tokens, created at every start.

Nothing here is ever written to disk.
"""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from joserfc.jwk import ECKey, RSAKey

if TYPE_CHECKING:
    from erp_sandbox.core.clock import Clock

CURVES = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521"}
RSA_ALGORITHMS = ("PS256", "PS384", "PS512")
RSA_BITS = 3072
VALIDITY = timedelta(days=730)
"""The longest life NetSuite leaves a certificate."""


@dataclass(frozen=True)
class Certificate:
    """A public key mapped to one integration, entity and role.

    Attributes:
        certificate_id: The assertion's `kid`.
        client_id: The integration's, the assertion's `iss`.
        public_key: Verifies the assertion.
        algorithms: Signature algorithms that fit the key.
        valid_from: Start of its life, aware UTC.
        valid_until: End of its life, aware UTC.
    """

    certificate_id: str
    client_id: str
    public_key: ECKey | RSAKey
    algorithms: tuple[str, ...]
    valid_from: datetime
    valid_until: datetime


@dataclass(frozen=True)
class KeyPair:
    """A certificate with the private key (PEM, PKCS 8) that only the client should hold."""

    certificate: Certificate
    private_key: str


@dataclass(frozen=True)
class TokenSet:
    """The four values of token-based authentication."""

    consumer_key: str
    consumer_secret: str
    token_id: str
    token_secret: str


class Credentials:
    """All credentials of one account.

    Args:
        clock: Gives certificates their validity.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._pairs: dict[tuple[str, bool], KeyPair] = {}
        self.client_id = secrets.token_hex(32)
        self.certificates: dict[str, Certificate] = {}
        self.tokens = TokenSet(*(secrets.token_hex(32) for _ in range(4)))

    def key_pair(self, algorithm: str = "ES256", *, expired: bool = False) -> KeyPair:
        """Return the key pair for an algorithm, which is registered on first use.

        Args:
            algorithm: `ES256`, `ES384`, `ES512`, or an RSA one (`PS256`, ...), which takes a while.
            expired: Give a certificate whose life ended yesterday.

        Raises:
            ValueError: For another algorithm.
        """
        kind = "RSA" if algorithm in RSA_ALGORITHMS else algorithm
        if kind != "RSA" and kind not in CURVES:
            known = ", ".join((*CURVES, *RSA_ALGORITHMS))
            raise ValueError(f"There are no keys for {algorithm!r}; use one of {known}.")
        with self._lock:
            if (kind, expired) not in self._pairs:
                self._pairs[kind, expired] = self._issue(kind, expired=expired)
            return self._pairs[kind, expired]

    def _issue(self, kind: str, *, expired: bool) -> KeyPair:
        key: ECKey | RSAKey
        algorithms: tuple[str, ...]
        if kind == "RSA":
            key, algorithms = RSAKey.generate_key(RSA_BITS), RSA_ALGORITHMS
            public: ECKey | RSAKey = RSAKey.import_key(key.as_pem(private=False))
        else:
            key, algorithms = ECKey.generate_key(CURVES[kind]), (kind,)
            public = ECKey.import_key(key.as_pem(private=False))
        valid_until = self._clock.now() + (-timedelta(days=1) if expired else VALIDITY)
        certificate = Certificate(
            certificate_id=secrets.token_urlsafe(32),
            client_id=self.client_id,
            public_key=public,
            algorithms=algorithms,
            valid_from=min(self._clock.now(), valid_until) - timedelta(days=1),
            valid_until=valid_until,
        )
        self.certificates[certificate.certificate_id] = certificate
        return KeyPair(certificate, key.as_pem(private=True).decode())

    def settings(
        self, auth: str = "m2m", *, algorithm: str = "ES256", expired: bool = False
    ) -> dict[str, Any]:
        """Return credentials under the names of the plugins' settings.

        Args:
            auth: `m2m` (OAuth 2.0 client credentials) or `tba` (OAuth 1.0a).
            algorithm: Which key pair (`m2m` only).
            expired: Take the certificate that is past its life (`m2m` only).

        Raises:
            ValueError: For another kind of authentication or algorithm.
        """
        if auth == "tba":
            return dict(vars(self.tokens))
        if auth != "m2m":
            raise ValueError(f"`auth` is {auth!r}; use `m2m` or `tba`.")
        pair = self.key_pair(algorithm, expired=expired)
        return {
            "client_id": self.client_id,
            "certificate_id": pair.certificate.certificate_id,
            "private_key": pair.private_key,
        }
