"""Bulk API 2.0 ingest: the course of jobs and of their rows."""

from __future__ import annotations

import csv
import io
import json

import pytest

UPSERT = {"object": "Account", "operation": "upsert", "externalIdFieldName": "NetSuite_Id__c"}


def _keys(text):
    return [row["NetSuite_Id__c"] for row in csv.DictReader(io.StringIO(text))]


def _open(call, data, **more):
    """A job with its data, not yet complete; returns its path."""
    path = f"/jobs/ingest/{call('POST', '/jobs/ingest', json={**UPSERT, **more}).json()['id']}"
    assert call("PUT", f"{path}/batches", data=data).status_code == 201
    return path


def _complete(call, path):
    return call("PATCH", path, json={"state": "UploadComplete"}).json()


def test_results_join_by_key_and_are_shuffled(call):
    rows = "".join(f"{n},N{n}\n" for n in range(40))

    info, (good, bad, _) = call.job("NetSuite_Id__c,Name\n" + rows + "99,\n")

    assert (info["state"], info["numberRecordsProcessed"], info["numberRecordsFailed"]) == (
        *("JobComplete", 41, 1),
    )
    assert sorted(_keys(good), key=int) == [str(n) for n in range(40)]
    assert _keys(good) != [str(n) for n in range(40)]
    assert good.splitlines()[0] == '"sf__Id","sf__Created",NetSuite_Id__c,Name'
    assert "REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --" in bad


def test_an_empty_cell_leaves_a_field_and_na_clears_it(call):
    call.upsert({"NetSuite_Id__c": "1", "Name": "x", "Phone": "1", "Fax": "2"})

    call.job("NetSuite_Id__c,Phone,Fax\n1,,#N/A\n")

    [row] = call.sandbox.salesforce.truth("Account")
    assert (row["Phone"], row["Fax"]) == ("1", None)


def test_na_cannot_clear_a_boolean_or_stand_for_a_parent(call):
    info, (_, bad, _) = call.job(
        "NetSuite_Id__c,Name,Inactive__c\n1,x,#N/A\n", sobject="Vendor__c", object="Vendor__c"
    )
    _, (_, orphan, _) = call.job("NetSuite_Id__c,Name,Parent.NetSuite_Id__c\n1,x,#N/A\n")

    assert info["numberRecordsFailed"] == 1
    assert "INVALID_TYPE_ON_FIELD_IN_RECORD:Inactive: value not of required type: #N/A" in bad
    assert "Foreign key external ID: #N/A not found" in orphan


@pytest.mark.parametrize("rows", ["2,child,1\n1,parent,\n", "1,parent,\n2,child,1\n"])
def test_rows_of_a_job_do_not_see_each_other_in_any_order(call, rows):
    call.sandbox.salesforce.set_limits(bulk_batch_rows=1)
    info, (_, bad, _) = call.job("NetSuite_Id__c,Name,Parent.NetSuite_Id__c\n" + rows)

    assert info["numberRecordsFailed"] == 1
    assert "Foreign key external ID: 1 not found for field NetSuite_Id__c in entity Account" in bad


def test_a_parent_of_an_earlier_job_is_found(call):
    call.job("NetSuite_Id__c,Name\n1,parent\n")

    info, _ = call.job("NetSuite_Id__c,Name,PARENT.netsuite_id__c\n2,child,1\n")

    assert info["numberRecordsFailed"] == 0


def test_a_key_twice_in_a_batch_fails_both_rows(call):
    info, (_, bad, _) = call.job("NetSuite_Id__c,Name\nab,x\nAB,y\n2,z\n")

    assert (info["numberRecordsProcessed"], info["numberRecordsFailed"]) == (3, 2)
    assert bad.count("DUPLICATE_VALUE:Duplicate external id specified") == 2


def test_failed_updates_have_an_id_and_failed_inserts_have_none(call):
    [made] = call.upsert({"NetSuite_Id__c": "1", "Name": "x"})
    long = "x" * 300

    _, (_, bad, _) = call.job(f"NetSuite_Id__c,Name\n1,{long}\n2,{long}\n")

    ids = {row["NetSuite_Id__c"]: row["sf__Id"] for row in csv.DictReader(io.StringIO(bad))}
    assert ids == {"1": made["id"], "2": ""}


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"\xef\xbb\xbfNetSuite_Id__c,Name\n1,x\n", "Failed to parse CSV"),
        (b"NetSuite_Id__c,Name\r\n1,x\r\n", "LineEnding is invalid on user data"),
        (b"NetSuite_Id__c,Foo__c\n1,x\n", "InvalidBatch : Field name not found : Foo__c"),
        (b"NetSuite_Id__c,NAME,Name\n1,x,y\n", "Duplicate field name : Name"),
        (b"NetSuite_Id__c,Parent.Name\n1,x\n", "Field name not found : Parent.Name"),
        (b"NetSuite_Id__c,Nope.NetSuite_Id__c\n1,x\n", "Unable to find relationship: Nope"),
        (
            b"NetSuite_Id__c,Account:Parent.NetSuite_Id__c\n1,x\n",
            "type is not needed for non polymorphic foreign key references: Parent",
        ),
    ],
)
def test_what_breaks_the_structure_fails_the_job_and_no_row(call, data, error):
    info, (_, bad, left) = call.job(data)

    assert info["state"] == "Failed"
    assert error in info["errorMessage"]
    assert (info["numberRecordsProcessed"], info["numberRecordsFailed"]) == (0, 0)
    assert "1" not in bad
    assert (
        list(csv.reader(io.StringIO(left)))[1:] == list(csv.reader(io.StringIO(data.decode())))[1:]
    )
    assert call.sandbox.salesforce.truth("Account") == []


def test_a_field_that_the_user_lost_fails_the_job(call):
    call.sandbox.salesforce.mutate("revoke_access", sobject="Account", field="NetSuite_Id__c")

    refused = call("POST", "/jobs/ingest", json=UPSERT)

    assert refused.json()[0]["errorCode"] == "INVALIDJOB"
    info, _ = call.job("NetSuite_Id__c,Name\n1,x\n", operation="insert", externalIdFieldName=None)
    assert info["errorMessage"] == "InvalidBatch : Field name not found : NetSuite_Id__c"


def test_a_polymorphic_link_needs_its_type(call):
    user = "integration@example.com"
    header = "NetSuite_Id__c,Name,{}\n1,x," + user + "\n"

    plain, _ = call.job(header.format("Owner.Username"), object="Vendor__c")
    typed, _ = call.job(header.format("User:Owner.Username"), object="Vendor__c")
    wrong, _ = call.job(header.format("Lead:Owner.Username"), object="Vendor__c")

    assert "type is needed" in plain["errorMessage"]
    assert (typed["state"], typed["numberRecordsFailed"]) == ("JobComplete", 0)
    assert "Unable to find entity: Lead" in wrong["errorMessage"]


def test_states_are_guarded(call):
    job = call("POST", "/jobs/ingest", json=UPSERT).json()
    path = f"/jobs/ingest/{job['id']}"

    assert job["contentUrl"].startswith("services/data/")
    assert job["apiVersion"] == 67.0
    assert call("PATCH", path, json={"state": "UploadComplete"}).status_code == 400
    assert call("PUT", path + "/batches", data=b"anything").status_code == 201
    assert call("PUT", path + "/batches", data=b"anything").status_code == 400
    assert call("GET", path + "/successfulResults").status_code == 400
    assert call("DELETE", path).status_code == 400
    assert call("PATCH", path, json={"state": "Aborted"}).status_code == 200
    assert call("PATCH", path, json={"state": "Aborted"}).status_code == 400
    assert call("DELETE", path).status_code == 204
    assert call("GET", path).status_code == 404


def test_a_job_moves_on_from_poll_to_poll(call):
    call.sandbox.salesforce.set_limits(bulk_polls=2)
    path = _open(call, b"NetSuite_Id__c,Name\n1,x\n")

    states = [_complete(call, path)["state"]]
    states += [call("GET", path).json()["state"] for _ in range(4)]

    assert states == ["UploadComplete", "InProgress", "InProgress", "JobComplete", "JobComplete"]


def test_rows_are_written_though_nobody_polls(call):
    _complete(call, _open(call, b"NetSuite_Id__c,Name\n1,x\n"))

    assert len(call.sandbox.salesforce.truth("Account")) == 1


def test_batches_take_their_time_and_an_abort_keeps_what_is_written(call):
    call.sandbox.salesforce.set_limits(bulk_batch_rows=2, bulk_seconds=60, bulk_polls=0)
    rows = "".join(f"{n},N{n}\n" for n in range(6))
    path = _open(call, f"NetSuite_Id__c,Name\n{rows}".encode())
    _complete(call, path)

    before = call("GET", path).json()
    call.sandbox.advance(60)
    later = call("GET", path).json()
    call("PATCH", path, json={"state": "Aborted"})
    left = call("GET", f"{path}/unprocessedRecords").text
    good = call("GET", f"{path}/successfulResults").text

    assert (before["state"], before["numberRecordsProcessed"]) == ("InProgress", 0)
    assert (later["state"], later["numberRecordsProcessed"]) == ("InProgress", 2)
    assert sorted(_keys(left) + _keys(good)) == [str(n) for n in range(6)]
    assert len(call.sandbox.salesforce.truth("Account")) == 2


def test_batches_follow_no_order(call):
    call.sandbox.salesforce.set_limits(bulk_batch_rows=1)
    rows = "".join(f"{n},N{n}\n" for n in range(10))

    call.job(f"NetSuite_Id__c,Name\n{rows}")

    made = [row["NetSuite_Id__c"] for row in call.sandbox.salesforce.truth("Account")]
    assert sorted(made) == [str(n) for n in range(10)]
    assert made != sorted(made)


def test_a_batch_that_times_out_leaves_rows_unprocessed(call):
    call.sandbox.salesforce.set_limits(bulk_fail_after=2)

    info, (good, _, left) = call.job("NetSuite_Id__c,Name\n1,a\n2,b\n3,c\n")

    assert info["state"] == "Failed"
    assert len(_keys(good)) == 2
    assert _keys(left) == ["3"]


def test_too_many_locks_fail_the_job_and_leave_the_rest(call):
    call.upsert(*({"NetSuite_Id__c": str(n), "Name": "x"} for n in range(4)))
    for n in range(4):
        call.sandbox.salesforce.mutate("lock", sobject="Account", key=str(n))
    call.sandbox.salesforce.set_limits(bulk_batch_rows=2, bulk_lock_failures=1)

    info, (_, bad, left) = call.job("NetSuite_Id__c,Name\n0,a\n1,b\n2,c\n3,d\n")

    assert info["errorMessage"].startswith("TooManyLockFailure")
    assert bad.count("UNABLE_TO_LOCK_ROW:") == 2
    assert len(_keys(left)) == 2


def test_update_and_delete_go_by_id(call):
    one, two = call.upsert(
        {"NetSuite_Id__c": "1", "Name": "a"}, {"NetSuite_Id__c": "2", "Name": "b"}
    )
    by_id = {"externalIdFieldName": None}

    info, _ = call.job(f"Id,Name\n{one['id'][:15]},A\n", operation="update", **by_id)
    gone, (_, bad, _) = call.job(
        f"Id\n{two['id']}\n003000000000001\n#N/A\n", operation="delete", **by_id
    )

    assert (info["numberRecordsProcessed"], info["numberRecordsFailed"]) == (1, 0)
    assert (gone["numberRecordsProcessed"], gone["numberRecordsFailed"]) == (3, 2)
    assert "MALFORMED_ID" in bad
    assert "MISSING_ARGUMENT" in bad
    assert [row["Name"] for row in call.sandbox.salesforce.truth("Account")] == ["A"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"object": "CaseStatus"}, "INVALIDENTITY"),
        ({"object": "PermissionSet"}, "INVALIDENTITY"),
        ({"operation": "merge"}, "INVALIDOPERATION"),
        ({"operation": "hardDelete"}, "FEATURENOTENABLED"),
        ({"externalIdFieldName": None}, "INVALIDJOB"),
        ({"externalIdFieldName": "Phone"}, "INVALIDJOB"),
        ({"lineEnding": "CR"}, "INVALIDJOB"),
        ({"contentType": "XML"}, "INVALIDJOB"),
    ],
)
def test_an_invalid_job_is_rejected_with_bulks_own_codes(call, body, code):
    refused = call("POST", "/jobs/ingest", json={**UPSERT, **body})

    assert (refused.status_code, refused.json()[0]["errorCode"]) == (400, code)


def test_multipart_takes_job_and_data_at_once(call):
    parts = {
        "job": (None, json.dumps(UPSERT), "application/json"),
        "content": ("content", 'NetSuite_Id__c,Name\n1,"two\nlines"\n', "text/csv"),
    }

    job = call("POST", "/jobs/ingest", files=parts).json()

    assert job["state"] == "UploadComplete"
    [row] = call.sandbox.salesforce.truth("Account")
    assert row["Name"] == "two\nlines"


def test_large_results_lead_on_by_locator(call):
    call.sandbox.salesforce.set_limits(bulk_result_rows=2)
    path = _open(call, b"NetSuite_Id__c,Name\n1,a\n2,b\n3,c\n")
    _complete(call, path)
    for _ in range(2):
        call("GET", path)

    first = call("GET", f"{path}/successfulResults")
    rest = call(
        "GET", f"{path}/successfulResults", params={"locator": first.headers["Sforce-Locator"]}
    )

    assert rest.headers["Sforce-Locator"] == "null"
    assert sorted(_keys(first.text) + _keys(rest.text)) == ["1", "2", "3"]


def test_jobs_are_listed_until_they_are_a_week_old(call):
    info, _ = call.job("NetSuite_Id__c,Name\n1,a\n")

    listed = call("GET", "/jobs/ingest").json()
    call.sandbox.advance(8 * 86_400)
    call.token = call.log_in().json()["access_token"]

    assert [(job["id"], job["jobType"]) for job in listed["records"]] == [(info["id"], "V2Ingest")]
    assert call("GET", f"/jobs/ingest/{info['id']}").status_code == 404


def test_a_lost_response_does_not_undo_the_upload(call):
    path = _open(call, b"NetSuite_Id__c,Name\n1,x\n")
    call.sandbox.fault("drop_response", path=path, method="PATCH")

    with pytest.raises(OSError, match="Connection"):
        _complete(call, path)

    assert call("GET", path).json()["state"] == "InProgress"
    assert len(call.sandbox.salesforce.truth("Account")) == 1
