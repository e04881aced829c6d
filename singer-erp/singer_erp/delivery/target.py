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
from singer_sdk.plugin_base import PluginBase
from typing_extensions import override

from singer_erp.audit.delivery import DeliveryRun
from singer_erp.audit.log import AuditLog, default_url
from singer_erp.audit.sent import SentRecords
from singer_erp.delivery.dead_letters import DeadLetterFile, check_folder
from singer_erp.delivery.dry_run import DryRunDestination, LoggedRecords, UnrecordedRun
from singer_erp.delivery.intake import Intake
from singer_erp.delivery.mapping import MappingSettings, delivery_order, read_mappings
from singer_erp.delivery.outbox import Outbox
from singer_erp.delivery.records import WriteAction, rejected
from singer_erp.delivery.selection import Selector
from singer_erp.delivery.worker import DeliveryWorker
from singer_erp.errors import ConfigError, ErpError
from singer_erp.plugin.stream_maps import correct_setting
from singer_erp.plugin.target import ErpTarget, write_state

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from singer_erp.delivery.destination import Destination, Inventory
    from singer_erp.delivery.mapping import StreamMapping
    from singer_erp.messages.reader import Envelope
    from singer_erp.plugin.cli import PluginCommand


_ALWAYS_SHOWN = set(WriteAction) - {WriteAction.SUPERSEDED, WriteAction.MERGED, WriteAction.SAVED}


class RejectedRecordsError(ErpError):
    """More records were rejected than the settings allow."""


class DeliveryTarget(ErpTarget):
    """A target that writes records with one outcome each.

    The whole input is received before anything is sent. Then parents are sent before children,
    each key is sent once, and the state covers only what the destination has confirmed.

    Args:
        dry_run: Check the input against the destination and write nothing.
        kwargs: As the SDK's target.
    """

    rejects_records = True
    if_truncated = "Nothing was sent"
    mapping_type: ClassVar[type[MappingSettings]] = MappingSettings
    capabilities: ClassVar[list[CapabilitiesEnum]] = [
        PluginCapabilities.ABOUT,
        PluginCapabilities.STREAM_MAPS,
        PluginCapabilities.FLATTENING,
        PluginCapabilities.STRUCTURED_LOGGING,
    ]

    def __init__(self, *, dry_run: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._dry_run = dry_run
        self._state: dict[str, Any] = {}

    @classmethod
    @override
    def append_builtin_config(cls, config_jsonschema: dict[str, Any]) -> None:
        """Add the settings of stream maps and flattening, without those of SQL loaders."""
        PluginBase.append_builtin_config(config_jsonschema)
        correct_setting(config_jsonschema)

    @classmethod
    @override
    def get_singer_command(cls) -> PluginCommand:
        """Return the target's command line, with `--dry-run`."""
        command = super().get_singer_command()
        command.params.append(
            click.Option(
                ["--dry-run"], is_flag=True, help="Check the input against the destination only."
            )
        )
        return command

    @property
    @abstractmethod
    def destination(self) -> Destination:
        """The system of record; connects on first use."""

    @property
    def inventory(self) -> Inventory | None:
        """What the destination has now; None where users remove nothing that is written again."""
        return None

    @property
    def follows_merges(self) -> bool:
        """Whether the record that another one was merged into takes its place."""
        return False

    def reconcile(self, run: DeliveryRun, mappings: Sequence[StreamMapping]) -> None:
        """Find what earlier runs and users have left at the destination."""

    @property
    def built_in_mappings(self) -> Mapping[str, MappingSettings]:
        """Mapping by stream that needs no setting."""
        return {}

    @property
    def calls(self) -> int:
        """Number of requests sent in this run."""
        return 0

    @cached_property
    def mappings(self) -> dict[str, StreamMapping]:
        """Mapping by stream."""
        given = self.config.get("mappings") or {}
        return read_mappings(self.built_in_mappings, given, self.mapping_type)

    @cached_property
    def outbox(self) -> Outbox:
        """Items received."""
        return Outbox(self.destination.normalize)

    @cached_property
    def audit_log(self) -> AuditLog:
        """The audit log."""
        return AuditLog(self.config.get("audit_url") or default_url())

    @cached_property
    def known(self) -> SentRecords:
        """What the destination has confirmed."""
        return SentRecords(self.audit_log.database, self.destination.name)

    @cached_property
    def _intake(self) -> Intake:
        return Intake(
            self.outbox,
            self.mappings,
            self.destination.bind,
            stream_maps=self.mapper,
            config=dict(self.config),
            log=self.logger,
        )

    @override
    def open(self) -> None:
        self._order = delivery_order(self.mappings.values())
        _ = self.audit_log, self.destination
        if self._dry_run:
            return
        check_folder(self._dead_letter_folder)
        # Whatever the setting is now: the state is beyond these records.
        for path in filter(Path.exists, self._deferred_paths):
            self.logger.info("Retrying deferred records: %s", path)
            with path.open("rb") as lines:
                self.reader.read(lines)

    @override
    def process_schema(self, message: dict[str, Any]) -> None:
        self._intake.add_schema(message)

    @override
    def process_records(self, stream: str, messages: Sequence[Envelope]) -> None:
        self._intake.add_records(self.stream_maps(stream), messages)

    @override
    def process_state(self, message: dict[str, Any]) -> None:
        if not isinstance(message["value"], dict):
            raise ErpError(
                f"Line {self.reader.line_number} of the input is a STATE message whose `value` is "
                "not an object",
                "The tap breaks the Singer specification",
            )
        self._state = message["value"]

    @override
    def process_activate_version(self, message: dict[str, Any]) -> None:
        """Delete nothing: a system of record keeps records that a tap no longer sends."""

    @override
    def process_batch(self, message: dict[str, Any]) -> None:
        raise ErpError(
            f"Stream '{message['stream']}' is sent as BATCH files, which {self.name} does not "
            "support",
            "Remove `batch_config` from the tap's settings",
        )

    @override
    def process_endofpipe(self) -> None:
        self._check_streams()
        run = self._begin_run()
        selector = Selector(
            self.known,
            self.destination.normalize,
            follow_merges=self.follows_merges,
            force_update=self.config["force_update"],
            complete=self._intake.complete,
        )
        rejects = self._reject_sink(run, selector)
        deferred = self._deferred_sink(selector)
        worker = DeliveryWorker(
            self.outbox,
            DryRunDestination(self.destination, click.echo) if self._dry_run else self.destination,
            known=self.known,
            selector=selector,
            inventory=self.inventory,
            run=run,
            rejected=rejects,
            deferred=deferred,
            log=self.logger,
            check_stop=self.stopper.check,
        )
        result = "failed"
        try:
            if isinstance(run, DeliveryRun):
                self._prepare(run)
            for item, reason in self._intake.unmapped:
                worker.reject(item, rejected("MAPPING", reason))
            worker.deliver(self._order)
            rejects.close()
            self._close_deferred(deferred)
            self._log_tally(worker)
            self._check_rejects(rejects)
            result = "complete"
        except BaseException:
            with suppress(ErpError):
                rejects.close()  # records rejected so far stay rejected
                if isinstance(deferred, DeadLetterFile):
                    deferred.discard()
            raise
        finally:
            run.end(result, self.calls)
        if self._state and not self._dry_run:
            write_state(self._state)

    def _check_streams(self) -> None:
        """Check that a mapping is for any of the streams: else no record would be sent.

        Raises:
            ConfigError: None is; the state would be written although nothing was delivered.
        """
        given = self.config.get("mappings") or {}
        if skipped := not self._intake.bound and self._intake.skipped - given.keys():
            raise ConfigError(
                f"`mappings` has none of the streams with records: {', '.join(sorted(skipped))}",
                f"It has {', '.join(sorted(self.mappings)) or 'no streams'}: correct the names, or "
                "set a stream to null to skip it",
            )

    def _prepare(self, run: DeliveryRun) -> None:
        """Record the mappings, and settle what is open before anything is sent."""
        mappings = self._intake.bound.values()
        run.record_mappings({mapping.digest: mapping.text for mapping in mappings})
        if any(self.outbox.count(obj, stage) for obj, stage in self._order):
            self.reconcile(run, [*mappings])

    def _begin_run(self) -> DeliveryRun | UnrecordedRun:
        return UnrecordedRun() if self._dry_run else self.begin_delivery()

    def begin_delivery(self) -> DeliveryRun:
        """Begin a run in the audit log."""
        destination = self.destination
        run = self.audit_log.begin(
            self.name,
            self.plugin_version,
            destination.name,
            user_id=destination.user_id,
            connected_at=destination.connected_at,
        )
        return DeliveryRun(self.audit_log.database, run.run, destination.name)

    def _reject_sink(
        self, run: DeliveryRun | UnrecordedRun, selector: Selector
    ) -> DeadLetterFile | LoggedRecords:
        if isinstance(run, UnrecordedRun):
            return LoggedRecords(self.logger, "rejected")
        path = self._dead_letter_folder / f"{self.name}-{run.run}.jsonl"
        return DeadLetterFile(path, self._intake.schema_of, selector.document_of)

    @property
    def _dead_letter_folder(self) -> Path:
        state = platformdirs.user_state_path("singer-erp")
        return Path(self.config.get("dead_letter_path") or state / "dead-letters").expanduser()

    @property
    def _deferred_paths(self) -> tuple[Path, Path]:
        """The file of deferred records, and its name in version 0.1.0."""
        stem = f"{self.name}-{self.destination.name}"
        folder = self._dead_letter_folder
        return folder / f"{stem}-deferred.jsonl", folder / f"{stem}-held.jsonl"

    def _deferred_sink(self, selector: Selector) -> DeadLetterFile | LoggedRecords | None:
        if self.config["on_missing_parent"] != "defer":
            return None
        if self._dry_run:
            return LoggedRecords(self.logger, "deferred")
        return DeadLetterFile(self._deferred_paths[0], self._intake.schema_of, selector.document_of)

    def _close_deferred(self, deferred: DeadLetterFile | LoggedRecords | None) -> None:
        """Publish the deferred records, and delete those of earlier runs: all were sent again."""
        if self._dry_run:
            return
        current, *earlier = self._deferred_paths
        if isinstance(deferred, DeadLetterFile):
            deferred.close()
        else:
            earlier.append(current)
        for path in earlier:
            path.unlink(missing_ok=True)

    def _log_tally(self, worker: DeliveryWorker) -> None:
        for obj, tally in worker.tally.items():
            shown = [action for action in WriteAction if tally[action] or action in _ALWAYS_SHOWN]
            figures = ", ".join(f"{tally[action]:,} {action}" for action in shown)
            self.logger.info("%s%s: %s", "Dry run: " * self._dry_run, obj, figures)

    def _check_rejects(self, rejects: DeadLetterFile | LoggedRecords) -> None:
        """Raise an error or log a warning if records were rejected."""
        if not rejects.count:
            return
        records = f"{rejects.count:,} record{'s' * (rejects.count > 1)}"
        if not isinstance(rejects, DeadLetterFile):
            raise RejectedRecordsError(f"{records} would be rejected", "See the lines above")
        rejection = f"{records} {'were' if rejects.count > 1 else 'was'} rejected"
        advice = (
            "See the reasons with `singer-erp audit rejects`, fix them, and send "
            f"{rejects.path} to {self.name} again"
        )
        if self.config["on_reject"] == "fail" or rejects.count > self.config["max_rejects"]:
            raise RejectedRecordsError(f"{rejection}; the state is unchanged", advice)
        self.logger.warning("%s. %s.", rejection, advice)

    @override
    def close(self) -> None:
        if "outbox" in self.__dict__:
            self.outbox.close()
        if "audit_log" in self.__dict__:
            self.audit_log.close()
