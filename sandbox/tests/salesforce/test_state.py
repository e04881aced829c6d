"""An org that is kept between runs."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
import requests
from erp_sandbox.core.launch import Launch
from erp_sandbox.core.server import Server
from erp_sandbox.testing import Sandbox

VERSION = "/services/data/v67.0"


@pytest.fixture
def run(tmp_path):
    """Serves the org that the folder holds; yields it and a caller of its API."""

    @contextmanager
    def run():
        launch = Launch({"salesforce": {}}, state_dir=tmp_path)
        with launch, Server(launch.applications["salesforce"].asgi) as server:
            sandbox = Sandbox.connect(server.url)
            config = sandbox.salesforce.config("client_credentials")
            session = requests.Session()
            form = {"grant_type": "client_credentials", **config}
            token = session.post(f"{server.url}/services/oauth2/token", data=form).json()
            session.headers["Authorization"] = f"Bearer {token['access_token']}"

            def call(method, path, body=None):
                response = session.request(method, server.url + VERSION + path, json=body)
                assert response.ok, response.text
                return response.json() if response.content else None

            yield sandbox, call

    return run


def _stored(sandbox, *names):
    return {name: sandbox.salesforce.truth(name, deleted=True) for name in names}


def test_rows_definitions_and_rules_outlive_a_run(run):
    names = ("Account", "User", "RecordType", "FieldPermissions", "PermissionSet")
    path = "/sobjects/Account/NetSuite_Id__c"
    with run() as (sandbox, call):
        sandbox.salesforce.mutate("prepare")
        one = call("PATCH", f"{path}/1", {"Name": "Acme"})["id"]
        two = call("PATCH", f"{path}/2", {"Name": "Bolt"})["id"]
        call("PATCH", f"{path}/1", {"Name": "Acme AG"})
        call("DELETE", f"/sobjects/Account/{two}")
        sandbox.salesforce.mutate(
            "add_validation_rule", sobject="Account", field="Name", value="No", message="Not No."
        )
        before = _stored(sandbox, *names)

    with run() as (sandbox, call):
        assert _stored(sandbox, *names) == before
        assert call("GET", f"{path}/1")["Name"] == "Acme AG"
        three = call("PATCH", f"{path}/3", {"Name": "Crane"})["id"]
        with pytest.raises(AssertionError, match=r"Not No\."):
            call("PATCH", f"{path}/4", {"Name": "No"})

    assert len({one, two, three}) == 3
    with run() as (sandbox, _):
        assert [row["Name"] for row in sandbox.salesforce.truth("Account")] == ["Acme AG", "Crane"]


def test_what_was_rolled_back_does_not_come_back(run):
    with run() as (sandbox, call):
        sandbox.salesforce.mutate("prepare")
        rows = [{"attributes": {"type": "Account"}, **row} for row in ({"Name": "Acme"}, {})]
        call("POST", "/composite/sobjects", {"allOrNone": True, "records": rows})

    with run() as (sandbox, _):
        assert sandbox.salesforce.truth("Account", deleted=True) == []


def test_a_deleted_field_stays_deleted(run):
    field = {
        "FullName": "Account.Grade__c",
        "Metadata": {"type": "Text", "label": "Grade", "length": 20},
    }
    with run() as (_, call):
        kept = call("POST", "/tooling/sobjects/CustomField", field)["id"]
        field["FullName"] = "Account.Gone__c"
        gone = call("POST", "/tooling/sobjects/CustomField", field)["id"]
        call("DELETE", f"/tooling/sobjects/CustomField/{gone}")

    with run() as (_, call):
        assert call("GET", f"/tooling/sobjects/CustomField/{kept}")
        with pytest.raises(AssertionError):
            call("GET", f"/tooling/sobjects/CustomField/{gone}")


def test_stored_credentials_are_accepted_by_the_next_run(run):
    def refresh(sandbox, token):
        config = sandbox.salesforce.config("refresh_token")
        form = {"grant_type": "refresh_token", **config, "refresh_token": token}
        return requests.post(f"{sandbox.url}/services/oauth2/token", data=form, timeout=900).json()

    with run() as (sandbox, _):
        first = sandbox.salesforce.config("refresh_token")
        rotated = refresh(sandbox, first["refresh_token"])["refresh_token"]

    with run() as (sandbox, _):
        again = sandbox.salesforce.config("refresh_token")
        assert again["client_secret"] == first["client_secret"]
        assert again["refresh_token"] == rotated
        assert "access_token" in refresh(sandbox, rotated)
        assert refresh(sandbox, first["refresh_token"])["error"] == "invalid_grant"
