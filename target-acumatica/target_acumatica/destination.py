"""A tenant as a destination: checks mappings and sends rows through their entity's channel."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from singer_erp.delivery.records import digest
from singer_erp.errors import ConfigError

from target_acumatica.checks import AMOUNT
from target_acumatica.journal import DETAILS, ENTITY
from target_acumatica.record import EntityMapping
from target_acumatica.schema import KEYS, Field
from target_acumatica.settings import DESCRIPTION

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Iterator

    from singer_erp.delivery.destination import JobRecorder, Outcomes
    from singer_erp.delivery.mapping import StreamMapping
    from singer_erp.delivery.records import Outcome, Row

    from target_acumatica.journals import JournalChannel
    from target_acumatica.preview import Preview
    from target_acumatica.records import RecordChannel
    from target_acumatica.schema import TenantSchema

# What the target itself sets in a journal.
_OWN = {"Module", "BatchNbr", "Hold", "Status"}
_NAME_LENGTH = 120
_UNSAFE = re.compile(r"[^\w.@-]+")


class AcumaticaDestination:
    """Writes rows into the entities of one tenant.

    Args:
        name: Host and tenant.
        user: Who writes.
        connected_at: The instance's clock.
        schema: The tenant's entities.
        fields: Receives the fields that mappings name, by entity, detail and name.
        token_field: Name of the field that takes the token.
        journals: The channel of journals.
        records: The channel of all other entities.
        preview: Predicts outcomes.
    """

    def __init__(  # noqa: PLR0913  # the collaborators of one destination
        self,
        name: str,
        user: str | None,
        connected_at: dt.datetime,
        *,
        schema: TenantSchema,
        fields: dict[str, dict[tuple[str, str], Field]],
        token_field: str,
        journals: JournalChannel,
        records: RecordChannel,
        preview: Preview,
    ) -> None:
        self.name = name
        self.user_id = user
        self.connected_at: dt.datetime | None = connected_at
        self._schema = schema
        self._fields = fields
        self._token_field = token_field
        self._journals = journals
        self._records = records
        self._preview = preview
        self._mappings: dict[str, EntityMapping] = {}

    def bind(self, mapping: StreamMapping) -> Collection[str]:
        """Check a mapping against the tenant's schema.

        Returns:
            The fields that identify a record.

        Raises:
            ConfigError: The entity, a key or a field does not exist.
        """
        if mapping.external_id:
            raise ConfigError(
                f"`mappings.{mapping.stream}.external_id` has no effect in Acumatica",
                "Remove it: records are identified by `keys`, and journals by `token_field`",
            )
        fields = self._fields.setdefault(mapping.object, {})
        self._schema.check_entity(mapping.object)
        for name in (*mapping.fields, *mapping.lookups):
            fields["", name] = self._field(mapping, name)
        for detail, names in mapping.lines.items():
            if detail not in (known := self._schema.details(mapping.object)):
                raise ConfigError(
                    f"{mapping.object} has no lines {detail!r} (`mappings.{mapping.stream}.lines`)",
                    f"It has: {', '.join(known) or 'none'}",
                )
            for name in names:
                if (mapping.object, detail, name) == (ENTITY, DETAILS, AMOUNT):
                    fields[detail, name] = Field(name, "Decimal")
                else:
                    fields[detail, name] = self._field(mapping, name, detail)
        if mapping.object == ENTITY:
            _check_journal(mapping, _OWN | {self._token_field} - {DESCRIPTION})
            return ()
        return self._bind_keys(mapping, fields)

    def _field(self, mapping: StreamMapping, name: str, detail: str = "") -> Field:
        field = self._schema.field(mapping.object, name, detail)
        if field is None:
            where = f"{mapping.object}.{detail}" if detail else mapping.object
            raise ConfigError(
                f"{where} has no field {name} in this endpoint (`mappings.{mapping.stream}`)",
                "Correct the name; a field outside the contract is View.Field, one of a linked "
                "object MainContact/Email",
            )
        return field

    def _bind_keys(
        self, mapping: StreamMapping, fields: dict[tuple[str, str], Field]
    ) -> Collection[str]:
        keys = mapping.keys or KEYS.get(mapping.object, ())
        if not keys:
            raise ConfigError(
                f"The keys of {mapping.object} are not known",
                f"Name the fields that identify a record in `mappings.{mapping.stream}.keys`",
            )
        for name in keys:
            if "/" in name or "." in name:
                raise ConfigError(
                    f"`mappings.{mapping.stream}.keys` names {name}, which is not a field of "
                    f"{mapping.object} itself",
                    "Name fields of the entity: by others, records cannot be looked up",
                )
            field = fields.setdefault(("", name), self._field(mapping, name))
            if "Date" in field.type:
                raise ConfigError(
                    f"`mappings.{mapping.stream}.keys` names {name}, a date",
                    "Name fields with texts or numbers: Acumatica compares dates with a time and "
                    "an offset",
                )
        given = {*mapping.fields, *mapping.lookups}
        missing = [name for name in keys if name not in given]
        if len(missing) > 1 or (missing and len(keys) > 1):
            raise ConfigError(
                f"`mappings.{mapping.stream}.fields` lacks {', '.join(missing)}, which identify a "
                f"record of {mapping.object}",
                "Map them, or name other fields in `keys`",
            )
        bound = EntityMapping(mapping.object, tuple(keys), "".join(missing), fields)
        known = self._mappings.setdefault(mapping.object, bound)
        if known.keys != bound.keys or known.key_field != bound.key_field:
            raise ConfigError(
                f"`mappings` identify records of {mapping.object} by different fields",
                "Use the same `keys` for all streams of an entity",
            )
        return keys

    def normalize(self, obj: str, key: str) -> str:
        """Return a key as the instance compares keys; those of journals are the input's own."""
        return key.strip() if obj == ENTITY else key.strip().upper()

    def send(
        self,
        obj: str,
        count: int,  # noqa: ARG002
        rows: Iterable[Row],
        jobs: JobRecorder,  # noqa: ARG002
    ) -> Iterator[Outcomes]:
        """Write rows; there is one channel for any number of them, and none leaves jobs."""
        if obj == ENTITY:
            yield from self._journals.send(rows)
        else:
            yield from self._records.send(self._mappings[obj], rows)

    def check(self, obj: str, rows: Iterable[Row]) -> Iterator[tuple[Row, Outcome]]:
        """Return the expected outcome of each row, with what would be sent."""
        if obj == ENTITY:
            return self._preview.journals(rows)
        return self._preview.records(self._mappings[obj], rows)


def destination_name(api_url: str, tenant: str) -> str:
    """Return the name of a tenant for audit logs and files."""
    parts = urlsplit(api_url)
    name = _UNSAFE.sub("-", f"{tenant}@{parts.netloc}{parts.path}".rstrip("/"))
    if not _UNSAFE.search(tenant) and len(name) <= _NAME_LENGTH:
        return name
    # Tenants may differ in nothing but what was replaced, or is cut off.
    return f"{name[: _NAME_LENGTH - 9]}-{digest([tenant, api_url])[:8]}"


def _check_journal(mapping: StreamMapping, own: set[str]) -> None:
    """Check that a mapping leaves what the target sets, and has lines with amounts."""
    if mapping.keys:
        raise ConfigError(
            f"`mappings.{mapping.stream}.keys` has no effect on {ENTITY}",
            "Remove it: a journal is identified by `key`, and found by its token",
        )
    for part, given in (("fields", mapping.fields), ("lookups", mapping.lookups)):
        if names := sorted(own & {*given}):
            raise ConfigError(
                f"`mappings.{mapping.stream}.{part}` sets {', '.join(names)} of {ENTITY}",
                "Remove it: Acumatica numbers batches, `post_as` sets their status, and "
                "`token_field` takes the token",
            )
    lines: dict[str, Any] = mapping.lines.get(DETAILS) or {}
    amounts = {AMOUNT, "DebitAmount", "CreditAmount"} & {*lines}
    if "Account" not in lines or amounts not in ({AMOUNT}, {"DebitAmount", "CreditAmount"}):
        raise ConfigError(
            f"`mappings.{mapping.stream}.lines.{DETAILS}` has no account or no amount",
            f"Map Account, and either {AMOUNT} (credits are negative) or DebitAmount and "
            "CreditAmount",
        )
