"""Killing a process at a request."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from singer_erp.testing.output import Output

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable


def pick_boundary(requests: int, seed: int) -> tuple[int, bool]:
    """Return where to kill a run: before or after one of its requests is served.

    Args:
        requests: Requests of the whole run.
        seed: Twice as many seeds go through all of them, in an order of their own.

    Returns:
        `number` and `served` of `kill_at_request`.
    """
    every = [(number, served) for number in range(1, requests + 1) for served in (False, True)]
    random.Random(0).shuffle(every)  # noqa: S311  # no secret
    return every[seed % len(every)]


def kill_at_request(
    upstream: str,
    number: int,
    start: Callable[[str], subprocess.Popen[bytes]],
    *,
    served: bool = False,
) -> Output:
    """Send SIGKILL to a process when it sends its n-th request.

    Args:
        upstream: URL of the server, without a path.
        number: The request, counted from 1. With a number that is not reached, the process ends by
            itself.
        start: Starts the process, with its standard output in a pipe; receives the URL to use
            instead of `upstream`.
        served: Whether the server has carried out that request by then.

    Returns:
        What the process has written; `exit_code` is -9 where it was killed.
    """
    # Here: slow to import.
    from singer_erp.testing.proxy import TIMEOUT_SECONDS, KillingProxy  # noqa: PLC0415

    with KillingProxy(upstream, number, served=served) as proxy, start(proxy.url) as process:
        proxy.started(process)
        stdout, _ = process.communicate(timeout=TIMEOUT_SECONDS)
    return Output(stdout.decode(errors="replace"), exit_code=process.returncode)
