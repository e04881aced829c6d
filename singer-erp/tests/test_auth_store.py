"""Stored credentials: encrypted, private, written atomically."""

from __future__ import annotations

import os
import stat
import sys
import types
from concurrent.futures import ThreadPoolExecutor

import pytest
from click.testing import CliRunner
from cryptography.fernet import Fernet, MultiFernet
from singer_erp.auth.keys import KEY_VARIABLE, cipher, new_key
from singer_erp.auth.store import CredentialStore, open_store
from singer_erp.cli import main
from singer_erp.errors import ConfigError

SECRET = b"refresh-token-5Aep861"


@pytest.fixture
def key(monkeypatch):
    monkeypatch.setenv(KEY_VARIABLE, new_key())
    return os.environ[KEY_VARIABLE]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "state" / "credentials.json"


@pytest.fixture
def store(key, path):
    return open_store(str(path))


def _write(store, name="a", value=SECRET):
    with store.entry(name) as entry:
        entry.write(value)


def _read(store, name="a"):
    with store.entry(name) as entry:
        return entry.read()


def test_another_process_with_the_same_key_reads_what_was_written(store, path):
    _write(store)

    assert _read(open_store(str(path))) == SECRET
    assert _read(store, "other") is None


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o602])
def test_a_file_open_to_other_users_is_a_warning_with_advice(store, path, caplog, mode):
    _write(store)
    path.chmod(mode)

    assert _read(open_store(str(path))) == SECRET

    [message] = caplog.messages
    assert f"{path} is open to other users (mode {mode:04o})" in message
    assert f"Run `chmod 600 {path}`" in message


def test_a_private_file_is_no_warning(store, path, caplog):
    _write(store)

    assert _read(open_store(str(path))) == SECRET
    assert caplog.messages == []


def test_the_file_is_private_and_contains_names_but_no_secret(store, path):
    _write(store, "target-salesforce acme")

    text = path.read_bytes()
    assert b"target-salesforce acme" in text
    assert SECRET not in text
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_deleted_credentials_are_gone(store):
    _write(store)
    _write(store, "b")
    with store.entry("a") as entry:
        entry.delete()

    assert store.names() == ["b"]


def test_a_failed_write_keeps_the_previous_file(store, path, monkeypatch):
    _write(store)
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "disk full")))

    with pytest.raises(ConfigError, match=r"disk full.*`credentials_path`"):
        _write(store, value=b"newer")

    assert _read(store) == SECRET


def test_threads_and_stores_wait_for_each_other(store, path):
    _write(store, value=b"0")

    def count(_):
        with open_store(str(path)).entry("a") as entry:
            entry.write(str(int(entry.read()) + 1).encode())

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(count, range(40)))

    assert _read(store) == b"40"


def test_another_key_is_named(store, path, monkeypatch):
    _write(store)
    monkeypatch.setenv(KEY_VARIABLE, new_key())

    with pytest.raises(ConfigError, match=f"another key.*{KEY_VARIABLE}"):
        _read(open_store(str(path)))


@pytest.mark.parametrize("text", ["not json", '["list"]', '{"a": 1}'])
def test_a_damaged_file_is_named(store, path, text):
    _write(store)
    path.write_text(text)

    with pytest.raises(ConfigError, match=r"not a file of stored credentials.*`credentials_path`"):
        _read(store)


def test_altered_credentials_are_rejected(store, path):
    _write(store)
    sealed = store.sealed()["a"]
    path.write_text(path.read_text().replace(sealed, sealed[:-9] + "AAAAAAAA="))

    with pytest.raises(ConfigError, match="another key"):
        _read(store)


def test_a_path_below_a_file_is_named(key, tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(ConfigError, match="`credentials_path`"):
        _write(open_store(str(tmp_path / "file" / "credentials.json")))


@pytest.mark.parametrize("value", ["", None])
def test_a_missing_key_names_the_command_to_run(monkeypatch, value):
    monkeypatch.setitem(sys.modules, "keyring", None)
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    if value is not None:
        monkeypatch.setenv(KEY_VARIABLE, value)

    with pytest.raises(ConfigError, match="singer-erp credentials key"):
        cipher()


def test_an_invalid_key_is_not_shown(monkeypatch):
    monkeypatch.setenv(KEY_VARIABLE, "hunter2")

    with pytest.raises(ConfigError, match=KEY_VARIABLE) as error:
        cipher()

    assert "hunter2" not in str(error.value)


@pytest.fixture
def keyring(monkeypatch):
    """A system keyring, in memory."""
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    keys = {}
    module = types.ModuleType("keyring")
    module.errors = types.SimpleNamespace(KeyringError=RuntimeError)
    module.get_password = lambda service, user: keys.get((service, user))
    module.set_password = lambda service, user, key: keys.update({(service, user): key})
    monkeypatch.setitem(sys.modules, "keyring", module)
    return keys


def test_login_stores_its_key_in_the_keyring_and_runs_use_it(keyring, path):
    _write(open_store(str(path), create_key=True))

    assert len(keyring) == 1
    assert _read(open_store(str(path))) == SECRET


def test_a_run_creates_no_key(keyring):
    with pytest.raises(ConfigError, match="no key"):
        cipher()
    assert keyring == {}


def test_keys_are_rotated_without_a_new_authorization(store, path, key, monkeypatch):
    _write(store)
    newer = new_key()
    monkeypatch.setenv(KEY_VARIABLE, f"{newer},{key}")

    done = CliRunner().invoke(main, ["credentials", "--path", str(path), "rotate"])

    assert (done.exit_code, done.output) == (
        0,
        "Encrypted 1 stored credential with the newest key.\n",
    )
    alone = CredentialStore(path, MultiFernet([Fernet(newer)]))
    assert _read(alone) == SECRET


def test_the_command_creates_keys_lists_and_deletes(store, path):
    _write(store, "target-salesforce acme")
    run = CliRunner().invoke
    place = ["credentials", "--path", str(path)]

    assert Fernet(run(main, ["credentials", "key"]).output.strip())
    assert run(main, [*place, "list"]).output == "target-salesforce acme\n"
    assert run(main, [*place, "forget", "target-salesforce acme"]).exit_code == 0
    assert run(main, [*place, "list"]).output == ""
    again = run(main, [*place, "forget", "target-salesforce acme"])
    assert (again.exit_code, "named" in again.output) == (1, True)
