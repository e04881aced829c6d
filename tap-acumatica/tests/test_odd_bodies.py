"""Responses that are not Acumatica's: of gateways, proxies and later releases."""

from __future__ import annotations

import copy
import json
from decimal import Decimal

import pytest
import requests
from singer_erp.acumatica.contract import Contract
from singer_erp.acumatica.errors import NO_SEAT, NOT_OPTIMIZED, WRONG_PASSWORD, read_message
from singer_erp.errors import ConfigError, ErpError, StreamError
from singer_erp.testing import odd_bodies, response_of
from tap_acumatica.tap import TapAcumatica

HTTP_ERROR = {
    "message": "An error has occurred.",
    "exceptionMessage": "No entity satisfies the condition.",
    "exceptionType": "PX.Api.ContractBased.NoEntitySatisfiesTheConditionException",
    "stackTrace": "   at PX.Api",
}
TOKEN_ERROR = {"error": "invalid_grant", "error_description": "invalid_username_or_password"}
ODATA_ERROR = {"error": {"code": "", "message": "Not tracked."}}
ODATA_EXCEPTION = {
    "error": {
        "code": "",
        "message": "An error has occurred.",
        "innererror": {"message": "Odd.", "type": "System.Data.SqlClient.SqlException"},
    }
}
SWAGGER = {
    "paths": {"/Account": {"get": {}}},
    "components": {
        "schemas": {
            "Account": {
                "allOf": [
                    {"$ref": "#/components/schemas/Entity"},
                    {"properties": {"AccountCD": {"$ref": "#/components/schemas/StringValue"}}},
                ]
            }
        }
    },
}
RECORD = {
    "id": "a",
    "rowNumber": 1,
    "note": {"value": ""},
    "AccountCD": {"value": "1000"},
    "Active": {"value": True},
    "LastModifiedDateTime": {"value": "2026-01-01T00:00:00+00:00"},
    "custom": {},
}
CURRENCY = {"id": "a", "CurrencyID": {"value": "USD"}}
_LOGIN = "https://acme.example/entity/auth/login"


def test_errors_of_any_shape_are_read():
    for body in odd_bodies(HTTP_ERROR, TOKEN_ERROR, ODATA_ERROR, ODATA_EXCEPTION):
        message = read_message(response_of(body))
        assert isinstance(message.code, str | None), body[:200]
        assert isinstance(message.detail, str), body[:200]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (HTTP_ERROR, 500, "NoEntitySatisfiesTheConditionException"),
        (TOKEN_ERROR, 400, "invalid_grant"),
        (ODATA_ERROR, 400, None),
        (ODATA_EXCEPTION, 500, "SqlException"),
        ({"message": "x", "stackTrace": "at PX.CheckApiUsersLimits()"}, 500, NO_SEAT),
        ({"error": "invalid_grant", "error_description": "API Login Limit"}, 400, NO_SEAT),
        ({"exceptionMessage": "Invalid credentials. Please try again."}, 500, WRONG_PASSWORD),
        ({"exceptionMessage": "Your account is locked out."}, 500, WRONG_PASSWORD),
        ({"exceptionMessage": "The account is disabled."}, 500, WRONG_PASSWORD),
        ({"exceptionMessage": "Optimization cannot be performed."}, 500, NOT_OPTIMIZED),
        ("The custom error module does not recognize this error.", 429, NO_SEAT),
    ],
)
def test_documented_errors_are_read(body, status, code):
    text = body if isinstance(body, str) else json.dumps(body)
    response = response_of(text.encode(), status)
    response.request = requests.Request("POST", _LOGIN).prepare()

    assert read_message(response).code == code


@pytest.mark.parametrize(
    ("location", "code"),
    [
        ("/A/Frames/Error.aspx?message=The+number+of+concurrent+API+logins+has", NO_SEAT),
        ("/A/Frames/Login.aspx?ReturnUrl=x", "Login"),
        ("/A/ui/error", None),
        ("", None),
    ],
)
def test_redirects_are_read(location, code):
    assert read_message(response_of(b"<html/>", 302, Location=location)).code == code


def test_a_contract_of_any_shape_is_read_or_named(sandbox, config):
    errors = []
    for body in [{}, {"paths": []}, {"paths": {"/A": 1}}, SWAGGER | {"components": 7}]:
        sandbox.fault("status", path="swagger.json", status=200, text=json.dumps(body))
        try:
            assert TapAcumatica(config=config).streams == {}
        except ConfigError as error:
            errors.append(str(error))

    assert errors
    assert all("shape that is not known" in error for error in errors)
    assert Contract(SWAGGER).entities == {"Account"}


@pytest.mark.parametrize("path", ["/Account[?](?!.*select)", "/Account[?].*select"])
def test_records_and_keys_of_any_shape_end_in_one_line(sandbox, run, path):
    bodies = [body.decode() for body in odd_bodies([RECORD]) if body.isascii()][9::28]
    errors = []
    for body in bodies:
        sandbox.fault("status", path=path, status=200, text=body, times=None)
        try:
            run(streams=["accounts"])
        except ErpError as error:
            errors.append(str(error))
        sandbox.clear_faults()

    assert errors
    assert not any("\n" in error or "Traceback" in error for error in errors)


def _journal(**line):
    journal = {"Module": {"value": "GL"}, "BatchNbr": {"value": "1"}, "Details": [line]}
    return {name: RECORD[name] for name in ("id", "LastModifiedDateTime", "custom")} | journal


@pytest.mark.parametrize(
    ("path", "stream", "body", "text"),
    [
        (
            "/Account[?]",
            "accounts",
            [RECORD | {"LastModifiedDateTime": {"value": "0001-01-01T00:00:00+05:30"}}],
            "without key or time",
        ),
        ("/Account[?]", "accounts", [RECORD | {"AccountCD": {"value": 7}}], "without key or time"),
        ("/Account[?]", "accounts", [RECORD | {"AccountCD": {}}], "without key or time"),
        ("/Account[?]", "accounts", [RECORD, RECORD], "some share the key AccountCD"),
        ("/Currency[?]", "currencies", [CURRENCY, CURRENCY], "some share the key CurrencyID"),
        (
            "/Currency[?]",
            "currencies",
            [CURRENCY, CURRENCY | {"CurrencyID": {"value": 7}}],
            "shape",
        ),
        (
            "/JournalTransaction[?].*expand",
            "journal_transaction_lines",
            [_journal(id="a", LineNbr={})],
            "'journal_transaction_lines' without its key",
        ),
        (
            "/JournalTransaction[?].*expand",
            "journal_transaction_lines",
            [_journal(id="a", LineNbr={"value": 1}) | {"Module": {}}],
            "'journal_transaction_lines' without its key",
        ),
        ("/Currency[?]", "currencies", [{"id": "a"}], "'currencies' without its key"),
        ("/CompaniesS", "branches", {"Results": [{"BranchID": {}}]}, "without its key"),
        ("/CompaniesS", "branches", {"Results": [5]}, "shape that is not known"),
        ("/FinancialP", "account_summaries", [{"Details": [{"StartDate": {}}]}], "not known"),
        ("/FinancialP", "account_summaries", [{"Details": [7]}], "not known"),
        ("/Ledger", "account_summaries", [{"LedgerID": {}}], "not known"),
        ("/AccountSumm", "account_summaries", {"Results": [[]]}, "not known"),
    ],
)
def test_records_without_a_key_or_in_an_odd_shape_cost_their_stream(
    sandbox, run, path, stream, body, text
):
    sandbox.fault("status", path=path, status=200, text=json.dumps(body), times=None)

    with pytest.raises(StreamError, match=text):
        run(streams=[stream])


def test_a_key_of_another_type_costs_its_stream_only(sandbox, run):
    body = json.dumps([RECORD, RECORD | {"AccountCD": {"value": 7}}])
    sandbox.fault("status", path="/Account[?]", status=200, text=body, times=None)

    with pytest.raises(StreamError, match="'accounts' could not be read"):
        run(streams=["accounts", "vendors"])

    assert any("/Vendor?" in entry["path"] for entry in sandbox.journal())


def test_a_value_of_another_kind_is_in_other_and_the_column_is_null(sandbox, run):
    odd = {"Active": {"value": "maybe"}, "Description": {"value": {"a": 1}}}
    body = json.dumps([RECORD | odd, RECORD | {"AccountCD": {"value": "2000"}}])
    sandbox.fault("status", path="/Account[?]", status=200, text=body, times=None)

    rows = run(streams=["accounts"]).records("accounts")

    assert [(row["account_cd"], row["active"], row.get("_other")) for row in rows] == [
        ("1000", None, odd),
        ("2000", True, None),
    ]
    assert rows[0]["description"] is None


def test_a_time_of_a_record_that_is_none_is_null_and_kept_in_its_lines(sandbox, run):
    record = {
        "id": "a",
        "Module": {"value": "GL"},
        "BatchNbr": {"value": "1"},
        "LastModifiedDateTime": {"value": "soon"},
        "Details": [{"id": "b", "LineNbr": {"value": 1}}],
    }
    sandbox.fault("status", path="/JournalTr", status=200, text=json.dumps([record]), times=None)
    lines = "journal_transaction_lines"

    output = run(streams=[lines], start_date="2026-01-01T00:00:00Z", reconcile_hours=20)

    [row] = output.records(lines)
    assert row["last_modified_date_time"] is None
    assert row["_other"] == {"parent": {"LastModifiedDateTime": {"value": "soon"}}}


@pytest.mark.parametrize(
    ("value", "debit", "other"),
    [("12.50", Decimal("12.50"), None), ("NaN", None, "NaN"), ("1_000", None, "1_000")],
)
def test_decimals_of_odata_may_come_as_text(sandbox, run, value, debit, other):
    row = {"Module": "GL", "BatchNbr": "1", "LineNbr": 1, "Debit": value}
    text = json.dumps({"value": [row]})
    sandbox.fault("status", path="/gi/GL%20Tr", status=200, text=text, times=None)
    inquiry = {"inquiry": "GL Transactions", "keys": ["Module", "BatchNbr", "LineNbr"]}

    output = run(given=None, streams=["gl_transactions"], generic_inquiries=[inquiry])

    [row] = output.records("gl_transactions")
    assert row["debit"] == debit
    assert row.get("_other", {}).get("Debit") == other


@pytest.mark.parametrize(
    ("value", "date", "is_kept"),
    [
        ("", None, False),
        ("2026-01-31T00:00:00-08:00", "2026-01-31", False),
        ("2026-01-31T23:30:00-08:00", None, True),
        ("soon", None, True),
    ],
)
def test_a_date_that_is_none_or_has_a_time_is_null_and_kept(
    sandbox, run, catalog, value, date, is_kept
):
    """A time that is cut off would be lost."""
    custom = {"CurrencyList": {"UsrDate": {"value": value}}}
    body = [{"id": "a", "CurrencyID": {"value": "USD"}, "custom": custom}]
    sandbox.fault("status", path="/Currency[?]", status=200, text=json.dumps(body), times=None)

    output = run(streams=["currencies"], given=_with_date(catalog))

    [row] = output.records("currencies")
    assert row["custom_currency_list_usr_date"] == date
    assert row.get("_other") == ({"custom": custom} if is_kept else None)


def _with_date(catalog):
    """Return the catalog of a tenant with a date that a customization added."""
    catalog = copy.deepcopy(catalog)
    [entry] = [entry for entry in catalog["streams"] if entry["tap_stream_id"] == "currencies"]
    name = "custom_currency_list_usr_date"
    entry["schema"]["properties"][name] = {
        "type": ["string", "null"],
        "format": "date",
        "title": "custom.CurrencyList.UsrDate",
    }
    entry["metadata"].append(
        {"breadcrumb": ["properties", name], "metadata": {"inclusion": "available"}}
    )
    return catalog
