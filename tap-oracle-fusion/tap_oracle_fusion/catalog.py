"""The streams that the tap has, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from singer_erp.errors import ConfigError

from tap_oracle_fusion.balances import BALANCE_KEYS, BALANCES
from tap_oracle_fusion.schema import key_columns
from tap_oracle_fusion.segments import CHART_SEGMENT_KEYS, CHART_SEGMENTS
from tap_oracle_fusion.streams import RESOURCES

if TYPE_CHECKING:
    from tap_oracle_fusion.streams import Resource

_PATHS = {path[-1].stream: path for resource in RESOURCES for path in resource.walk()}


def path_of(stream: str) -> tuple[Resource, ...] | None:
    """Return the resources from the top down to that of a stream; None if it has none."""
    return _PATHS.get(stream)


def primary_keys(stream: str) -> tuple[str, ...]:
    """Return the key columns of a stream.

    Raises:
        ConfigError: The tap does not know it.
    """
    if stream == BALANCES:
        return BALANCE_KEYS
    if stream == CHART_SEGMENTS:
        return CHART_SEGMENT_KEYS
    if path := path_of(stream):
        return key_columns(path)
    raise ConfigError(
        f"The catalog has a stream '{stream}' that tap-oracle-fusion does not know",
        "Write a new catalog with --discover",
    )
