"""Changes of the sample warehouse, as a loader makes them between two queries."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

import duckdb

from erp_sandbox.looker.sources import SampleWarehouse

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from erp_sandbox.looker.instance import Instance

_COPIED = "document_id, line_number, account_id, department_id, company_id, posting_date"
_INSERT = f"""
    INSERT INTO gl_lines (
        line_id, {_COPIED}, posted_at, modified_at, debit, credit, transaction_amount, memo,
        is_posted
    )
    SELECT (SELECT max(line_id) + 1 FROM gl_lines), {_COPIED}, $at, $at, $amount, 0, $amount,
        'Adjustment', true
    FROM gl_lines WHERE line_id = $line
    """
_UPDATE = """
    UPDATE gl_lines SET modified_at = $at, debit = debit + $amount, memo = 'Corrected'
    WHERE line_id = $line
    """
_LATE_SECONDS = (0, 0, 0, 1, 60)


def load(instance: Instance, steps: int = 10, seed: int = 0) -> dict[str, list[int]]:
    """Insert and change random lines of the ledger; some are as old as a minute."""
    random = Random(f"{seed}:load")
    with _writable(instance) as warehouse:
        keys = [
            row[0]
            for row in warehouse.execute("SELECT line_id FROM gl_lines ORDER BY line_id").fetchall()
        ]
        touched = []
        for _ in range(steps):
            values = {
                "at": instance.clock.now().replace(tzinfo=None),
                "late": random.choice(_LATE_SECONDS),
                "amount": random.randint(1, 99999) / 100,
                "line": random.choice(keys),
            }
            statement = random.choice((_INSERT, _UPDATE)).replace("$at", "$at - to_seconds($late)")
            warehouse.execute(statement, values)
            touched.append(values["line"])
    return {"gl_lines": touched}


def execute(instance: Instance, sql: str, parameters: Sequence[Any] = ()) -> dict[str, list[int]]:
    """Run one statement in the sample warehouse.

    Raises:
        ValueError: If the database refuses it.
    """
    try:
        with _writable(instance) as warehouse:
            warehouse.execute(sql, list(parameters))
    except duckdb.Error as error:
        raise ValueError(str(error)) from error
    return {}


def _writable(instance: Instance) -> duckdb.DuckDBPyConnection:
    if not isinstance(instance.warehouse, SampleWarehouse):
        raise TypeError("The instance has no sample warehouse; change its own warehouse instead.")
    connection = duckdb.connect(instance.warehouse.path)
    connection.execute("SET TimeZone = 'UTC'")
    return connection


ACTIONS: dict[str, Callable[..., dict[str, list[int]]]] = {"load": load, "execute": execute}
"""The changes by name."""
