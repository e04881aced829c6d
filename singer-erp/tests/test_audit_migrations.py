"""The audit log's tables: created, and upgraded in place from those of every earlier version."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from singer_erp.audit.log import AuditLog
from singer_erp.audit.sent import SentRecords
from singer_erp.audit.tables import METADATA, REVISION, VERSION_TABLE, WRITES
from singer_erp.errors import ConfigError

# As `sqlite3 audit.sqlite .schema` prints it for a database that version 0.1.0 has written.
VERSION_0_1_0 = """
CREATE TABLE singer_erp_runs (
	run VARCHAR(32) NOT NULL, plugin VARCHAR(60) NOT NULL, version VARCHAR(40) NOT NULL,
	destination VARCHAR(120), started_at DATETIME NOT NULL, ended_at DATETIME,
	result VARCHAR(20), calls INTEGER, PRIMARY KEY (run)
);
CREATE TABLE singer_erp_sent (
	destination VARCHAR(120) NOT NULL, object VARCHAR(120) NOT NULL, "key" VARCHAR(255) NOT NULL,
	part VARCHAR(120) NOT NULL, digest VARCHAR(64) NOT NULL, destination_id VARCHAR(120),
	PRIMARY KEY (destination, object, "key", part)
);
CREATE TABLE singer_erp_pages (
	run VARCHAR(32) NOT NULL, stream VARCHAR(120) NOT NULL, first_key VARCHAR(120) NOT NULL,
	last_key VARCHAR(120) NOT NULL, records INTEGER NOT NULL, request_id VARCHAR(120),
	extracted_at DATETIME NOT NULL, FOREIGN KEY(run) REFERENCES singer_erp_runs (run)
);
CREATE INDEX singer_erp_pages_stream ON singer_erp_pages (stream);
CREATE TABLE singer_erp_writes (
	run VARCHAR(32) NOT NULL, written_at DATETIME NOT NULL, stream VARCHAR(120) NOT NULL,
	source_key VARCHAR(255) NOT NULL, source_version VARCHAR(40), extracted_at VARCHAR(40),
	object VARCHAR(120) NOT NULL, destination_id VARCHAR(120), action VARCHAR(20) NOT NULL,
	error_code VARCHAR(120), error TEXT, fields TEXT, mapping VARCHAR(64), digest VARCHAR(64),
	FOREIGN KEY(run) REFERENCES singer_erp_runs (run)
);
CREATE INDEX singer_erp_writes_run ON singer_erp_writes (run, action);
CREATE INDEX singer_erp_writes_source_key ON singer_erp_writes (source_key);
INSERT INTO singer_erp_runs VALUES (
	'a1', 'target-salesforce', '0.1.0', '00D',
	'2026-01-31 04:00:00.000000', NULL, 'complete', 4);
INSERT INTO singer_erp_sent VALUES ('00D', 'Account', '1', 'customers/0', 'd1', '001A');
INSERT INTO singer_erp_writes VALUES (
	'a1', '2026-01-31 04:00:00.000000', 'customers', '1', 'v', NULL,
	'Account', '001A', 'created', NULL, NULL, 'Name', 'm', 'd1');
"""


@pytest.fixture
def path(tmp_path):
    """A database of version 0.1.0."""
    path = tmp_path / "audit.sqlite"
    with closing(sqlite3.connect(path)) as db:
        db.executescript(VERSION_0_1_0)
    return path


def _open(path):
    log = AuditLog(f"sqlite:///{path}")
    log.close()
    return log


def _differences(log):
    with log.database.connected() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        return compare_metadata(context, METADATA)


def test_new_tables_are_those_of_the_metadata(tmp_path):
    assert _differences(_open(tmp_path / "new.sqlite")) == []


def test_tables_of_version_0_1_0_become_those_of_the_metadata(path):
    assert _differences(_open(path)) == []


def test_an_upgrade_keeps_every_row(path):
    log = _open(path)

    [write] = log.query(WRITES.select())
    entry = SentRecords(log.database, "00D").last_sent("Account", ["1"])["1", "customers/0"]
    assert (write["source_key"], write["action"], write["digest"]) == ("1", "created", "d1")
    assert (entry.digest, entry.destination_id, entry.pending_run) == ("d1", "001A", None)


def test_plugins_that_start_together_upgrade_once(path):
    errors = []

    def start():
        try:
            _open(path)
        except Exception as error:  # noqa: BLE001  # reported below
            errors.append(error)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert _differences(_open(path)) == []


def test_a_plugin_waits_for_another_one_from_the_first_statement(path):
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN EXCLUSIVE")
        release = threading.Timer(0.2, other.execute, ["COMMIT"])
        release.start()

        log = _open(f"{path}?timeout=0")  # the driver's own wait, which is five seconds
        release.join()

    assert _differences(log) == []


def test_an_upgrade_that_fails_leaves_the_tables_as_they_were(path):
    with closing(sqlite3.connect(path)) as db:
        db.executescript("CREATE TABLE singer_erp_jobs (other INTEGER)")

    with pytest.raises(Exception, match="audit log"):
        _open(path)

    with closing(sqlite3.connect(path)) as db:
        columns = [row[1] for row in db.execute("PRAGMA table_info(singer_erp_runs)")]
        tables = {row[0] for row in db.execute("SELECT name FROM sqlite_master")}
    assert "user_id" not in columns
    assert VERSION_TABLE not in tables


def test_tables_of_a_later_version_are_an_error_with_advice(path):
    log = _open(path)
    with log.database.connected() as connection:
        connection.execute(sa.text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))

    with pytest.raises(ConfigError, match=r"revision 9999.* Upgrade singer-erp"):
        _open(path)


def test_the_revision_is_that_of_the_newest_migration():
    config = Config()
    config.set_main_option("script_location", "singer_erp.audit:migrations")

    assert ScriptDirectory.from_config(config).get_heads() == [REVISION]
