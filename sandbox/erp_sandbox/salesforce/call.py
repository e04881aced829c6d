"""One authenticated request, as the services see it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response

from erp_sandbox.salesforce.context import Context
from erp_sandbox.salesforce.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from erp_sandbox.salesforce.org import Org
    from erp_sandbox.salesforce.security import User

OLDEST, NEWEST = 31, 68
CREATED_IN_UPSERT = 46  # the first version that responds to updates with 200 and a body


@dataclass(frozen=True)
class Call:
    """A request.

    Attributes:
        org: The org.
        user: Who calls.
        method: HTTP method.
        parameters: Path parameters.
        query: Query parameters.
        headers: Request headers.
        body: As sent.
        version: API version, such as 67.
    """

    org: Org
    user: User
    method: str
    parameters: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    version: int = NEWEST

    @property
    def root(self) -> str:
        """Path of the version."""
        return f"/services/data/v{self.version}.0"

    @property
    def context(self) -> Context:
        """The circumstances of a write."""
        header = self.headers.get("sforce-duplicate-rule-header", "")
        return Context(
            self.user,
            allow_save=re.search(r"allowSave\s*=\s*true", header, re.IGNORECASE) is not None,
            update_only=self.query.get("updateOnly") == "true",
        )

    def json(self) -> Any:
        """Return the decoded body.

        Raises:
            ApiError: 400 `JSON_PARSER_ERROR`.
        """
        try:
            return json.loads(self.body or b"{}")
        except ValueError:
            raise ApiError(
                400, "JSON_PARSER_ERROR", "Unexpected character in the body at [line:1, column:1]"
            ) from None

    def object(self) -> dict[str, Any]:
        """Return the decoded body, which must be an object."""
        body = self.json()
        if not isinstance(body, dict):
            raise ApiError(400, "JSON_PARSER_ERROR", "The HTTP entity body must be a JSON object.")
        return body


def version_of(text: str) -> int:
    """Return the number in `v67.0`.

    Raises:
        ApiError: 404 for none of the org's, 410 for a retired one.
    """
    found = re.fullmatch(r"v(\d+)\.0", text)
    number = int(found[1]) if found else 0
    if found and number < OLDEST:
        raise ApiError(410, "GONE", "This API version has been retired.")
    if not OLDEST <= number <= NEWEST:
        raise ApiError(404, "NOT_FOUND", "The requested resource does not exist")
    return number


def answer(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return a JSON response."""
    return JSONResponse(
        body, status, headers=dict(headers or {}), media_type="application/json;charset=UTF-8"
    )
