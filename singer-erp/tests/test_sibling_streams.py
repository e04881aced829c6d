"""Streams whose records come in the same pages: a document and its lines."""

import datetime as dt
import json

import pytest
from singer_erp.messages.records import RecordType
from singer_erp.plugin.cli import forbid_unknown
from singer_erp.plugin.stream import ErpStream
from singer_erp.plugin.tap import ErpTap
from singer_erp.sync.page import Page
from singer_erp.testing import run_command
from singer_sdk import typing as th

NOW = dt.datetime(2026, 1, 31, 4, tzinfo=dt.UTC)
VERSION = 7
SCHEMA = {"type": "object", "properties": {"id": {"type": "integer"}}}
# Ids of the documents and of the lines of each page.
PAGES = [[[1, 2], [11, 12, 21]], [[3], []], [[], [41]]]


class Sync:
    """Pages of two streams under one version."""

    def __init__(self, types, pages, state):
        self._types, self._pages, self._state = types, pages, state

    def pages(self):
        for number, ids in enumerate(self._pages):
            rows = [
                (self._types[name], [self._types[name].struct(n) for n in some])
                for name, some in zip(("documents", "lines"), ids, strict=True)
                if name in self._types
            ]
            yield Page(rows, NOW, version=VERSION, save=lambda n=number: self._save(n))
        yield Page((), NOW, version=VERSION, activates=True)

    def _save(self, number):
        self._state.setdefault("bookmarks", {})["documents"] = {"page": number}


class TapDocuments(ErpTap):
    """Singer tap for documents with lines."""

    name = "tap-documents"
    config_jsonschema = forbid_unknown(
        th.PropertiesList(
            th.Property("pages", th.ArrayType(th.ArrayType(th.ArrayType(th.IntegerType)))),
            th.Property("audit_url", th.StringType),
        ).to_dict()
    )

    def discover_streams(self):
        return [
            ErpStream(self, name=name, schema=SCHEMA, primary_keys=("id",))
            for name in ("documents", "lines")
        ]

    def create_syncs(self, store):
        types = {s.name: RecordType(s.name, s.columns) for s in self.selected_streams}
        sync = Sync(types, self.config.get("pages", PAGES), self.state)
        return dict.fromkeys(types, sync)


@pytest.fixture
def run():
    def run(*arguments, selected=("documents", "lines"), catalog=None, **config):
        catalog = catalog or TapDocuments(config={}).catalog_dict
        for entry in catalog["streams"]:
            [root] = [found for found in entry["metadata"] if not found["breadcrumb"]]
            root["metadata"]["selected"] = entry["tap_stream_id"] in selected
        return run_command(TapDocuments, *arguments, config=config, catalog=catalog)

    return run


def _ids(output, stream):
    return [record["id"] for record in output.records(stream)]


def test_the_records_of_siblings_are_written_once(run):
    output = run()

    assert _ids(output, "documents") == [1, 2, 3]
    assert _ids(output, "lines") == [11, 12, 21, 41]


def test_the_order_of_the_catalog_does_not_matter(run):
    catalog = TapDocuments(config={}).catalog_dict
    catalog["streams"].reverse()

    output = run(catalog=catalog)

    assert _ids(output, "documents") == [1, 2, 3]
    assert _ids(output, "lines") == [11, 12, 21, 41]


@pytest.mark.parametrize("pages", [PAGES, [[[1], []]], [[[], []]], []])
def test_a_version_is_activated_for_siblings_without_records_too(run, pages):
    messages = run(pages=pages).messages

    for stream in ("documents", "lines"):
        types = [m["type"] for m in messages if m.get("stream") == stream]
        assert types[0] == "SCHEMA"
        assert types[-1] == "ACTIVATE_VERSION"
        assert types.count("ACTIVATE_VERSION") == types.count("SCHEMA") == 1


@pytest.mark.parametrize("stream", ["documents", "lines"])
def test_a_deselected_sibling_is_neither_written_nor_activated(run, stream):
    output = run(selected=[stream])

    assert output.streams == {stream}
    assert {m["stream"] for m in output.messages if "stream" in m} == {stream}
    assert output.of_type("ACTIVATE_VERSION")


def test_the_state_covers_the_records_of_all_siblings(run, monkeypatch):
    monkeypatch.setattr(ErpStream, "STATE_MSG_FREQUENCY", 1)
    written = []
    for message in run().messages:
        if message["type"] == "RECORD":
            written.append(message["record"]["id"])
        elif message["type"] == "STATE" and message["value"]:
            page = message["value"]["bookmarks"]["documents"]["page"]
            expected = [n for ids in PAGES[: page + 1] for some in ids for n in some]
            assert sorted(written) == sorted(expected)
    assert written


@pytest.mark.parametrize("mapped", ["documents", "lines"])
@pytest.mark.parametrize(
    ("stream_map", "stream"), [({"__alias__": "renamed"}, "renamed"), ("__NULL__", None)]
)
def test_a_stream_map_of_one_sibling_leaves_the_other(run, mapped, stream_map, stream):
    plain = run()
    output = run(stream_maps={mapped: stream_map})
    [other] = {"documents", "lines"} - {mapped}

    assert _ids(output, other) == _ids(plain, other)
    assert output.streams == {other, stream} - {None}
    activated = {message["stream"] for message in output.of_type("ACTIVATE_VERSION")}
    assert activated == {other, stream} - {None}
    if stream:
        assert _ids(output, stream) == _ids(plain, mapped)


@pytest.mark.parametrize("maps", [{}, {"lines": {"note": "'x'"}}])
def test_a_connection_test_writes_one_record_of_each_sibling(run, maps):
    output = run("--test", stream_maps=maps)

    assert (_ids(output, "documents"), _ids(output, "lines")) == ([1], [11])
    assert output.of_type("ACTIVATE_VERSION") == []


def test_a_connection_test_is_not_in_the_audit_log(run, tmp_path):
    path = tmp_path / "audit.sqlite"

    output = run("--test", audit_url=f"sqlite:///{path}")

    assert output.exit_code == 0
    assert not path.exists()


def test_the_sdks_interface_yields_the_records_of_the_stream_that_is_read():
    tap = TapDocuments(config={"pages": PAGES})

    assert [record["id"] for record in tap.streams["lines"].get_records(None)] == [11, 12, 21, 41]
    assert json.dumps(tap.state)
