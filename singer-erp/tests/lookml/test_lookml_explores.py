"""Explores of LookML: their joins, filters of access and tests of keys."""


def test_relationships_tests_are_joins_to_one_row_and_companies_filter_access(project):
    [explore] = project.parsed("explores/gl_lines_base.explore.lkml")["explores"]

    assert [(join["name"], join["relationship"], join["sql_on"]) for join in explore["joins"]] == [
        (
            f"dim_{name}",
            "many_to_one",
            f"${{fct_line.{name}_key}} = ${{dim_{name}.{name}_key}}",
        )
        for name in ("company", "account")
    ]
    [access] = explore["access_filters"]
    assert access == {"field": "dim_company.company_code", "user_attribute": "company"}


def test_an_explore_without_companies_is_for_users_of_all(project):
    project.mart("finding", "finding_key", {"finding_key": "VARCHAR"}, {"explore": "findings"})
    [explore] = project.parsed("explores/findings_base.explore.lkml")["explores"]

    assert explore["required_access_grants"] == ["all_companies"]
    assert "access_filters" not in explore


def test_each_explore_has_a_test_of_its_key_whatever_it_filters(project):
    looker = {"explore": "gl_lines", "always_filter": {"is_posted": "Yes"}}
    project.mart("fct_line", "line_key", project.ledger, looker)
    [test] = project.parsed("tests/keys_base.test.lkml")["tests"]

    assert test["asserts"][0]["expression"] == "${fct_line.count} = ${fct_line.distinct_keys}"
    assert test["explore_source"]["filters__all"] == [[{"fct_line.is_posted": ""}]]


def test_declared_joins_may_repeat_rows(project):
    settlements = {"settlement_key": "VARCHAR", "line_key": "VARCHAR"}
    project.mart("fct_settlement", "settlement_key", settlements)
    join = {"view": "fct_settlement", "by": "line_key", "relationship": "one_to_many"}
    project.mart("fct_line", "line_key", project.ledger, {"explore": "gl_lines", "joins": [join]})
    [explore] = project.parsed("explores/gl_lines_base.explore.lkml")["explores"]

    assert explore["joins"][-1]["sql_on"] == "${fct_line.line_key} = ${fct_settlement.line_key}"
    assert explore["joins"][-1]["relationship"] == "one_to_many"
