"""Key pairs with certificates, as administrators upload them."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

_RSA_BITS = 2048
_VALID = timedelta(days=3650)


@dataclass(frozen=True)
class KeyPair:
    """A private key and its certificate.

    Attributes:
        private_key: PEM.
        certificate: PEM.
        thumbprints: The certificate's `x5t` and `x5t#S256` (RFC 7515, section 4.1.7).
    """

    private_key: str
    certificate: str
    thumbprints: dict[str, str]


@cache
def key_pair(name: str) -> KeyPair:
    """Return the pair of a name, one for all pods of a process: making one takes a while."""
    key = rsa.generate_private_key(65537, _RSA_BITS)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _VALID)
        .not_valid_after(now + _VALID)
        .sign(key, SHA256())
    )
    der = certificate.public_bytes(Encoding.DER)
    return KeyPair(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
        certificate.public_bytes(Encoding.PEM).decode(),
        {
            "x5t": _encoded(hashlib.sha1(der, usedforsecurity=False).digest()),
            "x5t#S256": _encoded(hashlib.sha256(der).digest()),
        },
    )


def _encoded(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
