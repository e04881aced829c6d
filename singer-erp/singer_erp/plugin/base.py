"""The base of taps and targets: settings that are checked by name, errors without secrets."""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from singer_sdk.exceptions import ConfigValidationError

from singer_erp.plugin.cli import PluginCommand, plugin_command
from singer_erp.plugin.sdk import SdkPlugin
from singer_erp.plugin.stream_maps import checked, correct_setting
from singer_erp.redaction import secret_settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# The end of jsonschema's message about a setting that the schema does not have.
_UNKNOWN = "unexpected)"


class ErpPlugin(SdkPlugin):
    """A plugin whose errors are one line each and quote no secret."""

    def __init__(self, **kwargs: Any) -> None:
        try:
            super().__init__(**kwargs)
        except ConfigValidationError as error:
            raise ConfigValidationError(
                str(error), errors=self._explain(error), schema=error.schema
            ) from None

    def check_settings(self) -> None:
        """Check that numbers are finite: JSON files may have NaN, which passes all bounds.

        Raises:
            ConfigValidationError: One is not.
        """
        if wrong := sorted(_not_finite(self.config)):
            raise ConfigValidationError(
                "Config validation failed",
                errors=[f"`{path}` is not a finite number" for path in wrong],
                schema=self.config_jsonschema,
            )

    def setup_mapper(self) -> None:
        """Apply the setting `stream_maps`.

        Raises:
            StreamMapError: It cannot be applied.
        """
        with checked("The stream maps cannot be applied"):
            super().setup_mapper()

    @classmethod
    def append_builtin_config(cls, config_jsonschema: dict[str, Any]) -> None:
        """Add the settings that the SDK has for every plugin."""
        super().append_builtin_config(config_jsonschema)
        correct_setting(config_jsonschema)

    @classmethod
    def get_singer_command(cls) -> PluginCommand:
        """Return the plugin's command line."""
        return plugin_command(super().get_singer_command(), cls)

    def _explain(self, error: ConfigValidationError) -> list[str]:
        """Return one line per wrong setting, without values of settings marked secret."""
        schema = self.config_jsonschema
        lines = error.errors
        if not schema.get("additionalProperties", True):
            unknown = unknown_settings(self.name, self.config, schema["properties"])
            lines = [*unknown, *(line for line in lines if not line.endswith(_UNKNOWN))]
        # jsonschema quotes the values it refuses. The longest first: one may contain another.
        values = sorted(map(repr, secret_settings(schema, self.config)), key=len, reverse=True)
        return [_without(values, line) for line in lines]


def unknown_settings(plugin: str, config: Iterable[str], known: Iterable[str]) -> list[str]:
    """Return one sentence per setting that the plugin does not have."""
    known = list(known)
    sentences = []
    for name in config:
        if name in known:
            continue
        close = difflib.get_close_matches(name, known, n=1)
        guess = f" Did you mean '{close[0]}'?" if close else ""
        sentences.append(f"Unknown setting '{name}'.{guess} `{plugin} --about` lists all settings.")
    return sentences


def _not_finite(value: Any, path: str = "") -> Iterator[str]:
    """Yield the paths of numbers that are a NaN or an infinity."""
    if isinstance(value, Mapping):
        for name, entry in value.items():
            yield from _not_finite(entry, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list):
        for position, entry in enumerate(value):
            yield from _not_finite(entry, f"{path}[{position}]")
    elif isinstance(value, float) and not math.isfinite(value):
        yield path


def _without(values: Iterable[str], line: str) -> str:
    for value in values:
        line = line.replace(value, "(secret)")
    return line
