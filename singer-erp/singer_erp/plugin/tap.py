"""The base of all taps."""

from __future__ import annotations

import os
import sys
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from singer_sdk import Tap
from singer_sdk.helpers.capabilities import CapabilitiesEnum, PluginCapabilities

from singer_erp.audit.extraction import ExtractionLog
from singer_erp.audit.log import Ledger
from singer_erp.messages.writer import BufferedWriter
from singer_erp.plugin.cli import ConfigSecrets, PluginCommand, people_friendly

if TYPE_CHECKING:
    from types import FrameType


class ErpTap(ConfigSecrets, Tap):
    """A tap whose errors are for people and whose end by signal is no success."""

    message_writer_class = BufferedWriter
    # No BATCH: the SDK would announce a table's version before its last file is.
    capabilities: ClassVar[list[CapabilitiesEnum]] = [
        capability for capability in Tap.capabilities if capability is not PluginCapabilities.BATCH
    ]

    @cached_property
    def extraction(self) -> ExtractionLog | None:
        """Where pages are noted; None without the setting `audit_url`."""
        url = self.config.get("audit_url")
        return ExtractionLog(Ledger(url), self.name, self.plugin_version) if url else None

    @property
    def calls(self) -> int:
        """Requests sent so far."""
        return 0

    @classmethod
    def get_singer_command(cls) -> PluginCommand:
        """The tap's command line."""
        return people_friendly(super().get_singer_command(), cls)

    def _handle_termination(self, signum: int, frame: FrameType | None) -> None:  # noqa: ARG002
        """Write the state of what was written, then exit with 128 + signal.

        The SDK exits 0, which Meltano takes for a complete run.
        """
        writer = self.message_writer
        assert isinstance(writer, BufferedWriter)  # noqa: S101  # for the type checker

        def leave() -> None:
            try:
                if self.state:  # none yet while streams are discovered: what is stored stays
                    self.state_writer.write_state(self.state)
            finally:
                sys.stderr.flush()
                # Threads may wait minutes for an answer nobody needs any more.
                os._exit(128 + signum)

        self.logger.warning("Stopped by signal %d; the state covers what was written", signum)
        writer.when_idle(leave)
