"""Deliveries to webhooks."""

from __future__ import annotations

import urllib.error
import urllib.request
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from erp_sandbox.looker.delivery.message import SECONDS, DeliveryError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from erp_sandbox.looker.delivery.message import Delivery
    from erp_sandbox.looker.delivery.routes import Endpoint, Routes

AGENT = "LookerOutgoingWebhook/26.12"
TOKEN = "sandbox-webhook-token"  # noqa: S105 - a simulated one
"""The instance's webhook token, a shared secret; there is no signature."""
INSTANCE = "sandbox.cloud.looker.com"
_CHUNK = 64 * 1024


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Leaves a redirect as the error that it is: nothing is sent elsewhere."""

    def redirect_request(self, *_: object) -> None:
        """Return no further request."""


def send(delivery: Delivery, endpoint: Endpoint, _: Routes) -> None:
    """Post the result as JSON, in chunks.

    Raises:
        DeliveryError: If the response is not a success.
    """
    url = urlsplit(delivery.address)
    target = f"{endpoint.url}{url.path or '/'}{f'?{url.query}' if url.query else ''}"
    headers = {
        "Content-Type": "application/json",
        "Host": url.netloc,
        "User-Agent": AGENT,
        "X-Looker-Instance": INSTANCE,
        "X-Looker-Webhook-Id": delivery.id,
        "X-Looker-Webhook-Token": TOKEN,
    }
    request = urllib.request.Request(  # noqa: S310 - an endpoint is on loopback
        target, _chunks(delivery.content), headers, method="POST"
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)
    try:
        with opener.open(request, timeout=SECONDS):
            return
    except urllib.error.HTTPError as error:
        error.close()
        raise DeliveryError(f"{error.code} {error.reason}") from None
    except OSError as error:
        raise DeliveryError(str(error)) from None


def _chunks(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), _CHUNK):
        yield content[start : start + _CHUNK]
