from __future__ import annotations

import pytest


def wrapped(**values):
    return {name: {"value": value} for name, value in values.items()}


@pytest.fixture
def account(put):
    return put("Account", wrapped(AccountCD="69X7 ", Type="Expense"))[1]


def test_keys_are_compared_without_case_and_blanks(api, put, account):
    again = put("Account", wrapped(AccountCD=" 69x7", Description="One account"))[1]

    assert account["AccountCD"] == {"value": "69X7"}
    assert again["id"] == account["id"]
    assert api.get("Account/69x7%20")["id"] == account["id"]
    assert len(api.get("Account", filter="startswith(AccountCD,'69X')")) == 1


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("AccountCD eq '69x7  '", 1),
        ("AccountCD ne '69x7  '", 0),
        ("substringof('X7 ',AccountCD)", 0),
        ("substringof('x7',AccountCD)", 1),
    ],
)
def test_blanks_at_the_end_of_a_text_do_not_count_in_comparisons(api, condition, found):
    text = f"startswith(AccountCD,'69X') and {condition}"
    assert len(api.get("Account", filter=text)) == found


@pytest.mark.usefixtures("account")
def test_a_reference_is_found_without_case_and_blanks(api, put):
    lines = [wrapped(Account="69x7 ", DebitAmount=1), wrapped(Account=" 2100", CreditAmount=1)]
    status, made = put("JournalTransaction", {"Details": lines}, expand="Details")
    assert status == 200
    assert [api.values(line, "Account") for line in made["Details"]] == ["69X7", "2100"]
