"""Dead-letter files that cannot be written."""

from __future__ import annotations

import shutil

import pytest
from singer_erp.delivery.dead_letters import DeadLetterError, DeadLetterFile, check_folder
from singer_erp.delivery.records import Item, rejected
from singer_erp.errors import ConfigError

_OUTCOME = rejected("CODE", "why")


@pytest.fixture
def item():
    message = b'{"type":"RECORD","record":{"id":"secret"}}'
    return Item("Journal", "A", "rows", 0, {}, "rows", "1", None, None, "", message, 1)


@pytest.fixture
def letters(tmp_path):
    return DeadLetterFile(tmp_path / "folder" / "x.jsonl", lambda _: {"type": "SCHEMA"})


def test_a_folder_is_created_with_its_parents(tmp_path):
    check_folder(tmp_path / "a" / "b")

    assert [*(tmp_path / "a" / "b").iterdir()] == []


def test_a_folder_that_is_a_file_is_named_with_its_setting(tmp_path):
    (tmp_path / "file").write_text("x")

    with pytest.raises(ConfigError, match=r"`dead_letter_path` cannot be written to: .*/file \("):
        check_folder(tmp_path / "file")


def test_a_record_that_cannot_be_written_is_an_error_without_its_content(tmp_path, letters, item):
    (tmp_path / "folder").write_text("x")

    with pytest.raises(DeadLetterError, match=r"x\.jsonl cannot be written: Not a dir") as caught:
        letters.add(item, _OUTCOME)
    assert "secret" not in str(caught.value)


def test_a_file_that_cannot_be_published_is_an_error(tmp_path, letters, item):
    letters.add(item, _OUTCOME)
    shutil.rmtree(tmp_path / "folder")

    with pytest.raises(DeadLetterError, match=r"x\.jsonl cannot be written: No such file"):
        letters.close()
