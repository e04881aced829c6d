"""One authenticated request to an endpoint, as its handlers see it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec
from starlette.responses import Response

from erp_sandbox.acumatica.errors import invalid_body

if TYPE_CHECKING:
    from collections.abc import Mapping

    from erp_sandbox.acumatica.entities import Entity
    from erp_sandbox.acumatica.sessions import Session
    from erp_sandbox.acumatica.store import Tenant

_encoder = msgspec.json.Encoder(decimal_format="number")


@dataclass(frozen=True)
class Call:
    """A request.

    Attributes:
        tenant: The tenant of the session.
        session: The session.
        entities: The entities of the endpoint, by name.
        root: Path of the endpoint.
        method: HTTP method.
        path: The segments of the path behind the endpoint.
        query: Query parameters.
        headers: Request headers.
        body: As sent.
    """

    tenant: Tenant
    session: Session
    entities: Mapping[str, Entity]
    root: str
    method: str
    path: tuple[str, ...]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    @property
    def archived(self) -> bool:
        """Whether archived records are requested."""
        return self.headers.get("px-apiarchive", "").upper() == "SHOW"

    def object(self) -> dict[str, Any]:
        """Return the decoded body.

        Raises:
            ApiError: 400, if it is not a JSON object.
        """
        try:
            body = json.loads(self.body, parse_float=Decimal)
        except (ValueError, RecursionError):
            raise invalid_body("entity", "Unexpected end of the body, or not JSON.") from None
        if not isinstance(body, dict):
            raise invalid_body("entity", "The body is not an object.")
        return body


def answer(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return a JSON response with exact decimals."""
    return Response(
        _encoder.encode(body),
        status,
        headers=dict(headers or {}),
        media_type="application/json; charset=utf-8",
    )
