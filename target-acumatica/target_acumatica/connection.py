"""The connection to one tenant of an Acumatica instance."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from singer_erp.acumatica import connection
from singer_erp.acumatica.errors import TOKEN_RULES, read_message
from singer_erp.http.factory import Vendor

from target_acumatica.errors import RULES
from target_acumatica.settings import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from singer_erp.acumatica.credentials import SiteCredentials
    from singer_erp.acumatica.site import Site

VENDOR = Vendor(
    "Acumatica",
    rules=RULES,
    token_rules=TOKEN_RULES,
    read_message=read_message,
    settings=SETTINGS.to_dict(),
    token_url=connection.TOKEN_PATH,
    headers={"Accept": "application/json"},
)
_PLUGIN = "target-acumatica"


def connect(
    config: Mapping[str, Any], user_agent: str, sleep: Callable[[float], None] = time.sleep
) -> Site:
    """Return the site that the settings name; arguments and errors as for `open_site`."""
    return connection.open_site(VENDOR, _PLUGIN, config, user_agent, sleep)


def credentials(
    config: Mapping[str, Any], user_agent: str, sleep: Callable[[float], None] = time.sleep
) -> SiteCredentials:
    """Return the credentials that `target-acumatica login` stores; arguments as for `connect`."""
    return connection.credentials(VENDOR, _PLUGIN, config, user_agent, sleep)
