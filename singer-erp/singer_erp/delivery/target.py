"""The base of targets that write into a system of record."""

from __future__ import annotations

from abc import abstractmethod
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import click
import platformdirs
from singer_sdk.helpers.capabilities import CapabilitiesEnum, PluginCapabilities
from singer_sdk.mapper import RemoveRecordTransform
from singer_sdk.plugin_base import PluginBase
from typing_extensions import override

from singer_erp.audit.log import Ledger, Run, default_url
from singer_erp.delivery.dead_letters import Letters
from singer_erp.delivery.dry_run import Rehearsal, SpokenLetters, UnwrittenRun
from singer_erp.delivery.mapping import Mapper, MappingError, StreamMapping, merged, plan
from singer_erp.delivery.outbox import Outbox
from singer_erp.delivery.records import Action, Item, rejected
from singer_erp.delivery.worker import Courier
from singer_erp.errors import ErpError
from singer_erp.messages.json import encode_json
from singer_erp.plugin.target import ErpTarget, write_state

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from singer_erp.delivery.worker import Destination
    from singer_erp.messages.reader import Envelope
    from singer_erp.plugin.cli import PluginCommand


class DeliveryTarget(ErpTarget):
    """A target that delivers records one by one, each with an outcome.

    Everything is received before anything is sent: then parents go before children, a key goes
    once, and the state that is written covers what the destination has confirmed.
    """

    capabilities: ClassVar[list[CapabilitiesEnum]] = [
        PluginCapabilities.ABOUT,
        PluginCapabilities.STREAM_MAPS,
        PluginCapabilities.FLATTENING,
        PluginCapabilities.STRUCTURED_LOGGING,
    ]
    dry_run = False

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._schemas: dict[str, dict[str, Any]] = {}
        self._mappers: dict[str, Mapper | None] = {}
        self._state: dict[str, Any] = {}
        self._unmappable: list[tuple[Item, str]] = []
        self._result = "failed"

    @classmethod
    @override
    def append_builtin_config(cls, config_jsonschema: dict[str, Any]) -> None:
        """Settings of stream maps and flattening; those of loaders of tables say nothing here."""
        PluginBase.append_builtin_config(config_jsonschema)

    @classmethod
    @override
    def get_singer_command(cls) -> PluginCommand:
        """The target's command line, with `--dry-run`."""
        command = super().get_singer_command()
        command.params.append(
            click.Option(
                ["--dry-run"], is_flag=True, help="Check the input against the destination only."
            )
        )
        return command

    # What a target has to say

    @property
    @abstractmethod
    def destination(self) -> Destination:
        """Where records go; connects on first use."""

    @property
    def built_in_mappings(self) -> Mapping[str, Any]:
        """Mapping by stream that needs no setting."""
        return {}

    def bind(self, stream: str) -> None:
        """Check a stream's mapping against the destination, before its records are read."""

    @property
    def calls(self) -> int:
        """Requests sent in this run."""
        return 0

    # Settings

    @cached_property
    def mappings(self) -> dict[str, StreamMapping]:
        """Mapping by stream."""
        settings = merged(self.built_in_mappings, self.config.get("mappings") or {})
        return {stream: StreamMapping.parse(stream, own) for stream, own in settings.items()}

    @cached_property
    def outbox(self) -> Outbox:
        """What was received."""
        return Outbox()

    @cached_property
    def ledger(self) -> Ledger:
        """The audit ledger."""
        return Ledger(self.config.get("audit_url") or default_url())

    @cached_property
    def _folder(self) -> Path:
        state = platformdirs.user_state_path("singer-erp")
        return Path(self.config.get("dead_letter_path") or state / "dead-letters").expanduser()

    # Messages

    @override
    def open(self) -> None:
        _ = self.ledger, self.destination
        self._plan = plan(self.mappings.values())
        if self._holds and self._held_path.exists():
            self.logger.info("Trying held records again: %s", self._held_path)
            with self._held_path.open("rb") as lines:
                self.reader.read(lines)

    @override
    def process_schema(self, message: dict[str, Any]) -> None:
        stream = message["stream"]
        keys = message.get("key_properties") or []
        if self._schemas.get(stream) == message:
            return
        self._schemas[stream] = message
        self.mapper.register_raw_stream_schema(stream, message["schema"], keys)
        replication_key = next(iter(message.get("bookmark_properties") or []), None)
        for stream_map in self.mapper.stream_maps[stream]:
            if not isinstance(stream_map, RemoveRecordTransform):
                self._mappers[stream_map.stream_alias] = self._bound(
                    stream_map.stream_alias,
                    stream_map.transformed_schema,
                    stream_map.transformed_key_properties or keys,
                    replication_key,
                )

    def _bound(
        self, stream: str, schema: dict[str, Any], keys: Sequence[str], replication_key: str | None
    ) -> Mapper | None:
        mapping = self.mappings.get(stream)
        if mapping is None:
            self.logger.warning("Stream '%s' has no mapping: its records are left out", stream)
            return None
        self.bind(stream)
        mapper = Mapper(mapping, schema, keys, replication_key, dict(self.config))
        for field, unknown in mapper.left_out.items():
            self.logger.warning(
                "%s.%s is left out: stream '%s' has no %s",
                mapping.object,
                field,
                stream,
                ", ".join(sorted(unknown)),
            )
        return mapper

    @override
    def process_records(self, stream: str, messages: Sequence[Envelope]) -> None:
        items: list[Item] = []
        for message in messages:
            items += self._items(stream, message.as_dict())
        self.outbox.put(items)

    def _items(self, stream: str, message: dict[str, Any]) -> list[Item]:
        items: list[Item] = []
        line = encode_json(message)
        for stream_map in self.stream_maps(stream):
            record = stream_map.transform(dict(message["record"]))
            mapper = self._mappers.get(stream_map.stream_alias)
            if record is None or mapper is None:
                continue
            try:
                items += mapper.items(record, message.get("time_extracted"), line)
            except MappingError as error:
                self._unmappable.append((mapper.bare_item(record, line), str(error)))
        return items

    @override
    def process_state(self, message: dict[str, Any]) -> None:
        self._state = message["value"]

    @override
    def process_activate_version(self, message: dict[str, Any]) -> None:
        """Nothing is retired in a system of record because a tap no longer sends it."""

    @override
    def process_batch(self, message: dict[str, Any]) -> None:
        raise ErpError(
            f"Stream '{message['stream']}' comes as BATCH files, which {self.name} does not take",
            "Take `batch_config` out of the tap's settings",
        )

    # Delivery

    @override
    def process_endofpipe(self) -> None:
        run = self._begin()
        letters, held = self._letters(run)
        courier = Courier(
            self.outbox,
            Rehearsal(self.destination) if self.dry_run else self.destination,
            run,
            rejected=letters,
            held=held,
            log=self.logger,
            resend=self.config["resend"],
            pause=self.stopper.check,
        )
        try:
            for item, reason in self._unmappable:
                courier.reject(item, rejected("MAPPING", reason))
            courier.deliver(self._plan)
            letters.close()
            if held is not None:
                held.close()
            self._tell(courier, letters)
            self._result = "complete"
        except BaseException:
            with suppress(OSError):
                letters.close()  # what was refused until now stays refused
                if held is not None:
                    held.discard()
            raise
        finally:
            run.end(self._result, self.calls)
        if self._state and not self.dry_run:
            write_state(self._state)

    def _begin(self) -> Run | UnwrittenRun:
        if self.dry_run:
            return UnwrittenRun(self.ledger)
        return self.ledger.begin(self.name, self.plugin_version, self.destination.name)

    @property
    def _holds(self) -> bool:
        return bool(self.config["on_missing_parent"] == "hold") and not self.dry_run

    @property
    def _held_path(self) -> Path:
        return self._folder / f"{self.name}-{self.destination.name}-held.jsonl"

    def _letters(self, run: Run | UnwrittenRun) -> tuple[Letters | SpokenLetters, Letters | None]:
        if not isinstance(run, Run):
            return SpokenLetters(self.logger), None
        rejects = Letters(self._folder / f"{self.name}-{run.run}.jsonl", self._schemas)
        return rejects, Letters(self._held_path, self._schemas) if self._holds else None

    def _tell(self, courier: Courier, letters: Letters | SpokenLetters) -> None:
        """One line for each object, and an error when too much was refused."""
        for obj, tally in courier.tally.items():
            figures = ", ".join(f"{tally[action]:,} {action}" for action in Action)
            self.logger.info("%s: %s", obj, figures)
        refused = letters.count
        if not refused:
            return
        if self.dry_run:
            raise RefusedError(f"{refused:,} records would be refused", "See the lines above")
        advice = "See the reasons with `singer-erp audit rejects`, mend them"
        if isinstance(letters, Letters):
            advice += f", and feed {letters.path} to {self.name} again"
        if self.config["on_reject"] == "fail" or refused > self.config["max_rejects"]:
            raise RefusedError(
                f"{refused:,} records were refused; the state stays as it was", advice
            )
        self.logger.warning("%d records were refused. %s", refused, advice)

    @override
    def close(self) -> None:
        if "outbox" in self.__dict__:
            self.outbox.close()
        if "ledger" in self.__dict__:
            self.ledger.close()


class RefusedError(ErpError):
    """More was refused than the settings allow."""
