"""Bodies that go to a temporary file."""

import gzip

import pytest
from singer_erp.errors import TransientError, VendorError


def _read(response):
    with response.raw as file:
        return file.read()


def test_a_body_goes_to_a_file(vendor, client):
    vendor.will(vendor.Reply(body=b"[1,2]"))

    assert client.fetch("GET", vendor.url, _read, spools=True) == b"[1,2]"


def test_a_compressed_body_is_decoded(vendor, client):
    reply = vendor.Reply(body=gzip.compress(b"[1]"), headers={"Content-Encoding": "gzip"})
    vendor.will(reply)

    assert client.fetch("GET", vendor.url, _read, spools=True) == b"[1]"


@pytest.mark.parametrize(
    "broken",
    [{"missing": 1}, {"missing": 5000}, {"reset": True}, {"headers": {"Content-Encoding": "gzip"}}],
)
def test_a_body_that_does_not_arrive_is_retried(broken, vendor, client, waits):
    vendor.will(vendor.Reply(body=b"[1]", **broken), vendor.Reply(body=b"[1,2]"))

    assert client.fetch("GET", vendor.url, _read, spools=True) == b"[1,2]"
    assert len(waits) == 1


def test_an_error_response_is_read_as_ever(vendor, client):
    vendor.will(vendor.Reply(404, body={"error": "gone"}))

    with pytest.raises(VendorError, match="404"):
        client.fetch("GET", vendor.url, _read, spools=True)


def test_a_body_that_cannot_be_decoded_is_retried(vendor, client, waits):
    def decode(response):
        raise ValueError

    vendor.will(*(vendor.Reply(body=b"<html>") for _ in range(7)))

    with pytest.raises(TransientError, match=r"6 bytes.*cannot be read"):
        client.fetch("GET", vendor.url, decode, spools=True)
    assert len(waits) == 6
