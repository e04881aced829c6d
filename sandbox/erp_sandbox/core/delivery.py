"""Delivery of webhook requests, to receivers on loopback only."""

from __future__ import annotations

import urllib.error
import urllib.request
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_SECONDS = 3  # vendors wait no longer for a response


def post(url: str | None, body: bytes, headers: Mapping[str, str]) -> int:
    """Send a request and return the status of its response, 0 without a response."""
    if url is None or not url.startswith("http://127.0.0.1:"):
        return 0
    sent = {"Content-Type": "application/json", **headers}
    request = urllib.request.Request(url, body, sent)  # noqa: S310  # loopback, above
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS) as response:  # noqa: S310
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0
