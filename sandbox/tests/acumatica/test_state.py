"""Sites that are kept between runs."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
import requests
from erp_sandbox.acumatica.entities import ENTITIES
from erp_sandbox.core.launch import Launch
from erp_sandbox.core.server import Server
from erp_sandbox.testing import Sandbox


@pytest.fixture
def run(tmp_path):
    """Serves the site that the folder holds."""

    @contextmanager
    def run():
        launch = Launch({"acumatica": {"documents": 20}}, state_dir=tmp_path)
        with launch, Server(launch.applications["acumatica"].asgi) as server:
            yield Sandbox.connect(server.url)

    return run


def _grant(sandbox, **form):
    config = sandbox.acumatica.config(auth="oauth_code")
    known = {name: config[name] for name in ("client_id", "client_secret")}
    url = f"{config['api_url']}/identity/connect/token"
    return requests.post(url, data=known | form, timeout=900).json()


def _stored(sandbox):
    return {name: sandbox.acumatica.truth(name) for name in ENTITIES}


def test_records_credentials_and_tokens_outlive_a_run_and_sessions_do_not(run):
    with run() as sandbox:
        first = sandbox.acumatica.config(auth="oauth_code")
        password = sandbox.acumatica.config()["password"]
        token = _grant(sandbox, grant_type="refresh_token", refresh_token=first["refresh_token"])
        sandbox.acumatica.mutate("random", steps=15, seed=3)
        headers = {"Authorization": f"Bearer {token['access_token']}"}
        url = "/AcmeERP/entity/Default/24.200.001/Account"
        assert requests.get(sandbox.url + url, headers=headers, timeout=900).status_code == 200
        assert sandbox.acumatica.sessions()["open"] == 1
        stored = _stored(sandbox)

    with run() as sandbox:
        assert _stored(sandbox) == stored
        assert sandbox.acumatica.sessions()["open"] == 0
        assert sandbox.acumatica.config()["password"] == password
        assert requests.get(sandbox.url + url, headers=headers, timeout=900).status_code == 200
        spent = _grant(sandbox, grant_type="refresh_token", refresh_token=first["refresh_token"])
        assert spent == {"error": "invalid_grant"}
        fresh = _grant(sandbox, grant_type="refresh_token", refresh_token=token["refresh_token"])
        assert fresh["refresh_token"] != token["refresh_token"]


def test_delivered_notifications_are_not_repeated_by_a_later_run(run):
    with run() as sandbox:
        sandbox.acumatica.mutate("journal")
        assert sandbox.acumatica.deliver_webhooks()["statuses"] == [0]
        sandbox.acumatica.mutate("journal")

    with run() as sandbox:
        assert sandbox.acumatica.deliver_webhooks()["statuses"] == [0]
        assert sandbox.acumatica.deliver_webhooks()["statuses"] == []
