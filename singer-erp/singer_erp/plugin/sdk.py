"""The private members of the Singer SDK that this project overrides or uses, under public names.

No other module touches a private member of the SDK. `tests/contracts/test_private_sdk_members.py`
keeps this true, and fails when a release of the SDK changes one of them.
"""

from __future__ import annotations

import os
from abc import abstractmethod
from typing import TYPE_CHECKING, Any

from dotenv import find_dotenv, load_dotenv
from singer_sdk.helpers._batch import StorageTarget
from singer_sdk.helpers._classproperty import classproperty
from singer_sdk.plugin_base import PluginBase
from singer_sdk.plugin_base import _ConfigInput as ConfigInput
from singer_sdk.streams.core import Stream
from typing_extensions import override

from singer_erp.plugin.environment import settings_in

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping
    from types import FrameType

    from singer_sdk import Tap
    from singer_sdk.about import AboutInfo

__all__ = ["ConfigInput", "SdkPlugin", "SdkStream", "StorageTarget"]


class SdkPlugin(PluginBase):
    """A plugin that decides what a termination signal does, and where `--config=ENV` looks."""

    @classproperty
    def _env_var_config(cls) -> dict[str, Any]:  # noqa: N805
        """The settings in the environment; `.env` only adds to them.

        The SDK lets a `.env` above the installed SDK replace what the environment says, leaves
        numbers with a fraction text, and raises tracebacks.
        """
        load_dotenv(find_dotenv(usecwd=True), override=False)
        schema = cls.config_jsonschema
        cls.append_builtin_config(schema)
        return settings_in(os.environ, cls._env_var_prefix, schema)

    @classmethod
    @override
    def _get_about_info(cls) -> AboutInfo:
        """Describe the plugin by the summary of its docstring, without its arguments."""
        about = super()._get_about_info()
        about.description = (about.description or "").partition("\n\n")[0]
        return about

    def check_settings(self) -> None:
        """Check what a JSON schema cannot say of the settings; nothing by default."""

    @override
    def _validate_config(self, *, raise_errors: bool = True) -> list[str]:
        if raise_errors:
            self.check_settings()
        return super()._validate_config(raise_errors=raise_errors)

    @abstractmethod
    def terminate(self, signum: int) -> None:
        """Handle SIGTERM or SIGINT; runs in the signal handler."""

    @override
    def _handle_termination(self, signum: int, frame: FrameType | None) -> None:
        self.terminate(signum)


class SdkStream(Stream):
    """A stream that writes its own messages.

    Attributes:
        tap: The tap it belongs to.
    """

    def __init__(
        self, tap: Tap, *, schema: dict[str, Any] | None = None, name: str | None = None
    ) -> None:
        super().__init__(tap, schema=schema, name=name)
        self.tap = tap

    @abstractmethod
    def sync_records(self, *, write_messages: bool) -> Generator[dict[str, Any], Any, Any]:
        """Sync the stream; yield its records if no messages are written."""

    def write_schema(self) -> None:
        """Write the SCHEMA messages of the stream and its stream maps."""
        super()._write_schema_message()

    def write_state(self) -> None:
        """Write a STATE message if the state has changed since the last one."""
        super()._write_state_message()

    @override
    def _sync_records(
        self,
        context: Mapping[str, Any] | None = None,
        *,
        write_messages: bool = True,
    ) -> Generator[dict[str, Any], Any, Any]:
        yield from self.sync_records(write_messages=write_messages)

    @override
    def _write_schema_message(self) -> None:
        self.write_schema()

    @override
    def _write_state_message(self) -> None:
        self.write_state()
