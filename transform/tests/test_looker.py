"""The LookML in a simulated Looker over the marts: by its API, and by spectacles as published."""

import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from erp_sandbox.testing import Sandbox

ROOT = Path(__file__).parents[2]
SPECTACLES = ROOT / ".meltano" / "spectacles" / "bin" / "spectacles"


@pytest.fixture(scope="module")
def looker(all_marts, marts_folder):
    warehouse = str(marts_folder / "all" / "warehouse.duckdb")
    with Sandbox.start("looker", project=str(ROOT / "lookml"), warehouse=warehouse) as sandbox:
        yield sandbox.looker


@pytest.fixture
def call(looker):
    """A function that returns the response to a request of the API's user."""
    config = looker.config()
    names = ("client_id", "client_secret")
    url = config["api_url"].rstrip("/") + "/api/4.0/"
    login = requests.post(f"{url}login", {name: config[name] for name in names}, timeout=60)
    headers = {"Authorization": f"Bearer {login.json()['access_token']}"}

    def call(method, path, **body):
        return requests.request(method, url + path, json=body, headers=headers, timeout=600)

    return call


@pytest.mark.skipif(
    not SPECTACLES.exists(), reason="it is not there: run `make .meltano/spectacles`"
)
@pytest.mark.parametrize("command", ["lookml", "sql", "assert"])
def test_spectacles_finds_nothing(looker, tmp_path, command):
    config = looker.config()
    url = urlsplit(config["api_url"])
    options = {
        "--base-url": f"http://{url.hostname}",
        "--port": str(url.port),
        "--client-id": config["client_id"],
        "--client-secret": config["client_secret"],
        "--project": "singer_erp_finance",
    }
    flat = [part for pair in options.items() for part in pair]
    done = subprocess.run(
        [SPECTACLES, command, "--do-not-track", "--no-looker-ci-warning", *flat],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={"NO_PROXY": "127.0.0.1", "HOME": str(tmp_path)},
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_user_of_one_company_reads_its_rows_and_no_master_data(looker, call, all_marts):
    code, lines = all_marts.rows(
        "select company_code, count(*) from finance.fct_gl_line"
        " inner join finance.dim_company using (company_key)"
        " where is_primary_book group by 1 order by 2 desc, 1 limit 1"
    )[0]
    query = {"model": "finance", "view": "general_ledger", "fields": ["fct_gl_line.count"]}
    findings = "lookml_models/finance/explores/master_data_check"
    try:
        looker.set_user(attributes={"company": f'"{code}"'})
        assert call("POST", "queries/run/json", **query).json() == [{"fct_gl_line.count": lines}]
        assert call("GET", findings).status_code == 404
    finally:
        looker.set_user(attributes={"company": "%"})
    assert call("GET", findings).status_code == 200
