"""spectacles, as published, checks the instance's LookML and content."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest

PROGRAM = Path(__file__).parents[4] / ".meltano" / "spectacles" / "bin" / "spectacles"

pytestmark = pytest.mark.skipif(
    not PROGRAM.exists(), reason="spectacles is not there: run `make .meltano/spectacles`"
)


@pytest.fixture
def spectacles(api, tmp_path):
    """Runs one command and returns its exit code and output."""

    def spectacles(command, *arguments):
        url = urlsplit(api.config["api_url"])
        options = {
            "--base-url": f"http://{url.hostname}",
            "--port": str(url.port),
            "--client-id": api.config["client_id"],
            "--client-secret": api.config["client_secret"],
        }
        flat = [part for pair in options.items() for part in pair]
        ran = subprocess.run(
            [PROGRAM, command, *flat, "--do-not-track", "--no-looker-ci-warning", *arguments],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env={**os.environ, "NO_PROXY": "127.0.0.1"},
            check=False,
        )
        return ran.returncode, ran.stdout + ran.stderr

    return spectacles


@pytest.mark.parametrize("command", ["sql", "assert", "content", "lookml"])
def test_a_valid_project_passes(spectacles, command):
    code, output = spectacles(command, "--project", "sandbox_finance")

    assert code == 0, output


def test_a_connection_is_made(spectacles):
    code, output = spectacles("connect")

    assert code == 0, output


def test_broken_content_and_failing_data_tests_are_found(api, spectacles):
    query = api.post("queries", {"model": "finance", "view": "gl", "fields": ["gl.removed"]})
    api.post("looks", {"title": "Old", "query_id": query["id"], "folder_id": "1"})
    sql = "UPDATE gl_lines SET debit = debit + 1 WHERE line_number = 1 AND is_posted"
    api.control.mutate("execute", sql=sql)

    code, output = spectacles("content", "--project", "sandbox_finance")
    assert (code, "gl.removed" in output) == (102, True), output
    code, output = spectacles("assert", "--project", "sandbox_finance")
    assert (code, "debits_equal_credits" in output) == (102, True), output


def test_a_dimension_that_the_warehouse_does_not_have_is_found(api, spectacles):
    api.control.mutate("execute", sql="ALTER TABLE gl_lines RENAME memo TO note")

    code, output = spectacles("sql", "--project", "sandbox_finance")
    assert (code, "memo" in output) == (102, True), output
