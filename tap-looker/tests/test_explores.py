"""Explores that multiply rows by joins of joins, or filter by themselves."""

from __future__ import annotations

import shutil

import pytest
from erp_sandbox.looker.sample.warehouse import PROJECT
from erp_sandbox.testing import Sandbox
from singer_erp.errors import StreamError

_EXPLORES = """
explore: document_accounts {
  view_name: documents
  join: gl {
    relationship: one_to_many
    sql_on: ${documents.document_id} = ${gl.document_id} ;;
  }
  join: accounts {
    relationship: many_to_one
    sql_on: ${gl.account_id} = ${accounts.account_id} ;;
  }
  join: companies {
    relationship: many_to_one
    sql_on: ${documents.company_id} = ${companies.company_id} ;;
  }
}
explore: recent_lines {
  view_name: gl
  conditionally_filter: {
    filters: [gl.is_posted: "Yes"]
    unless: [gl.modified_time, gl.memo]
  }
}
"""


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory):
    """An instance with further Explores."""
    folder = tmp_path_factory.mktemp("lookml") / "project"
    shutil.copytree(PROJECT, folder)
    with (folder / "models" / "finance.model.lkml").open("a") as model:
        model.write(_EXPLORES)
    with Sandbox.start("looker", documents=30, content=4, project=str(folder)) as sandbox:
        posted = "UPDATE gl_lines SET is_posted = line_id % 2 = 0"
        sandbox.looker.mutate("execute", sql=posted)
        yield sandbox


@pytest.fixture
def read(run):
    """Return the values of a stream's column, and the stream's key."""

    def read(explore, *fields, **more):
        query = {"name": "saved", "model": "finance", "explore": explore, "fields": [*fields]}
        found = run("saved", queries=[query | more], page_size=20)
        [schema] = [one for one in found.messages if one["type"] == "SCHEMA"]
        column = fields[0].replace(".", "__")
        return sorted(row[column] for row in found.records("saved")), schema["key_properties"]

    return read


@pytest.fixture(params=[True, False], ids=["see_lookml", "without see_lookml"])
def _lookml(request, sandbox):
    permissions = ["access_data", "explore", "download_without_limit"]
    sandbox.looker.set_user(permissions=[*permissions, *["see_lookml"] * request.param])


@pytest.mark.usefixtures("_lookml")
def test_a_join_to_one_after_a_join_to_many_leaves_no_primary_key(read, sandbox):
    """A loader would keep one row of each document."""
    found, keys = read("document_accounts", "documents.document_id", "accounts.account_number")

    sql = "SELECT DISTINCT document_id, account_id FROM gl_lines ORDER BY 1"
    assert found == [document for document, _ in sandbox.looker.rows(sql)]
    assert keys == []


@pytest.mark.usefixtures("_lookml")
def test_a_join_to_one_keeps_the_primary_key_next_to_a_join_to_many(read):
    _, keys = read("document_accounts", "documents.document_id", "companies.company_name")
    assert keys == ["documents__document_id"]


def test_a_conditional_filter_applies_to_slices_too(read, sandbox):
    sql = "SELECT line_id FROM gl_lines WHERE is_posted ORDER BY 1"
    expected = [line for [line] in sandbox.looker.rows(sql)]

    for more in ({}, {"slice_by": "gl.modified_time"}, {"replication_key": "gl.modified_time"}):
        found, _ = read("recent_lines", "gl.line_id", "gl.modified_time", **more)
        assert found == expected


def test_a_conditional_filter_that_may_not_apply_is_an_error_unless_it_is_set(read, sandbox):
    with pytest.raises(StreamError, match=r"filters gl\.is_posted unless .*`filters`"):
        read("recent_lines", "gl.line_id", filters={"gl.debit": ">0"})

    found, _ = read("recent_lines", "gl.line_id", filters={"gl.debit": ">0", "gl.is_posted": ""})
    sql = "SELECT line_id FROM gl_lines WHERE debit > 0 ORDER BY 1"
    assert found == [line for [line] in sandbox.looker.rows(sql)]
