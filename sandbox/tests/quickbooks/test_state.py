"""Companies that are kept between runs."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
import requests
from erp_sandbox.core.launch import Launch
from erp_sandbox.core.server import Server
from erp_sandbox.quickbooks.entities import ENTITIES
from erp_sandbox.testing import Sandbox

REALMS = ("111", "222")


@pytest.fixture
def run(tmp_path):
    """Serves the companies that the folder holds."""

    @contextmanager
    def run():
        options = {"documents": 60, "realm_ids": REALMS}
        launch = Launch({"quickbooks": options}, state_dir=tmp_path)
        with launch, Server(launch.applications["quickbooks"].asgi) as server:
            yield Sandbox.connect(server.url)

    return run


def _refresh(sandbox, token, realm="111"):
    config = sandbox.quickbooks.config(realm)
    form = {"grant_type": "refresh_token", "refresh_token": token}
    auth = (config["client_id"], config["client_secret"])
    return requests.post(config["token_url"], data=form, auth=auth, timeout=900)


def _call(sandbox, token, path, realm="111", **body):
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
    url = f"{sandbox.url}/v3/company/{realm}/{path}"
    return requests.post(url, json=body, headers=headers, timeout=900)


def _stored(sandbox):
    return {
        (realm, entity.name): sandbox.quickbooks.truth(entity.name, realm)
        for realm in REALMS
        for entity in ENTITIES.values()
    }


def test_records_outlive_a_run_with_their_timestamps_and_tokens(run):
    with run() as sandbox:
        token = _refresh(sandbox, sandbox.quickbooks.config()["refresh_token"]).json()
        access = token["access_token"]
        sandbox.quickbooks.mutate("random", steps=40, seed=3)
        sandbox.quickbooks.mutate("documents", number=5, realm="222")
        sandbox.advance(60)
        made = _call(sandbox, access, "customer", DisplayName="New").json()["Customer"]
        [bill, *_] = sandbox.quickbooks.truth("Bill")
        items = [
            {"bId": "1", "operation": "create", "Vendor": {"DisplayName": "Newer"}},
            {
                "bId": "2",
                "operation": "delete",
                "Bill": {"Id": bill["Id"], "SyncToken": bill["SyncToken"]},
            },
        ]
        assert _call(sandbox, access, "batch", BatchItemRequest=items).status_code == 200
        assert _call(sandbox, access, "customer", DisplayName="").status_code == 400
        before = _stored(sandbox)

    with run() as sandbox:
        assert _stored(sandbox) == before
        assert _call(sandbox, access, "customer", DisplayName="Next").json()["Customer"]["Id"] == (
            str(int(made["Id"]) + 1)
        )


def test_a_rotated_refresh_token_is_accepted_by_the_next_run(run):
    with run() as sandbox:
        first = sandbox.quickbooks.config("222")
        sandbox.advance(86_400)
        rotated = _refresh(sandbox, first["refresh_token"], "222").json()["refresh_token"]
        assert rotated != first["refresh_token"]

    with run() as sandbox:
        again = sandbox.quickbooks.config("222")
        assert again["client_secret"] == first["client_secret"]
        assert again["refresh_token"] == rotated
        assert _refresh(sandbox, first["refresh_token"], "222").status_code == 400
        assert _refresh(sandbox, rotated, "222").json()["refresh_token"] == rotated
        assert _refresh(sandbox, sandbox.quickbooks.config()["refresh_token"]).status_code == 200


def test_a_lost_connection_stays_lost(run):
    with run() as sandbox:
        config = sandbox.quickbooks.config()
        auth = (config["client_id"], config["client_secret"])
        url = f"{sandbox.url}/v2/oauth2/tokens/revoke"
        body = {"token": config["refresh_token"]}
        assert requests.post(url, json=body, auth=auth, timeout=900).status_code == 200

    with run() as sandbox:
        assert not sandbox.quickbooks.limits()["alive"]
        assert _refresh(sandbox, config["refresh_token"]).status_code == 400


def test_delivered_notifications_are_not_sent_again(run):
    with run() as sandbox:
        sandbox.quickbooks.mutate("documents", number=3)
        sandbox.quickbooks.set_webhook(url="http://127.0.0.1:9/")
        assert sandbox.quickbooks.deliver_webhooks()["statuses"]

    with run() as sandbox:
        sandbox.quickbooks.set_webhook(url="http://127.0.0.1:9/")
        assert sandbox.quickbooks.deliver_webhooks()["statuses"] == []
