"""Base views: one per mart, with a dimension per column and measures for what can be summed."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from singer_erp.errors import ConfigError
from singer_erp.lookml.marts import DATE, NUMBER, STRING, TIMESTAMP, YESNO
from singer_erp.lookml.source import FIELD_KINDS, field_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from singer_erp.lookml.marts import Column, Mart

    Block = dict[str, Any]

_ACRONYMS = {"ap", "ar", "gl", "id", "erp", "iso", "pdt"}
_DATE_FRAMES = [
    *("raw", "date", "week", "month", "quarter", "year"),
    *("fiscal_month_num", "fiscal_quarter", "fiscal_year"),
]
_TIME_FRAMES = ["raw", "time", "hour", "date", "week", "month", "quarter", "year"]
_MONEY = re.compile(r"(.*_)?(amount|balance)")
_BALANCE = re.compile(r"(net_amount|.*_balance)")
_QUANTITY = re.compile(r"(.*_)?(quantity|count)")
_DETAIL = re.compile(r".*_(number|code|name|type|status|bucket)|finding")
# Starts of the names of custom fields, by the ERP that has them.
_CUSTOM = (
    (re.compile(r"cust(body|col|entity|item|record)|cseg"), "netsuite"),
    (re.compile(r"usr|attribute[a-z_]"), "acumatica"),
    (re.compile(r"(global_)?attribute\d"), "oracle_fusion"),
)


def label(name: str) -> str:
    """Return a name in words, acronyms in capitals."""
    words = name.split("_")
    return " ".join(word.upper() if word in _ACRONYMS else word.capitalize() for word in words)


def group_name(column: Column) -> str:
    """Return the name of a date's dimension group, to which Looker appends the timeframe."""
    return re.sub(r"(?<=.)_(date|at|time)$", "", column.name)


def reference(mart: Mart, name: str) -> str:
    """Return `view.field` of a column, of the plain date if it is one."""
    column = next(column for column in mart.columns if column.name == name)
    frame = {DATE: "_raw", TIMESTAMP: "_raw"}.get(column.kind, "")
    return f"{mart.name}.{group_name(column) if frame else name}{frame}"


def base_view(mart: Mart) -> Block:
    """Return the view of a mart."""
    columns = sorted(mart.columns, key=lambda column: column.name != mart.key)
    dates = [column for column in columns if column.kind in {DATE, TIMESTAMP}]
    view: Block = {
        "name": mart.name,
        "label": label(re.sub(r"^(dim|fct|bridge)_", "", mart.name)),
        "sql_table_name": f"@{{SCHEMA}}.{mart.name}",
        "dimensions": [
            _dimension(column, is_key=column.name == mart.key)
            for column in columns
            if column not in dates or column.name == mart.key
        ],
        "dimension_groups": [_dimension_group(column) for column in dates],
        "measures": list(_measures(mart)),
        "sets": [{"name": "detail", "fields": list(_detail(mart))}],
    }
    _check_names(mart, view)
    return view


def _check_names(mart: Mart, view: Block) -> None:
    """Check that no two fields of a view have one name.

    Raises:
        ConfigError: Two have.
    """
    counts = Counter(
        name
        for plural, kind in FIELD_KINDS.items()
        for block in view.get(plural, ())
        for name in field_names(kind, block)
    )
    if twice := sorted(name for name, count in counts.items() if count > 1):
        raise ConfigError(
            f"The view of the mart {mart.name} would have several fields named {', '.join(twice)}",
            "Rename a column in the model: dates get the names of their timeframes, and sums "
            "begin with total_",
        )


def _dimension(column: Column, *, is_key: bool) -> Block:
    name = column.name
    block: Block = {"name": _key_name(column) if is_key else name}
    if is_key:
        block["primary_key"] = "yes"
    block["type"] = column.kind if column.kind in {NUMBER, YESNO} else STRING
    if is_key or name.endswith("_key") or (column.kind == NUMBER and _is_summed(column)):
        block["hidden"] = "yes"
    custom = next((erp for pattern, erp in _CUSTOM if pattern.match(name)), None)
    if custom:
        block |= {"group_label": "Custom Fields", "tags": [f"{custom}:{name}"]}
    elif column.kind == YESNO and name.startswith("is_"):
        block["group_label"] = "Flags"
    if column.kind == NUMBER and name.endswith(("_id", "_number", "_year")):
        block["value_format_name"] = "id"
    return block | _texts(name, column.description) | {"sql": f"${{TABLE}}.{name}"}


def _key_name(column: Column) -> str:
    """Return the name of a key's dimension, which is not that of a date's dimension group."""
    return f"{column.name}_key" if column.kind in {DATE, TIMESTAMP} else column.name


def _dimension_group(column: Column) -> Block:
    name = group_name(column)
    is_date = column.kind == DATE
    return {
        "name": name,
        "type": "time",
        "datatype": "date" if is_date else "timestamp",
        # An accounting date is the same day in every zone.
        **({"convert_tz": "no"} if is_date else {}),
        "timeframes": _DATE_FRAMES if is_date else _TIME_FRAMES,
        **_texts(name, column.description),
        "sql": f"${{TABLE}}.{column.name}",
    }


def _texts(name: str, description: str) -> Block:
    texts = {"label": label(name)}
    return texts | ({"description": description} if description else {})


def _is_summed(column: Column) -> bool:
    return bool(_MONEY.fullmatch(column.name) or _QUANTITY.fullmatch(column.name))


def _measures(mart: Mart) -> Iterator[Block]:
    key = next(column for column in mart.columns if column.name == mart.key)
    yield {
        "name": "count",
        "type": "count",
        "label": "Count",
        "description": "Number of rows.",
        "drill_fields": ["detail*"],
    }
    yield {
        "name": "distinct_keys",
        "type": "count_distinct",
        "hidden": "yes",
        "description": "Number of keys, which a test compares with the number of rows.",
        "sql": f"${{{_key_name(key)}}}",
    }
    for column in mart.columns:
        if column.kind == NUMBER and _is_summed(column):
            yield _total(mart, column)
            if _BALANCE.fullmatch(column.name) and mart.has("account_key", "ledger_key"):
                yield _reported(mart, column)


def _total(mart: Mart, column: Column) -> Block:
    words = label(column.name).replace("Total ", "")
    block: Block = {
        "name": f"total_{column.name}",
        "type": "sum",
        "label": f"Total {words}",
        "description": column.description or words,
        "drill_fields": ["detail*"],
        "sql": f"${{{column.name}}}",
    }
    if not _MONEY.fullmatch(column.name):
        return block | {"value_format_name": "decimal_0"} if "count" in column.name else block
    group, code = _currency(mart, column.name)
    if column.name.endswith("_balance"):
        block["description"] += " Not to be added up over periods: filter or group by the period."
    block["description"] += f" In `{code}`: filter or group by it if there are several."
    return block | {"group_label": group, "value_format_name": "decimal_2"}


def _currency(mart: Mart, name: str) -> tuple[str, str]:
    """Return the group of an amount's currency, and the column that has its code."""
    if name.startswith("base_"):
        return "Base Currency", "base_currency_code"
    if mart.has("ledger_currency_code") and not name.startswith("transaction_"):
        return "Ledger Currency", "ledger_currency_code"
    return "Transaction Currency", "currency_code"


def _reported(mart: Mart, column: Column) -> Block:
    """Return a balance with the sign of reports, in which income and liabilities are positive."""
    total = _total(mart, column)
    sign = "CASE WHEN ${dim_account.natural_sign} < 0 THEN @{CREDIT_SIGN} ELSE @{DEBIT_SIGN} END"
    words = label(column.name)
    return total | {
        "name": f"reported_{column.name}",
        "label": f"Reported {words}",
        "description": f"{total['description']} Liabilities, equity and revenue are positive.",
        "sql": f"${{{column.name}}} * {sign}",
    }


def _detail(mart: Mart) -> Iterator[str]:
    for column in mart.columns:
        if column.kind == DATE:
            yield f"{group_name(column)}_date"
        elif column.kind == STRING and _DETAIL.fullmatch(column.name):
            yield column.name
        elif column.kind == NUMBER and _MONEY.fullmatch(column.name):
            yield f"total_{column.name}"
