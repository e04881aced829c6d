"""Fields of generated views."""

import pytest


def test_the_key_is_hidden_and_the_first_dimension(project):
    [view] = project.parsed("views/fct_line_base.view.lkml")["views"]
    key = view["dimensions"][0]

    assert (key["name"], key["primary_key"], key["hidden"]) == ("line_key", "yes", "yes")
    assert view["sql_table_name"] == "@{SCHEMA}.fct_line"


def test_dates_are_not_converted_and_have_fiscal_timeframes_while_timestamps_are(project):
    posting, updated = (project.fields("fct_line")[name] for name in ("posting", "updated"))

    assert (posting["datatype"], posting["convert_tz"]) == ("date", "no")
    assert {"raw", "date", "month", "fiscal_quarter", "fiscal_year"} <= set(posting["timeframes"])
    assert updated["datatype"] == "timestamp"
    assert "convert_tz" not in updated
    assert "time" in updated["timeframes"]


def test_money_has_a_measure_in_the_group_of_its_currency_and_a_hidden_dimension(project):
    fields = project.fields("fct_line")

    assert fields["net_amount"]["hidden"] == "yes"
    assert fields["total_net_amount"]["type"] == "sum"
    assert fields["total_net_amount"]["group_label"] == "Transaction Currency"
    assert fields["total_base_amount"]["group_label"] == "Base Currency"
    assert "`base_currency_code`" in fields["total_base_amount"]["description"]
    assert fields["total_net_amount"]["value_format_name"] == "decimal_2"


def test_balances_have_a_measure_with_the_sign_of_reports(project):
    reported = project.fields("fct_line")["reported_net_amount"]

    assert "@{CREDIT_SIGN}" in reported["sql"]
    assert "${dim_account.natural_sign}" in reported["sql"]


def test_keys_numbers_and_rates_have_no_measures(project):
    names = set(project.fields("fct_line"))

    assert not {"total_line_number", "total_exchange_rate", "total_account_key"} & names
    assert {"total_quantity", "count"} <= names


def test_custom_fields_are_grouped_and_tagged_with_their_name_in_the_erp(project):
    custom = project.fields("fct_line")["custbody_project"]

    assert custom["group_label"] == "Custom Fields"
    assert custom["tags"] == ["netsuite:custbody_project"]


def test_descriptions_of_dbt_are_those_of_fields_views_and_explores(project):
    assert project.fields("fct_line")["memo"]["description"] == "The memo."
    [explore] = project.parsed("explores/gl_lines_base.explore.lkml")["explores"]
    assert explore["description"] == "Rows of 'fct_line' of all ERPs."
    assert explore["label"] == "GL Lines"


@pytest.mark.parametrize(
    ("description", "text"),
    [
        ("of C:\\", "of C:/"),
        ("of @{SCHEMA}", "of @ {SCHEMA}"),
        ('a "quote"', "a 'quote'"),
        ("a ;; } {", "a ;; } {"),
        (None, None),
    ],
)
def test_any_description_is_a_valid_string(project, description, text):
    node = project.manifest["nodes"]["model.p.fct_line"]
    node["description"] = node["columns"]["memo"]["description"] = description

    assert project.fields("fct_line")["memo"].get("description") == text


@pytest.mark.parametrize("name", ["Account Name", "größe", "a$b", "2nd", ""])
def test_a_column_that_lookml_cannot_name_is_an_error(project, tmp_path, name):
    project.mart(
        "fct_line", "line_key", project.ledger | {name: "VARCHAR"}, {"explore": "gl_lines"}
    )
    done = project.command(tmp_path, "write")

    assert done.exit_code == 1
    assert f"The mart fct_line has the column {name!r}" in done.output
    assert not (tmp_path / "lookml").exists()


@pytest.mark.parametrize(
    ("columns", "names"),
    [
        ({"updated_date": "DATE"}, "updated_date"),
        ({"posting_month": "VARCHAR"}, "posting_month"),
        ({"total_net_amount": "DECIMAL(18,2)"}, "total_net_amount"),
        ({"count": "BIGINT"}, "count"),
    ],
)
def test_columns_that_give_two_fields_one_name_are_an_error(project, tmp_path, columns, names):
    project.mart("fct_line", "line_key", project.ledger | columns, {"explore": "gl_lines"})
    done = project.command(tmp_path, "write")

    assert done.exit_code == 1
    assert f"would have several fields named {names}" in done.output
