from __future__ import annotations

from decimal import Decimal

import pytest

JOURNAL = "JournalTransaction"
RELEASE = f"{JOURNAL}/ReleaseJournalTransaction"


def wrapped(**values):
    return {name: {"value": value} for name, value in values.items()}


def journal(*lines, **header):
    details = lines or (line("6040", 100), line("2100", -100))
    return {**wrapped(**{"Hold": False, **header}), "Details": list(details)}


def line(account, amount, **values):
    side = {"DebitAmount": amount} if amount > 0 else {"CreditAmount": -amount}
    return wrapped(Account=account, **side, **values)


@pytest.fixture
def put(api):
    """Sends a journal; returns the status and the body."""

    def put(body, **parts):
        response = api("PUT", JOURNAL, json=body, params={"$expand": "Details"}, **parts)
        return response.status_code, response.json(parse_float=Decimal)

    return put


@pytest.fixture
def mutate(sandbox):
    return sandbox.acumatica.mutate


@pytest.fixture
def release(api):
    """Releases a journal; returns the statuses of the operation's requests and their last body."""

    def release(record, polls=5):
        key = {name: record[name] for name in ("Module", "BatchNbr")}
        started = api("POST", RELEASE, json={"entity": key})
        statuses = [started.status_code]
        for _ in range(polls):
            url = api.sandbox.url + started.headers["Location"]
            polled = api.session.get(url, timeout=900)
            statuses.append(polled.status_code)
            if polled.status_code != 202:
                break
        return statuses, polled.text

    return release


def stored(api, record):
    [row] = [r for r in api.sandbox.acumatica.truth(JOURNAL) if r["id"] == record["id"]]
    return row


def test_a_journal_takes_its_defaults_from_branch_and_date(api, put):
    status, made = put(journal(TransactionDate=str(api.sandbox.now().date())))

    assert status == 200
    names = ("Module", "BranchID", "LedgerID", "CurrencyID", "Status")
    assert api.values(made, *names) == ("GL", "HEADOFFICE", "ACTUAL", "USD", "Balanced")
    assert made["PostPeriod"]["value"] == f"{api.sandbox.now():%m%Y}"
    assert made["BatchNbr"]["value"].startswith("GL")
    first, second = made["Details"]
    names = ("LineNbr", "Account", "Subaccount", "Description", "DebitAmount", "Project")
    assert api.values(first, *names) == (1, "6040", "000000", "Software", Decimal(100), "X")
    assert api.values(second, "LineNbr", "CreditAmount") == (2, Decimal(100))


def test_each_journal_has_a_number_of_its_own(put):
    numbers = [put(journal())[1]["BatchNbr"]["value"] for _ in range(3)]
    assert len(set(numbers)) == 3
    assert numbers == sorted(numbers)


def test_an_unbalanced_journal_can_only_be_saved_on_hold(put):
    lines = (line("6040", 100), line("2100", -99))
    status, record = put(journal(*lines))
    held = put(journal(*lines, Hold=True))[1]

    assert (status, record["error"]) == (422, "Batch is out of balance, please review.")
    assert held["Status"] == {"value": "On Hold"}


def test_amounts_are_rounded_to_the_currency_before_the_balance_is_checked(api, put):
    halves = put(journal(line("6040", 0.005), line("6050", 0.005), line("2100", -0.01)))
    yen = put(journal(line("6040", 1.5), line("2100", -2), BranchID="OSAKA"))[1]

    assert halves[0] == 422, "each half cent is rounded up"
    assert api.values(yen["Details"][0], "DebitAmount") == Decimal(2)


def test_what_is_wrong_with_a_line_is_said_at_its_field(put):
    cases = {
        ("Account", "99999"): "'Account' cannot be found in the system.",
        ("Account", "9100"): "Account is inactive.",
        ("Account", ""): "'Account' cannot be empty.",
        ("Subaccount", "999999"): "'Subaccount' cannot be found in the system.",
        ("Subaccount", "080000"): "Subaccount is inactive.",
        ("BranchID", "NONE"): "'Branch' cannot be found in the system.",
        ("BranchID", "OLDSHED"): "Branch is inactive.",
        ("BranchID", "LEEDS"): "Inter-branch account mapping is not defined.",
        ("Project", "PR99999"): "'Project' cannot be found in the system.",
    }
    found = {}
    for field, value in cases:
        bad = line("6040", 100) | wrapped(**{field: value})
        status, record = put(journal(line("2100", -100), bad))
        good, shown = record["Details"]
        found[field, value] = shown[field].get("error")
        assert status == 422
        assert not any("error" in value for value in good.values() if isinstance(value, dict))
    assert found == cases


def test_what_is_wrong_with_a_header_is_said_at_its_field(put):
    cases = {
        ("BranchID", "NONE"): "'Branch' cannot be found in the system.",
        ("BranchID", "OLDSHED"): "Branch is inactive.",
        ("LedgerID", "NONE"): "'Ledger' cannot be found in the system.",
        ("LedgerID", "ACTUALGBP"): "The ACTUALGBP ledger is not associated with the branch.",
        ("LedgerID", "BUDGET"): "Journals cannot be entered in a budget ledger.",
        ("CurrencyID", "QQQ"): "'Currency' cannot be found in the system.",
        ("Module", "AP"): "Only batches of the GL module can be entered.",
        ("Description", "x" * 256): "The value is too long.",
        ("PostPeriod", "132026"): "The 13-2026 financial period does not exist.",
    }
    found = {}
    for field, value in cases:
        status, record = put(journal(**{field: value}))
        found[field, value] = record[field].get("error")
        assert status == 422
    assert found == cases


def test_a_journal_needs_an_open_period(api, put, mutate):
    period = f"{api.sandbox.now():%m%Y}"
    shown = f"{period[:2]}-{period[2:]}"
    for status in ("Closed", "Inactive", "Locked"):
        mutate("period", period=period, status=status, company="ALDUS")
        error = f"The {shown} financial period is {status.lower()} in the ALDUS company."
        assert put(journal())[1]["PostPeriod"]["error"] == error
    assert put(journal(BranchID="LEEDS"))[0] == 200, "the period is open in another company"


def test_a_site_can_let_journals_into_closed_periods(api, put, mutate):
    mutate("period", period=f"{api.sandbox.now():%m%Y}", status="Closed")
    assert put(journal())[0] == 422
    mutate("preferences", posting_closed=True)
    assert put(journal())[0] == 200


def test_a_period_can_be_written_with_a_dash(api, put):
    now = api.sandbox.now()
    made = put(journal(PostPeriod=f"{now:%m}-{now:%Y}"))[1]
    assert made["PostPeriod"] == {"value": f"{now:%m%Y}"}


def test_business_date_and_branch_can_come_with_the_request(api, put):
    day = api.sandbox.now().date()
    headers = {"PX-CbApiBranch": "LEEDS", "PX-CbApiBusinessDate": f"{day:%Y/%m/%d}"}
    made = put(journal(), headers=headers)[1]
    assert api.values(made, "BranchID", "LedgerID", "CurrencyID") == ("LEEDS", "ACTUALGBP", "GBP")


def test_journals_are_kept_in_the_base_currency_too(api, put):
    made = put(journal(line("6040", 100), line("2100", -100), CurrencyID="EUR"))[1]
    lines = stored(api, made)["Details"]
    base = [
        line["custom"][f"GLTranModuleBatNbr.{side}Amt"]
        for line, side in zip(lines, ("Debit", "Credit"), strict=True)
    ]
    assert base[0] == base[1] != Decimal(100)


def test_a_token_in_a_user_defined_field_finds_its_journal(api, put):
    body = journal()
    field = {"type": "CustomStringField", "value": "lkr:42"}
    body["custom"] = {"BatchModule": {"AttributeEXTREF": field}}
    made = put(body)[1]

    found = api.get(JOURNAL, filter="cf.String(f='BatchModule.AttributeEXTREF') eq 'lkr:42'")
    assert [record["id"] for record in found] == [made["id"]]


def test_a_form_can_be_without_user_defined_fields(api, put, mutate):
    mutate("preferences", external_reference=False)
    body = journal()
    field = {"type": "CustomStringField", "value": "lkr:42"}
    body["custom"] = {"BatchModule": {"AttributeEXTREF": field}}
    made = put(body)[1]

    assert "AttributeEXTREF" not in api.get(f"{JOURNAL}/$adHocSchema")["custom"]["BatchModule"]
    assert "BatchModule.AttributeEXTREF" not in stored(api, made)["custom"]
    assert api.refused(JOURNAL, custom="BatchModule.AttributeEXTREF")[0] == 500


def test_released_journals_are_posted_and_can_no_longer_be_changed(api, put, release):
    made = put(journal())[1]

    assert release(made)[0] == [202, 202, 204]
    assert stored(api, made)["Status"] == "Posted"
    status, record = put({"id": made["id"], **wrapped(Description="New")})
    assert (status, record["error"]) == (422, "A batch with the status Posted cannot be changed.")
    assert api("DELETE", f"{JOURNAL}/{made['id']}").status_code == 422
    assert stored(api, made)["Description"] is None


def test_a_release_does_not_post_where_posting_is_separate(api, put, release, mutate):
    mutate("preferences", auto_post=False)
    made = put(journal())[1]
    release(made)
    assert stored(api, made)["Status"] == "Unposted"

    mutate("post", batch=made["BatchNbr"]["value"])
    assert stored(api, made)["Status"] == "Posted"


def test_a_failed_release_leaves_the_journal_as_it_was(api, put, release, mutate):
    mutate("preferences", failing_releases=1)
    made = put(journal())[1]
    statuses, text = release(made)

    assert statuses == [202, 202, 500]
    assert "Document is being processed by another process." in text
    assert stored(api, made)["Status"] == "Balanced"
    assert release(made)[0][-1] == 204


def test_only_balanced_journals_can_be_released(api, put, release, mutate):
    held = put(journal(Hold=True))[1]
    assert "Batch Status invalid for processing." in release(held)[1]

    mutate("preferences", approval=True)
    waiting = put(journal())[1]
    assert waiting["Status"] == {"value": "Pending Approval"}
    assert release(waiting)[0][-1] == 500
    mutate("approve", batch=waiting["BatchNbr"]["value"])
    assert release(waiting)[0][-1] == 204


def test_a_session_waits_for_its_operation_before_it_uses_the_form_again(api, put, another):
    made = put(journal())[1]
    started = api("POST", RELEASE, json={"entity": {"id": made["id"]}})
    other = another()
    other.sign_in()

    assert api.refused(JOURNAL)[1] == "The previous operation has not been completed yet."
    assert api("GET", "Vendor").status_code == 200
    assert other("GET", JOURNAL).status_code == 200
    for _ in range(2):
        api.session.get(api.sandbox.url + started.headers["Location"], timeout=900)
    assert api("GET", JOURNAL).status_code == 200


def test_an_operation_ends_whether_its_status_is_requested_or_not(api, put):
    made = put(journal())[1]
    api("POST", RELEASE, json={"entity": {"id": made["id"]}})
    api.sandbox.advance(10)
    assert api.get(f"{JOURNAL}/{made['id']}")["Status"] == {"value": "Posted"}


def test_a_release_can_commit_after_it_was_accepted(api, put, release, mutate):
    mutate("preferences", release_seconds=60)
    made = put(journal())[1]

    assert release(made, polls=3)[0] == [202, 202, 202, 202]
    assert stored(api, made)["Status"] == "Balanced"
    api.sandbox.advance(61)
    assert stored(api, made)["Status"] == "Posted"


def test_actions_that_do_nothing_here_create_no_operation(api, put):
    bill = api.get("Bill", top="1")[0]
    done = api("POST", "Bill/ReverseBill", json={"entity": {"id": bill["id"]}})
    unknown = api("POST", f"{JOURNAL}/Approve", json={"entity": {}})

    assert done.status_code == 204
    assert unknown.status_code == 404


def test_a_release_of_an_unknown_journal_is_refused(api):
    body = {"entity": wrapped(Module="GL", BatchNbr="GL99999999")}
    response = api("POST", RELEASE, json=body)
    assert response.json()["exceptionMessage"] == "No entity satisfies the condition."


def test_new_journals_are_on_hold_where_the_preferences_say_so(put, mutate):
    mutate("preferences", hold_on_entry=True)
    body = journal()
    del body["Hold"]

    assert put(body)[1]["Status"] == {"value": "On Hold"}
    assert put(journal())[1]["Status"] == {"value": "Balanced"}


def test_control_totals_are_checked_where_the_preferences_say_so(put, mutate):
    mutate("preferences", control_totals=True)
    body = journal()
    assert put(body)[0] == 422
    total = {"type": "CustomDecimalField", "value": 100}
    body["custom"] = {"BatchModule": {"CuryControlTotal": total}}
    assert put(body)[0] == 200


def test_posting_adds_the_entries_that_balance_each_branch(api, put, release, mutate):
    """Interbranch transactions of branches that require balancing."""
    mutate("preferences", balancing_account="1500")
    lines = (line("6040", 100, BranchID="HEADOFFICE"), line("2100", -100, BranchID="DOCK2"))
    made = put(journal(*lines))[1]

    release(made)

    details = stored(api, made)["Details"]
    names = ("LineNbr", "BranchID", "Account", "DebitAmount", "CreditAmount")
    assert [tuple(x[name] for name in names) for x in details[2:]] == [
        (3, "HEADOFFICE", "1500", Decimal(0), Decimal(100)),
        (4, "DOCK2", "1500", Decimal(100), Decimal(0)),
    ]


@pytest.mark.parametrize("rejected", [False, True])
def test_a_batch_that_waits_for_approval_or_was_rejected_is_not_changed(api, put, mutate, rejected):
    """Editable are On Hold and Balanced."""
    mutate("preferences", approval=True)
    made = put(journal())[1]
    if rejected:
        mutate("approve", batch=made["BatchNbr"]["value"], approved=False)

    status, _ = put({"id": made["id"], **wrapped(Description="Other")})
    deleted = api("DELETE", f"{JOURNAL}/{made['id']}")

    assert (status, deleted.status_code) == (422, 422)
