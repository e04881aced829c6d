"""Records that fit their shape have the rows that they have as dictionaries."""

from __future__ import annotations

import json

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


def _rows(site, entity, tables, *, as_dictionaries=False, after=None):
    """Return the rows of a page and the keys of its records, or the type of the error.

    After another page, the names of linked objects are known.
    """
    query = _query(entity, tables)
    reader = EntityReader(site, query, tables, page_size=100, keeps_keys=True)
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
    rows = [
        json.loads(line)["record"] | {"set_read_at": None}
        for record_type, rows in page.rows
        for line in record_type.lines(rows, page.extracted_at).splitlines()
    ]
    return rows, page.checkpoint.keys


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
