"""An instance, and calls to its API whose answers are compared with the OpenAPI document."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import requests
from erp_sandbox.testing import Sandbox
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

_NAME = "Looker.4.0.oas.json"
_DOCUMENT = Path(__file__).parents[5] / "shared" / "systems" / "looker" / _NAME


class Contract:
    """The vendor's OpenAPI document.

    Answers may have no property that it does not know: the sandbox invents nothing.
    """

    def __init__(self, document: dict[str, Any]) -> None:
        schemas = document["components"]["schemas"]
        # An array of objects, says the vendor's own client.
        schemas["JsonBi"]["properties"]["rows"]["items"] = {"type": "object"}
        closed = {k: {**_schema(v), "additionalProperties": False} for k, v in schemas.items()}
        plain = {"components": {"schemas": closed}}
        resource = Resource.from_contents(plain, default_specification=DRAFT202012)
        self._registry = Registry().with_resource("urn:looker", resource)
        self._operations = sorted(
            (
                (path.count("{"), re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), path, operations)
                for path, operations in document["paths"].items()
            ),
            key=lambda each: each[0],
        )

    def operation(self, method: str, path: str) -> tuple[str, dict[str, Any]]:
        """Return the path with its parameters, and the operation."""
        for _, pattern, template, operations in self._operations:
            if pattern.fullmatch(path) and method.lower() in operations:
                return template, operations[method.lower()]
        raise AssertionError(f"{method} {path} is no operation of the vendor")

    def check(self, method: str, path: str, response: requests.Response) -> None:
        """Compare a response with the document."""
        template, operation = self.operation(method, path)
        status = response.status_code
        if status == 401:  # in no operation of the document
            schema: Any = {"$ref": "#/components/schemas/Error"}
        else:
            assert str(status) in operation["responses"], (method, template, status)
            content = operation["responses"][str(status)].get("content", {})
            if status == 204 or not content or "text" in content:
                return
            schema = content["application/json"]["schema"]
        self.validate(schema, response.json(), f"{method} {template}")

    def validate(self, schema: dict[str, Any], value: Any, name: str) -> None:
        """Compare a value with a schema of the document.

        Objects have no type there: null is valid for each of them.
        """
        validator = Draft202012Validator(_schema(schema), registry=self._registry)
        errors = [f"{e.json_path}: {e.message[:300]}" for e in validator.iter_errors(value)]
        assert not errors, "\n".join([name, *errors[:9]])


def _schema(value: Any) -> Any:
    """Return a schema of OpenAPI 3.0 as JSON Schema."""
    if isinstance(value, list):
        return [_schema(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "$ref" in value:
        return {"$ref": f"urn:looker{value['$ref']}"}
    made = {k: _schema(v) for k, v in value.items() if not k.startswith("x-") and k != "nullable"}
    if made.get("type") == "any":
        del made["type"]
    if made.get("type") == "array" and "enum" in made:
        made["items"]["enum"] = made.pop("enum")
    if value.get("nullable") and isinstance(made.get("type"), str):
        made["type"] = [made["type"], "null"]
        if "enum" in made:
            made["enum"] = [*made["enum"], None]
    return made


@cache
def published() -> Contract | None:
    """Return the vendor's document, None where it is absent."""
    return Contract(json.loads(_DOCUMENT.read_text())) if _DOCUMENT.exists() else None


@pytest.fixture
def contract():
    """The vendor's document."""
    found = published()
    if found is None:
        pytest.skip(f"{_NAME} is absent: it is not part of this repository")
    return found


@dataclass
class Api:
    """Calls of one client; logged in unless told otherwise."""

    sandbox: Sandbox
    config: dict[str, Any]
    session: requests.Session = field(default_factory=requests.Session)

    @property
    def control(self) -> Any:
        return self.sandbox.looker

    def log_in(self) -> str:
        key = {name: self.config[name] for name in ("client_id", "client_secret")}
        response = self("POST", "login", data=key)
        assert response.status_code == 200, response.text
        self.use(response.json()["access_token"])
        return response.json()["access_token"]

    def use(self, token: str) -> None:
        self.session.headers["Authorization"] = f"token {token}"

    def __call__(self, method: str, path: str, **options: Any) -> requests.Response:
        """Send a request for `path` below the version."""
        url = f"{self.config['api_url']}/api/4.0/{path}"
        response = self.session.request(method, url, timeout=900, **options)
        document = published()
        selected = "fields=" in path or "fields" in (options.get("params") or {})
        if document is not None and not (selected and response.ok):
            document.check(method, f"/{path.partition('?')[0]}", response)
        return response

    def get(self, path: str, **query: Any) -> Any:
        """Return the body of a GET that succeeds; amounts are exact."""
        response = self("GET", path, params=query)
        assert response.status_code == 200, response.text
        return response.json(parse_float=Decimal)

    def post(self, path: str, body: Any = None, **query: Any) -> Any:
        """Return the body of a POST that succeeds; amounts are exact."""
        response = self("POST", path, json=body, params=query)
        assert response.status_code == 200, response.text
        return response.json(parse_float=Decimal)

    def run(self, fields: list[str], result_format: str = "json", **query: Any) -> Any:
        """Return the rows of a query on the Explore `gl`."""
        body = {"model": "finance", "view": "gl", "fields": fields, "limit": "-1", **query}
        return self.post(f"queries/run/{result_format}", body, cache="false")

    def error(self, method: str, path: str, **options: Any) -> tuple[int, str]:
        """Return the status and the message of a request that fails."""
        response = self(method, path, **options)
        assert not response.ok, response.text
        return response.status_code, response.json()["message"]


@pytest.fixture
def connect(serve):
    """Serves an instance."""

    def connect(*, documents: int = 30, **options: Any) -> Api:
        sandbox = serve("looker", documents=documents, **options)
        api = Api(sandbox, sandbox.looker.config())
        api.log_in()
        return api

    return connect


@pytest.fixture
def api(connect):
    return connect()
