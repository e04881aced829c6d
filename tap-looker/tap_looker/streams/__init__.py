"""The streams that every instance has, as data; those of queries are settings."""

from __future__ import annotations

from tap_looker.streams.activity import ACTIVITY, MODEL, Activity
from tap_looker.streams.administration import ADMINISTRATION
from tap_looker.streams.content import CONTENT
from tap_looker.streams.listing import Child, Listing
from tap_looker.streams.models import EXPLORE_FIELDS, MODELS

LISTINGS: tuple[Listing, ...] = (*CONTENT, *ADMINISTRATION, *MODELS)
NAMES = (
    *(name for listing in LISTINGS for name in listing.streams),
    EXPLORE_FIELDS.stream,
    *(one.stream for one in ACTIVITY),
)
"""Names of all of them."""

__all__ = [
    "ACTIVITY",
    "EXPLORE_FIELDS",
    "LISTINGS",
    "MODEL",
    "NAMES",
    "Activity",
    "Child",
    "Listing",
]
