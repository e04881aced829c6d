"""A pod with its identity domain, and calls to them as a client makes them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

import pytest
import requests
from erp_sandbox.core.launch import Launch
from erp_sandbox.oracle_fusion.limits import Limits
from erp_sandbox.oracle_fusion.oauth import App
from erp_sandbox.oracle_fusion.users import User
from erp_sandbox.testing import Sandbox

VERSION = "11.13.18.05"


@dataclass
class Api:
    """Calls of one client; without credentials until it has signed in."""

    sandbox: Sandbox
    config: dict[str, Any]
    session: requests.Session = field(default_factory=requests.Session)

    @property
    def control(self) -> Any:
        return self.sandbox.oracle_fusion

    @property
    def client(self) -> tuple[str, str]:
        return self.config["client_id"], self.config["client_secret"]

    def grant(self, *, auth: Any = None, **form: str) -> requests.Response:
        """Request a token; the scope is the pod's unless another is given."""
        data = {"grant_type": "client_credentials", "scope": self.config["oauth_scope"]} | form
        return requests.post(
            self.config["token_url"], auth=auth or self.client, data=data, timeout=900
        )

    def sign_in(self, **form: str) -> str:
        response = self.grant(**form)
        assert response.status_code == 200, response.text
        self.use(response.json()["access_token"])
        return response.json()["access_token"]

    def use(self, token: str) -> None:
        self.session.headers["Authorization"] = f"Bearer {token}"

    def __call__(
        self, path: str, *, version: int | None = 4, method: str = "GET", **query: Any
    ) -> requests.Response:
        """Send a request for `path` below the version of the resources."""
        headers = {"Accept": "application/json"}
        if version is not None:
            headers["REST-Framework-Version"] = str(version)
        url = f"{self.config['api_url']}/fscmRestApi/resources/{VERSION}/{path}"
        return self.session.request(
            method, url, params=query, headers=headers, timeout=900, allow_redirects=False
        )

    def get(self, path: str, *, version: int | None = 4, **query: Any) -> Any:
        """Return the body of a request that succeeds."""
        response = self(path, version=version, **query)
        assert response.status_code == 200, response.text
        return response.json(parse_float=Decimal)

    def items(self, path: str, *, version: int | None = 4, **query: Any) -> list[dict[str, Any]]:
        """Return the first rows of a collection."""
        items: list[dict[str, Any]] = self.get(path, version=version, **query).get("items", [])
        return items

    def error(self, path: str, *, version: int | None = 4, **query: Any) -> tuple[int, str]:
        """Return the status and the text of a request that fails."""
        response = self(path, version=version, **query)
        text = (
            response.json()["o:errorDetails"][0]["detail"]
            if "json" in response.headers.get("Content-Type", "")
            else response.text
        )
        return response.status_code, text


@pytest.fixture
def connect():
    """Makes clients of a sandbox."""
    return lambda sandbox, **config: Api(sandbox, sandbox.oracle_fusion.config(**config))


@pytest.fixture(scope="module")
def launch():
    """A pod for tests that change no data."""
    return Launch({"oracle_fusion": {"documents": 120}})


@pytest.fixture
def shared(launch, switchboard):
    """The pod of the module, as other pods are: what a test sets is reset after it."""
    switchboard.application = launch.applications["oracle_fusion"]
    sandbox = Sandbox.connect(switchboard.url)
    yield sandbox
    control, user, app = sandbox.oracle_fusion, asdict(User()), asdict(App())
    control.set_limits(**asdict(Limits()))
    control.set_user(**{name: user[name] for name in user if name not in ("name", "password")})
    control.set_app(**{name: app[name] for name in ("scopes", "grants", "token_seconds")})
    sandbox.clear_faults()


@pytest.fixture
def sandbox(serve):
    return serve("oracle_fusion", documents=120)


@pytest.fixture
def visitor(connect, sandbox):
    """A client that has not signed in."""
    return connect(sandbox)


@pytest.fixture
def api(visitor):
    """A client with a token."""
    visitor.sign_in()
    return visitor


@pytest.fixture
def another(connect, sandbox):
    """Makes further clients."""
    return lambda **config: connect(sandbox, **config)
