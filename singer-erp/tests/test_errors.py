import pytest
from singer_erp.errors import (
    Action,
    AuthenticationError,
    ConfigError,
    ErpError,
    Rule,
    ThrottledError,
    TransientError,
    VendorError,
    decide,
    only,
)

RULES = (
    Rule(only(400), Action.RETRY, "first", code="BUSY"),
    Rule(only(400), Action.FAIL, "second"),
    Rule(range(500, 600), Action.RETRY, "third"),
    Rule(range(400, 600), Action.SLOW_DOWN, "last"),
)


@pytest.mark.parametrize(
    ("status", "code", "advice"),
    [
        (400, "BUSY", "first"),
        (400, "OTHER", "second"),
        (400, None, "second"),
        (499, "BUSY", "last"),
        (500, "BUSY", "third"),
        (599, None, "third"),
    ],
)
def test_the_first_rule_that_matches_decides(status, code, advice):
    assert decide(RULES, status, code).advice == advice


@pytest.mark.parametrize("status", [399, 600, 200])
def test_an_answer_nobody_knows_fails(status):
    assert decide(RULES, status, None).action is Action.FAIL


@pytest.mark.parametrize(
    ("arguments", "request_id", "text"),
    [
        (("It broke",), None, "It broke."),
        (("It broke.", "Mend it."), None, "It broke. Mend it."),
        (("It broke", "Mend it"), "r-1", "It broke. Mend it. Request id r-1."),
        (("It\nbroke\t in  two",), None, "It broke in two."),
    ],
)
def test_an_error_is_one_line_of_sentences(arguments, request_id, text):
    assert str(ErpError(*arguments, request_id=request_id)) == text


@pytest.mark.parametrize(
    "kind", [ConfigError, AuthenticationError, VendorError, TransientError, ThrottledError]
)
def test_all_errors_for_people_are_one_family(kind):
    error = kind("It broke", "Mend it", status=503, code="X", detail="words")

    assert isinstance(error, ErpError)
    assert (error.status, error.code, error.detail) == (503, "X", "words")


def test_only_what_may_pass_can_carry_a_wait():
    assert ThrottledError("busy", retry_after=5.0).retry_after == 5.0
    assert issubclass(ThrottledError, TransientError)
    assert not issubclass(VendorError, TransientError)
