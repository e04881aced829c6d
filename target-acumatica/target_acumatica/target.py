"""The target: settings, the connected tenant and the sub-commands."""

from __future__ import annotations

import time
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from singer_erp.auth.command import login_command
from singer_erp.delivery.mapping import DocumentSettings
from singer_erp.delivery.target import DeliveryTarget
from singer_erp.errors import ConfigError
from singer_erp.plugin.cli import PluginGroup, forbid_unknown, with_subcommands
from typing_extensions import override

from target_acumatica import connection
from target_acumatica.batches import Batches, has_tags
from target_acumatica.checks import JournalChecker
from target_acumatica.creating import Creator
from target_acumatica.destination import AcumaticaDestination, destination_name
from target_acumatica.journal import ENTITY
from target_acumatica.journals import JournalChannel
from target_acumatica.options import Options
from target_acumatica.posting import Posting
from target_acumatica.preview import Preview
from target_acumatica.records import RecordChannel
from target_acumatica.references import References
from target_acumatica.schema import TenantSchema
from target_acumatica.settings import DESCRIPTION, EXTERNAL_REFERENCE, SETTINGS
from target_acumatica.tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import Callable

    from singer_erp.acumatica.credentials import SiteCredentials
    from singer_erp.acumatica.site import Site
    from singer_erp.delivery.mapping import MappingSettings

    from target_acumatica.schema import Field


class TargetAcumatica(DeliveryTarget):
    """Singer target for Acumatica: posts journals exactly once, upserts records by natural keys.

    Args:
        sleep: Waits between attempts and polls.
        kwargs: As the SDK's target.
    """

    name = "target-acumatica"
    package_name = "singer-erp-target-acumatica"
    config_jsonschema: ClassVar[dict[str, Any]] = forbid_unknown(SETTINGS.to_dict())
    mapping_type: ClassVar[type[MappingSettings]] = DocumentSettings

    def __init__(self, *, sleep: Callable[[float], None] = time.sleep, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._sleep = self.stopper.interruptible(sleep)

    @cached_property
    def site(self) -> Site:
        """The tenant; nothing is sent before it is used."""
        return connection.connect(self.config, self._user_agent, self._sleep)

    @property
    def credentials(self) -> SiteCredentials:
        """The stored credentials of `oauth_code`."""
        return connection.credentials(self.config, self._user_agent, self._sleep)

    @property
    def _user_agent(self) -> str:
        return f"singer-erp/{self.name} {self.plugin_version}"

    @cached_property
    def destination(self) -> AcumaticaDestination:
        """The tenant with its two channels."""
        config, site = self.config, self.site
        schema, tokens = TenantSchema(site), Tokens(config["token_prefix"])
        fields: dict[str, dict[tuple[str, str], Field]] = {ENTITY: {}}
        options = Options(
            config["post_as"],
            reverses=config["on_correction"] == "reverse",
            concurrency=config["max_concurrency"],
        )
        token_field = self._token_field(schema)
        batches = Batches(
            site,
            tokens,
            token_field if config["token_field"] != DESCRIPTION else None,
            fields[ENTITY],
            searched=token_field,
            sleep=self._sleep,
            release_seconds=config["release_timeout_seconds"],
        )
        checker = JournalChecker(
            References(site), fields[ENTITY], tokens, branch=config.get("branch")
        )
        creator = Creator(batches, fields[ENTITY], self._sleep)
        posting = Posting(batches, creator, options, self._sleep)
        journals = JournalChannel(batches, checker, posting, options, self._sleep)
        records = RecordChannel(site, self._sleep)
        return AcumaticaDestination(
            destination_name(config["api_url"], config["tenant"]),
            config.get("username"),
            site.now(),
            schema=schema,
            fields=fields,
            token_field=config["token_field"],
            journals=journals,
            records=records,
            preview=Preview(journals, records, batches, posting, options),
        )

    def _token_field(self, schema: TenantSchema) -> Field | None:
        """Return the field in which tokens are looked up, next to the description.

        Raises:
            ConfigError: The form does not have the field: journals whose token is in it, or was in
                it before it was removed, would be posted again.
        """
        name, prefix = self.config["token_field"], self.config["token_prefix"]
        has_journals = any(mapping.object == ENTITY for mapping in self.mappings.values())
        if not has_journals:
            return None
        if name == DESCRIPTION:  # earlier runs may have used the default
            return schema.field(ENTITY, EXTERNAL_REFERENCE)
        field = schema.field(ENTITY, name)
        if field or (name == EXTERNAL_REFERENCE and has_tags(self.site, prefix)):
            return field
        raise ConfigError(
            f"Journal Transactions (GL301000) has no field {name} (`token_field`)",
            "Add the field if earlier runs had it: their journals are found by it. If no run had "
            f"one, set `token_field` to {DESCRIPTION}",
        )

    @property
    @override
    def calls(self) -> int:
        return self.site.calls

    @override
    def close(self) -> None:
        super().close()
        if "site" in self.__dict__:
            self.site.close()

    @classmethod
    @override
    def get_singer_command(cls) -> PluginGroup:
        command = super().get_singer_command()
        return with_subcommands(
            command, login_command(cls, command, lambda target: target.credentials)
        )
