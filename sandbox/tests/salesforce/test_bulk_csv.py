"""What Bulk's CSV is, and what it is not."""

from __future__ import annotations

import pytest
from erp_sandbox.salesforce.bulk_csv import Dialect, JobFailure


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('a,b\n1,"x, y"\n', [["1", "x, y"]]),
        ('a,b\n1,"say ""hi"""\n', [["1", 'say "hi"']]),
        ('a,b\n1,"one\ntwo"\n', [["1", "one\ntwo"]]),
        ('a,b\n1,"one\rtwo"\n', [["1", "one\rtwo"]]),
        ("a,b\n1, x \n", [["1", " x "]]),
        ("a,b\n1,😀\n", [["1", "😀"]]),
        ("a,b\n\n1,x", [["1", "x"]]),
        ("a,b\n", []),
    ],
)
def test_values_are_read_as_they_stand(text, rows):
    assert Dialect().parse(text.encode()).rows == rows


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("\ufeffa,b\n1,x\n", "Found unescaped quote"),
        ('a,b\n1, "x"\n', "Found unescaped quote"),
        ('a,b\n1,"x" \n', "Found unescaped quote"),
        ('a,b\n1,x"y\n', "Found unescaped quote"),
        ('a,b\n1,"x"y\n', "Found unescaped quote"),
        ('a,b\n1,"x\n', "EOF reached before closing an opened quote"),
        ("a,b\n1\n", "Record 1 has 1 values for 2 fields"),
        ("a,b\n1,x\ry\n", "LineEnding is invalid on user data. Current LineEnding setting is LF"),
        ("", "no header"),
        ("a,b\n1," + "x" * 200_000 + "\n", "larger than field limit"),
    ],
)
def test_broken_text_is_rejected(text, error):
    with pytest.raises(JobFailure, match=error):
        Dialect().parse(text.encode())


def test_line_breaks_are_those_declared_even_inside_quotes():
    crlf = Dialect(line_ending="CRLF")

    assert crlf.parse(b'a,b\r\n1,"x\r\ny"\r\n').rows == [["1", "x\r\ny"]]
    with pytest.raises(JobFailure, match="Current LineEnding setting is CRLF"):
        crlf.parse(b'a,b\r\n1,"x\ny"\r\n')


def test_bytes_other_than_utf8_are_rejected():
    with pytest.raises(JobFailure, match="not UTF-8"):
        Dialect().parse("a\nMünchen\n".encode("latin-1"))


def test_results_echo_the_header_and_quote_every_value():
    dialect = Dialect("PIPE", "CRLF")
    upload = dialect.parse(b'"NAME"|phone\r\nx"|"1"\r\n'.replace(b'x"', b"x"))

    assert dialect.render(("sf__Id",), upload.header, [["001", *upload.rows[0]]]) == (
        b'"sf__Id"|"NAME"|phone\r\n"001"|"x"|"1"\r\n'
    )
