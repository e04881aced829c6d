"""Token-based authentication: OAuth 1.0a with HMAC-SHA256."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from oauthlib.oauth1.rfc5849.signature import verify_hmac_sha256
from oauthlib.oauth1.rfc5849.utils import parse_authorization_header, unescape

if TYPE_CHECKING:
    from erp_sandbox.core.clock import Clock
    from erp_sandbox.netsuite.credentials import Credentials

MAX_SKEW = timedelta(minutes=5)
"""How far a signature's timestamp may be from the server's clock (unconfirmed)."""
MIN_NONCE = 6
_REQUIRED = (
    "oauth_consumer_key",
    "oauth_token",
    "oauth_signature_method",
    "oauth_timestamp",
    "oauth_nonce",
    "oauth_signature",
)


class RejectedError(Exception):
    """A signature that is rejected; the text is for the audit trail, never for the client."""


@dataclass(frozen=True)
class _Signed:
    """The parts of a request that oauthlib verifies."""

    http_method: str
    uri: str
    params: list[tuple[str, str]]
    signature: str


class TokenPassport:
    """A verifier of one account's signatures, with the used nonces.

    Args:
        account_id: Canonical id: the only realm accepted.
        credentials: The token set the signatures are made with.
        clock: Its wall time judges timestamps.
    """

    def __init__(self, account_id: str, credentials: Credentials, clock: Clock) -> None:
        self._account_id = account_id
        self._credentials = credentials
        self._clock = clock
        self._used: dict[tuple[str, str], float] = {}
        self._lock = threading.Lock()

    def verify(self, *, method: str, url: str, query: str, authorization: str) -> None:
        """Check one request.

        Args:
            method: HTTP method.
            url: Scheme, host, port and path as the client sees them, without the query.
            query: The raw query string: all its parameters must have been signed.
            authorization: The `Authorization` header.

        Raises:
            RejectedError: Says why, in the words of the login audit trail where they are known.
        """
        realm, fields = _fields(authorization)
        if realm != self._account_id:
            raise RejectedError("realm is not the account id in its canonical spelling")
        by_name = dict(fields)
        if len(by_name) != len(fields) or not all(by_name.get(name) for name in _REQUIRED):
            raise RejectedError("MissingTokenPassportRequiredFields")
        if by_name["oauth_signature_method"] != "HMAC-SHA256":
            raise RejectedError("signature method is not HMAC-SHA256")
        if by_name.get("oauth_version", "1.0") != "1.0":
            raise RejectedError("version is not 1.0")
        tokens = self._credentials.tokens
        if by_name["oauth_consumer_key"] != tokens.consumer_key:
            raise RejectedError("consumer_key_unknown")
        if by_name["oauth_token"] != tokens.token_id:
            raise RejectedError("token_unknown")
        signed = [field for field in fields if field[0] != "oauth_signature"]
        request = _Signed(
            method,
            url,
            [*parse_qsl(query, keep_blank_values=True), *signed],
            by_name["oauth_signature"],
        )
        if not verify_hmac_sha256(request, tokens.consumer_secret, tokens.token_secret):
            raise RejectedError("InvalidSignature")
        self._use(by_name["oauth_nonce"], by_name["oauth_timestamp"])

    def _use(self, nonce: str, timestamp: str) -> None:
        """Spend a nonce; only after the signature is known to be good."""
        now = self._clock.wall().timestamp()
        if not timestamp.isdecimal() or abs(int(timestamp) - now) > MAX_SKEW.total_seconds():
            raise RejectedError("InvalidTimestamp")
        if len(nonce) < MIN_NONCE:
            raise RejectedError("nonce_rejected")
        with self._lock:
            if (nonce, timestamp) in self._used:
                raise RejectedError("nonce_used")
            oldest = now - 2 * MAX_SKEW.total_seconds()
            if len(self._used) % 1000 == 999:  # noqa: PLR2004 - now and then is enough
                self._used = {key: at for key, at in self._used.items() if at > oldest}
            self._used[nonce, timestamp] = now


def _fields(authorization: str) -> tuple[str, list[tuple[str, str]]]:
    """Return the realm, and the `oauth_*` parameters decoded."""
    try:
        pairs = parse_authorization_header(authorization)
    except ValueError as error:
        raise RejectedError("MissingTokenPassportRequiredFields") from error
    realms = [unescape(value) for name, value in pairs if name == "realm"]
    if len(realms) != 1:
        raise RejectedError("realm is missing")
    return realms[0], [(name, unescape(value)) for name, value in pairs if name != "realm"]
