"""NetSuite's error envelope."""

from __future__ import annotations

import secrets
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from starlette.responses import HTMLResponse, JSONResponse, Response

if TYPE_CHECKING:
    from collections.abc import Callable

_RFC = "https://www.rfc-editor.org/rfc/rfc9110.html"
_SECTIONS = {
    400: "15.5.1",
    401: "15.5.2",
    403: "15.5.4",
    404: "15.5.5",
    405: "15.5.6",
    413: "15.5.14",
    415: "15.5.16",
    500: "15.6.1",
    502: "15.6.3",
    503: "15.6.4",
    504: "15.6.5",
}

LOGIN_DETAIL = (
    "Invalid login attempt. For more details, see the Login Audit Trail in the NetSuite UI at "
    "Setup > Users/Roles > User Management > View Login Audit Trail."
)


class ApiError(Exception):
    """A refusal, as every service but the token endpoint words it.

    Args:
        status: HTTP status.
        code: `o:errorCode`, or None for the statuses that carry none.
        detail: Text for people.
        locator: Where the fault lies, such as `("o:errorQueryParam", "limit")`.
        headers: Extra response headers.
    """

    def __init__(
        self,
        status: int,
        code: str | None,
        detail: str,
        *,
        locator: tuple[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.locator = locator
        self.headers = headers or {}

    @property
    def body(self) -> dict[str, Any]:
        """The envelope."""
        error = {"detail": self.detail}
        if self.locator is not None:
            name, value = self.locator
            error[name] = value
        if self.code is not None:
            error["o:errorCode"] = self.code
        section = _SECTIONS.get(self.status)
        return {
            "type": f"{_RFC}#section-{section}" if section else _RFC,
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "o:errorDetails": [error],
        }

    def response(self) -> Response:
        """Return the HTTP response."""
        return JSONResponse(
            self.body,
            self.status,
            self.headers,
            media_type="application/vnd.oracle.resource+json; type=error",
        )


class ConcurrencyError(ApiError):
    """An error over the concurrency limit; its body is older than the other errors' bodies."""

    def __init__(self, retry_after: int | None = None) -> None:
        super().__init__(
            429,
            "CONCURRENCY_LIMIT_EXCEEDED",
            "Concurrent request limit exceeded. Request blocked.",
            headers={} if retry_after is None else {"Retry-After": str(retry_after)},
        )

    @property
    def body(self) -> dict[str, Any]:
        """The envelope, whose title is not the status's own."""
        return {
            **super().body,
            "type": "https://www.w3.org/Protocols/rfc2616/rfc2616-sec10.html",
            "title": "Bad Request",
        }


def invalid_parameter(name: str, detail: str) -> ApiError:
    """Return the error for a query parameter that is not valid."""
    return ApiError(400, "INVALID_PARAMETER", detail, locator=("o:errorQueryParam", name))


def invalid_login(challenge: str) -> ApiError:
    """Return the error for rejected credentials; the reason is only in the audit trail."""
    return ApiError(401, "INVALID_LOGIN", LOGIN_DETAIL, headers={"WWW-Authenticate": challenge})


def unexpected() -> ApiError:
    """Return the server's own failure."""
    error_id = secrets.token_hex(8)
    return ApiError(500, "UNEXPECTED_ERROR", f"An unexpected error occurred. Error ID: {error_id}")


_USUAL: dict[int, Callable[[], ApiError]] = {
    401: lambda: invalid_login(
        'Bearer error="invalid_token", error_description="Invalid login attempt."'
    ),
    403: lambda: ApiError(403, "INSUFFICIENT_PERMISSION", "You do not have permission."),
    404: lambda: ApiError(404, "NONEXISTENT_ID", "The record instance does not exist."),
    413: lambda: ApiError(413, None, "The request body is larger than 104 MB."),
    429: ConcurrencyError,
    500: unexpected,
}


def of_status(status: int) -> ApiError:
    """Return the usual error of a status, as an injected fault shows it."""
    usual = _USUAL.get(status)
    return ApiError(status, None, HTTPStatus(status).phrase) if usual is None else usual()


def gateway_timeout() -> Response:
    """Return the web page of a gateway that no longer waits (unconfirmed)."""
    page = (
        "<!DOCTYPE html>\n<html><head><title>504 Gateway Time-out</title></head>"
        "<body><h1>504 Gateway Time-out</h1></body></html>\n"
    )
    return HTMLResponse(page, 504)


def unknown_host() -> Response:
    """Return the web page of an account that does not exist."""
    page = (
        "<!DOCTYPE html>\n<html><head><title>Page Not Found</title></head>"
        "<body><h1>Page Not Found</h1><p>There is no such host.</p></body></html>\n"
    )
    return HTMLResponse(page, 404)
