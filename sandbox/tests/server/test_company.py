"""The generated company behind the whole stack, as the plugins' tests use it."""

import json
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import jwt
import pytest
from erp_sandbox.testing import Sandbox

TABLES = ("vendor", "customer", "transaction", "transactionline", "transactionaccountingline")


@pytest.fixture(scope="module")
def running():
    with Sandbox.start("netsuite", documents=50, seed=3) as sandbox:
        yield sandbox


@pytest.fixture
def query(running):
    """Logs in as the tap does and asks one query; returns the page."""
    config = running.netsuite.config()
    now = int(running.now().timestamp())
    claims = {
        "iss": config["client_id"],
        "scope": ["rest_webservices"],
        "aud": config["token_url"],
        "iat": now,
        "exp": now + 300,
    }
    header = {"kid": config["certificate_id"]}
    form = (
        "grant_type=client_credentials&client_assertion_type="
        "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion="
    ) + jwt.encode(claims, config["private_key"], "ES256", header)
    with urlopen(config["token_url"], form.encode(), timeout=900) as response:
        token = json.load(response)["access_token"]

    def ask(text, parameters=""):
        url = f"{config['api_url']}/services/rest/query/v1/suiteql{parameters}"
        headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "Prefer": "transient",
        }
        request = Request(url, json.dumps({"q": text}).encode(), headers)
        with urlopen(request, timeout=900) as response:
            return json.load(response)

    return ask


@pytest.mark.parametrize("table", TABLES)
def test_the_api_counts_the_stored_rows(running, query, table):
    (truth,) = running.netsuite.truth(f"SELECT count(*) AS n FROM {table}")

    assert truth["n"] > 0
    assert query(f"SELECT COUNT(*) AS n FROM {table}")["items"][0]["n"] == str(truth["n"])


def test_all_pages_together_are_the_full_table(running, query):
    sql = "SELECT uniquekey FROM transactionline ORDER BY uniquekey"
    expected = [row["uniquekey"] for row in running.netsuite.truth(sql)]

    keys, offset = [], 0
    while True:
        page = query(sql, f"?limit=100&offset={offset}")
        keys += [int(item["uniquekey"]) for item in page["items"]]
        if not page["hasMore"]:
            break
        offset += 100

    assert keys == expected


def test_a_mutation_shows_at_once(running, query):
    (before,) = running.netsuite.truth("SELECT count(*) AS n FROM transaction")
    running.netsuite.mutate("random", seed=5, steps=10)
    (after,) = running.netsuite.truth("SELECT count(*) AS n FROM transaction")

    assert after != before
    assert query("SELECT COUNT(*) AS n FROM transaction")["items"][0]["n"] == str(after["n"])


def test_every_action_is_explained(running):
    actions = running.netsuite.actions()

    assert {"create", "change", "delete", "void", "random"} <= actions.keys()
    assert all(actions.values())


def test_the_url_is_the_accounts_own(running):
    config = running.netsuite.config("tba")

    assert urlsplit(config["api_url"]).path == "/1234567-sb1"
    assert config["api_url"].startswith(running.url)
