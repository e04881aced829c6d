"""The target: settings, mappings, the connected org and the sub-commands."""

from __future__ import annotations

import time
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from singer_erp.auth.command import login_command
from singer_erp.delivery.command import compare_command
from singer_erp.delivery.inventory_target import InventoryTarget
from singer_erp.plugin.cli import PluginGroup, forbid_unknown, with_subcommands
from typing_extensions import override

from target_salesforce import connection
from target_salesforce.bulk import BulkChannel
from target_salesforce.collections import CollectionsChannel
from target_salesforce.destination import SalesforceDestination
from target_salesforce.dry_run import DryRun
from target_salesforce.inventory import OrgInventory
from target_salesforce.mappings import built_in_mappings
from target_salesforce.readiness import OrgReadiness
from target_salesforce.schema import OrgSchema
from target_salesforce.settings import SETTINGS
from target_salesforce.setup import OrgSetup, setup_command

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from singer_erp.delivery.mapping import MappingSettings

    from target_salesforce.connection import Connection
    from target_salesforce.credentials import OrgCredentials


class TargetSalesforce(InventoryTarget):
    """Singer target for Salesforce: upserts by external id, with one outcome per record.

    Args:
        sleep: Waits between attempts and polls.
        kwargs: As the SDK's target.
    """

    name = "target-salesforce"
    package_name = "singer-erp-target-salesforce"
    config_jsonschema: ClassVar[dict[str, Any]] = forbid_unknown(SETTINGS.to_dict())

    def __init__(self, *, sleep: Callable[[float], None] = time.sleep, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._sleep = self.stopper.interruptible(sleep)

    @property
    @override
    def built_in_mappings(self) -> Mapping[str, MappingSettings]:
        return built_in_mappings(
            self.config["vendor_object"], self.config.get("vendor_record_type")
        )

    @cached_property
    def connection(self) -> Connection:
        """The connection to the org, which fetches a token on first use."""
        return connection.connect(self.config, self._user_agent, self._sleep)

    @property
    def credentials(self) -> OrgCredentials:
        """The stored credentials of the org."""
        return connection.credentials(self.config, self._user_agent, self._sleep)

    @property
    def _user_agent(self) -> str:
        return f"singer-erp/{self.name} {self.plugin_version}"

    @cached_property
    def destination(self) -> SalesforceDestination:
        """The org with its two channels."""
        allow_duplicates = self.config["allow_duplicates"]
        schema = OrgSchema(self.connection)
        inventory = OrgInventory(self.connection, schema)
        return SalesforceDestination(
            self.connection.org,
            schema,
            inventory,
            CollectionsChannel(
                self.connection,
                concurrency=self.config["max_concurrency"],
                allow_duplicates=allow_duplicates,
                sleep=self._sleep,
            ),
            BulkChannel(
                self.connection,
                allow_duplicates=allow_duplicates,
                sleep=self._sleep,
                waiting=self.stopper.waiting,
            ),
            DryRun(inventory, schema),
            bulk_threshold=self.config["bulk_threshold"],
        )

    @property
    @override
    def inventory(self) -> SalesforceDestination:
        return self.destination

    @property
    @override
    def calls(self) -> int:
        return self.connection.calls

    def setup(self, permission_set: str) -> OrgSetup:
        """Return the setup of the org for the external ids of all mappings."""
        external_ids = {m.object: m.external_id for m in self.mappings.values()}
        schema = OrgSchema(self.connection)
        return OrgSetup(self.connection, schema, external_ids, permission_set)

    def readiness(self) -> OrgReadiness:
        """Return the checks of the org against the settings."""
        return OrgReadiness(
            self.connection,
            OrgSchema(self.connection),
            self.destination.bind,
            self.mappings,
            allow_duplicates=self.config["allow_duplicates"],
            usage_limit_percent=self.config["api_usage_limit_percent"],
        )

    @classmethod
    @override
    def get_singer_command(cls) -> PluginGroup:
        command = super().get_singer_command()
        return with_subcommands(
            command,
            setup_command(cls, command, cls.setup, cls.readiness),
            login_command(cls, command, lambda target: target.credentials),
            compare_command(cls, command),
        )
