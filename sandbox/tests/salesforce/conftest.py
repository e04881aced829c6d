"""An org on localhost, and plain and independent clients of it."""

from __future__ import annotations

import pytest
import requests
from requests.adapters import HTTPAdapter
from simple_salesforce import Salesforce

VERSION = "/services/data/v67.0"


class _Plain(HTTPAdapter):
    """simple-salesforce knows https only; the org is on plain http here."""

    def send(self, request, **more):
        request.url = request.url.replace("https://", "http://", 1)
        return super().send(request, **more)


class Caller:
    """A logged-in caller of one org."""

    def __init__(self, sandbox):
        self.sandbox = sandbox
        self.session = requests.Session()
        self.session.trust_env = False
        self.token = self.log_in().json()["access_token"]

    def log_in(self, **form):
        config = self.sandbox.salesforce.config("client_credentials")
        given = {"client_id": config["client_id"], "client_secret": config["client_secret"]}
        form = {"grant_type": "client_credentials", **given, **form}
        return self.session.post(f"{self.sandbox.url}/services/oauth2/token", data=form)

    def __call__(self, method, path, **parts):
        root = "" if path.startswith("/services") else VERSION
        headers = {"Authorization": f"Bearer {self.token}", **parts.pop("headers", {})}
        return self.session.request(
            method, self.sandbox.url + root + path, headers=headers, **parts
        )

    def upsert(self, *records, sobject="Account", key="NetSuite_Id__c", **more):
        rows = [{"attributes": {"type": sobject}, **record} for record in records]
        answer = self(
            "PATCH", f"/composite/sobjects/{sobject}/{key}", json={"records": rows, **more}
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    def job(self, csv, sobject="Account", **more):
        """A whole Bulk job; returns its info and the three result texts."""
        body = {
            "object": sobject,
            "operation": "upsert",
            "externalIdFieldName": "NetSuite_Id__c",
            "contentType": "CSV",
            "lineEnding": "LF",
            **more,
        }
        job = self("POST", "/jobs/ingest", json=body).json()["id"]
        data = csv if isinstance(csv, bytes) else csv.encode()
        assert self("PUT", f"/jobs/ingest/{job}/batches", data=data).status_code == 201
        self("PATCH", f"/jobs/ingest/{job}", json={"state": "UploadComplete"})
        info = {"state": "UploadComplete"}
        while info["state"] in {"UploadComplete", "InProgress"}:
            info = self("GET", f"/jobs/ingest/{job}").json()
        names = ("successfulResults", "failedResults", "unprocessedrecords")
        return info, [self("GET", f"/jobs/ingest/{job}/{name}/").text for name in names]


@pytest.fixture
def sandbox(serve):
    return serve("salesforce")


@pytest.fixture
def bare(sandbox):
    """A caller of an org without external ids."""
    return Caller(sandbox)


@pytest.fixture
def call(bare):
    """A caller of an org that is ready for upserts."""
    bare.sandbox.salesforce.mutate("prepare")
    return bare


@pytest.fixture
def client(call):
    """simple-salesforce, logged in."""
    session = requests.Session()
    session.trust_env = False
    session.mount("https://", _Plain())
    return Salesforce(
        instance_url=call.sandbox.url.replace("http://", "https://"),
        session_id=call.token,
        session=session,
        version="67.0",
    )
