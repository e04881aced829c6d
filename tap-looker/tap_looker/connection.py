"""The connection to one Looker instance."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from singer_erp.http.factory import Vendor
from singer_erp.looker.connection import open_instance
from singer_erp.looker.errors import LOGIN_RULES, read_message

from tap_looker.errors import RULES
from tap_looker.settings import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from singer_erp.looker.instance import Instance

VENDOR = Vendor(
    "Looker",
    rules=RULES,
    token_rules=LOGIN_RULES,
    read_message=read_message,
    settings=SETTINGS.to_dict(),
)


def connect(
    config: Mapping[str, Any], user_agent: str, sleep: Callable[[float], None] = time.sleep
) -> Instance:
    """Return the instance that the settings name; arguments and errors as for `open_instance`."""
    return open_instance(VENDOR, config, user_agent, sleep)
