"""A loop of `requests` by limit and offset, as scripts have it: how many rows it loses."""

from __future__ import annotations

import pytest

STEP = 10


def loop(api, *, advance="limit", between=lambda: None, **query):
    """Read all invoices until `hasMore` is false; return their ids with duplicates."""
    found, offset = [], 0
    while True:
        page = api.get("invoices", limit=STEP, offset=offset, onlyData="true", **query)
        found += [row["InvoiceId"] for row in page.get("items", [])]
        if not page["hasMore"]:
            return found
        offset += STEP if advance == "limit" else page["count"]
        between()


@pytest.fixture
def stored(api):
    return {row["InvoiceId"] for row in api.control.truth("invoices")}


def test_in_the_order_of_the_key_it_loses_none(api, stored):
    assert sorted(loop(api, orderBy="InvoiceId")) == sorted(stored)


def test_it_loses_the_rest_of_each_page_that_the_server_has_reduced(api, stored):
    api.control.set_limits(page=STEP - 1)
    found = loop(api, orderBy="InvoiceId")
    pages = -(-len(stored) // STEP)
    assert len(stored) - len(set(found)) == pages - 1 > 1
    assert sorted(loop(api, orderBy="InvoiceId", advance="count")) == sorted(stored)


def test_it_loses_rows_without_an_order_and_reads_others_twice(api, stored):
    found = loop(api)
    lost = stored - set(found)
    assert len(found) == len(stored)
    assert len(lost) == len(found) - len(set(found)) > 0


def test_it_loses_what_is_behind_an_early_end(api, stored):
    api.control.set_limits(more_until=STEP)
    found = loop(api, orderBy="InvoiceId")
    assert len(stored) - len(set(found)) == len(stored) - 2 * STEP > 0


def test_it_loses_one_row_for_each_that_it_has_read_and_that_is_changed_then(api, stored):
    api.sandbox.advance(60)
    rows = api.control.truth("invoices")
    rows.sort(key=lambda row: (row["LastUpdateDate"], row["InvoiceId"]))
    keys = iter(row["@key"] for row in rows)

    def change():
        values = {"Description": "changed"}
        api.control.mutate("change", resource="invoices", key=next(keys), values=values)

    found = loop(api, between=change, orderBy="LastUpdateDate:asc,InvoiceId:asc")
    pages = -(-len(stored) // STEP)
    # After the last change, the row that is skipped can be one that was changed and read before.
    assert pages - 2 <= len(stored - set(found)) == len(found) - len(set(found)) <= pages - 1


def test_it_loses_one_row_for_each_that_it_has_read_and_that_vanishes_then(api, stored):
    keys = [api.control.mutate("bill", seed=seed)["key"] for seed in range(2 * STEP)]
    drafts = len(keys)

    def delete():
        if len(keys) > STEP:
            api.control.mutate("delete", resource="invoices", key=keys.pop())

    found = loop(api, between=delete, orderBy="InvoiceId:desc")
    deleted = drafts - len(keys)
    assert deleted > 1
    assert len(stored - set(found)) + drafts - len(set(found) - stored) == deleted
