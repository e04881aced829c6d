"""Errors in Acumatica's formats: `HttpError`, IIS pages, and the redirect of a missing seat."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import msgspec
from starlette.responses import RedirectResponse, Response

if TYPE_CHECKING:
    from collections.abc import Mapping

_PAGE = (
    "<!DOCTYPE html><html><head><title>{title}</title></head><body><h2>{title}</h2></body></html>"
)
_encoder = msgspec.json.Encoder(decimal_format="number")
_TRACE = "   at PX.Api.ContractBased.Soap.CbOperationExecutor.Execute()"


class ApiError(Exception):
    """An error of the API with the body `HttpError`.

    Args:
        status: HTTP status.
        exception_message: What the server's exception says; also the error's text.
        exception_type: Its .NET class.
        message: The body's `message`.
        more: More properties of the body, such as `modelState`.
    """

    def __init__(
        self,
        status: int,
        exception_message: str = "",
        exception_type: str = "PX.Data.PXException",
        *,
        message: str = "An error has occurred.",
        more: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(exception_message or message)
        self.status = status
        self._body: dict[str, Any] = {"message": message}
        if exception_message:
            self._body |= {
                "exceptionMessage": exception_message,
                "exceptionType": exception_type,
                "stackTrace": _TRACE,
            }
        self._body |= more or {}

    def response(self) -> Response:
        """Return the HTTP response."""
        return Response(
            _encoder.encode(self._body), self.status, media_type="application/json; charset=utf-8"
        )


class OperationError(ApiError):
    """The error of a long-running operation, after it was accepted.

    The status that it is reported with is not documented: 500 (unconfirmed).

    Args:
        exception_message: What the form says.
    """

    def __init__(self, exception_message: str) -> None:
        super().__init__(500, exception_message)


class NoSeatError(Exception):
    """A session that the license does not allow; the caller chooses the form of the response."""

    text = (
        "The number of concurrent API logins allowed by the license has been reached. "
        "API Login Limit"
    )


def no_seat(form: str, site: str) -> Response:
    """Return a response to a session over the license's limit.

    Args:
        form: `text`, `json` or `redirect`; all three have been seen.
        site: The site's path.
    """
    if form == "redirect":
        query = urlencode({"exceptionID": "", "typeID": "error", "message": NoSeatError.text})
        return RedirectResponse(f"{site}/Frames/Error.aspx?{query}", 302)
    if form == "json":
        return ApiError(500, NoSeatError.text, "PX.Data.PXUserLoginLimitException").response()
    words = "The custom error module does not recognize this error."
    return Response(words, 429, media_type="text/plain")


def of_status(status: int) -> Response:
    """Return the usual response of a status, for injected faults."""
    words = {
        401: "Authorization has been denied for this request.",
        403: "You have insufficient rights to access the form.",
        404: "No HTTP resource was found that matches the request URI.",
        429: "The number of requests has exceeded the limit imposed by the license.",
    }
    if status >= 500:  # noqa: PLR2004
        kind = "System.InvalidOperationException"
        return ApiError(status, "The operation could not be completed.", kind).response()
    text = words.get(status, "The request is invalid.")
    return ApiError(status, message=text).response()


def page(status: int, title: str) -> Response:
    """Return a page of IIS, such as the one for a path outside the site."""
    return Response(_PAGE.format(title=title), status, media_type="text/html")


def not_found(uri: str) -> ApiError:
    """Return the error of an unknown endpoint, version, entity or action (unconfirmed body)."""
    text = f"No HTTP resource was found that matches the request URI '{uri}'."
    return ApiError(404, message=text)


def no_record() -> ApiError:
    """Return the error of a record that does not exist: 500, as four clients have seen."""
    kind = "PX.Api.ContractBased.NoEntitySatisfiesTheConditionException"
    return ApiError(500, "No entity satisfies the condition.", kind)


def unknown_field() -> ApiError:
    """Return the error of a name in `$select` or `$filter` that the entity does not have."""
    text = "The given key was not present in the dictionary."
    return ApiError(500, text, "System.Collections.Generic.KeyNotFoundException")


def invalid_filter(text: str) -> ApiError:
    """Return the error of a `$filter` that cannot be parsed or compares different types."""
    return ApiError(500, text, "Microsoft.Data.OData.ODataException")


def no_rights(form: str, screen: str) -> ApiError:
    """Return the error of a form that the user may not see, or whose feature is off."""
    text = f"You have insufficient rights to access the {form} ({screen}) form."
    return ApiError(403, message=text)


def no_setup(form: str) -> ApiError:
    """Return the error of a form whose preferences were never saved."""
    text = f"The required configuration data is not entered on the {form} form."
    return ApiError(500, text, "PX.Data.PXSetupNotEnteredException")


def not_optimized(fields: Mapping[str, str]) -> ApiError:
    """Return the error of a list that cannot be read in one SQL query.

    Args:
        fields: The graph view of each field that prevents it.
    """
    lines = [f"{field}: View {view} has BQL delegate" for field, view in fields.items()]
    text = "Optimization cannot be performed.The following fields cause the error:\r\n"
    return ApiError(500, text + "\r\n".join(lines), "PX.Api.ContractBased.OptimizationException")


def invalid_body(path: str, why: str) -> ApiError:
    """Return the error of a body that is not valid JSON of the entity."""
    state = {"modelState": {path: [why]}}
    return ApiError(400, message="The request is invalid.", more=state)
