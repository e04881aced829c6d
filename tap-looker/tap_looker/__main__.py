"""`python -m tap_looker`."""

from tap_looker.tap import TapLooker

TapLooker.cli()
