"""The target: settings, mappings and the org."""

from __future__ import annotations

import time
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from singer_erp.auth.command import login_command
from singer_erp.delivery.target import DeliveryTarget
from singer_erp.plugin.cli import PluginGroup, strict, with_subcommands
from typing_extensions import override

from target_salesforce import org
from target_salesforce.browser_login import BrowserLogin
from target_salesforce.command import setup_command
from target_salesforce.netsuite import mappings
from target_salesforce.settings import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from target_salesforce.connection import Connection
    from target_salesforce.destination import SalesforceDestination


class TargetSalesforce(DeliveryTarget):
    """Singer target for Salesforce: upserts by external id, nothing sent twice."""

    name = "target-salesforce"
    package_name = "singer-erp-target-salesforce"
    config_jsonschema: ClassVar[dict[str, Any]] = strict(SETTINGS.to_dict())

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.sleep: Callable[[float], None] = time.sleep

    @property
    @override
    def built_in_mappings(self) -> Mapping[str, Any]:
        return mappings(self.config["vendor_object"], self.config.get("vendor_record_type"))

    @cached_property
    def connection(self) -> Connection:
        """The org, logged in to on first use."""
        return org.connect(self.config, self._user_agent, self.sleep)

    @property
    def browser_login(self) -> BrowserLogin:
        """The log-in that is kept."""
        return BrowserLogin(
            self.config, org.token_endpoint(self.config, self._user_agent, self.sleep)
        )

    @property
    def _user_agent(self) -> str:
        return self.config.get("user_agent") or f"singer-erp/{self.name} {self.plugin_version}"

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
            login_command(cls, command, lambda target: target.browser_login),
        )
