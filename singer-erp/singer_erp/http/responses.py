"""What a request returned, with the facts that its records keep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    import datetime as dt

T = TypeVar("T")


@dataclass(frozen=True)
class Response(Generic[T]):
    """A successful response.

    Attributes:
        body: What it holds.
        extracted_at: When it arrived by the local clock, aware UTC.
        request_id: The vendor's id of the request.
    """

    body: T
    extracted_at: dt.datetime
    request_id: str | None
