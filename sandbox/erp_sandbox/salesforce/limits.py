"""API requests of 24 hours, as every data response shows."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from erp_sandbox.salesforce.errors import ApiError


@dataclass
class Limits:
    """The counter of the org's requests.

    Attributes:
        allowed: Requests of 24 hours.
        used: Spent so far.
        app_allowed: The app's own quota; None for none, which the header shows by leaving it out.
        concurrent_refusals: The number of next requests over the concurrency limit.
    """

    allowed: int = 15_000
    used: int = 0
    app_allowed: int | None = None
    concurrent_refusals: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def acquire(self) -> None:
        """Count one request.

        Raises:
            ApiError: 403, none is left.
        """
        with self._lock:
            if self.concurrent_refusals > 0:
                self.concurrent_refusals -= 1
                raise ApiError(
                    403,
                    "REQUEST_LIMIT_EXCEEDED",
                    "ConcurrentRequests (Concurrent API Requests) Limit exceeded.",
                )
            if self.used >= self.allowed:
                raise ApiError(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
            self.used += 1

    @property
    def header(self) -> str:
        """Value of `Sforce-Limit-Info`."""
        text = f"api-usage={self.used}/{self.allowed}"
        if self.app_allowed is not None:
            text += f"; per-app-api-usage={self.used}/{self.app_allowed}(appName=singer-erp)"
        return text
