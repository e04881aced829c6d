"""OAuth 1.0a request signatures by Authlib, with HMAC-SHA256."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import TYPE_CHECKING, Any, ClassVar

from authlib.oauth1 import ClientAuth
from authlib.oauth1.rfc5849.signature import generate_signature_base_string
from authlib.oauth1.rfc5849.util import escape

if TYPE_CHECKING:
    from collections.abc import Callable

    import requests

_METHOD = "HMAC-SHA256"


def _hmac_sha256(client: ClientAuth, request: Any) -> str:
    key = f"{escape(client.client_secret)}&{escape(client.token_secret)}"
    text = generate_signature_base_string(request)
    return base64.b64encode(hmac.digest(key.encode(), text.encode(), hashlib.sha256)).decode()


class _ClientAuth(ClientAuth):  # type: ignore[misc]  # Authlib has no types
    # Authlib implements the methods of RFC 5849 only; HMAC-SHA256 differs in the hash function.
    SIGNATURE_METHODS: ClassVar[dict[str, Callable[[ClientAuth, Any], str]]] = {
        _METHOD: _hmac_sha256
    }


class OAuth1Signer:
    """An authenticator that signs with OAuth 1.0a; every try has a new nonce.

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
        self._auth = _ClientAuth(
            client_key,
            client_secret,
            token,
            token_secret,
            signature_method=_METHOD,
            realm=realm,
        )

    def sign(self, request: requests.PreparedRequest) -> None:
        """Sign method, URL and query parameters."""
        # A JSON body is not part of the signature (RFC 5849, section 3.4.1.3.1).
        _, headers, _ = self._auth.sign(request.method, request.url, {}, b"")
        request.headers["Authorization"] = headers["Authorization"]

    def renew(self, request: requests.PreparedRequest) -> bool:  # noqa: ARG002
        """Return that nothing can be renewed: each try has its own signature."""
        return False
