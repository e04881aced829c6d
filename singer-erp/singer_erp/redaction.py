"""Text from outside, as messages may show it: printable, and without the secrets of the run."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote, unquote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import requests

_MASK = "(secret)"
_MAX_LENGTH = 500
# A shorter one may be an ordinary word: only where it stands alone is it replaced.
_MIN_DISTINCTIVE = 8
_OAUTH1 = re.compile(r'(oauth_(?:consumer_key|token|signature))="([^"]*)"')
# Parameters of token requests (RFC 6749, 7521, 7636) that authenticate somebody.
_PARAMETERS = {
    *("assertion", "client_assertion", "client_secret", "code", "code_verifier"),
    *("password", "refresh_token"),
}


def printable(text: str) -> str:
    """Return a text on one line, without control and formatting characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def secret_settings(schema: Mapping[str, Any], settings: Any) -> Iterator[Any]:
    """Yield the values of settings marked secret, also those within objects."""
    if not isinstance(settings, Mapping):
        return
    for name, definition in schema.get("properties", {}).items():
        if name not in settings:
            continue
        if definition.get("secret"):
            yield settings[name]
        else:
            yield from secret_settings(definition, settings[name])


class Redactor:
    """Removes the secrets of a run from a vendor's text; threads may share it.

    Args:
        secrets: Values of secret settings; others than text are ignored.
    """

    def __init__(self, secrets: Iterable[Any] = ()) -> None:
        self._secrets: set[str] = set()
        for secret in secrets:
            if isinstance(secret, str):
                self._add(secret)

    def add_token(self, request: requests.PreparedRequest) -> None:
        """Remember the access token of a request: vendors may quote it in a later response."""
        scheme, _, token = _authorization(request).partition(" ")
        if scheme == "Bearer" and token not in self._secrets:
            self._add(token)

    def add_credentials(self, request: requests.PreparedRequest) -> None:
        """Remember all credentials of a request, which its response may quote."""
        scheme, _, value = _authorization(request).partition(" ")
        self._add(value)
        if scheme == "Basic":
            for part in _decoded(value).split(":"):
                self._add(part)
        for _, quoted in _OAUTH1.findall(value):
            self._add(unquote(quoted))
        for name, part in parse_qsl(_form(request)):
            if name in _PARAMETERS:
                self._add(part)

    def clean(self, text: str, max_length: int = _MAX_LENGTH) -> str:
        """Return a text as messages may show it.

        Args:
            text: What a vendor or a proxy sent.
            max_length: Characters to keep; applied last, so that no secret is cut in two.
        """
        text = printable(text)
        for secret in sorted(self._secrets.copy(), key=len, reverse=True):
            if len(secret) >= _MIN_DISTINCTIVE:
                text = text.replace(secret, _MASK)
            elif secret in text:
                text = re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", _MASK, text)
        return text[:max_length]

    def _add(self, secret: str) -> None:
        for form in (secret, quote(secret, safe="", errors="replace"), unquote(secret)):
            if shown := printable(form):
                self._secrets.add(shown)


def _authorization(request: requests.PreparedRequest) -> str:
    value: str | bytes = request.headers.get("Authorization") or ""
    return value.decode("latin-1") if isinstance(value, bytes) else value


def _decoded(value: str) -> str:
    try:
        return base64.b64decode(value).decode()
    except (binascii.Error, ValueError):
        return ""


def _form(request: requests.PreparedRequest) -> str:
    is_form = request.headers.get("Content-Type") == "application/x-www-form-urlencoded"
    body = request.body if is_form else ""
    return body.decode("utf-8", "replace") if isinstance(body, bytes) else str(body or "")
