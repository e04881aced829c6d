"""One authenticated request for resources, as its handlers see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from starlette.responses import Response

from erp_sandbox.oracle_fusion.errors import VERSION_HEADER, ApiError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from erp_sandbox.oracle_fusion.users import User

VERSIONS = range(1, 10)
"""The versions of the REST framework."""
COLLECTION = "application/vnd.oracle.adf.resourcecollection+json"
ITEM = "application/vnd.oracle.adf.resourceitem+json"
_encoder = msgspec.json.Encoder(decimal_format="number")


@dataclass(frozen=True)
class Call:
    """A request.

    Attributes:
        user: The user.
        method: HTTP method.
        version: The framework version.
        url: The URL of the resources, as links have it.
        path: The segments of the path behind the version of the resources.
        parameters: Query parameters.
        headers: Request headers.
    """

    user: User
    method: str
    version: int
    url: str
    path: tuple[str, ...]
    parameters: Mapping[str, str]
    headers: Mapping[str, str]

    def answer(self, body: Any, media_type: str) -> Response:
        """Return a response, of JSON's general type if the client accepts only that."""
        accept = self.headers.get("accept", "*/*")
        general = "application/json" in accept and media_type not in accept
        return Response(
            _encoder.encode(body),
            headers={VERSION_HEADER: str(self.version)},
            media_type="application/json" if general else media_type,
        )


def framework_version(headers: Mapping[str, str]) -> int:
    """Return the framework version of a request; 1 if it has none.

    Raises:
        ApiError: 400, for a version that does not exist.
    """
    text = headers.get(VERSION_HEADER.lower(), "1").strip()
    if not text.isascii() or not text.isdecimal() or int(text) not in VERSIONS:
        raise ApiError(400, f"The REST framework version {text} is not valid.")
    return int(text)
