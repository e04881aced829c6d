"""The base of all targets: exact input, one line for each error, honest exit codes."""

from __future__ import annotations

import sys
from typing import IO, TYPE_CHECKING, Any

from singer_sdk.exceptions import (
    MapExpressionError,
    MissingKeyPropertiesError,
    RecordsWithoutSchemaException,
    StreamMapConfigError,
)
from singer_sdk.singerlib.exceptions import InvalidInputLine
from singer_sdk.target_base import Target
from typing_extensions import override

from singer_erp.errors import ErpError
from singer_erp.messages.reader import BlockReader, TruncatedInputError
from singer_erp.plugin.cli import ConfigSecrets, people_friendly
from singer_erp.plugin.shutdown import Stopper, TerminatedError

if TYPE_CHECKING:
    from types import FrameType

    from singer_sdk.plugin_base import _ConfigInput
    from singer_sdk.singerlib.encoding import GenericSingerReader

    from singer_erp.plugin.cli import PluginCommand

# Faults of the input or the surroundings, told in one line; anything else is ours, with a trace.
_EXPLAINED_ERRORS = (
    ErpError,
    InvalidInputLine,
    MapExpressionError,
    MissingKeyPropertiesError,
    RecordsWithoutSchemaException,
    StreamMapConfigError,
)


class ErpTarget(ConfigSecrets, Target):
    """A target whose errors are for people and whose early end is no success.

    A signal or the tap's death ends the input early: what is complete is kept (`keep_part`),
    nothing that takes a complete read is done, and the exit code says so.
    """

    message_reader_class: type[GenericSingerReader[Any]] = BlockReader

    def __init__(self, **kwargs: Any) -> None:
        self.stopper = Stopper()
        super().__init__(**kwargs)
        if isinstance(self.message_reader, BlockReader):
            self.message_reader.stopper = self.stopper

    def open(self) -> None:
        """Reach the destination: what is wrong with it is told before anything is read."""

    def keep_part(self) -> None:
        """Keep what was received of an input that ended early."""

    def close(self) -> None:
        """Release the destination."""

    def run(self, file_input: IO[str] | None) -> int:
        """Deliver the whole input, release the destination, and return the exit code."""
        try:
            return self._run(file_input)
        except _EXPLAINED_ERRORS as error:
            self.logger.error("%s", error)  # noqa: TRY400 - one line, no traceback
            return 1
        finally:
            self.close()

    def _run(self, file_input: IO[str] | None) -> int:
        self.open()
        try:
            self.listen(file_input)
        except TerminatedError as signal:
            self.keep_part()
            self.logger.warning("Stopped by signal %d; run again to go on.", signal.signum)
            return signal.exit_code
        except TruncatedInputError as error:
            self.keep_part()
            self.logger.error("%s", error)  # noqa: TRY400
            return 1
        return 0

    @override
    def _handle_termination(self, signum: int, frame: FrameType | None) -> None:
        self.stopper.request(signum)

    @classmethod
    def get_singer_command(cls) -> PluginCommand:
        """The target's command line."""
        return people_friendly(super().get_singer_command(), cls)

    @classmethod
    @override
    def invoke(
        cls,
        *,
        about: bool = False,
        about_format: str | None = None,
        config: _ConfigInput | None = None,
        file_input: IO[str] | None = None,
        **options: Any,
    ) -> None:
        """Run the target.

        Args:
            about: Only tell what it is.
            about_format: How.
            config: Settings.
            file_input: Singer messages; standard input if none is given.
            options: Attributes of the target, for options of its own.
        """
        if about:
            cls.print_about(about_format)
            return
        target = cls(
            config=config.config if config else {},
            parse_env_config=bool(config and config.parse_env),
        )
        for name, value in options.items():
            setattr(target, name, value)
        cls.print_version(print_fn=cls.logger.info)
        if exit_code := target.run(file_input):
            sys.exit(exit_code)
