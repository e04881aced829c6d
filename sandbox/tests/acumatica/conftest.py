"""An Acumatica site, and calls to it as a client makes them."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
import requests
from erp_sandbox.testing import Sandbox


@dataclass
class Api:
    """Calls of one client, with a token or a session."""

    sandbox: Sandbox
    config: dict[str, Any]
    session: requests.Session = field(default_factory=requests.Session)

    @property
    def url(self) -> str:
        return self.config["api_url"]

    @property
    def endpoint(self) -> str:
        config = self.config
        return f"{self.url}/entity/{config['endpoint_name']}/{config['endpoint_version']}"

    def grant(self, **form: str) -> requests.Response:
        names = ("client_id", "client_secret")
        known = {name: self.config[name] for name in names if name in self.config}
        return requests.post(f"{self.url}/identity/connect/token", data=known | form, timeout=900)

    def sign_in(self, scope: str = "api offline_access") -> dict[str, Any]:
        """Take a token for the user's password."""
        names = ("username", "password")
        response = self.grant(
            grant_type="password", scope=scope, **{name: self.config[name] for name in names}
        )
        assert response.status_code == 200, response.text
        self.use(response.json()["access_token"])
        return response.json()

    def use(self, token: str) -> None:
        self.session.headers["Authorization"] = f"Bearer {token}"

    def login(self, **changes: Any) -> requests.Response:
        """Open a session of cookies."""
        given = {"name": self.config["username"], "password": self.config["password"]} | changes
        return self.session.post(f"{self.url}/entity/auth/login", json=given, timeout=900)

    def logout(self) -> requests.Response:
        return self.session.post(f"{self.url}/entity/auth/logout", timeout=900)

    def __call__(self, method: str, path: str, **parts: Any) -> requests.Response:
        url = f"{self.endpoint}/{path}"
        return self.session.request(method, url, timeout=900, allow_redirects=False, **parts)

    def get(self, path: str, **query: Any) -> Any:
        """Return the records of a request that succeeds."""
        response = self("GET", path, params={f"${name}": value for name, value in query.items()})
        assert response.status_code == 200, response.text
        return response.json(parse_float=Decimal)

    def refused(self, path: str, **query: Any) -> tuple[int, str]:
        """Return the status and the exception of a request that fails."""
        response = self("GET", path, params={f"${name}": value for name, value in query.items()})
        return response.status_code, response.json()["exceptionMessage"]

    @staticmethod
    def values(record: dict[str, Any], *names: str) -> Any:
        """Return the unwrapped values of fields."""
        found = tuple(record[name].get("value") for name in names)
        return found if len(found) > 1 else found[0]

    def odata(self, path: str, **parts: Any) -> requests.Response:
        auth = (self.config["username"], self.config["password"])
        url = f"{self.url}/t/{self.config['tenant']}/api/odata/{path}"
        return requests.get(url, auth=auth, timeout=900, **parts)


@pytest.fixture
def sandbox(serve):
    return serve("acumatica", documents=40)


@pytest.fixture
def visitor(sandbox):
    """A client that has not signed in."""
    return Api(sandbox, sandbox.acumatica.config())


@pytest.fixture
def api(visitor):
    """A client with a token."""
    visitor.sign_in()
    return visitor


@pytest.fixture
def another(sandbox):
    """Makes further clients."""
    return lambda **config: Api(sandbox, sandbox.acumatica.config(**config))


@pytest.fixture
def put(api):
    """Sends a record; returns the status and the body."""

    def put(entity, body, *, headers=None, **query):
        params = {f"${name}": value for name, value in query.items()}
        response = api("PUT", entity, json=body, params=params, headers=headers)
        return response.status_code, response.json(parse_float=Decimal)

    return put
