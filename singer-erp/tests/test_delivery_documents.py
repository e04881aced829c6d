"""Documents: records of one key are its lines, selected, sent and rejected together."""

from __future__ import annotations

from decimal import Decimal

import pytest
from singer_erp.audit.delivery import DeliveryRun
from singer_erp.audit.entries import Sent
from singer_erp.audit.log import AuditLog
from singer_erp.audit.sent import SentRecords
from singer_erp.delivery.dry_run import table
from singer_erp.delivery.mapper import Mapper
from singer_erp.delivery.mapping import DocumentSettings, read_mappings
from singer_erp.delivery.outbox import Outbox
from singer_erp.delivery.records import Row, WriteAction, digest_of
from singer_erp.delivery.selection import Selector
from singer_erp.errors import ConfigError

MAPPING = {
    "object": "Journal",
    "key": "batch",
    "fields": {"Date": "date"},
    "lines": {"Details": {"Account": "account", "Amount": "amount"}},
}
COLUMNS = ("id", "batch", "date", "account", "amount", "changed")


def _mapping(**parts):
    return read_mappings({}, {"journals": MAPPING | parts}, DocumentSettings)["journals"]


def _mapper(keys=("id",), **parts):
    schema = {"type": "object", "properties": {name: {} for name in COLUMNS}}
    return Mapper(_mapping(**parts), schema, list(keys), "changed", {})


def _items(*rows, keys=("id",), **parts):
    mapper = _mapper(keys, **parts)
    return [
        item
        for number, (batch, account, amount, *more) in enumerate(rows, 1)
        for item in mapper.items(
            {"id": number, "batch": batch, "date": "2026-01-31", "account": account}
            | {"amount": Decimal(amount)}
            | dict(more),
            None,
            b"{}",
            number,
        )
    ]


@pytest.fixture
def log(tmp_path):
    log = AuditLog(f"sqlite:///{tmp_path}/audit.sqlite")
    yield log
    log.close()


@pytest.fixture
def known(log):
    return SentRecords(log.database, "site")


@pytest.fixture
def selector(known):
    def new(**options):
        options = {"follow_merges": False, "force_update": False} | options
        return Selector(known, lambda _, key: key.strip().lower(), **options)

    return new


def _groups(*items):
    outbox = Outbox(lambda _, key: key.strip().lower())
    outbox.put(items)
    return [*outbox.groups("Journal", 0)]


def test_a_mapping_needs_no_external_id():
    assert _mapping().external_id == ""


@pytest.mark.parametrize(
    ("own", "message"),
    [
        ({"object": ""}, "Missing key `object` in `mappings.journals`. A mapping takes the object"),
        ({"lines": {"Details": {"Account": "a b"}}}, r"`mappings.journals.lines.Details.Account`"),
        ({"lines": {"Details": []}}, r"`mappings.journals.lines.Details` is not valid"),
        ({"lines": {"Details": {"Account": 5}}}, r"`mappings.journals.lines.Details.Account`"),
        ({"keys": "Account"}, "`mappings.journals.keys` is not valid"),
    ],
)
def test_a_mistake_in_a_document_mapping_is_named_by_its_path(own, message):
    with pytest.raises(ConfigError, match=message):
        _mapping(**own)


def test_a_changed_line_expression_changes_the_digest_of_the_mapping():
    lines = {"Details": {"Account": "account", "Amount": "-amount"}}

    assert _mapping().digest == _mapping().digest
    assert _mapping().digest != _mapping(lines=lines).digest
    assert _mapping().digest != _mapping(keys=["Date"]).digest


def test_records_of_one_key_are_the_lines_of_one_document_in_the_order_of_the_input():
    [first, second] = _groups(
        *_items(("A", "100", "1.50"), ("B", "1", "2"), ("a ", "200", "-1.50"))
    )

    row = Row.of(first)
    assert row.values == {"Date": "2026-01-31"}
    assert row.lines == {
        "Details": [
            {"Account": "100", "Amount": Decimal("1.50")},
            {"Account": "200", "Amount": Decimal("-1.50")},
        ]
    }
    assert len(second) == 1


def test_a_document_is_the_same_in_any_order_of_its_lines():
    one = _items(("A", "100", "1"), ("A", "200", "-1"))
    other = _items(("A", "200", "-1"), ("A", "100", "1"))
    changed = _items(("A", "100", "1"), ("A", "200", "-1"), ("A", "300", "0"))

    assert digest_of(one) == digest_of(other) != digest_of(changed)


def test_a_line_whose_columns_are_all_null_is_no_line():
    """The document has none in this field then."""
    items = _items(("A", None, "1"), lines={"Details": {"Account": "account"}})

    assert Row.of(items).lines == {"Details": []}


def test_a_repeated_record_is_one_line_and_records_without_keys_are_all_lines(selector):
    twice = _items(("A", "100", "1"), ("A", "100", "1", ("id", 1)))
    unkeyed = _items(("A", "100", "1"), ("A", "100", "1"), keys=())

    selection = selector().select("Journal", _groups(*twice))
    assert [outcome.action for _, outcome in selection.outcomes] == [WriteAction.SUPERSEDED]
    assert selector().select("Journal", _groups(*unkeyed)).dropped == []


def test_a_document_is_selected_as_a_whole(log, selector):
    items = _items(("A", "100", "1"), ("A", "200", "-1"))
    run = log.begin("target", "1", "site")
    [group] = _groups(*items)
    sent = Sent("Journal", "a", "journals/0", digest_of(group), "GL1")
    DeliveryRun(log.database, run.run, "site").record_outcomes([], [sent], [])

    same = selector().select("Journal", _groups(*items))
    changed = _items(("A", "100", "2"), ("A", "200", "-1"))
    other = selector().select("Journal", _groups(*changed))

    assert (same.unchanged, len(same.dropped)) == (1, 2)
    assert (other.unchanged, other.dropped) == (0, [])


def test_lines_that_disagree_on_the_document_are_rejected_together(selector):
    items = _items(("A", "100", "1"), ("A", "200", "-1", ("date", "2026-02-01")))

    selection = selector().select("Journal", _groups(*items))

    [(row, outcome)] = selection.outcomes
    assert (len(row.items), outcome.code) == (2, "INCOMPLETE")
    assert outcome.reason == "The records of the document have several values of Date"


def test_a_field_that_only_later_lines_have_is_compared(selector):
    [without] = _items(("A", "100", "1"), fields={})
    [_, other] = _items(("A", "100", "1"), ("A", "200", "-1"))

    selection = selector().select("Journal", _groups(without, other))

    assert [outcome.code for _, outcome in selection.outcomes] == ["INCOMPLETE"]


def test_nothing_of_a_document_is_sent_without_a_line_that_cannot_be_mapped(selector):
    flawed = _mapper(fields={"Date": "1 / 0"}).bare_item({"id": 9, "batch": "A"}, b"{}", 9, "why")
    items = _items(("A", "100", "1"), ("B", "200", "-1"))

    selection = selector().select("Journal", _groups(*items, flawed))

    assert [(row.key, outcome.code, outcome.reason) for row, outcome in selection.outcomes] == [
        ("A", "MAPPING", "why"),
        ("A", "INCOMPLETE", "Another record of the document cannot be mapped"),
    ]


def test_no_document_of_a_stream_is_sent_if_a_line_may_belong_to_any(selector):
    items = _items(("A", "100", "1"), ("B", "200", "-1"))
    flawed = _mapper().bare_item({"id": 9}, b"{}", 9, "why")

    selection = selector().select("Journal", _groups(*items, flawed))

    assert [outcome.code for _, outcome in selection.outcomes] == ["MAPPING", *["INCOMPLETE"] * 2]
    assert len(selection.dropped) == 3


def test_tables_align_columns_and_keep_every_digit():
    rows = [
        {"Account": "100", "Debit": Decimal("1234.50"), "Credit": None},
        {"Account": "20000", "Debit": None, "Credit": Decimal("1234.500"), "Memo": "a\nb"},
    ]

    assert table(rows).splitlines() == [
        "Account     Debit     Credit  Memo",
        "100      1,234.50",
        "20000              1,234.500  a b",
    ]
