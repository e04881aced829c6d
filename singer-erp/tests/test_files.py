"""Whatever the umask, files that hold data or credentials are their owner's only."""

from __future__ import annotations

import datetime as dt
import os
import stat

import pytest
from cryptography.fernet import Fernet, MultiFernet
from singer_erp.audit.log import AuditLog
from singer_erp.auth.store import CredentialStore
from singer_erp.delivery.dead_letters import DeadLetterFile
from singer_erp.delivery.records import Item, rejected
from singer_erp.files import private_file, replace_file
from singer_erp.http.rates import Rate, RateLimiter
from singer_erp.webhooks.inbox import Inbox


@pytest.fixture(params=[0, 0o022, 0o277, 0o777], ids=oct)
def umask(request):
    before = os.umask(request.param)
    yield
    os.umask(before)


def _store_credentials(path):
    store = CredentialStore(path, MultiFernet([Fernet(Fernet.generate_key())]))
    for value in (b"one", b"two"):
        with store.entry("acme") as entry:
            entry.write(value)
            assert entry.read() == value


def _receive(path):
    inbox = Inbox(f"sqlite:///{path}")
    inbox.put("acme", b"{}", dt.datetime.now(dt.UTC))
    inbox.close()


def _log(path):
    audit_log = AuditLog(f"sqlite:///{path}")
    audit_log.begin("tap-acme", "1")
    audit_log.close()


def _limit(path):
    RateLimiter([Rate(5, 60)], path=str(path), name="acme").acquire(None)


def _reject(path):
    item = Item(
        **dict.fromkeys(Item.__dataclass_fields__, "")
        | {"stream": "s", "source_key": "1", "message": b"{}"}
    )
    file = DeadLetterFile(path, lambda _: {})
    file.add(item, rejected("C", "why"))
    file.close()


@pytest.mark.usefixtures("umask")
@pytest.mark.parametrize("create", [_store_credentials, _receive, _log, _limit, _reject])
def test_files_are_0600_and_folders_0700(create, tmp_path):
    create(tmp_path / "new" / "deep" / "file.db")

    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.rglob("*")}
    assert (tmp_path / "new" / "deep" / "file.db") in modes
    for path, mode in modes.items():
        assert mode == (0o700 if path.is_dir() else 0o600), path


def test_existing_files_and_folders_keep_their_mode(tmp_path):
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(0o755)
    path = folder / "file"
    path.write_text("kept")
    path.chmod(0o640)

    os.close(private_file(path))

    assert stat.S_IMODE(folder.stat().st_mode) == 0o755
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert path.read_text() == "kept"


def test_a_file_that_cannot_be_replaced_is_as_it_was(tmp_path):
    path = tmp_path / "state.json"
    replace_file(path, b"one")

    with pytest.raises(TypeError):
        replace_file(path, "not bytes")

    assert path.read_bytes() == b"one"
    assert list(tmp_path.iterdir()) == [path]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
