"""What taps and targets share as command-line programs."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click
from singer_sdk.exceptions import ConfigValidationError
from singer_sdk.plugin_base import PluginBase, SingerCommand

from singer_erp.errors import ErpError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from os import PathLike


# At LOGLEVEL=DEBUG these log queries and tokens.
_LOGGERS_WITH_SECRETS = ("authlib", "urllib3")


class PluginCommand(SingerCommand):
    """A command that answers an error for people with one line and exit code 1."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command."""
        for name in _LOGGERS_WITH_SECRETS:
            logging.getLogger(name).setLevel(logging.INFO)
        try:
            return super().main(*args, **kwargs)
        except ErpError as error:
            self.logger.error("%s", error)  # noqa: TRY400  # a person reads this, not a trace
        except ConfigValidationError as error:
            for line in error.errors:
                self.logger.error("%s", line)  # noqa: TRY400
        raise SystemExit(1)


class PluginGroup(click.Group, PluginCommand):
    """A plugin's own command with sub-commands: `target-x --config …`, `target-x setup …`."""


class _ConfigPath(click.ParamType[str]):
    """A file of settings, or the word ENV."""

    name = "file"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The path, once it is known to hold an object."""
        if value != "ENV":
            try:
                _check_object(Path(value).read_text(encoding="utf-8"))
            except (OSError, ValueError) as error:
                self.fail(f"{value!r}: {error}", param, ctx)
        return value


class _JsonFile(click.File):
    """A file of one JSON object: a catalog, a state."""

    def convert(
        self,
        value: str | PathLike[str] | IO[Any],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> IO[Any]:
        """The file's text, once it is known to hold an object."""
        try:
            with super().convert(value, param, ctx) as file:
                text = file.read()
            _check_object(text)
        except ValueError as error:
            self.fail(f"{value!r}: {error}", param, ctx)
        return io.StringIO(text)


def _check_object(text: str) -> None:
    # The SDK's own readers end in a trace, some of them with the file's text.
    if not isinstance(json.loads(text), dict):
        raise ValueError("not a JSON object")  # noqa: TRY004  # click's callers catch one kind


_FILE_TYPES: dict[str | None, click.ParamType[Any]] = {
    "config": _ConfigPath(),
    "catalog": _JsonFile(),
    "state": _JsonFile(),
}


class ConfigSecrets(PluginBase):
    """A plugin whose settings errors do not quote secrets."""

    def _validate_config(self, *, raise_errors: bool = True) -> list[str]:
        try:
            return super()._validate_config(raise_errors=raise_errors)
        except ConfigValidationError as error:
            raise ConfigValidationError(
                str(error),
                errors=[self._hide_secrets(line) for line in error.errors],
                schema=error.schema,
            ) from None

    def _hide_secrets(self, line: str) -> str:
        """A line without the values of settings marked secret; jsonschema quotes them."""
        for value in sorted(
            map(repr, secrets(self.config_jsonschema, self.config)), key=len, reverse=True
        ):
            line = line.replace(value, "(secret)")
        return line


def secrets(schema: Mapping[str, Any], settings: Any) -> Iterator[Any]:
    """The values of settings marked secret, also those within objects."""
    if not isinstance(settings, Mapping):
        return
    for name, definition in schema.get("properties", {}).items():
        if name not in settings:
            continue
        if definition.get("secret"):
            yield settings[name]
        else:
            yield from secrets(definition, settings[name])


def people_friendly(command: click.Command, plugin: type[PluginBase]) -> PluginCommand:
    """The same command, with errors for people."""
    _check_files(command.params)
    return PluginCommand(
        name=command.name,
        callback=command.callback,
        context_settings=command.context_settings,
        params=command.params,
        help=command.help,
        logger=plugin.logger,
    )


def with_subcommands(command: PluginCommand, *subcommands: click.Command) -> PluginGroup:
    """The same command, which runs unless a sub-command is named."""
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
    """The option `--config`, for a sub-command that takes the same settings."""
    return next(option for option in command.params if option.name == "config")


def _check_files(options: Sequence[click.Parameter]) -> None:
    for option in options:
        option.type = _FILE_TYPES.get(option.name, option.type)


def forbid_unknown(jsonschema: dict[str, Any]) -> dict[str, Any]:
    """Return a settings schema that rejects unknown settings, so that a typo is an error."""
    return jsonschema | {"additionalProperties": False}
