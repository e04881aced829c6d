"""Settings of subcommands: those before the subcommand, its own, or the environment's."""

from __future__ import annotations

import json

import click
import pytest
from click.testing import CliRunner
from singer_erp.plugin.cli import PluginCommand, config_option, configure, with_subcommands
from singer_erp.plugin.sdk import ConfigInput


@pytest.fixture
def show(tap_ledger, tmp_path):
    """Run a command line with the subcommand `show`, which prints its settings."""
    (tmp_path / "first.json").write_text('{"token": "first", "full_refresh": true}')
    (tmp_path / "second.json").write_text('{"token": "second"}')

    def callback(config):
        click.echo(json.dumps([config.config, config.parse_env]))

    command = tap_ledger.get_singer_command()
    subcommand = PluginCommand(
        name="show", callback=callback, params=[config_option(command)], logger=tap_ledger.logger
    )
    group = with_subcommands(command, subcommand)

    def run(line):
        files = {path.stem: str(path) for path in tmp_path.iterdir()}
        given = [files.get(word, word) for word in line.split()]
        return json.loads(CliRunner().invoke(group, given, catch_exceptions=False).stdout)

    return run


FIRST = {"token": "first", "full_refresh": True}


@pytest.mark.parametrize(
    ("line", "settings", "reads_environment"),
    [
        ("show", {}, True),
        ("show --config ENV", {}, True),
        ("--config ENV show", {}, True),
        ("show --config first", FIRST, False),
        # As `meltano invoke` runs it.
        ("--config first show", FIRST, False),
        ("--config first show --config second", FIRST | {"token": "second"}, False),
        ("--config first show --config ENV", FIRST, True),
    ],
)
def test_a_subcommand_has_the_settings_before_it_and_its_own(
    line, settings, reads_environment, show
):
    assert show(line) == [settings, reads_environment]


def test_a_subcommand_discovers_no_streams(tap_ledger):
    """`login` comes before there are credentials to discover them with."""

    class TapWithoutCredentials(tap_ledger):
        def discover_streams(self):
            raise AssertionError

    assert (
        configure(TapWithoutCredentials, ConfigInput({"token": "first"})).config["token"] == "first"
    )
