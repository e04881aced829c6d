"""Run jobs with `meltano run` and read their logs."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from demo.settings import LOADED, LOG, ROOT, DemoError, program, relative

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

# An empty --env-file: no settings of a real account from .env.
MELTANO = (program("meltano"), "--env-file", os.devnull, "--environment", "sandbox")
_GRACE_SECONDS = 15
_LAST_LINES = 12
_OUTCOMES = ("created", "updated", "unchanged", "rejected")
_DELIVERED = re.compile(r"(\w+): " + ", ".join(rf"([\d,]+) {name}" for name in _OUTCOMES))
_EMITTED = re.compile(r"Emitted (\d+) records of '(\w+)'")
_DISCOVERY = ("Running catalog discovery", "discovering streams")
_LOADING = (
    _DISCOVERY,
    ("Beginning sync of", "extracting and loading"),
    ("Running with dbt", "building and testing the marts"),
)
DELIVERING = (_DISCOVERY, ("Beginning sync of", "extracting and delivering"))


@dataclass
class Progress:
    """Progress of a run, read from its log.

    Attributes:
        emitted: Records by stream, as counted by the tap.
        stages: Name and start of each stage, in monotonic seconds.
        delivered: Records by object and outcome, as counted by the target.
        expected: Text in the log that starts a stage, and the stage's name.
    """

    emitted: dict[str, int] = field(default_factory=dict)
    stages: list[tuple[str, float]] = field(default_factory=list)
    delivered: dict[str, dict[str, int]] = field(default_factory=dict)
    expected: Sequence[tuple[str, str]] = _LOADING

    def read_line(self, line: str) -> None:
        """Update the progress from one line of the log; print a stage when it starts."""
        if found := _EMITTED.search(line):
            self.emitted[found[2]] = self.emitted.get(found[2], 0) + int(found[1])
        if found := _DELIVERED.search(line):
            figures = (int(figure.replace(",", "")) for figure in found.groups()[1:])
            self.delivered[found[1]] = dict(zip(_OUTCOMES, figures, strict=True))
        remaining = self.expected[len(self.stages) :]
        if remaining and remaining[0][0] in line:
            self.end_stage()
            self.stages.append((remaining[0][1], time.monotonic()))
            print(f"  {remaining[0][1]} ...", end="", flush=True)

    def end_stage(self) -> None:
        """Print the duration of the current stage."""
        if self.stages:
            print(f" {time.monotonic() - self.stages[-1][1]:.0f} s", flush=True)


def load(flow: str, tap: str, environment: Mapping[str, str], *, marts: bool) -> Progress:
    """Run a tap and the loader, or the whole job of a flow, which also builds the marts.

    Raises:
        DemoError: The run failed.
    """
    LOADED.unlink(missing_ok=True)
    return run_job(environment, *((flow,) if marts else (tap, "target-duckdb")))


def run_job(
    environment: Mapping[str, str],
    *blocks: str,
    stages: Sequence[tuple[str, str]] = _LOADING,
) -> Progress:
    """Run a job, or a list of plugins, to the end and return its progress.

    Args:
        environment: The run's environment variables.
        blocks: Name of the job, or the plugins.
        stages: Text in the log that starts a stage, and the stage's name.

    Raises:
        DemoError: The job failed.
    """
    # --force: Meltano takes a killed run for a running one. The lock on the sandbox's state
    # prevents two demos at a time.
    command = [*MELTANO, "run", "--force", *blocks]
    print("meltano run", *blocks)
    progress = Progress(expected=stages)
    # A new session, so that Meltano and its plugins can be stopped as one process group.
    with subprocess.Popen(  # noqa: S603  # fixed command
        command,
        cwd=ROOT,
        env=dict(environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    ) as process:
        assert process.stdout is not None  # noqa: S101  # for the type checker
        try:
            _follow(process.stdout, progress)
            code = process.wait()
        finally:
            _stop_group(process)
    progress.end_stage()
    if code:
        raise DemoError(
            f"`meltano run {' '.join(blocks)}` failed (exit code {code}).\n\n{_last_lines()}\n"
            f"The full log is {relative(LOG)}."
        )
    return progress


def _follow(lines: Iterable[str], progress: Progress) -> None:
    with LOG.open("a", encoding="utf-8") as log:
        for line in lines:
            log.write(line)
            log.flush()
            progress.read_line(line)


def _stop_group(process: subprocess.Popen[str]) -> None:
    """Stop Meltano and every process it started; do nothing if they have ended."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
            process.wait(_GRACE_SECONDS)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue


def _last_lines() -> str:
    lines = LOG.read_text(encoding="utf-8").splitlines()
    return "".join(f"  {line}\n" for line in lines[-_LAST_LINES:])
