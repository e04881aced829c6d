"""Records that fit their shape have the rows that they have as dictionaries."""

from __future__ import annotations

import json
import threading

import pytest
from singer_erp.errors import ErpError, StreamError
from singer_erp.http.bodies import UNREADABLE
from singer_erp.http.responses import Response
from singer_erp.messages.shape import Shaped
from singer_erp.sync.listing import Part
from singer_erp.testing import odd_bodies, response_of
from singer_erp.timestamps import extracted_now
from tap_acumatica.reader import EntityReader, Table, query_of
from tap_acumatica.schema import described
from tap_acumatica.streams import ENTITIES
from tap_acumatica.streams.entity import FOLLOWED
from tap_acumatica.tap import TapAcumatica

BY_NAME = {entity.name: entity for entity in ENTITIES}


class Page:
    """A site that sends one page, perhaps after another one."""

    tenant = "Acme"

    def __init__(self, body):
        self.body = body
        self.before = None
        self.is_shaped = None

    def get(self, _path, decode, _params):
        body, self.before = self.before or self.body, None
        records = decode(response_of(body, 200))
        self.is_shaped = all(isinstance(record, Shaped) for record in records)
        return Response(records, extracted_now(), None)


class Suspended(list):
    """Records whose thread is suspended as soon as it looks whether there are any."""

    def __init__(self, records, is_suspended, may_continue):
        super().__init__(records)
        self.is_suspended = is_suspended
        self.may_continue = may_continue

    def __bool__(self):
        self.is_suspended.set()
        assert self.may_continue.wait(30)
        return len(self) > 0


class SharedPage(Page):
    """A site that sends one page; a thread has read the first once the third is decoded."""

    def __init__(self, body):
        super().__init__(body)
        self.is_suspended = threading.Event()
        self.may_continue = threading.Event()
        self.requests = 0
        self.thread = None

    def start(self, read):
        self.thread = threading.Thread(target=read)
        self.thread.start()
        assert self.is_suspended.wait(30)

    def get(self, path, decode, params):
        self.requests += 1
        response = super().get(path, decode, params)
        if self.requests == 1:
            records = Suspended(response.body, self.is_suspended, self.may_continue)
            return Response(records, response.extracted_at, None)
        if self.requests == 3:
            self.may_continue.set()
            self.thread.join(30)
        return response


def _tables(catalog, entity, *, own=True, without=()):
    entries = {entry["tap_stream_id"]: entry for entry in catalog["streams"]}
    tables = []
    for details in (None, *entity.details):
        entry = entries[details.stream if details else entity.stream]
        columns = described(entry["tap_stream_id"], entry["schema"], entry["key_properties"])
        selected = entry["schema"]["properties"].keys() - {*without}
        tables.append(Table(entry["tap_stream_id"], columns, selected, details))
    return tables if own else tables[1:]


def _query(entity, tables):
    paths = [column.path for table in tables for column in table.columns]
    return query_of(entity, tables, follows=any(path.endswith(FOLLOWED) for path in paths))


def _reader(site, entity, tables):
    return EntityReader(site, _query(entity, tables), tables, page_size=100, keeps_keys=True)


def _rows(site, entity, tables, *, as_dictionaries=False, after=None):
    """Return the rows of a page and the keys of its records, or the type of the error.

    After another page, the names of linked objects are known.
    """
    reader = _reader(site, entity, tables)
    if as_dictionaries:
        # From a page on that does not fit, none is expected to.
        site.before = json.dumps([{entity.keys[0]: 5}]).encode()
        with pytest.raises(StreamError):
            reader.read(Part())
    if after is not None:
        site.before = after
        reader.read(Part())
    try:
        page, _ = reader.read(Part())
    except (ErpError, *UNREADABLE) as error:
        return type(error)
    return _written(page), page.checkpoint.keys


def _written(page):
    return [
        json.loads(line)["record"] | {"set_read_at": None}
        for record_type, rows in page.rows
        for line in record_type.lines(rows, page.extracted_at).splitlines()
    ]


@pytest.fixture(scope="module")
def sent(shared_sandbox, tmp_path_factory, request):
    """Return a function that returns the first page of an entity, as the tenant sends it."""
    path = tmp_path_factory.mktemp("shaped") / "credentials.json"
    catalog = request.getfixturevalue("catalog")
    config = shared_sandbox.acumatica.config() | {"credentials_path": str(path)}
    tap = TapAcumatica(config=config, catalog=catalog)

    def sent(entity, tables, number):
        parameters = _query(entity, tables).page(Part(), number)
        return tap.site.get(entity.name, lambda response: response.content, parameters).body

    yield sent
    tap.close()


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_records_of_a_tenant_fit_and_have_the_same_rows(name, catalog, sent):
    entity = BY_NAME[name]
    tables = _tables(catalog, entity)
    site = Page(sent(entity, tables, 20))

    found = _rows(site, entity, tables)

    assert site.is_shaped
    assert found == _rows(site, entity, tables, after=site.body)
    assert site.is_shaped
    assert found == _rows(site, entity, tables, as_dictionaries=True)
    assert not site.is_shaped


@pytest.mark.parametrize("name", ["Bill", "JournalTransaction"])
@pytest.mark.parametrize(
    "options", [{"own": False}, {"without": ("description", "_other", "last_modified_date_time")}]
)
def test_fewer_streams_and_columns_have_the_same_rows(name, options, catalog, sent):
    entity = BY_NAME[name]
    tables = _tables(catalog, entity, **options)
    site = Page(sent(entity, _tables(catalog, entity), 20))

    found = _rows(site, entity, tables)

    assert site.is_shaped
    assert found == _rows(site, entity, tables, as_dictionaries=True)


@pytest.mark.parametrize("name", ["Vendor", "Bill"])
@pytest.mark.parametrize("part", range(2))
def test_bodies_of_any_shape_have_the_same_rows(name, part, catalog, sent):
    entity = BY_NAME[name]
    tables = _tables(catalog, entity)
    records = json.loads(sent(entity, tables, 20))
    record = max(records, key=lambda one: len(json.dumps(one)))
    whole, shaped = json.dumps([record]).encode(), 0
    for body in list(odd_bodies([record]))[part::397]:
        site = Page(body)
        found = _rows(site, entity, tables)
        shaped += bool(site.is_shaped)

        assert found == _rows(site, entity, tables, as_dictionaries=True), body[:2000]
        assert found == _rows(site, entity, tables, after=whole), body[:2000]
    assert shaped


def test_responses_that_threads_read_at_once_have_the_same_rows(catalog, sent):
    """Linked objects come without their envelopes, whichever thread has seen them first."""
    entity = BY_NAME["Vendor"]
    tables = _tables(catalog, entity)
    site = SharedPage(sent(entity, tables, 20))
    reader = _reader(site, entity, tables)

    site.start(lambda: reader.read(Part()))
    reader.read(Part())
    page, _ = reader.read(Part())

    assert site.is_shaped
    assert _written(page) == _rows(Page(site.body), entity, tables)[0]
