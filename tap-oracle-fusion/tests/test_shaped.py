"""Pages that fit their shape have the rows that they have as dictionaries."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from singer_erp.errors import ErpError, TransientError
from singer_erp.http.bodies import UNREADABLE
from singer_erp.http.responses import Response
from singer_erp.messages.shape import Shaped
from singer_erp.sync.time_ranges import TimeRange
from singer_erp.testing import odd_bodies, response_of
from singer_erp.timestamps import extracted_now
from tap_oracle_fusion.reader import ResourceReader
from tap_oracle_fusion.schema import described
from tap_oracle_fusion.streams import RESOURCES
from tap_oracle_fusion.tables import Table, Tables
from tap_oracle_fusion.tap import TapOracleFusion

ALL = TimeRange(dt.datetime(2100, 1, 1, tzinfo=dt.UTC))
BY_NAME = {resource.name: resource for resource in RESOURCES}
# Records that are identified by their link, truncated child records, no records, and records that
# are read by a finder.
NOT_SHAPED = {"journalBatches", "valueSets", "receivablesCreditMemos", "currencyRates"}


class Page:
    """A pod that sends one page, perhaps after another one; what else is asked has no answer."""

    name = "acme"

    def __init__(self, body):
        self.bodies = [body]
        self.is_shaped = None

    def get(self, path, decode, _params, *, once):
        assert once
        if not self.bodies:
            raise TransientError(f"{path} is asked for", "")
        body = decode(response_of(self.bodies.pop(0), 200))
        self.is_shaped = isinstance(body, Shaped)
        return Response(body, extracted_now(), None)

    def sleep(self, _seconds):
        """Do not wait."""


def _tables(catalog, resource, streams=None, without=()):
    entries = {entry["tap_stream_id"]: entry for entry in catalog["streams"]}
    tables = []
    for path in resource.walk():
        entry = entries[path[-1].stream]
        if streams is None or path[-1].stream in streams:
            columns = described(path[-1].stream, entry["schema"], entry["key_properties"])
            tables.append(Table(path, columns, entry["schema"]["properties"].keys() - {*without}))
    return Tables(resource, tables)


def _rows(body, tables, *, as_dictionaries=False):
    """Return whether a page was shaped, and its rows, or the error."""
    pod = Page(body)
    reader = ResourceReader(pod, tables, page_size=100, followed=tables.followed, keeps_keys=True)
    if as_dictionaries:
        # From a page on that does not fit, none is expected to.
        pod.bodies.insert(0, b'{"items": [{}]}')
        with pytest.raises(ErpError):
            reader.read_range(ALL)
    try:
        page = reader.read_range(ALL).page
    except (ErpError, *UNREADABLE) as error:
        return pod.is_shaped, (type(error), str(error))
    rows = [
        json.loads(line)["record"] | {"set_read_at": None}
        for record_type, rows in page.rows
        for line in record_type.lines(rows, page.extracted_at).splitlines()
    ]
    return pod.is_shaped, (rows, page.checkpoint.keys)


@pytest.fixture(scope="module")
def sent(shared_sandbox, catalog):
    """Return a function that returns the first page of a resource, as the pod sends it."""
    tap = TapOracleFusion(config=shared_sandbox.oracle_fusion.config(), catalog=catalog)

    def sent(resource, tables, number=20):
        parameters = tables.query((resource,), tables.followed).page([], resource.keys, number)
        return tap.pod.get(resource.name, lambda response: response.content, parameters).body

    return sent


@pytest.mark.parametrize("name", sorted(BY_NAME.keys() - NOT_SHAPED))
def test_records_of_a_pod_fit_and_have_the_same_rows(name, catalog, sent):
    resource = BY_NAME[name]
    tables = _tables(catalog, resource)
    body = sent(resource, tables)

    is_shaped, found = _rows(body, tables)

    assert is_shaped
    assert (False, found) == _rows(body, tables, as_dictionaries=True)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("invoices", {"streams": ["ap_invoice_lines"]}),
        ("invoices", {"streams": ["ap_invoices", "ap_invoice_distributions"]}),
        ("invoices", {"without": ("description", "_other", "invoice_dff_project_code")}),
        ("purchaseOrders", {"streams": ["purchase_order_distributions"]}),
    ],
)
def test_fewer_streams_and_columns_have_the_same_rows(name, options, catalog, sent):
    resource = BY_NAME[name]
    tables = _tables(catalog, resource, **options)
    body = sent(resource, tables)

    is_shaped, found = _rows(body, tables)

    assert is_shaped
    assert (False, found) == _rows(body, tables, as_dictionaries=True)


@pytest.mark.parametrize("name", ["invoices", "purchaseOrders"])
@pytest.mark.parametrize("part", range(2))
def test_bodies_of_any_shape_have_the_same_rows(name, part, catalog, sent):
    resource = BY_NAME[name]
    tables = _tables(catalog, resource)
    page = json.loads(sent(resource, tables))
    page["items"] = [min(page["items"], key=lambda item: len(json.dumps(item)))]
    shaped = 0
    for body in list(odd_bodies(page))[part::97]:
        is_shaped, found = _rows(body, tables)
        shaped += bool(is_shaped)

        assert (False, found) == _rows(body, tables, as_dictionaries=True), body
    assert shaped
