"""A state folder: the next run shows the same instance."""

from __future__ import annotations

import pytest
import requests
from erp_sandbox.core.launch import Launch
from erp_sandbox.core.server import Server


@pytest.fixture
def resumed(tmp_path):
    """Runs something against an instance with a state folder."""

    def resumed(work):
        with (
            Launch({"looker": {"documents": 30}}, state_dir=tmp_path) as launch,
            Server(launch.applications["looker"].asgi) as server,
        ):
            vendor = launch.applications["looker"].vendor
            settings = vendor.settings(server.url)
            key = {name: settings[name] for name in ("client_id", "client_secret")}
            url = f"{server.url}/api/4.0"
            token = requests.post(f"{url}/login", data=key, timeout=900).json()["access_token"]
            session = requests.Session()
            session.headers["Authorization"] = f"token {token}"
            return work(session, url, vendor)

    return resumed


def test_what_the_api_and_users_changed_is_there_again(resumed):
    def change(session, url, vendor):
        body = {"model": "finance", "view": "gl", "fields": ["gl.count"]}
        query = session.post(f"{url}/queries", json=body, timeout=900).json()
        look = {"title": "Count", "query_id": query["id"], "folder_id": "1"}
        made = session.post(f"{url}/looks", json=look, timeout=900).json()
        session.patch(f"{url}/dashboards/1", json={"deleted": True}, timeout=900)
        vendor.mutate("random", {"steps": 9, "seed": 5})
        vendor.mutate("load", {"steps": 9, "seed": 5})
        session.delete(f"{url}/dashboards/2", timeout=900)
        return made["id"], _shown(session, url)

    key, before = resumed(change)
    after = resumed(lambda session, url, _: _shown(session, url))

    assert after == before
    assert key in {look["id"] for look in after[0]}


def _shown(session, url):
    paths = ("looks/search", "dashboards/search?deleted=true", "users", "folders")
    lists = [session.get(f"{url}/{path}", timeout=900).json() for path in paths]
    for rows in lists:
        rows.sort(key=lambda row: int(row["id"]))
    body = {"model": "finance", "view": "gl", "fields": ["gl.count", "gl.total_debit"]}
    path = f"{url}/queries/run/json?cache=false"
    lists.append(session.post(path, json=body, timeout=900).json())
    return _without_hosts(lists)


def _without_hosts(value):
    """Return the value without the absolute links, which name the server's port."""
    if isinstance(value, list):
        return [_without_hosts(item) for item in value]
    if isinstance(value, dict):
        return {k: _without_hosts(v) for k, v in value.items() if "share_url" not in k}
    return value
