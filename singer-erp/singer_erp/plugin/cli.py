"""The command line of taps and targets."""

from __future__ import annotations

import gc
import io
import json
import logging
import os
from copy import copy
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar

import click
from singer_sdk.exceptions import ConfigValidationError
from singer_sdk.plugin_base import SingerCommand

from singer_erp.errors import ErpError
from singer_erp.plugin.sdk import ConfigInput

if TYPE_CHECKING:
    from collections.abc import Callable
    from os import PathLike

    from singer_sdk.plugin_base import PluginBase


Plugin = TypeVar("Plugin")

# At LOGLEVEL=DEBUG these log queries and tokens.
_LOGGERS_WITH_SECRETS = ("authlib", "urllib3")
# Where Meltano keeps its logging configuration: JSON lines, which it parses.
_LOG_CONFIG = "SINGER_SDK_LOG_CONFIG"
_ENVIRONMENT = "ENV"
# Decoded pages are large and hold no cycles: at Python's own threshold of 700 objects, passes over
# them take as long as decoding them.
_OBJECTS_BEFORE_COLLECTION = 100_000


class PluginCommand(SingerCommand):
    """A command that reports an expected error in one line and exits with code 1."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command."""
        for name in _LOGGERS_WITH_SECRETS:
            logging.getLogger(name).setLevel(logging.INFO)
        gc.set_threshold(_OBJECTS_BEFORE_COLLECTION)
        try:
            return super().main(*args, **kwargs)
        except ErpError as error:
            self.logger.error("%s", error)  # noqa: TRY400  # one line, no traceback
        except ConfigValidationError as error:
            for line in error.errors:
                self.logger.error("%s", line)  # noqa: TRY400
        raise SystemExit(1)

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """Parse the arguments, which runs discovery."""
        if "--discover" in args and _LOG_CONFIG in os.environ:
            _log_text()
        return super().make_context(info_name, args, parent, **extra)


def _log_text() -> None:
    """Log text instead of JSON: Meltano repeats the lines of a failed discovery as they are."""
    for handler in logging.getLogger().handlers:
        handler.setFormatter(logging.Formatter("%(levelname)s: %(message)s"))


class PluginGroup(click.Group, PluginCommand):
    """A plugin's command with subcommands: `target-x --config …`, `target-x setup …`."""


class _ConfigFile(click.ParamType[Any]):
    """A settings file, read once because it may be a pipe; or `ENV`."""

    name = "file"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the JSON object in the file."""
        if value == _ENVIRONMENT:
            return value
        try:
            return _object_in(Path(value).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            self.fail(f"{value!r}: {error}", param, ctx)


def _merged(_: click.Context, __: click.Parameter, given: tuple[Any, ...]) -> ConfigInput:
    """Return the settings of all files, later ones first; the SDK would read the paths again."""
    config: dict[str, Any] = {}
    for settings in given:
        if settings != _ENVIRONMENT:
            config |= settings
    return ConfigInput(config, parse_env=_ENVIRONMENT in given)


def _merged_with_command(
    context: click.Context, option: click.Parameter, given: tuple[Any, ...]
) -> ConfigInput:
    """Return the settings of a subcommand: those before it, then its own, or the environment's.

    `meltano invoke tap-acme login` puts `--config` before the subcommand.
    """
    before: ConfigInput = context.find_root().params["config"]
    own = _merged(context, option, given)
    config = before.config | own.config
    return ConfigInput(config, parse_env=before.parse_env or own.parse_env or not config)


class _JsonFile(click.File):
    """A file with one JSON object: a catalog or a state."""

    def convert(
        self,
        value: str | PathLike[str] | IO[Any],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> IO[Any]:
        """Check that the file holds a JSON object and return its text."""
        try:
            with super().convert(value, param, ctx) as file:
                text = file.read()
            _object_in(text)
        except ValueError as error:
            self.fail(f"{value!r}: {error}", param, ctx)
        return io.StringIO(text)


def _object_in(text: str) -> dict[str, Any]:
    """Return a JSON object; the SDK's readers raise tracebacks, some of them with the text."""
    try:
        found = json.loads(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(found, dict):
        raise ValueError("not a JSON object")  # noqa: TRY004  # as for invalid JSON
    return found


_FILE_TYPES: dict[str | None, click.ParamType[Any]] = {
    "config": _ConfigFile(),
    "catalog": _JsonFile(),
    "state": _JsonFile(),
}


def plugin_command(command: click.Command, plugin: type[PluginBase]) -> PluginCommand:
    """Return the SDK's command with checked files and one-line errors."""
    for option in command.params:
        option.type = _FILE_TYPES.get(option.name, option.type)
        if option.name == "config":
            option.callback = _merged
    return PluginCommand(
        name=command.name,
        callback=command.callback,
        context_settings=command.context_settings,
        params=command.params,
        help=command.help,
        logger=plugin.logger,
    )


def with_subcommands(command: PluginCommand, *subcommands: click.Command) -> PluginGroup:
    """Return the command as a group, which runs itself unless a subcommand is named."""
    own = command.callback

    @click.pass_context
    def callback(context: click.Context, /, **options: Any) -> None:
        if context.invoked_subcommand is None and own is not None:
            own(**options)

    group = PluginGroup(
        name=command.name,
        callback=callback,
        invoke_without_command=True,
        context_settings=command.context_settings,
        params=command.params,
        help=command.help,
        logger=command.logger,
    )
    for subcommand in subcommands:
        group.add_command(subcommand)
    return group


def config_option(command: click.Command) -> click.Parameter:
    """Return the option `--config` for a subcommand that takes the same settings."""
    option = copy(next(option for option in command.params if option.name == "config"))
    option.callback = _merged_with_command
    return option


def configure(plugin: Callable[..., Plugin], config: ConfigInput) -> Plugin:
    """Return the plugin for a subcommand.

    Without its mapper: to set that up, a tap discovers its streams, and `login` comes before there
    are credentials to discover them with.

    Args:
        plugin: Class of the plugin.
        config: The settings.
    """
    return plugin(config=config.config, parse_env_config=config.parse_env, setup_mapper=False)


def forbid_unknown(jsonschema: dict[str, Any]) -> dict[str, Any]:
    """Return a settings schema that rejects unknown settings, so that a typo is an error."""
    return jsonschema | {"additionalProperties": False}
