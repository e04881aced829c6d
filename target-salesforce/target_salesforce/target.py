"""The target: settings, mappings and the org."""

from __future__ import annotations

import time
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from singer_erp.auth.command import login_command
from singer_erp.delivery.target import DeliveryTarget
from singer_erp.plugin.cli import PluginGroup, forbid_unknown, with_subcommands
from typing_extensions import override

from target_salesforce import connection, org
from target_salesforce.command import setup_command
from target_salesforce.netsuite import mappings
from target_salesforce.settings import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from target_salesforce.connection import Connection
    from target_salesforce.credentials import OrgCredentials
    from target_salesforce.destination import SalesforceDestination


class TargetSalesforce(DeliveryTarget):
    """Singer target for Salesforce: upserts by external id, nothing sent twice."""

    name = "target-salesforce"
    package_name = "singer-erp-target-salesforce"
    config_jsonschema: ClassVar[dict[str, Any]] = forbid_unknown(SETTINGS.to_dict())

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.sleep: Callable[[float], None] = time.sleep

    @property
    @override
    def built_in_mappings(self) -> Mapping[str, Any]:
        return mappings(self.config["vendor_object"], self.config.get("vendor_record_type"))

    @cached_property
    def connection(self) -> Connection:
        """The connection to the org, which fetches a token on first use."""
        return connection.connect(self.config, self._user_agent, self.sleep)

    @property
    def credentials(self) -> OrgCredentials:
        """The stored credentials of the org."""
        return connection.credentials(self.config, self._user_agent, self.sleep)

    @property
    def _user_agent(self) -> str:
        return f"singer-erp/{self.name} {self.plugin_version}"

    @cached_property
    def destination(self) -> SalesforceDestination:
        """The org's objects."""
        return org.destination(self.config, self.connection, self.sleep)

    @override
    def bind(self, stream: str) -> None:
        self.destination.bind(self.mappings[stream])

    @property
    @override
    def calls(self) -> int:
        return self.connection.calls

    @classmethod
    @override
    def get_singer_command(cls) -> PluginGroup:
        command = super().get_singer_command()
        return with_subcommands(
            command,
            setup_command(cls, command),
            login_command(cls, command, lambda target: target.credentials),
        )
