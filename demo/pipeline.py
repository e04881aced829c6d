"""Runs the job with Meltano, as anybody would, and keeps its log."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from demo.settings import LOG, ROOT, DemoError, program, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

JOB = "netsuite-to-warehouse"
_GRACE_SECONDS = 15
_LAST_LINES = 12
_OUTCOMES = ("created", "updated", "unchanged", "rejected")
_DELIVERED = re.compile(r"(\w+): " + ", ".join(rf"([\d,]+) {what}" for what in _OUTCOMES))
_EMITTED = re.compile(r"Emitted (\d+) records of '(\w+)'")
STAGES = (
    ("Running catalog discovery", "discovering streams and custom fields"),
    ("Beginning sync of", "extracting and loading"),
    ("Running with dbt", "building and testing the marts"),
)


@dataclass
class Progress:
    """What the log has told so far.

    Attributes:
        emitted: Records by stream, as the tap counted them while it wrote them.
        stages: Name and start of each stage, in monotonic seconds.
        delivered: Records by object and by what became of them, as the target counted them.
        expected: Words in the log that begin a stage, and its name.
    """

    emitted: dict[str, int] = field(default_factory=dict)
    stages: list[tuple[str, float]] = field(default_factory=list)
    delivered: dict[str, dict[str, int]] = field(default_factory=dict)
    expected: Sequence[tuple[str, str]] = STAGES

    def take(self, line: str) -> None:
        """Learn from one line of the log; prints a stage when it begins."""
        if found := _EMITTED.search(line):
            self.emitted[found[2]] = self.emitted.get(found[2], 0) + int(found[1])
        if found := _DELIVERED.search(line):
            figures = (int(figure.replace(",", "")) for figure in found.groups()[1:])
            self.delivered[found[1]] = dict(zip(_OUTCOMES, figures, strict=True))
        ahead = self.expected[len(self.stages) :]
        if ahead and ahead[0][0] in line:
            self.end_stage()
            self.stages.append((ahead[0][1], time.monotonic()))
            print(f"  {ahead[0][1]} ...", end="", flush=True)

    def end_stage(self) -> None:
        """Print how long the stage under way took."""
        if self.stages:
            print(f" {time.monotonic() - self.stages[-1][1]:.0f} s", flush=True)


def run_job(
    environment: Mapping[str, str],
    *blocks: str,
    stages: Sequence[tuple[str, str]] = STAGES,
    full: bool = False,
) -> Progress:
    """Run a job, or plugins one after another, to the end and return what the log told.

    Args:
        environment: The run's environment.
        blocks: Name of the job, or the plugins.
        stages: Words in the log that begin a stage, and its name.
        full: Whether the state of earlier runs is left aside.

    Raises:
        DemoError: The job failed.
    """
    # --force: a killed demo looks as if it still ran; the company's lock already keeps two apart.
    # An empty --env-file keeps the real account's settings in .env out of the demo.
    command = [program("meltano"), "--env-file", os.devnull, "--environment", "sandbox"]
    options = ["--full-refresh"] if full else []
    command += ["run", "--force", *options, *blocks]
    print("meltano run", *options, *blocks)
    progress = Progress(expected=stages)
    # A session of its own, so that the whole family can be ended together.
    with subprocess.Popen(  # noqa: S603  # our own command
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
            _end_family(process)
    progress.end_stage()
    if code:
        raise DemoError(f"The job failed (exit code {code}).\n\n{_tail()}\nAll of it: {shown(LOG)}")
    return progress


def _follow(lines: Iterable[str], progress: Progress) -> None:
    with LOG.open("a", encoding="utf-8") as log:
        for line in lines:
            log.write(line)
            log.flush()
            progress.take(line)


def _end_family(process: subprocess.Popen[str]) -> None:
    """End Meltano and all it started; after a run that ended by itself there is nobody left."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
            process.wait(_GRACE_SECONDS)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue


def _tail() -> str:
    lines = LOG.read_text(encoding="utf-8").splitlines()
    return "".join(f"  {line}\n" for line in lines[-_LAST_LINES:])
