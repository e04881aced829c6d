"""A QuickBooks company, and calls to it as a client makes them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
import requests
from erp_sandbox.testing import Sandbox


@dataclass
class Api:
    """Calls with a good token."""

    sandbox: Sandbox
    config: dict[str, Any]
    token: str = ""

    @property
    def realm(self) -> str:
        return self.config["realm_ids"][0]

    def grant(self, **form: str) -> requests.Response:
        auth = (self.config["client_id"], self.config["client_secret"])
        return requests.post(self.config["token_url"], data=form, auth=auth, timeout=900)

    def refresh(self, token: str) -> requests.Response:
        return self.grant(grant_type="refresh_token", refresh_token=token)

    def __call__(self, method: str, path: str, **parts: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.token}", "Accept": "application/json"}
        headers |= parts.pop("headers", {})
        url = f"{self.sandbox.url}/v3/company/{self.realm}/{path}"
        return requests.request(method, url, headers=headers, timeout=900, **parts)

    def query(self, statement: str, **params: str) -> Any:
        response = self("GET", "query", params={"query": statement, **params})
        assert response.status_code == 200, response.text
        return response.json(parse_float=Decimal)["QueryResponse"]

    def refused(self, statement: str) -> tuple[int, str, str]:
        response = self("GET", "query", params={"query": statement})
        [error] = response.json()["Fault"]["Error"]
        return response.status_code, error["code"], error["Detail"]


@pytest.fixture
def sandbox(serve):
    sandbox = serve("quickbooks", documents=120)
    sandbox.quickbooks.set_limits(per_second=1000, per_minute=100_000)
    return sandbox


@pytest.fixture
def call(sandbox):
    api = Api(sandbox, sandbox.quickbooks.config())
    api.token = api.refresh(api.config["refresh_token"]).json()["access_token"]
    return api
