"""Settings of the connection, stored credentials, and the dialect of requests."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys

import pytest
import requests
from erp_sandbox.testing import Sandbox
from singer_erp.auth.authorization import Authorization
from singer_erp.auth.store import open_store
from singer_erp.errors import ConfigError
from singer_erp.sync.listing import Part
from singer_erp.sync.windows import Window
from singer_erp.testing import run_command
from singer_sdk.exceptions import ConfigValidationError
from tap_acumatica.connection import credentials
from tap_acumatica.query import EntityQuery, literal
from tap_acumatica.streams import ENTITIES
from tap_acumatica.tap import TapAcumatica

AT = dt.datetime(2026, 2, 1, 5, 30, 0, 400_000, dt.timezone(dt.timedelta(hours=5)))
ID = "3f2504e0-4f89-11d3-9a0c-0305e82c3301"


def test_the_plugin_imports_oauth_and_rates_only_where_it_uses_them():
    """Importing is a tenth of a short run."""
    slow = {"authlib", "cryptography.fernet", "filelock", "http.server", "pyrate_limiter"}
    program = "import sys, tap_acumatica.tap; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)

    assert slow.isdisjoint(done.stdout.decode().split())


def test_a_sign_in_with_a_password_asks_for_english_labels(sandbox, run):
    """The marts know types and statuses by their English labels."""
    sandbox.acumatica.set_limits(labels={"Actual": "Ist"})

    output = run(streams=["ledgers"], **sandbox.acumatica.config(auth="cookie"))

    types = {ledger["type"] for ledger in output.records("ledgers")}
    assert types == {"Actual", "Budget", "Statistical"}


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        ({"client_secret": ""}, "`client_secret` missing"),
        ({"auth_method": "cookie", "password": ""}, "`password` missing"),
        ({"auth_method": "oauth_code", "client_id": ""}, "`client_id` missing"),
        ({"client_id": "4B7D0C1E@Other"}, "of the tenant Other, not of `tenant` Acme"),
        ({"client_id": "4B7D0C1E"}, r"of the tenant \(none\)"),
    ],
)
def test_incomplete_credentials_are_an_error_before_anything_is_sent(
    sandbox, config, settings, text
):
    with pytest.raises(ConfigError, match=text):
        TapAcumatica(config=config | settings).streams  # noqa: B018

    assert sandbox.journal() == []


def test_a_tenant_without_a_name_is_an_error(config):
    """By cookie, Acumatica would sign in to its default tenant; every row has the name."""
    with pytest.raises(ConfigValidationError) as raised:
        TapAcumatica(config=config | {"tenant": "", "auth_method": "cookie"})

    assert "tenant" in str(raised.value.errors)


@pytest.mark.parametrize("tenant", ["Beta", "ACME"])
def test_the_state_of_another_tenant_is_an_error(sandbox, run, tenant):
    """Its records would look deleted, and those that this one has never read would be skipped."""
    state = run(streams=["bills"]).state

    with pytest.raises(ConfigError, match=f"is of 'Acme', not of '{tenant}'"):
        run(streams=["bills"], state=state, tenant=tenant, client_id=f"4B7D0C1E@{tenant}")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("branch", "HEAD\nOFFICE"),
        ("branch", " HEADOFFICE"),
        ("branch", "\u5317\u4eac"),
        ("user_agent", "agent "),
        ("user_agent", "K\xf6ln"),
    ],
)
def test_headers_that_http_does_not_allow_are_an_error_before_anything_is_sent(
    sandbox, config, name, value
):
    with pytest.raises(ConfigError, match=f"`{name}` has characters"):
        TapAcumatica(config=config | {name: value}).streams  # noqa: B018

    assert sandbox.journal() == []


def test_credentials_of_a_consent_are_stored_and_rotate(sandbox, config, run):
    settings = config | sandbox.acumatica.config(auth="oauth_code")
    del settings["refresh_token"]
    tap = TapAcumatica(config=settings, catalog={"streams": []})
    known = credentials(tap.config, "tests")
    authorization = Authorization(known.application, known.endpoint)
    page = requests.get(authorization.page, allow_redirects=False, timeout=900)
    response, callback = authorization.redeem(page.headers["Location"])
    grant = known.grant(open_store(settings["credentials_path"]), callback)
    grant.start(response, dt.datetime.now(dt.UTC).timestamp())
    sandbox.acumatica.expire_tokens()

    for _ in range(2):
        assert run(streams=["accounts"], **settings).records("accounts")
        sandbox.acumatica.expire_tokens()

    assert sandbox.acumatica.sessions()["refreshes"] == 2
    assert sandbox.acumatica.sessions()["open"] == 0


@pytest.mark.parametrize("site", ["", "AcmeERP", "a/b"])
def test_a_site_may_be_at_the_root_or_below_a_path(site, config):
    with Sandbox.start("acumatica", documents=5, site=site) as sandbox:
        settings = config | sandbox.acumatica.config()
        assert "vendors" in TapAcumatica(config=settings).streams


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        ("O'Brien", "string", "'O''Brien'"),
        (7, "integer", "7"),
        (AT, "", "datetimeoffset'2026-02-01T00:30:00.400000Z'"),
        ("2026-02-01T00:30:00+00:00", "timestamp", "datetimeoffset'2026-02-01T00:30:00+00:00'"),
        ("2026-02-01", "date", "date'2026-02-01'"),
        (ID, "guid", f"guid'{ID}'"),
        (ID, "string", f"'{ID}'"),
    ],
)
def test_values_are_literals_of_the_dialect(value, kind, expected):
    assert literal(value, kind) == expected


def test_a_part_is_a_filter_on_time_and_key():
    [bill] = [entity for entity in ENTITIES if entity.name == "Bill"]
    query = EntityQuery(bill, fields=("Amount",), lines={"Details": ("Qty",)}, follows=True)

    page = query.page(Part(Window(AT, AT), after="A'1", up_to="B"), top=5)

    at = literal(AT)
    assert page == {
        "$filter": f"LastModifiedDateTime ge {at} and LastModifiedDateTime lt {at}"
        " and ReferenceNbr gt 'A''1' and ReferenceNbr le 'B'",
        "$expand": "Details",
        "$select": "Type,ReferenceNbr,LastModifiedDateTime,Amount,Details/Qty",
        "$top": "5",
    }
    assert query.of_keys([("Bill", "1"), ("Bill", "2")])["$filter"] == (
        "(Type eq 'Bill' and ReferenceNbr eq '1') or (Type eq 'Bill' and ReferenceNbr eq '2')"
    )


@pytest.fixture
def environment(shared_sandbox, monkeypatch):
    for name, value in shared_sandbox.acumatica.environment().items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize("hours", ["20", "1.5", "0", ""])
@pytest.mark.usefixtures("environment")
def test_a_number_may_come_from_the_environment(hours, monkeypatch):
    monkeypatch.setenv("TAP_ACUMATICA_RECONCILE_HOURS", hours)

    outcome = run_command(TapAcumatica, "--config", "ENV", "--discover")

    assert outcome.exit_code == 0, outcome.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PAGE_SIZE", "abc"),
        ("MAX_CONCURRENCY", "1.0"),
        ("ENTITIES", "[{'entity': 'Budget'}]"),
        ("STREAM_MAPS", "bills"),
    ],
)
@pytest.mark.usefixtures("environment")
def test_an_environment_variable_of_another_type_is_an_error_in_one_line(name, value, monkeypatch):
    monkeypatch.setenv(f"TAP_ACUMATICA_{name}", value)

    outcome = run_command(TapAcumatica, "--config", "ENV", "--discover")

    assert outcome.exit_code == 1
    assert "Traceback" not in outcome.stderr
    assert f"TAP_ACUMATICA_{name} is not a" in outcome.stderr.splitlines()[-1]
