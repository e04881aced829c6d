"""`meltano invoke` of the loader that the page defines: what would be posted, as a table."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "journals-to-acumatica.md").read_text(encoding="utf-8")


@pytest.fixture
def project(tmp_path):
    """The repository with the pipeline file of the page."""
    folder = tmp_path / "project"
    shutil.copytree(ROOT / "pipelines", folder / "pipelines")
    shutil.copy(ROOT / "meltano.yml", folder)
    for name in (".meltano", "constraints.txt", "plugins", "singer-erp", "target-acumatica"):
        (folder / name).symlink_to(ROOT / name)
    [(name, text)] = re.findall(r"`(pipelines/.*?)`:\n\n   ```yaml\n(.*?)   ```", PAGE, re.DOTALL)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def _accruals(*amounts):
    columns = {"period": "2026-09", "branch": "HEADOFFICE", "posting_date": "2026-09-30"}
    columns |= {"subaccount": "000000", "memo": "Rent"}
    records = [
        columns | {"id": account, "account": account, "amount": amount}
        for account, amount in zip(("6000", "2000"), amounts, strict=True)
    ]
    schema = {"type": "object", "properties": {name: {} for name in records[0]}}
    yield {"type": "SCHEMA", "stream": "accruals", "key_properties": ["id"], "schema": schema}
    yield from ({"type": "RECORD", "stream": "accruals", "record": record} for record in records)


def test_the_dry_run_of_the_page_prints_the_lines_and_posts_nothing(acumatica_flow, project):
    [command] = re.findall(r"meltano --environment=prod invoke (.*) < accruals.jsonl", PAGE)
    text = "".join(f"{json.dumps(message)}\n" for message in _accruals("10.50", "-10.50"))
    acumatica = acumatica_flow.sandbox.acumatica
    before = len(acumatica.truth("JournalTransaction"))

    table = acumatica_flow.invoke(*command.split(), text=text, project=project)

    assert "10.50" in table
    assert len(acumatica.truth("JournalTransaction")) == before
