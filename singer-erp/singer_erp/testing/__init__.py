"""Tools for tests of taps: run one, load what it wrote, stop it anywhere, compare every column.

Installing `singer-erp[testing]` also brings the fixtures of `singer_erp.testing.plugin`.
"""

from singer_erp.testing.bodies import odd_bodies, response_of
from singer_erp.testing.command import run_command
from singer_erp.testing.comparison import assert_same, differences, normalized
from singer_erp.testing.history import random_history
from singer_erp.testing.kill import kill_at_request, pick_boundary
from singer_erp.testing.output import Output
from singer_erp.testing.run import run_tap
from singer_erp.testing.snapshot import assert_snapshot
from singer_erp.testing.warehouse import Warehouse
from singer_erp.testing.webhooks import receive_webhooks

__all__ = [
    "Output",
    "Warehouse",
    "assert_same",
    "assert_snapshot",
    "differences",
    "kill_at_request",
    "normalized",
    "odd_bodies",
    "pick_boundary",
    "random_history",
    "receive_webhooks",
    "response_of",
    "run_command",
    "run_tap",
]
