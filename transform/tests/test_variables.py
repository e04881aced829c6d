"""Variables of the marts that a company sets: names in its own language."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "variables",
    [
        {"acumatica_subaccount_segments": [{"name": "Centre d'analyse", "length": 3}]},
        {"acumatica_released_document_statuses": ["Open", "Awaiting customer's signature"]},
    ],
    ids=lambda variables: next(iter(variables)),
)
def test_names_with_apostrophes_are_legal_values_of_variables(variables, tmp_path):
    done = subprocess.run(
        [
            *(Path(sys.executable).with_name("dbt"), "run"),
            *("--project-dir", "transform", "--profiles-dir", "transform", "--target", "duckdb"),
            *("--threads", "2", "--select", "+int_acumatica__accounts", "+dim_segment_value"),
            *("--vars", json.dumps(variables)),
        ],
        cwd=ROOT,
        env=os.environ
        | {
            "SINGER_ERP_DUCKDB_PATH": str(tmp_path / "warehouse.duckdb"),
            "DBT_TARGET_PATH": str(tmp_path / "target"),
            "DBT_LOG_PATH": str(tmp_path / "logs"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-1500:]
