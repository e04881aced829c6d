"""The command line: one line per error, refused settings, hidden secrets."""

import json
import math
import os

import pytest
import requests
from singer_erp.auth.oauth1 import OAuth1Signer
from singer_erp.errors import AuthenticationError, StreamError


@pytest.fixture
def run(run_command, tap_ledger):
    def run(*arguments, **config):
        return run_command(tap_ledger, *arguments, config=config)

    return run


def test_an_expected_error_is_one_line_without_a_traceback(run):
    outcome = run(pages=["[]"], fails_before_page=0)

    assert outcome.exit_code == 1
    [line] = [line for line in outcome.stderr.splitlines() if "rror" in line or "Acme" in line]
    assert line.endswith(
        "Acme request GET /entries failed (403). Give the role `read`. Request id r-7."
    )
    assert "Traceback" not in outcome.stderr


def test_discovery_logs_text_because_meltano_repeats_its_lines(
    run, tap_ledger, monkeypatch, tmp_path
):
    def refuse(self):
        raise AuthenticationError("Acme refused the key", "Check `token`")

    monkeypatch.setattr(tap_ledger, "discover_streams", refuse)
    config = {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "singer_sdk.logging.StructuredFormatter"}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "json",
                "stream": "ext://sys.stderr",
            }
        },
        "root": {"level": "INFO", "handlers": ["stderr"]},
    }
    (tmp_path / "logging.yml").write_text(json.dumps(config))
    monkeypatch.setenv("SINGER_SDK_LOG_CONFIG", str(tmp_path / "logging.yml"))

    assert "ERROR: Acme refused the key. Check `token`.\n" in run("--discover").stderr
    assert '"message":"Acme refused the key. Check `token`."' in run("--test").stderr


@pytest.mark.parametrize("option", ["--discover", "--test", "--test=schema"])
def test_other_commands_report_errors_the_same_way(option, run, tap_ledger, monkeypatch):
    def refuse(self):
        raise AuthenticationError("Acme refused the key", "Check `token`")

    monkeypatch.setattr(tap_ledger, "discover_streams", refuse)

    outcome = run(option)

    assert outcome.exit_code == 1
    assert "Acme refused the key. Check `token`." in outcome.stderr
    assert "Traceback" not in outcome.stderr
    assert outcome.stdout == ""


def test_no_catalog_is_written_without_the_streams_that_were_rejected(run, tap_ledger, monkeypatch):
    """Meltano would keep it, and no later run would have them."""
    discover = tap_ledger.discover_streams

    def discover_others(self):
        self.rejected.append(StreamError("'taxes' could not be described", "Try later"))
        return discover(self)

    monkeypatch.setattr(tap_ledger, "discover_streams", discover_others)

    outcome = run("--discover")

    assert outcome.exit_code == 1
    assert "'taxes' could not be described. Try later." in outcome.stderr
    assert outcome.stdout == ""


@pytest.mark.parametrize("option", [(), ("--test",)])
def test_an_unknown_setting_is_refused_by_name(option, run):
    outcome = run(*option, tokem="s3cret")

    assert outcome.exit_code == 1
    assert "Unknown setting 'tokem'. Did you mean 'token'?" in outcome.stderr
    assert "s3cret" not in outcome.stderr
    assert outcome.stdout == ""


@pytest.mark.parametrize(
    ("config", "path"),
    [
        ({"token": 7654321}, "config['token']"),
        ({"token": ["s3cret"]}, "config['token']"),
        ({"token": {"value": "s3cret"}}, "config['token']"),
        ({"proxy": {"password": 7654321}}, "config['proxy']['password']"),
    ],
)
def test_a_wrong_secret_is_named_and_not_shown(config, path, run):
    outcome = run(**config)

    assert outcome.exit_code == 1
    assert "(secret) is not of type 'string'" in outcome.stderr
    assert path in outcome.stderr
    assert "7654321" not in outcome.stderr
    assert "s3cret" not in outcome.stderr


def test_a_secret_within_a_wrong_value_is_not_shown(run):
    outcome = run(token="s3cret", pages={"token": "s3cret"})

    assert "is not of type 'array'" in outcome.stderr
    assert "s3cret" not in outcome.stderr


@pytest.mark.parametrize("number", [math.nan, math.inf])
def test_a_number_that_is_not_finite_is_named(run, number):
    """JSON files may have it, and it passes every bound."""
    outcome = run(stream_map_config={"rates": [1.5, number]})

    assert outcome.exit_code == 1
    assert "`stream_map_config.rates[1]` is not a finite number" in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_a_wrong_value_that_is_not_a_secret_is_shown(run):
    outcome = run(full_refresh="seven")

    assert outcome.exit_code == 1
    assert "'seven' is not of type 'boolean'" in outcome.stderr


def test_debug_logs_contain_neither_queries_nor_credentials(
    run_command, tap_ledger, client, vendor, monkeypatch
):
    def discover(self):
        signer = OAuth1Signer("s3cret-key", "s3cret", "s3cret-token", "s3cret", realm="r")
        request = requests.Request("GET", vendor.url, params={"q": "s3cret-query"}).prepare()
        signer.sign(request)
        client.send("GET", vendor.url, params={"q": "s3cret-query"})
        self.logger.debug("debugging")
        return []

    monkeypatch.setattr(tap_ledger, "discover_streams", discover)
    monkeypatch.setenv("LOGLEVEL", "DEBUG")

    outcome = run_command(tap_ledger, "--discover")

    assert "debugging" in outcome.stderr
    assert "s3cret" not in outcome.stderr


def test_about_and_discovery_need_no_settings(run):
    about = json.loads(run("--about", "--format", "json").stdout)
    catalog = json.loads(run("--discover").stdout)

    assert about["name"] == "tap-ledger"
    assert [stream["tap_stream_id"] for stream in catalog["streams"]] == ["entries"]


@pytest.mark.parametrize("option", ["--config", "--catalog", "--state"])
@pytest.mark.parametrize("text", ["{", "[]", "s3cret", None])
def test_a_file_that_is_not_a_json_object_is_named(option, text, run, tmp_path):
    path = tmp_path / "given.json"
    if text is not None:
        path.write_text(text)

    outcome = run(option, str(path))

    assert outcome.exit_code == 2
    assert option in outcome.stderr
    assert "given.json" in outcome.stderr
    assert "Traceback" not in outcome.stderr
    assert "s3cret" not in outcome.stderr


def test_a_file_of_endless_nesting_is_named(run, tmp_path):
    path = tmp_path / "given.json"
    path.write_text('{"a":' * 100_000)

    assert "nested too deeply" in run("--config", str(path)).stderr


def test_settings_may_come_from_a_pipe_and_from_several_files(run_command, tap_ledger, tmp_path):
    path = tmp_path / "more.json"
    path.write_text('{"full_refresh": "first"}')
    read, write = os.pipe()
    os.write(write, b'{"full_refresh": "seven"}')
    os.close(write)

    outcome = run_command(tap_ledger, "--config", str(path), "--config", f"/dev/fd/{read}")
    os.close(read)

    assert outcome.exit_code == 1
    assert "'seven' is not of type 'boolean'" in outcome.stderr
    assert "first" not in outcome.stderr  # the later file wins
    assert "Traceback" not in outcome.stderr


def test_dotenv_of_the_working_directory_only_adds_to_the_environment(
    run_command, tap_ledger, monkeypatch, tmp_path
):
    settings = ["TAP_LEDGER_FAILS_BEFORE_PAGE=7", """TAP_LEDGER_PAGES='["[]"]'"""]
    (tmp_path / ".env").write_text("\n".join(settings))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TAP_LEDGER_FAILS_BEFORE_PAGE", "0")
    monkeypatch.setenv("TAP_LEDGER_PAGES", "")
    monkeypatch.delenv("TAP_LEDGER_PAGES")  # what the run sets is removed when the test ends

    outcome = run_command(tap_ledger, "--config", "ENV")

    assert "Acme request GET /entries failed (403)" in outcome.stderr


@pytest.mark.parametrize(
    "stream_map",
    [
        {"label": "1 +"},
        {"__filter__": "1 +"},
        {"__key_properties__": ["nope"]},
        {"label": "nothing(1)"},
        {"label": "int('a')"},
    ],
    ids=str,
)
def test_a_stream_map_that_cannot_be_applied_is_an_error_in_one_line(run, stream_map):
    outcome = run(pages=['[{"id": 1}]'], stream_maps={"entries": stream_map})

    assert outcome.exit_code == 1
    assert "stream_maps" in outcome.stderr.splitlines()[-1]
    assert "Traceback" not in outcome.stderr


@pytest.mark.parametrize("rule", [5, {}, "id"], ids=str)
def test_a_rule_for_all_else_that_does_not_exist_is_an_error_in_one_line(run, rule):
    for maps, path in (
        ({"__else__": rule}, "['stream_maps']['__else__']"),
        ({"entries": {"__else__": rule}}, "['stream_maps']['entries']"),
    ):
        outcome = run(pages=['[{"id": 1}]'], stream_maps=maps)

        assert outcome.exit_code == 1
        assert f"is not valid under any of the given schemas in config{path}" in outcome.stderr
        assert "Traceback" not in outcome.stderr


def test_batch_files_are_not_offered(tap_ledger):
    # The SDK would send ACTIVATE_VERSION before the version's last file.
    assert "batch" not in {capability.value for capability in tap_ledger.capabilities}
