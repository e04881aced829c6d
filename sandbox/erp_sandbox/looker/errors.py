"""Errors of the API: a message, the page that documents it, and details of what is not valid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec
from starlette.responses import Response

DOCUMENTATION = "https://cloud.google.com/looker/docs/"
UNAUTHENTICATED = "Requires authentication."
VERSION = "4.0"
_MESSAGES = {
    400: "An error has occurred.",
    401: UNAUTHENTICATED,
    403: "Forbidden",
    404: "Not found",
    405: "Method not allowed",
    409: "Resource Already Exists",
    413: "Request Entity Too Large",
    422: "Validation Failed",
    429: "Too many requests. Try again later.",
    500: "An error has occurred.",
}


@dataclass(frozen=True)
class Detail:
    """One entry of `errors` of a 422.

    Attributes:
        field: The property that is not valid.
        message: Why.
        code: `invalid`, `missing_field` or `already_exists` (unconfirmed).
    """

    field: str
    message: str
    code: str = "invalid"


class ApiError(Exception):
    """A request that fails.

    Args:
        status: HTTP status.
        message: Why; the status' usual message by default.
        details: What is not valid.
        headers: More response headers.
    """

    def __init__(
        self,
        status: int,
        message: str = "",
        details: tuple[Detail, ...] = (),
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message or _MESSAGES.get(status, "An error has occurred."))
        self.status = status
        self.details = details
        self.headers = headers

    def response(self, method: str = "", template: str = "") -> Response:
        """Return the HTTP response.

        Args:
            method: The method of the operation that failed.
            template: Its path with parameters in braces; empty where there is none.
        """
        url = documentation_url(self.status, method, template)
        body: dict[str, Any] = {"message": str(self), "documentation_url": url}
        if self.details:
            # The official Python client needs `documentation_url` in every detail.
            body["errors"] = [
                {
                    "field": detail.field,
                    "code": detail.code,
                    "message": detail.message,
                    "documentation_url": url,
                }
                for detail in self.details
            ]
        content = msgspec.json.encode(body)
        return Response(content, self.status, self.headers, media_type="application/json")


def documentation_url(status: int, method: str, template: str) -> str:
    """Return the page of an operation's error; 401 is documented for no operation."""
    if not template or status == 401:  # noqa: PLR2004 - the HTTP status
        return DOCUMENTATION
    path = template.replace("{", ":").replace("}", "")
    return f"{DOCUMENTATION}r/err/{VERSION}/{status}/{method.lower()}{path}"


def not_found() -> ApiError:
    """Return the error of what does not exist or is not visible to the user."""
    return ApiError(404)


def invalid(field: str, message: str, code: str = "invalid") -> ApiError:
    """Return the error of one property that is not valid."""
    return ApiError(422, details=(Detail(field, message, code),))
