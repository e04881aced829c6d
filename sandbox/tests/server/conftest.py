"""A company small enough to know by heart, behind the whole HTTP stack."""

import json
import threading
import time
from datetime import date, datetime
from decimal import Decimal
from http.client import HTTPConnection
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlencode, urlsplit

import duckdb
import jwt
import pytest
from erp_sandbox.core.application import Application
from erp_sandbox.core.clock import Clock
from erp_sandbox.core.registry import VENDORS
from erp_sandbox.core.state import History
from erp_sandbox.netsuite.catalog import Account, Column, Kind, Table
from erp_sandbox.netsuite.vendor import NetSuiteVendor
from erp_sandbox.testing import Sandbox


def _table(name, *columns, key=("id",), timestamp="lastmodifieddate"):
    return Table(name, columns, key, timestamp)


_ID = Column("id", Kind.ID)
_STAMP = Column("lastmodifieddate", Kind.DATETIME)
TABLES = (
    _table("currency", _ID, Column("name", Kind.TEXT), _STAMP),
    _table(
        "account",
        _ID,
        Column("acctnumber", Kind.TEXT),
        Column("fullname", Kind.TEXT),
        _STAMP,
    ),
    _table(
        "vendor",
        _ID,
        Column("entityid", Kind.TEXT),
        Column("externalid", Kind.TEXT),
        Column("currency", Kind.ID, references="currency"),
        Column("creditlimit", Kind.AMOUNT),
        Column("isinactive", Kind.BOOLEAN),
        Column("custentity_broken", Kind.TEXT, broken=True, custom=True),
        Column("custentity_onboarded_on", Kind.DATE, custom=True),
        _STAMP,
    ),
    _table(
        "transaction",
        _ID,
        Column("type", Kind.KEY),
        Column("tranid", Kind.TEXT),
        Column("trandate", Kind.DATE),
        Column("entity", Kind.ID, references="vendor"),
        Column("subsidiary", Kind.ID, exposed=False),
        _STAMP,
    ),
    _table(
        "transactionline",
        Column("uniquekey", Kind.ID),
        Column("transaction", Kind.ID, references="transaction"),
        _ID,
        Column("mainline", Kind.BOOLEAN),
        Column("taxline", Kind.BOOLEAN),
        Column("item", Kind.ID),
        Column("expenseaccount", Kind.ID, references="account"),
        Column("foreignamount", Kind.AMOUNT),
        Column("memo", Kind.TEXT),
        key=("uniquekey",),
        timestamp=None,
    ),
    _table(
        "transactionaccountingline",
        Column("transaction", Kind.ID),
        Column("transactionline", Kind.ID),
        Column("accountingbook", Kind.ID),
        Column("account", Kind.ID, references="account"),
        Column("debit", Kind.AMOUNT),
        Column("credit", Kind.AMOUNT),
        key=("transaction", "transactionline", "accountingbook"),
        timestamp=None,
    ),
    _table("numbers", _ID, timestamp=None),
)
NINE = datetime(2026, 2, 1, 9, 15)  # noqa: DTZ001 - stored naive, as UTC
ROWS = {
    "currency": [(1, "US Dollar", NINE)],
    "account": [(10, "6100", "6100 Rent", NINE), (11, "2000", "2000 Payables", NINE)],
    "vendor": [
        (5, "Initech", "ext-5", 1, Decimal("1250.50"), False, "x", date(2026, 1, 31), NINE),
        # 23:30 on 31 January in Los Angeles
        (6, "Acme", None, 1, None, True, None, None, datetime(2026, 2, 1, 7, 30)),  # noqa: DTZ001
        (7, "Umbrella", None, None, Decimal("99999999999999.99"), False, None, None, NINE),
    ],
    "transaction": [
        (100, "VendBill", "BILL-77", date(2026, 1, 31), 5, 1, NINE),
        (101, "Journal", "JE-1", date(2026, 2, 1), None, 1, NINE),
    ],
    "transactionline": [
        (1, 100, 0, True, False, None, None, Decimal("-20.00"), None),
        (2, 100, 1, False, False, None, 10, Decimal("20.00"), "Rent"),
        (3, 101, 0, False, False, None, None, None, "Accrual"),
        (4, 101, 1, False, False, None, None, None, "Accrual"),
    ],
    "transactionaccountingline": [
        (101, 0, 1, 10, Decimal("7.10"), None),
        (101, 1, 1, 11, None, Decimal("7.10")),
    ],
}


@pytest.fixture(scope="session")
def database():
    """The tiny company's rows; making them takes longer than most tests."""
    with duckdb.connect(":memory:") as database:
        for table in TABLES:
            columns = ", ".join(f'"{c.name}" {c.kind.sql_type}' for c in table.columns)
            database.execute(f'CREATE TABLE "{table.name}" ({columns})')
            for row in ROWS.get(table.name, []):
                marks = ", ".join("?" * len(row))
                database.execute(f'INSERT INTO "{table.name}" VALUES ({marks})', row)
        database.execute("INSERT INTO numbers SELECT range + 1 FROM range(2500)")
        yield database


class TinyCompany:
    """Three vendors, one bill, one journal entry, and 2,500 numbers."""

    actions = {"rename": "Give a vendor another name"}  # noqa: RUF012 - never changed

    def __init__(self, database, account_id="1234567_SB1"):
        self.account = Account(account_id, {table.name: table for table in TABLES})
        self._database = database
        self._names = {}

    def cursor(self):
        return self._database.cursor()

    def mutate(self, action, *, id, name):  # noqa: A002 - the seam's spelling
        before = self.truth(f"SELECT entityid FROM vendor WHERE id = {int(id)}")
        if not before:
            raise LookupError(f"There is no vendor {id}.")
        self._names.setdefault(id, before[0]["entityid"])
        self._rename(id, name)
        return {"vendor": [id]}

    def _rename(self, key, name):
        with self.cursor() as cursor:
            cursor.execute("UPDATE vendor SET entityid = ? WHERE id = ?", [name, key])

    def set_role(self, role):
        self.account.role = role

    def truth(self, sql):
        with self.cursor() as cursor:
            result = cursor.execute(sql)
            names = [column[0] for column in result.description]
            return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def undo(self):
        """Leave the rows to the next test as they were."""
        for key, name in self._names.items():
            self._rename(key, name)


@pytest.fixture
def company(database):
    company = TinyCompany(database)
    yield company
    company.undo()


@pytest.fixture
def tiny_books(monkeypatch, database):
    """Lets the command line serve the tiny company: the generated one takes a second."""
    monkeypatch.setattr(
        "erp_sandbox.netsuite.vendor.AccountStore.build",
        lambda profile, _: TinyCompany(database, profile.account_id),
    )


@pytest.fixture
def toy(monkeypatch):
    """Adds a vendor that is one folder, `toy_vendor`, and one line of the registry."""
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    monkeypatch.setitem(VENDORS, "toy", "toy_vendor")


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def application(company, clock):
    return Application(NetSuiteVendor(company, History(clock), seed=7), clock)


@pytest.fixture
def sandbox(application, switchboard):
    """The tiny company's sandbox."""
    switchboard.application = application
    return Sandbox.connect(switchboard.url)


class Client:
    """A plain HTTP client: one request a connection, nothing added, nothing followed."""

    def __init__(self, url):
        self._url = urlsplit(url)

    def __call__(self, method, path, body=None, headers=None):
        connection = HTTPConnection(self._url.hostname, self._url.port, timeout=900)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            response = connection.getresponse()
            text = response.read()
        finally:
            connection.close()
        return SimpleNamespace(
            status=response.status,
            headers=response.headers,
            text=text.decode(),
            json=lambda: json.loads(text),
        )


@pytest.fixture
def http(sandbox):
    return Client(sandbox.url)


@pytest.fixture
def assertion(sandbox):
    """Makes a client assertion with PyJWT: claims and header as keywords, None leaves one out."""

    def make(algorithm="ES256", *, expired=False, header=None, key=None, **claims):
        known = algorithm if algorithm != "RS256" else "PS256"
        config = sandbox.netsuite.config(algorithm=known, expired=expired)
        now = int(time.time())
        payload = {
            "iss": config["client_id"],
            "scope": ["rest_webservices"],
            "aud": config["token_url"],
            "iat": now,
            "exp": now + 300,
        } | claims
        payload = {name: value for name, value in payload.items() if value is not None}
        header = {"kid": config["certificate_id"], **(header or {})}
        return jwt.encode(payload, key or config["private_key"], algorithm, header)

    return make


@pytest.fixture
def token_request(sandbox, http):
    """Asks for an access token with an assertion and, perhaps, changed parameters."""
    path = urlsplit(sandbox.netsuite.config()["token_url"]).path

    def ask(assertion, headers=None, **changes):
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": assertion,
        } | changes
        form = {name: value for name, value in form.items() if value is not None}
        headers = {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
        return http("POST", path, urlencode(form, doseq=True), headers)

    return ask


@pytest.fixture
def access_token(application):
    return application.vendor.service.tokens._issue()  # the token endpoint has its own tests


@pytest.fixture
def get(http, access_token):
    """A GET below `/services/rest` with a live bearer token."""

    def ask(path, **headers):
        headers = {"Authorization": f"Bearer {access_token}", **headers}
        return http("GET", f"/1234567-sb1/services/rest{path}", headers=headers)

    return ask


@pytest.fixture
def suiteql(http, access_token):
    """A query with a live bearer token; `headers` override, None removes one."""

    def ask(query, parameters="", *, body=None, **headers):
        sent = {
            "Authorization": f"Bearer {access_token}",
            "Content-Type": "application/json",
            "Prefer": "transient",
        } | {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {name: value for name, value in sent.items() if value is not None}
        path = f"/1234567-sb1/services/rest/query/v1/suiteql{parameters}"
        return http("POST", path, json.dumps({"q": query}) if body is None else body, sent)

    return ask


@pytest.fixture
def in_parallel():
    """Runs a call several times at once; returns the results."""

    def run(call, times):
        results = []
        threads = [threading.Thread(target=lambda: results.append(call())) for _ in range(times)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return results

    return run
