import json
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest
from click.testing import CliRunner
from erp_sandbox.cli import command as erp_sandbox
from erp_sandbox.core.registry import VENDORS, vendor_type

LIGHT = ("--vendor", "salesforce")
SMALL = ("--vendor", "netsuite", "--documents", "20")
SANDBOX = (sys.executable, "-m", "erp_sandbox.cli")
SHOW = "import os, json; print(json.dumps(dict(os.environ)))"
COUNT = """
import json, os, sys, urllib.request
sql = "SELECT max(id) AS id, max(lastmodifieddate) AS at FROM transaction"
url = os.environ["ERP_SANDBOX_URL"] + "/_control/netsuite/truth"
with urllib.request.urlopen(url, json.dumps({"sql": sql}).encode()) as response:
    print(response.read().decode())
"""


@pytest.fixture
def execute(tmp_path):
    """Runs `erp-sandbox exec` on a Python program; returns its exit code and what it printed."""

    def execute(program, *options, arguments=()):
        output = tmp_path / "output"
        redirected = f"import sys; sys.stdout = open({str(output)!r}, 'w')\n{program}"
        command = [sys.executable, "-c", redirected, *arguments]
        result = CliRunner().invoke(erp_sandbox(), ["exec", *options, "--", *command])
        assert result.exception is None or isinstance(result.exception, SystemExit), result
        text = output.read_text(encoding="utf-8") if output.exists() else result.output
        return result.exit_code, text

    return execute


@pytest.fixture
def start():
    """Starts `erp-sandbox`; kills what a failed test leaves behind."""
    children = []

    def start(*arguments):
        child = subprocess.Popen([*SANDBOX, *arguments], stdout=subprocess.PIPE, text=True)
        children.append(child)
        return child

    yield start
    for child in children:
        child.kill()
        child.wait()
        child.stdout.close()


@pytest.mark.usefixtures("tiny_books")
def test_exec_exports_the_taps_settings_and_stops_the_server(execute):
    code, output = execute(SHOW, *SMALL)

    environment = json.loads(output)
    url = environment["ERP_SANDBOX_URL"]
    assert code == 0
    assert environment["TAP_NETSUITE_ACCOUNT_ID"] == "1234567_SB1"
    assert environment["TAP_NETSUITE_API_URL"] == f"{url}/1234567-sb1"
    assert environment["TAP_NETSUITE_TOKEN_URL"] == (
        f"{url}/1234567-sb1/services/rest/auth/oauth2/v1/token"
    )
    assert "PRIVATE KEY" in environment["TAP_NETSUITE_PRIVATE_KEY"]
    assert environment["TAP_NETSUITE_CLIENT_ID"]
    assert environment["TAP_NETSUITE_CERTIFICATE_ID"]
    assert "127.0.0.1" in environment["NO_PROXY"].split(",")
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(f"{url}/_control/health", timeout=900)


@pytest.mark.usefixtures("tiny_books")
def test_exec_exports_token_based_credentials_on_request(execute):
    _, output = execute(SHOW, *SMALL, "--netsuite-auth", "tba", "--netsuite-account-id", "7654321")

    environment = json.loads(output)
    assert environment["TAP_NETSUITE_API_URL"].endswith("/7654321")
    assert environment["TAP_NETSUITE_CONSUMER_KEY"]
    assert environment["TAP_NETSUITE_TOKEN_SECRET"]
    assert "TAP_NETSUITE_PRIVATE_KEY" not in environment


@pytest.mark.usefixtures("tiny_books")
def test_exec_passes_the_exit_code_and_options_of_the_command_on(execute):
    program = "sys.exit(len(sys.argv))"

    assert execute(program, *SMALL, arguments=["--documents", "3"])[0] == 3


@pytest.mark.usefixtures("tiny_books")
def test_exec_of_a_command_that_does_not_exist_exits_127():
    result = CliRunner().invoke(erp_sandbox(), ["exec", *SMALL, "--", "no-such-command-here"])

    assert result.exit_code == 127
    assert "no-such-command-here: command not found" in result.output


def test_exec_passes_signals_on_and_exits_as_a_shell_would(start):
    child = start(
        "exec",
        *LIGHT,
        "--",
        sys.executable,
        "-c",
        "import signal; print('ready', flush=True); signal.pause()",
    )
    assert child.stdout.readline() == "ready\n"

    child.send_signal(signal.SIGTERM)

    assert child.wait(900) == 128 + signal.SIGTERM


def test_consecutive_runs_with_a_state_folder_resume_the_data_set(execute, tmp_path):
    options = ("--vendor", "netsuite", "--state-dir", str(tmp_path / "state"))

    first = execute(COUNT, *SMALL, *options, "--mutate-resumed", "random:5")
    second = execute(COUNT, *options, "--mutate-resumed", "random:5")
    third = execute(COUNT, *options)

    (before,), (after,) = (json.loads(output)["rows"] for _, output in (first, second))
    assert after["at"] > before["at"]
    assert after["id"] >= before["id"]
    assert third == second


@pytest.mark.usefixtures("tiny_books")
def test_a_state_folder_with_another_data_set_is_rejected(execute, tmp_path):
    options = ("--state-dir", str(tmp_path))
    assert execute("", *SMALL, *options)[0] == 0

    other = ["--vendor", "netsuite", "--documents", "30"]
    result = CliRunner().invoke(erp_sandbox(), ["exec", *other, *options, "--", "true"])

    assert result.exit_code == 1
    assert "made with other values of documents" in result.output


def test_serve_prints_the_environment_and_answers_until_terminated(start):
    child = start("serve", *LIGHT, "--output", "json")
    printed = json.loads(child.stdout.readline())
    url = printed["url"]

    with urllib.request.urlopen(f"{url}/_control/health", timeout=900) as response:
        assert response.status == 200
    assert printed["environment"]["ERP_SANDBOX_SALESFORCE_URL"] == url

    child.send_signal(signal.SIGTERM)
    assert child.wait(900) == -signal.SIGTERM


def test_serve_prints_lines_a_shell_can_read(start):
    child = start("serve", *LIGHT)
    lines = []
    while not (line := child.stdout.readline()).startswith("export ERP_SANDBOX_SALESFORCE_URL="):
        lines.append(line)
    script = "".join([*lines, line, f"{sys.executable} -c '{SHOW}'"])
    environment = json.loads(subprocess.check_output(["sh", "-c", script], text=True))

    assert environment["TARGET_SALESFORCE_PRIVATE_KEY"].startswith("-----BEGIN PRIVATE KEY-----\n")

    child.send_signal(signal.SIGINT)
    assert child.wait(900) == 130


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (("--netsuite-time-zone", "Mars/Olympus"), "Unknown time zone"),
        (("--netsuite-date-format", "DDMMYY"), "Invalid value for '--netsuite-date-format'"),
        (("--mutate", "explode"), "There is no action 'explode'"),
        (("--mutate", "netsuite.delete:vendor"), "is not name=value"),
        (("--mutate", "quickbooks.random"), "is a change of no vendor that is served"),
        (("--tls-cert", __file__), "--tls-cert and --tls-key belong together"),
        (("--netsuite-account-id", "1234567-sb1"), "is not an account id"),
    ],
)
@pytest.mark.usefixtures("tiny_books")
def test_a_wrong_option_is_explained(options, complaint):
    result = CliRunner().invoke(erp_sandbox(), ["exec", *SMALL, *options, "--", "true"])

    assert result.exit_code in {1, 2}
    assert complaint in result.output


@pytest.mark.usefixtures("tiny_books")
def test_a_taken_port_is_explained():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = CliRunner().invoke(erp_sandbox(), ["serve", *SMALL, "--port", port])

    assert result.exit_code == 1
    assert f"Port {port} cannot be used" in result.output


def test_help_names_every_option():
    result = CliRunner().invoke(erp_sandbox(), ["exec", "--help"])

    for option in ("--vendor", "--documents", "--state-dir", "--mutate", "--latency", "--tls-cert"):
        assert option in result.output
    for vendor in VENDORS:
        for option in vendor_type(vendor).options:
            assert f"--{vendor}-{option.name}".replace("_", "-") in result.output
