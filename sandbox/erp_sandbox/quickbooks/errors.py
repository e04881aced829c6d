"""Errors in Intuit's formats: the service's, the gateway's, and XML."""

from __future__ import annotations

import time
from typing import Any
from xml.sax.saxutils import escape

from starlette.responses import JSONResponse, Response

_XML = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<IntuitResponse xmlns="http://schema.intuit.com/finance/v3"><Fault type="{type}">'
    '<Error code="{code}"><Message>{message}</Message><Detail>{detail}</Detail></Error></Fault>'
    "</IntuitResponse>"
)


class ApiError(Exception):
    """A refusal of the service.

    Args:
        code: Intuit's code, such as `4000`.
        message: Its title.
        detail: What is wrong.
        status: HTTP status.
        kind: The fault's type.
    """

    def __init__(
        self,
        code: str,
        message: str,
        detail: str = "",
        *,
        status: int = 400,
        kind: str = "ValidationFault",
    ) -> None:
        super().__init__(detail or message)
        self.code = code
        self.message = message
        self.detail = detail
        self.status = status
        self.kind = kind

    @property
    def fault(self) -> dict[str, Any]:
        """The `Fault` object, also of batch items."""
        error = {"Message": self.message, "Detail": self.detail, "code": self.code, "element": ""}
        return {"Error": [error], "type": self.kind}

    def response(self, now: str) -> Response:
        """Return the HTTP response of the service."""
        return JSONResponse({"Fault": self.fault, "time": now}, self.status)


def gateway(
    status: int, code: str, name: str, detail: str | None = None, *, kind: str = "SERVICE"
) -> Response:
    """Return the HTTP response of the gateway, which has an envelope of its own."""
    message = f"message={name}; errorCode={int(code):06d}; statusCode={status}"
    error = {"message": message, "detail": detail, "code": code, "element": None}
    body: dict[str, Any] = {
        "warnings": None,
        "intuitObject": None,
        "fault": {"error": [error], "type": kind},
        "report": None,
        "queryResponse": None,
        "batchItemResponse": [],
        "attachableResponse": [],
        "syncErrorResponse": None,
        "requestId": None,
        "time": int(time.time() * 1000),
        "status": None,
        "cdcresponse": [],
    }
    headers = {}
    if status == 401:  # noqa: PLR2004
        headers["WWW-Authenticate"] = 'Bearer realm="Intuit", error="invalid_token"'
    return JSONResponse(body, status, headers=headers)


def xml(status: int, code: str, message: str, detail: str = "", kind: str = "SERVICE") -> Response:
    """Return the same error as XML, which also clients get that requested JSON."""
    body = _XML.format(
        type=escape(kind), code=escape(code), message=escape(message), detail=escape(detail)
    )
    return Response(body, status, media_type="application/xml")


def of_status(status: int) -> Response:
    """Return the usual response of a status, for injected faults."""
    known = {
        401: ("3200", "AuthenticationFailed", "Token expired", "AUTHENTICATION"),
        403: ("3100", "ApplicationAuthorizationFailed", None, "SERVICE"),
        429: (
            "3001",
            "ThrottleExceeded",
            "The request limit was reached.  Try again later",
            "SERVICE",
        ),
    }
    if status in known:
        code, name, detail, kind = known[status]
        return gateway(status, code, name, detail, kind=kind)
    if status >= 500:  # noqa: PLR2004
        words = "An application error has occurred while processing your request"
        fault = ApiError("10000", words, "System Failure Error", status=status, kind="SystemFault")
        return fault.response("")
    return ApiError("2020", "Required param missing", status=status).response("")


def invalid(why: str) -> ApiError:
    """Return the error of a record that breaks a rule of bookkeeping."""
    message = "A business validation error has occurred while processing your request"
    return ApiError("6000", message, f"Business Validation Error: {why}")


def not_found(detail: str = "") -> ApiError:
    """Return the error for a record that does not exist, or no longer."""
    words = (
        "Object Not Found : Something you're trying to use has been made inactive. Check the "
        "fields with accounts, customers, items, vendors or employees."
    )
    return ApiError("610", "Object Not Found", detail or words)


def unsupported(detail: str) -> ApiError:
    """Return the error for an operation that does not exist."""
    return ApiError("500", "Unsupported Operation", detail)
