"""The base of targets: exact input, one line for each error, exit codes that report failure."""

from __future__ import annotations

import os
import sys
from abc import abstractmethod
from typing import IO, TYPE_CHECKING, Any, ClassVar

from singer_sdk.exceptions import (
    MissingKeyPropertiesError,
    RecordsWithoutSchemaException,
)
from singer_sdk.singerlib.exceptions import InvalidInputLine
from singer_sdk.target_base import Target
from typing_extensions import override

from singer_erp.errors import ErpError
from singer_erp.messages.json import encode_json
from singer_erp.messages.reader import BlockReader, TruncatedInputError
from singer_erp.plugin.base import ErpPlugin
from singer_erp.plugin.shutdown import Stopper, TerminatedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from singer_sdk.mapper import StreamMap

    from singer_erp.messages.reader import Envelope
    from singer_erp.plugin.sdk import ConfigInput

# Errors in the input or the environment are reported in one line, errors of ours with a traceback.
_EXPECTED_ERRORS = (
    ErpError,
    InvalidInputLine,
    MissingKeyPropertiesError,
    RecordsWithoutSchemaException,
)


class ErpTarget(ErpPlugin, Target):
    """A target whose errors are one line each and whose early end is reported as a failure.

    A signal or the tap's death ends the input early: what is complete is kept
    (`commit_partially`), nothing that requires complete input is done, and the exit code says so.

    Messages arrive at the `process_…` methods below, not at the SDK's sinks, which commit stream
    by stream.

    Attributes:
        reader: Reads the input.
        stopper: Receives termination signals.
        rejects_records: Whether a record that cannot be read is rejected alone.
        if_truncated: What became of the lines before the one that an input ends in.
    """

    rejects_records: ClassVar[bool] = False
    if_truncated: ClassVar[str] = "All lines before it are loaded"

    def __init__(self, **kwargs: Any) -> None:
        self.stopper = Stopper()
        self.reader = BlockReader(
            self,
            self.stopper.waiting,
            keep_surrogates=self.rejects_records,
            if_truncated=self.if_truncated,
        )
        super().__init__(message_reader=self.reader, **kwargs)

    def open(self) -> None:
        """Connect to the destination, so that its errors are reported before anything is read."""

    def commit_partially(self) -> None:
        """Commit what was received of input that ended early."""

    def close(self) -> None:
        """Release the destination."""

    @abstractmethod
    def process_schema(self, message: dict[str, Any]) -> None:
        """Process a SCHEMA message."""

    @abstractmethod
    def process_records(self, stream: str, messages: Sequence[Envelope]) -> None:
        """Process consecutive RECORD messages of one stream."""

    @abstractmethod
    def process_state(self, message: dict[str, Any]) -> None:
        """Process a STATE message."""

    @abstractmethod
    def process_activate_version(self, message: dict[str, Any]) -> None:
        """Process an ACTIVATE_VERSION message."""

    @abstractmethod
    def process_batch(self, message: dict[str, Any]) -> None:
        """Process a BATCH message."""

    def stream_maps(self, stream: str) -> list[StreamMap]:
        """Return the stream maps of a stream whose SCHEMA message was received.

        Raises:
            RecordsWithoutSchemaException: No SCHEMA message was received.
        """
        if stream not in self.mapper.stream_maps:
            raise RecordsWithoutSchemaException(
                f"Line {self.reader.line_number} of the input has a record of stream '{stream}' "
                "before the stream's SCHEMA message. The tap breaks the Singer specification.",
            )
        return self.mapper.stream_maps[stream]

    def run(self, file_input: IO[str] | None) -> int:
        """Load the whole input, release the destination, and return the exit code."""
        try:
            return self._run(file_input)
        except _EXPECTED_ERRORS as error:
            self.logger.error("%s", error)  # noqa: TRY400 - one line, no traceback
            return 1
        finally:
            self.close()

    def _run(self, file_input: IO[str] | None) -> int:
        self.open()
        try:
            self.listen(file_input)
        except TerminatedError as signal:
            self.commit_partially()
            self.logger.warning("Stopped by signal %d; run again to resume.", signal.signum)
            return signal.exit_code
        except TruncatedInputError as error:
            self.commit_partially()
            self.logger.error("%s", error)  # noqa: TRY400
            return 1
        return 0

    @override
    def terminate(self, signum: int) -> None:
        self.stopper.request(signum)

    @classmethod
    @override
    def invoke(
        cls,
        *,
        about: bool = False,
        about_format: str | None = None,
        config: ConfigInput | None = None,
        file_input: IO[str] | None = None,
        **options: Any,
    ) -> None:
        """Run the target.

        Args:
            about: Only print what the target is.
            about_format: Format of that.
            config: Settings.
            file_input: Singer messages; standard input if none is given.
            options: Further arguments of the target's constructor.
        """
        if about:
            cls.print_about(about_format)
            return
        target = cls(
            config=config.config if config else {},
            parse_env_config=bool(config and config.parse_env),
            **options,
        )
        cls.print_version(print_fn=cls.logger.info)
        if exit_code := target.run(file_input):
            sys.exit(exit_code)


def write_state(state: dict[str, Any]) -> None:
    """Write the state to standard output, one line, for the next run of the tap.

    Raises:
        ErpError: Standard output is closed.
    """
    line = f"{encode_json(state).decode()}\n"
    try:
        if sys.stdout is None:
            raise BrokenPipeError
        sys.stdout.write(line)
        sys.stdout.flush()
    except OSError as error:
        _discard_output()
        reason = error.strerror or "it is closed"
    else:
        return
    raise ErpError(
        f"The state cannot be written to standard output: {reason}",
        "What was received before is committed, and the next run repeats it: let a file or "
        "Meltano receive the output, and run again",
    )


def _discard_output() -> None:
    """Let Python flush the rest to nowhere at its end, instead of failing there again."""
    if sys.stdout is not None:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
