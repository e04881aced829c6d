"""Forks processes that send one request each, for tests of stored credentials.

Reads a line of JSON with the settings, forks one process that is killed between a refresh and its
use and two that are not, and writes their exit codes as a line of JSON. It has a single thread, as
a process that forks should.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import sys
import time

from singer_erp.auth.store import open_store
from singer_erp.auth.tokens import TokenSource
from singer_erp.http.factory import ConnectionFactory
from tap_quickbooks.connection import VENDOR, credentials


def request(config: dict[str, object], *, killed: bool) -> None:
    """Send one request, or be killed once a token was refreshed."""
    [realm_id] = config["realm_ids"]
    [grant] = credentials(config, "test").grants(open_store(config["credentials_path"]))
    current = grant.fetch(time.time())

    def fetch(now):
        token = grant.fetch(now)
        if killed and token != current:
            os.kill(os.getpid(), signal.SIGKILL)
        return token

    client = ConnectionFactory(VENDOR, config, "test").client(TokenSource(fetch))
    client.send("GET", f"/v3/company/{realm_id}/companyinfo/{realm_id}")


def main() -> None:
    """Serve rounds until the input ends."""
    fork = multiprocessing.get_context("fork")
    for line in sys.stdin:
        config = json.loads(line)
        processes = [
            fork.Process(target=request, args=(config,), kwargs={"killed": killed})
            for killed in (True, False, False)
        ]
        for process in processes:
            process.start()
        for process in processes:
            process.join(900)
        print(json.dumps([process.exitcode for process in processes]), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
