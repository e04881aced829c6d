import datetime as dt
import json
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from singer_erp.messages.records import OTHER, OTHER_SCHEMA, RecordType

EXTRACTED_AT = dt.datetime(2026, 1, 31, 4, tzinfo=dt.UTC)
PROPERTIES = {
    "id": {"type": "integer"},
    "class": {"type": ["string", "null"]},
    "amount": {"type": ["number", "null"]},
    "posted_on": {"type": ["string", "null"], "format": "date"},
    "modified_at": {"type": ["null", "string"], "format": "date-time"},
    "is_open": {"type": ["boolean", "null"]},
    "lines": {"type": ["array", "null"]},
}


class Wire:
    """Decodes JSON as taps do and shows what comes out."""

    def __init__(self, properties, **options):
        self.type = RecordType("entries", properties, **options)
        self.decoder = msgspec.json.Decoder(
            list[self.type.struct], strict=False, float_hook=Decimal
        )

    def read(self, *texts):
        return self.decoder.decode(f"[{','.join(texts)}]")

    def line(self, text):
        return self.type.lines(self.read(text), EXTRACTED_AT).decode()

    def record(self, text):
        return json.loads(self.line(text), parse_float=Decimal)["record"]


@pytest.fixture(scope="module")
def wire():
    return Wire(PROPERTIES)


def test_a_line_is_a_singer_record(wire):
    line = wire.line('{"id":"7","class":"b","amount":"1.50","is_open":"true"}')

    assert line.endswith("}\n")
    assert line.count("\n") == 1
    assert json.loads(line, parse_float=Decimal) == {
        "type": "RECORD",
        "stream": "entries",
        "record": {
            "id": 7,
            "class": "b",
            "amount": Decimal("1.50"),
            "posted_on": None,
            "modified_at": None,
            "is_open": True,
            "lines": None,
        },
        "time_extracted": "2026-01-31T04:00:00Z",
    }


def test_columns_keep_the_order_of_the_schema(wire):
    assert list(wire.record('{"is_open":false,"id":1}')) == list(PROPERTIES)


def test_columns_that_are_not_in_the_schema_are_left_out(wire):
    assert "secret" not in wire.line('{"id":1,"secret":{"x":[1]}}')


def test_there_is_a_line_for_each_record(wire):
    lines = wire.type.lines(wire.read('{"id":1}', '{"class":"a\\nb"}'), EXTRACTED_AT, version=5)

    messages = [json.loads(line) for line in lines.splitlines()]
    assert [message["record"]["class"] for message in messages] == [None, "a\nb"]
    assert [message["version"] for message in messages] == [5, 5]


def test_no_records_make_no_lines(wire):
    assert wire.type.lines([], EXTRACTED_AT) == b""


_NUMBERS = st.one_of(
    st.decimals(allow_nan=False, allow_infinity=False),
    st.decimals(places=2, min_value=Decimal("-1e28"), max_value=Decimal("1e28")),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
)


@pytest.mark.parametrize("quote", ['"', ""])
@given(number=_NUMBERS)
def test_any_decimal_comes_out_as_the_same_number(quote, number, wire):
    amount = wire.record(f'{{"amount":{quote}{number}{quote}}}')["amount"]

    assert Decimal(amount) == Decimal(number)


@pytest.mark.parametrize(
    "number",
    [
        "12345678901234567.89",
        "0.1",
        "-0.00",
        "1E-30",
        "1e+400",
        "123456789012345678901234567890",
        "0.123456789012345678901234567890",
        "99999999999999999999.9999999999",
    ],
)
@pytest.mark.parametrize("quote", ['"', ""])
def test_digits_are_kept(number, quote, wire):
    text = f'{{"amount":{quote}{number}{quote}}}'
    line = wire.line(text)

    [record] = wire.read(text)
    assert wire.type.as_dict(record)["amount"].as_tuple() == Decimal(number).as_tuple()
    assert f'"amount":{Decimal(number)},' in line


def test_numbers_within_objects_are_exact_too(wire):
    assert '"lines":[{"a":12345678901234567.89}]' in wire.line(
        '{"lines":[{"a":12345678901234567.89}]}'
    )


def test_an_integer_has_no_size(wire):
    assert wire.record('{"id":"123456789012345678901234567890"}')["id"] == int("1234567890" * 3)


@pytest.mark.parametrize(
    ("sent", "written"),
    [
        ("2026-01-31T13:05:00Z", "2026-01-31T13:05:00Z"),
        ("2026-01-31T13:05:00.123456Z", "2026-01-31T13:05:00.123456Z"),
        ("2026-01-31T13:05:00+00:00", "2026-01-31T13:05:00Z"),
        ("2026-01-31T13:05:00+02:00", "2026-01-31T11:05:00Z"),
        ("2026-01-31T23:05:00.5-08:00", "2026-02-01T07:05:00.500000Z"),
        ("2026-01-31T13:05:00", "2026-01-31T13:05:00Z"),
        ("2026-01-31 13:05:00-07:00", "2026-01-31T20:05:00Z"),
    ],
)
def test_instants_are_written_in_utc(sent, written, wire):
    text = f'{{"modified_at":"{sent}"}}'

    assert wire.record(text)["modified_at"] == written
    assert wire.type.as_dict(wire.read(text)[0])["modified_at"] == written


# Far enough from the calendar's ends for any offset; hypothesis takes them without a zone.
_FIRST = dt.datetime(2, 1, 1)  # noqa: DTZ001
_LAST = dt.datetime(9998, 1, 1)  # noqa: DTZ001


@settings(max_examples=50)
@given(instant=st.datetimes(_FIRST, _LAST), minutes=st.integers(-14 * 60, 14 * 60))
def test_an_instant_stays_the_same_instant(wire, instant, minutes):
    instant = instant.replace(tzinfo=dt.timezone(dt.timedelta(minutes=minutes)))

    written = wire.record(f'{{"modified_at":"{instant.isoformat()}"}}')["modified_at"]

    assert written.endswith("Z")
    assert dt.datetime.fromisoformat(written) == instant


def test_a_date_stays_a_date(wire):
    assert wire.record('{"posted_on":"2026-01-31"}')["posted_on"] == "2026-01-31"


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("id", '"abc"'),
        ("id", "1.5"),
        ("class", "5"),
        ("amount", '"12,50"'),
        ("amount", '""'),
        ("posted_on", '"2026-02-30"'),
        ("posted_on", '"31.01.2026"'),
        ("modified_at", '"2026-01-31"'),
        ("is_open", '"F"'),
    ],
)
def test_a_value_of_another_type_is_an_error_that_names_the_column(column, value, wire):
    with pytest.raises(msgspec.ValidationError, match=rf"\$\[1\]\.{column}"):
        wire.read('{"id":1}', f'{{"{column}":{value}}}')


_SHORT = st.text(max_size=5)


@settings(max_examples=50)
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "id": st.integers(),
            "class": _SHORT | st.none(),
            "amount": st.decimals(allow_nan=False, allow_infinity=False).map(str),
            "posted_on": st.dates().map(str),
            "modified_at": st.datetimes().map(lambda at: at.isoformat() + "Z"),
            "is_open": st.booleans() | st.none(),
            "lines": st.lists(
                st.dictionaries(_SHORT, st.integers() | _SHORT, max_size=2), max_size=2
            ),
        },
    )
)
def test_as_dict_says_what_the_line_says(wire, row):
    text = json.dumps(row)

    as_dict = wire.type.as_dict(wire.read(text)[0])

    parsed = json.loads(wire.line(text), parse_float=Decimal)["record"]
    assert as_dict == parsed
    assert list(as_dict) == list(parsed)


def test_constants_are_given_to_every_record():
    wire = Wire(PROPERTIES, constants={"modified_at": EXTRACTED_AT})

    assert wire.record('{"id":1}')["modified_at"] == "2026-01-31T04:00:00Z"


def test_keys_are_read_by_column_name(wire):
    [record] = wire.read('{"id":7,"class":"b"}')

    assert wire.type.getter("class")(record) == "b"
    assert wire.type.getter("class", "id")(record) == ("b", 7)
    assert getattr(record, wire.type.attribute("class")) == "b"


@pytest.mark.parametrize("column", ["class", "from", "None", "a b", "1st", "__init__", "é", ""])
def test_a_column_may_have_any_name(column):
    wire = Wire({column: {"type": "integer"}})

    assert wire.record(json.dumps({column: 5})) == {column: 5}


_RAW = {
    "number": ["NaN", "Infinity", "1_000", "1,5", "", "T"],
    "integer": ["1, 3", "1.5", "x", ""],
    "boolean": ["Yes", "2"],
    "date-time": ["2026-02-30T00:00:00Z", "yesterday"],
}


@pytest.mark.parametrize(("kind", "text"), [(k, text) for k in _RAW for text in _RAW[k]])
@pytest.mark.parametrize("keeps", [True, False])
def test_a_value_that_its_column_cannot_hold_is_kept_beside_it(kind, text, keeps):
    odd = {"type": ["string", "null"], "format": kind} if "-" in kind else {"type": [kind, "null"]}
    properties = {"odd": odd, "name": {"type": ["string", "null"]}}
    record_type = RecordType("rows", properties | ({OTHER: OTHER_SCHEMA} if keeps else {}))
    row = {"odd": text, "name": 'Łódź "1"', "links": []}
    raw = msgspec.json.decode(msgspec.json.encode(row), type=dict[str, msgspec.Raw])

    record, refused = record_type.from_raw(raw)

    assert refused == ["odd"]
    line = json.loads(record_type.lines([record], dt.datetime(2026, 1, 31, tzinfo=dt.UTC)))
    kept = {OTHER: {"odd": text}} if keeps else {}
    assert line["record"] == {"odd": None, "name": 'Łódź "1"'} | kept


@pytest.mark.parametrize(
    ("kind", "sent", "held"),
    [
        ("string", "7.50", "7.50"),
        ("string", "true", "true"),
        ("string", '"null"', "null"),
        ("number", '"7.50"', Decimal("7.50")),
        ("number", "null", None),
        ("integer", '"12"', 12),
    ],
)
def test_a_value_that_its_column_can_hold_is_converted_exactly(kind, sent, held):
    record_type = RecordType("rows", {"a": {"type": [kind, "null"]}})

    record, refused = record_type.from_raw({"a": msgspec.Raw(sent.encode())})

    assert (record_type.getter("a")(record), refused) == (held, [])
