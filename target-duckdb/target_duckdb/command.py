"""Running the target to its end: what is told, and with which exit code."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from singer_sdk.exceptions import (
    MapExpressionError,
    MissingKeyPropertiesError,
    RecordsWithoutSchemaException,
    StreamMapConfigError,
)
from singer_sdk.singerlib.exceptions import InvalidInputLine

from target_duckdb.errors import TargetError
from target_duckdb.reader import TruncatedInputError
from target_duckdb.termination import TerminatedError

if TYPE_CHECKING:
    from target_duckdb.target import TargetDuckDB

# Faults of the input or the surroundings, told in one line; anything else is ours, with traceback.
_EXPLAINED_ERRORS = (
    TargetError,
    InvalidInputLine,
    MapExpressionError,
    MissingKeyPropertiesError,
    RecordsWithoutSchemaException,
    StreamMapConfigError,
)


def run_to_the_end(target: TargetDuckDB, file_input: IO[str] | None) -> int:
    """Load the whole input, release the file, and return the exit code."""
    try:
        return _run(target, file_input)
    except _EXPLAINED_ERRORS as error:
        target.logger.error("%s", error)  # noqa: TRY400 - one line, no traceback
        return 1
    finally:
        target.close()


def _run(target: TargetDuckDB, file_input: IO[str] | None) -> int:
    """Load the input; what ends early, by a signal or the tap's death, is kept as far as it came.

    Nothing is then retired or overwritten: that takes a complete read.
    """
    _ = target.warehouse  # a locked file is reported before anything is read
    try:
        target.listen(file_input)
    except TerminatedError as signal:
        target.commit_part()
        target.logger.warning("Stopped by signal %d; run again to go on.", signal.signum)
        return signal.exit_code
    except TruncatedInputError as error:
        target.commit_part()
        target.logger.error("%s", error)  # noqa: TRY400
        return 1
    return 0
