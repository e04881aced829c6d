"""Codes with and without the separators of masks: the one that is meant, or none."""

from __future__ import annotations


def test_a_code_is_not_matched_with_another_one(delivery, messages):
    account = {"object": "Account", "key": "id", "fields": {"Description": "name"}}
    account["fields"] |= {"Type": "'Expense'", "Active": "True"}
    mappings = delivery.config["mappings"]
    accounts = messages().vendor("60-10X").vendor("6010X").vendor("600")
    delivery.run(accounts, mappings=mappings | {"vendors": account})
    input_ = messages().line("masked", "60-10X", "1").line("masked", "6010x", "-1")
    input_.line("integer", "6000", "1", branch="HEAD-OFFICE").line(
        "integer", 600.0, "-1", branch="HEAD-OFFICE"
    )
    input_.line("decimals", "6000", "1").line("decimals", 600.5, "-1")
    input_.line("text", "2000", "1").line("text", "600.0", "-1")
    input_.line("umlaut", "6000", "1").line("umlaut", "Ä2000", "-1")
    input_.line("several", "6000", "1").line("several", "60/10X", "-1")

    delivery.run(input_)

    assert {account for account, *_ in delivery.amounts("Accrual masked")} == {"60-10X", "6010X"}
    assert {account for account, *_ in delivery.amounts("Accrual integer")} == {"6000", "600"}
    assert {(code, reason.partition("; ")[0]) for code, reason in delivery.rejects()} == {
        ("INVALID_VALUE", "Details[1].Account: takes a code, not a number with decimals"),
        ("UNKNOWN_ACCOUNT", "Details[1].Account: there is no account 600.0"),
        ("UNKNOWN_ACCOUNT", "Details[1].Account: there is no account Ä2000"),
        ("UNKNOWN_ACCOUNT", "Details[1].Account: there is no account 60/10X"),
    }
    assert any("no account 60/10X; write 60-10X or 6010X" in why for _, why in delivery.rejects())


def test_a_code_may_differ_in_separators_from_one_code_only(delivery, messages):
    account = {"object": "Account", "key": "id", "fields": {"Description": "name"}}
    account["fields"] |= {"Type": "'Expense'", "Active": "True"}
    accounts = messages().vendor("71-23").vendor("81234").vendor("812-34")
    delivery.run(accounts, mappings={"vendors": account})
    delivery.sandbox.clear_journal()
    input_ = messages().line("one", "7123", "1").line("one", "60-00", "-1")
    input_.line("several", "81-234", "1").line("several", "2000", "-1")

    delivery.run(input_)

    assert [account for account, *_ in delivery.amounts("Accrual one")] == ["71-23", "6000"]
    [(code, reason), _] = delivery.rejects()
    assert code == "UNKNOWN_ACCOUNT"
    assert "Details[0].Account: there is no account 81-234; write 812-34 or 81234" in reason
    assert len(delivery.requests("GET", "/Account?")) == 2
    assert len(delivery.requests("GET", "/Subaccount?")) == 1
