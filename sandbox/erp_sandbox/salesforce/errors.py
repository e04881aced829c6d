"""Errors in Salesforce's formats (REST API Developer Guide, "Status Codes")."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from starlette.responses import JSONResponse, Response


class ApiError(Exception):
    """A response that rejects the whole request: an array of one error.

    Args:
        status: HTTP status.
        code: `errorCode`.
        message: Its words.
        fields: API names of the fields at fault.
        extra: Further keys of the entry.
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        fields: tuple[str, ...] = (),
        extra: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.fields = fields
        self.extra = extra or {}

    def body(self) -> list[dict[str, Any]]:
        """Return the array."""
        entry: dict[str, Any] = {"message": self.message, "errorCode": self.code}
        if self.fields:
            entry["fields"] = list(self.fields)
        return [self.extra | entry]

    def response(self) -> Response:
        """Return the HTTP response."""
        return JSONResponse(self.body(), self.status)


def not_found(message: str = "The requested resource does not exist") -> ApiError:
    """Return the 404 for whatever does not exist."""
    return ApiError(404, "NOT_FOUND", message)


def expired_session() -> ApiError:
    """Return the 401 for a session that has expired or never existed."""
    return ApiError(401, "INVALID_SESSION_ID", "Session expired or invalid")


def unreadable(kind: str, value: str) -> ApiError:
    """Return the 400 for a value of the wrong JSON type: the whole request fails."""
    return ApiError(
        400,
        "JSON_PARSER_ERROR",
        f"Cannot deserialize instance of {kind} from VALUE_STRING value {value} or request may be "
        "missing a required field at [line:1, column:2]",
    )


def of_status(status: int) -> Response:
    """Return the usual body of an injected error status."""
    code, message = {
        401: ("INVALID_SESSION_ID", "Session expired or invalid"),
        403: ("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."),
        404: ("NOT_FOUND", "The requested resource does not exist"),
        413: ("EXCEEDED_MAX_SIZE_REQUEST", "The request is larger than 50 MB."),
        500: ("UNKNOWN_EXCEPTION", "An unexpected error occurred."),
        503: ("SERVER_UNAVAILABLE", "The server is temporarily unavailable."),
    }.get(status, ("UNKNOWN_EXCEPTION", "An unexpected error occurred."))
    return JSONResponse([{"message": message, "errorCode": code}], status)


@dataclass(frozen=True)
class RowError:
    """The reason why one record was rejected.

    Attributes:
        code: `statusCode` in Collections, `errorCode` in single calls.
        message: Its words.
        fields: API names of the fields at fault.
        extra: Further keys, such as the matches of a duplicate rule.
    """

    code: str
    message: str
    fields: tuple[str, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)

    def as_api_error(self) -> ApiError:
        """Return the same for a call of this record alone."""
        return ApiError(400, self.code, self.message, self.fields, self.extra)

    def as_result(self) -> dict[str, Any]:
        """Return an entry of a Collections result."""
        return {"statusCode": self.code, "message": self.message, "fields": list(self.fields)}


class Refusal(Exception):  # noqa: N818 - an outcome, not a failure
    """A rejection of one record.

    Args:
        error: Why.
    """

    def __init__(self, error: RowError) -> None:
        super().__init__(error.message)
        self.error = error


def refuse(code: str, message: str, *fields: str) -> Refusal:
    """Return a rejection to raise."""
    return Refusal(RowError(code, message, fields))
