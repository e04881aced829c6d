"""A model of what the target stores of random message streams.

The model knows the rules of README and nothing of the loader. A history has several runs of a tap
with log streams, which resume at the state, and full tables, which are read whole in each run.
Runs end normally, in silence (the tap died), in the middle of a line, or with a malformed line.
"""

# ruff: noqa: DTZ001 - TIMESTAMP columns hold naive UTC

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import json
from decimal import Decimal

DAY, NOON = dt.date(2024, 2, 29), dt.datetime(2024, 2, 29, 12, 0, 0, 123456)
DELETED, DELETED_AT = "2024-03-01T00:00:00Z", dt.datetime(2024, 3, 1)
MARKED = "marked by the target"

# By kind: JSON schema; JSON texts, each with the value of its column.
KINDS = {
    "integer": (
        {"type": ["integer", "null"]},
        [("0", 0), ("-7.0", -7), ("1e3", 1000), (str(-(2**63)), -(2**63)), ("9" * 25, 10**25 - 1)],
    ),
    "number": (
        {"type": ["number", "null"]},
        [(n, Decimal(n)) for n in ("0.1", "-12345678901234567.89", "1e-9", "3", "2.500")]
        + [('"4.50"', Decimal("4.5")), ("-0.0", Decimal(0))],
    ),
    "decimal": (
        {"type": "string", "format": "x-singer.decimal", "precision": 12, "scale": 2},
        [('"-1234567890.12"', Decimal("-1234567890.12")), ('"1"', Decimal(1))],
    ),
    "boolean": ({"type": "boolean"}, [("true", True), ("false", False)]),
    "string": (
        {"type": ["null", "string"]},
        [(json.dumps(s), s) for s in ("", "null", "1_000", 'quo"te\\', "feed\n\0", "é\U0001f600")]
        + [('"\U0001f600 raw"', "\U0001f600 raw"), ('"%s"' % ("x" * 5000), "x" * 5000)],
    ),
    "date": ({"type": "string", "format": "date"}, [('"2024-02-29"', DAY)]),
    "moment": (
        {"type": "string", "format": "date-time"},
        [
            ('"2024-02-29T12:00:00.123456Z"', NOON),
            ('"2024-02-29T14:00:00.1234567+02:00"', NOON),
            ('"2024-02-29 12:00:00.123456"', NOON),
            ('"2024-02-29"', dt.datetime(2024, 2, 29)),
        ],
    ),
    "time": (
        {"type": "string", "format": "time"},
        [('"23:30:00"', dt.time(23, 30)), ('"23:30:00-01:00"', dt.time(0, 30))],
    ),
    "object": ({"type": "object"}, [('{"a": [1.10, null]}', {"a": [Decimal("1.10"), None]})]),
    "anything": ({}, [("[1e400]", [Decimal("1e400")]), ('"x"', "x"), ("0.30", Decimal("0.30"))]),
    "mixed": ({"type": ["integer", "string"]}, [("5", "5"), ('"5"', "5"), ('"A"', "A")]),
    "either": ({"anyOf": [{"type": "integer"}, {"type": "number"}]}, [("7", 7), ("0.5", 0.5)]),
    "choice": ({"enum": ["open", None]}, [('"open"', "open")]),
}
JSON_KINDS = {"object", "anything"}
WIDER = {
    ("integer", "number"): lambda value: value,
    ("integer", "string"): str,
    ("boolean", "string"): lambda value: str(value).lower(),
    ("date", "moment"): lambda value: dt.datetime(value.year, value.month, value.day),
}
VERSIONING = {
    "log": ["none"],
    "full": ["late", "complete", "early", "per parent", "unversioned late", "unversioned early"],
}
PROVED = {"late", "complete", "unversioned late"}
KEYS = [["id"], ["id"], ["id", "code"], ["at"], []]
KEY_TEXTS = {
    "id": lambda n: (str(n), n),
    "code": lambda n: (json.dumps(f"C{n % 2}"), f"C{n % 2}"),
    "at": lambda n: (f'"2024-01-01T00:00:00.{n:06}Z"', dt.datetime(2024, 1, 1, microsecond=n)),
}
KEY_KINDS = {"id": "integer", "code": "string", "at": "moment"}


class Table:
    """The rows that a stream's table must have: dictionaries, with `#version` of the model."""

    def __init__(self, keys, config):
        self.keys, self.config, self.rows = keys, config, []
        self._tells_apart = None

    def begin(self):
        """Begin a run."""
        self._tells_apart = None

    def put(self, row, version):
        if version is None and self._tells_apart is None:
            is_versioned = any(old["#version"] is not None for old in self.rows)
            self._tells_apart = is_versioned or not self.rows
            for old in self.rows if is_versioned else ():
                old["#version"] = -1 if old["#version"] is None else old["#version"]
        if self.keys and self.config["load_method"] != "append-only":
            same = [row[key] for key in self.keys]
            self.rows = [old for old in self.rows if [old[key] for key in self.keys] != same]
            if self.config["hard_delete"] and row.get("_sdc_deleted_at"):
                return
        self.rows.append(row | {"#version": version})

    def complete(self, version):
        """Remove or mark what a complete read did not contain."""
        if self._tells_apart is not None:
            for row in self.rows:
                row["#version"] = version if row["#version"] is None else row["#version"]
        older = [row for row in self.rows if (row["#version"] or 0) < version]
        if self.config["hard_delete"]:
            self.rows = [row for row in self.rows if row not in older]
        for row in older:
            row.setdefault("_sdc_deleted_at", MARKED)


class Stream:
    """A stream of the tap: its schema, its records and the messages of a run."""

    def __init__(self, name, dice, singer, folder, config):
        self.name, self.dice, self._singer, self._folder = name, dice, singer, folder
        self.mode = dice.choice(list(VERSIONING))
        self.versioning = dice.choice(VERSIONING[self.mode])
        self.keys = dice.choice(KEYS)
        self.columns = {key: KEY_KINDS[key] for key in self.keys}
        self.columns |= {f"c{n}": dice.choice(list(KINDS)) for n in range(dice.randint(1, 6))}
        self.declares_deletion = dice.random() < 0.5
        self.table = Table(self.keys, config)
        self.is_mapped = bool(config.get("stream_maps")) and name == "s0"
        if self.is_mapped:
            self.columns["secret"] = "string"
        self.log, self.snapshot = [], {}
        self.kinds = dict(self.columns)  # of dropped columns, too

    def schema(self):
        properties = {name: KINDS[kind][0] for name, kind in self.columns.items()}
        if self.declares_deletion:
            properties["_sdc_deleted_at"] = {"type": ["string", "null"], "format": "date-time"}
        return self._singer.schema(self.name, properties, self.keys)

    def change(self):
        """Change the source."""
        for _ in range(self.dice.randint(0, 6)):
            n = self.dice.randrange(8)
            if self.mode == "log":
                self.log.append(self._record(n))
            elif self.dice.random() < 0.4:
                self.snapshot.pop(n, None)
            else:
                self.snapshot[n] = self._record(n)

    def evolve(self):
        """Change the schema: new, dropped and wider columns."""
        free = [name for name in self.columns if name[0] == "c" and name != "code"]
        action, name = self.dice.choice(["add", "drop", "widen"]), self.dice.choice(free)
        if action == "add":
            self.columns[f"c{len(self.kinds)}"] = self.dice.choice(list(KINDS))
        elif action == "drop" and len(free) > 1:
            del self.columns[name]
            for row in self.snapshot.values():
                row[0].pop(name, None)
        else:
            wider = [pair for pair in WIDER if pair[0] == self.columns[name]]
            if not wider:
                return
            old, new = self.dice.choice(wider)
            self.columns[name] = new
            for row in self.table.rows:
                if row.get(name) is not None:
                    row[name] = WIDER[old, new](row[name])
            self.snapshot.clear()  # its texts are of the old type
        self.kinds |= self.columns

    def _record(self, n):
        """Return a record as ({name: JSON text}, is deleted)."""
        texts = {key: KEY_TEXTS[key](n)[0] for key in self.keys}
        for name, kind in self.columns.items():
            chance = self.dice.random()
            if name not in self.keys and (chance < 0.8 or name == "secret"):
                texts[name] = self.dice.choice(KINDS[kind][1])[0]
            elif name not in self.keys and chance < 0.9:
                texts[name] = "null"
        if self.dice.random() < 0.1:
            texts["not in the schema"] = '{"x": 1}'
        if self.dice.random() < 0.15:
            texts["_sdc_deleted_at"] = json.dumps(DELETED)
        return texts, n

    def row(self, record, extracted_at=None):
        """Return the row of a record, None if a stream map excludes it."""
        texts, n = record
        row = {key: KEY_TEXTS[key](n)[1] for key in self.keys}
        for name, kind in self.columns.items():
            if name not in self.keys:
                row[name] = dict(KINDS[kind][1]).get(texts.get(name, "null"))
        if "_sdc_deleted_at" in texts:
            row["_sdc_deleted_at"] = DELETED_AT
        if extracted_at and self.table.config["add_record_metadata"]:
            row["_sdc_extracted_at"] = dt.datetime(2024, 5, 1)
        if self.is_mapped:
            if row["secret"] == "":
                return None
            row["secret"] = hashlib.md5(row["secret"].encode()).hexdigest()
            row["tag"] = "fixed"
        return row

    def messages(self, version, start):
        """Yield the messages of a run as (line, effect on the table, position after it)."""
        if self.mode == "log":
            yield from self._records(self.log[start:], None, start)
            return
        is_early = self.versioning in {"early", "per parent", "unversioned early"}
        if is_early:
            yield self._singer.activate(self.name, version), None, 0
        unversioned, current = "unversioned" in self.versioning, version if is_early else None
        sent, counted = (None, current) if unversioned else (version, version)
        records = list(self.snapshot.values())
        half = len(records) // 2 if self.versioning == "per parent" else len(records)
        yield from self._records(records[:half], sent, 0, counted)
        if self.versioning == "per parent":
            yield self._singer.activate(self.name, version), None, 0
            yield from self._records(records[half:], sent, 0, counted)
        if self.versioning in PROVED:
            said = {"complete": True} if self.versioning == "complete" else {}
            # Without rows, only a tap that says so shows that an empty source was read.
            proves = said or records
            effect = (lambda: self.table.complete(version)) if proves else None
            yield self._singer.activate(self.name, version, **said), effect, 0

    def _records(self, records, version, start, counted=None):
        position = start
        while records:
            size = self.dice.randint(1, 4) if version is None and self.dice.random() < 0.3 else 1
            part, records = records[:size], records[size:]
            position += len(part)
            texts = [self._text(record) for record in part]
            at = "2024-05-01T02:00:00+02:00" if self.dice.random() < 0.5 and size == 1 else None
            rows = [self.row(record, at) for record in part]
            if size > 1:
                line = self._batch(texts)
            else:
                message = {"version": version, "time_extracted": at}
                rest = "".join(f',"{k}":{json.dumps(v)}' for k, v in message.items() if v)
                line = f'{{"type":"RECORD","stream":"{self.name}","record":{texts[0]}{rest}}}'
                line = line.encode()
            yield line, self._putting(rows, counted), position

    def _putting(self, rows, version):
        def put():
            for row in rows:
                if row is not None:
                    self.table.put(row, version)

        return put

    def _text(self, record):
        fields = [f"{json.dumps(name)}:{text}" for name, text in record[0].items()]
        self.dice.shuffle(fields)
        return f"{{{', '.join(fields)}}}"

    def _batch(self, texts):
        path = self._folder / f"{self.name}-{self.dice.random()}"
        compression = self.dice.choice(["gzip", "none"])
        content = "\n".join(texts).encode()
        path.write_bytes(gzip.compress(content) if compression == "gzip" else content)
        return self._singer.batch(self.name, path, compression=compression)


def parsed(value, kind):
    if kind in JSON_KINDS and value is not None:
        return json.loads(value, parse_float=Decimal, parse_int=Decimal)
    return value


def normalized(row, stream):
    """Return a row as text: absent as null, numbers without trailing zeros."""
    cells = {name: value for name, value in row.items() if name[0] != "#" and value is not None}
    for name in [name for name in cells if name.startswith("_sdc_")]:
        value = cells.pop(name)
        if name == "_sdc_deleted_at":
            cells[name] = value if value == DELETED_AT else MARKED
        elif name == "_sdc_extracted_at":
            cells[name] = value
    if stream.mode == "full" and "unversioned" not in stream.versioning:
        cells["version"] = row.get("#version", row.get("_sdc_table_version"))
    return repr(sorted((name, _plain(value)) for name, value in cells.items()))


def _plain(value):
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float | Decimal):
        return str(Decimal(str(value)).normalize())
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value
