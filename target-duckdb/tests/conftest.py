"""The target run in this process against a database file, or as a process."""

from __future__ import annotations

import importlib.util
import io
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from singer_erp.plugin.sdk import ConfigInput
from target_duckdb.target import TargetDuckDB

DATA = Path(__file__).parent / "data"


class Singer:
    """Builds Singer messages as lines of bytes."""

    @staticmethod
    def schema(stream, properties, keys=(), **schema):
        return _line(
            type="SCHEMA",
            stream=stream,
            schema={"type": "object", "properties": properties, **schema},
            key_properties=list(keys),
        )

    @staticmethod
    def record(stream, record, **message):
        return _line(type="RECORD", stream=stream, record=record, **message)

    @staticmethod
    def raw_record(stream, text):
        """A record with the given JSON text."""
        return b'{"type":"RECORD","stream":"%s","record":%s}' % (stream.encode(), text.encode())

    @staticmethod
    def state(value):
        return _line(type="STATE", value=value)

    @staticmethod
    def activate(stream, version, **message):
        return _line(type="ACTIVATE_VERSION", stream=stream, version=version, **message)

    @staticmethod
    def batch(stream, *paths, **encoding):
        manifest = [path.as_uri() for path in paths]
        encoding = {"format": "jsonl"} | encoding
        return _line(type="BATCH", stream=stream, encoding=encoding, manifest=manifest)


def _line(**message):
    return json.dumps(message).encode()


@dataclass
class Outcome:
    """What a run wrote, logged and exited with."""

    states: list
    exit_code: int
    errors: list
    warnings: list
    tallies: dict


class Warehouse:
    """A database file that targets are run against, in this process."""

    def __init__(self, path, capsys, caplog):
        self.path = path
        self._capsys = capsys
        self._caplog = caplog

    def load(self, lines, *, newline_at_end=True, **config):
        """Run the target's command on the lines and return its outcome."""
        self._capsys.readouterr()
        self._caplog.clear()
        text = b"\n".join(lines) + (b"\n" if newline_at_end else b"")
        settings = {"filepath": str(self.path), "summary_path": str(self.summary), **config}
        code = 0
        with self._caplog.at_level("INFO"):
            try:
                TargetDuckDB.invoke(config=ConfigInput(settings), file_input=io.BytesIO(text))
            except SystemExit as stop:
                code = stop.code
        logged = [(r.levelname, r.getMessage()) for r in self._caplog.records]
        return Outcome(
            states=[json.loads(line) for line in self._capsys.readouterr().out.splitlines()],
            exit_code=code,
            errors=[message for level, message in logged if level == "ERROR"],
            warnings=[message for level, message in logged if level == "WARNING"],
            tallies=self._tallies(),
        )

    @property
    def summary(self):
        return self.path.with_name("summary.jsonl")

    def _tallies(self):
        if not self.summary.exists():
            return {}
        lines = map(json.loads, self.summary.read_text().splitlines())
        self.summary.unlink()
        return {line["stream"]: line for line in lines}

    def rows(self, sql):
        with duckdb.connect(str(self.path)) as connection:
            return connection.execute(sql).fetchall()

    def contents(self, tables):
        """Return the rows of tables as dictionaries."""
        with duckdb.connect(str(self.path)) as connection:
            found = [connection.sql(f'FROM "{table}"').to_arrow_table() for table in tables]
        return [rows.to_pylist() for rows in found]

    def types(self, table, schema="main"):
        described = self.rows(f'DESCRIBE "{schema}"."{table}"')
        return {column: data_type for column, data_type, *_ in described}

    def tables(self):
        rows = self.rows("SELECT schema_name, table_name FROM duckdb_tables() ORDER BY ALL")
        return [f"{schema}.{table}" for schema, table in rows]


@pytest.fixture
def singer():
    return Singer()


@pytest.fixture
def warehouse(tmp_path, capsys, caplog):
    return Warehouse(tmp_path / "warehouse.duckdb", capsys, caplog)


@pytest.fixture
def data():
    """Return the lines of a file in tests/data."""

    def read(name):
        return (DATA / f"{name}.singer").read_bytes().splitlines()

    return read


@pytest.fixture(scope="session")
def message_streams():
    """A model of what the target stores of random message streams."""
    spec = importlib.util.spec_from_file_location("message_streams", DATA / "message_streams.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def start():
    """Start a Python program as a process with pipes, killed at the end of the test."""
    started = []

    def begin(*arguments):
        process = subprocess.Popen(
            [sys.executable, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.communicate()
