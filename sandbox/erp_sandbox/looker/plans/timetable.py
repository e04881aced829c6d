"""When a plan runs: crontab and time zone."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

from croniter import croniter

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from typing import Any

FIELDS = 5
INSTANCE_ZONE = "UTC"


def is_crontab(text: str) -> bool:
    """Return whether a text is a crontab of five fields."""
    return len(text.split()) == FIELDS and bool(croniter.is_valid(text))


def is_zone(name: str) -> bool:
    """Return whether there is a time zone of that name."""
    return name in available_timezones()


def next_run(plan: Mapping[str, Any], after: datetime) -> datetime | None:
    """Return when a plan runs next; None for one that runs once, on a datagroup, or not at all."""
    if not plan["crontab"] or plan["run_once"] or not plan["enabled"]:
        return None
    zone = ZoneInfo(plan["timezone"] or INSTANCE_ZONE)
    found: datetime = croniter(plan["crontab"], after.astimezone(zone)).get_next(type(after))
    return found.astimezone(UTC)
