"""Errors of the pod: a message up to framework version 3, details from version 4 on."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import msgspec
from starlette.datastructures import Headers
from starlette.responses import Response

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

VERSION_HEADER = "REST-Framework-Version"
JSON_ERRORS = 4
"""The framework version from which on errors are JSON ("Set the REST Framework Version")."""
_ERROR_TYPE = "application/vnd.oracle.adf.error+json"
_PAGE = (
    "<!DOCTYPE HTML><html><head><title>{title}</title></head>"
    "<body><h1>{title}</h1><p>{text}</p></body></html>"
)


class ApiError(Exception):
    """An error of a resource.

    Args:
        status: HTTP status.
        detail: What is wrong; also the error's text.
        code: The number of a `JBO-nnnnn`, or an application's code.
        path: The attribute or resource that it is about.
    """

    def __init__(self, status: int, detail: str, code: str = "", path: str = "") -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.path = path

    def response(self) -> Response:
        """Return the HTTP response, in the form of the request's framework version."""
        return ErrorResponse(self)


class NotAuthenticatedError(Exception):
    """A request without credentials that the pod accepts; its 401 is a page of the container."""

    def response(self) -> Response:
        """Return the HTTP response (unconfirmed body)."""
        text = "From RFC 2068 Hypertext Transfer Protocol: 10.4.2 401 Unauthorized"
        headers = {"WWW-Authenticate": 'Basic realm="weblogic"'}
        return page(401, "Error 401--Unauthorized", text, headers)


class ErrorResponse(Response):
    """The response to a request that failed; its form depends on the request's version.

    Args:
        error: The error.
    """

    def __init__(self, error: ApiError) -> None:
        super().__init__(status_code=error.status)
        self._error = error

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the response."""
        given = Headers(scope=scope)
        version = given.get(VERSION_HEADER, "1")
        error = self._error
        if version.isdecimal() and int(version) < JSON_ERRORS:
            response = Response(str(error), error.status, media_type="text/plain")
        else:
            accepts = _ERROR_TYPE in given.get("accept", "")
            media_type = _ERROR_TYPE if accepts else "application/json"
            response = Response(_details(error), error.status, media_type=media_type)
        response.headers[VERSION_HEADER] = version
        for name, value in self.headers.items():
            response.headers.setdefault(name, value)
        response.headers["content-length"] = str(len(response.body))
        await response(scope, receive, send)


def of_status(status: int) -> Response:
    """Return the usual response of a status, for injected faults."""
    if status == HTTPStatus.UNAUTHORIZED:
        return NotAuthenticatedError().response()
    details = {
        403: "The user is not authorized to perform this operation.",
        429: "Too many requests were sent in a given amount of time.",
        500: "JBO-27024: Failed to validate a row with key.",
    }
    code = "27024" if status == HTTPStatus.INTERNAL_SERVER_ERROR else ""
    text = details.get(status, _title(status))
    return ApiError(status, text, code).response()


def page(
    status: int, title: str, text: str = "", headers: dict[str, str] | None = None
) -> Response:
    """Return a page of something in front of the pod: container, firewall or sign-in."""
    body = _PAGE.format(title=title, text=text)
    return Response(body, status, headers=headers, media_type="text/html")


def bad_query(detail: str, path: str = "") -> ApiError:
    """Return the error of a query parameter that cannot be executed (unconfirmed text)."""
    return ApiError(400, detail, "27021", path)


def not_found(what: str) -> ApiError:
    """Return the error of a resource, a version or a key that does not exist."""
    return ApiError(404, f"{what} was not found.", "26020")


def no_privilege(resource: str) -> ApiError:
    """Return the error of a resource that the user has no function privilege for."""
    return ApiError(403, f"You do not have the privilege to access the resource {resource}.")


def _title(status: int) -> str:
    return HTTPStatus(status).phrase


def _details(error: ApiError) -> bytes:
    detail: dict[str, Any] = {"detail": str(error)}
    if error.code:
        detail["o:errorCode"] = error.code
    if error.path:
        detail["o:errorPath"] = f"/{error.path}"
    return msgspec.json.encode(
        {"title": _title(error.status), "status": str(error.status), "o:errorDetails": [detail]}
    )
