"""How a query is run: the parameters that all run operations share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from erp_sandbox.looker.call import Call
    from erp_sandbox.looker.limits import Limits


@dataclass(frozen=True)
class RunOptions:
    """How a query is run.

    Attributes:
        limit: Rows; overrides the query's own. -1 for all, None without one.
        formatted: Whether values are texts as people read them.
        cached: Whether a cached result may be returned.
        cache_only: Whether nothing but a cached result may be returned.
        links: Whether `json_detail` has drill links.
        source: Who runs it, for the history.
        look_id: The Look that is run.
        dashboard_id: The dashboard that is run.
    """

    limit: int | None = None
    formatted: bool = False
    cached: bool = True
    cache_only: bool = False
    links: bool = False
    source: str = "api4"
    look_id: str | None = None
    dashboard_id: str | None = None


def run_options(call: Call, limits: Limits, look_id: str | None = None) -> RunOptions:
    """Return the options of a request.

    Raises:
        ApiError: 400, if one is not valid.
    """
    return RunOptions(
        limit=call.integer("limit"),
        formatted=bool(call.flag("apply_formatting", default=limits.formatted)),
        cached=bool(call.flag("cache", default=True)),
        cache_only=bool(call.flag("cache_only", default=False)),
        links=bool(call.flag("generate_drill_links", default=False)),
        look_id=look_id,
    )
