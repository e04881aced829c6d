"""Linked objects that have a shape are read as those without one."""

from __future__ import annotations

import json

import msgspec
import pytest
from tap_acumatica.linked import linked_shape
from tap_acumatica.schema import plain

ADDRESS = {"id": "2", "note": None, "City": {"value": "Oslo"}, "State": {}}
CONTACT = {
    "id": "1",
    "rowNumber": 1,
    "note": {"value": ""},
    "Email": {"value": "a@example.com"},
    "Phone": {},
    "ContactID": {"value": 7},
    "Active": {"value": True},
    "Address": ADDRESS,
    "Activities": [],
    "custom": {},
    "_links": {"self": "/1"},
}
CONTACTS = {
    "as it was learned": CONTACT,
    "an envelope is null": CONTACT | {"Email": None},
    "a value is null": CONTACT | {"Email": {"value": None}},
    "an object within is null": CONTACT | {"Address": None},
    "an envelope within is null": CONTACT | {"Address": ADDRESS | {"City": None}},
    "there are lines": CONTACT | {"Activities": [{"Subject": {"value": "x"}}]},
}
REFUSED = {
    "another name": CONTACT | {"Fax": {}},
    "another name within": CONTACT | {"Address": ADDRESS | {"Street": {}}},
    "a name is missing": {name: value for name, value in CONTACT.items() if name != "Phone"},
    "an error": CONTACT | {"Email": {"value": "x", "error": "refused"}},
    "no object": 5,
    "an envelope is a text": CONTACT | {"Email": "x"},
}


def _decoded(shape, *objects):
    return msgspec.json.decode(json.dumps(objects), type=list[shape.struct | None])


@pytest.mark.parametrize("contact", CONTACTS.values(), ids=CONTACTS)
def test_objects_that_fit_are_read_without_their_envelopes(contact):
    shape = linked_shape("contact", [CONTACT, None])

    found = shape.plain(_decoded(shape, contact, None, CONTACT))

    assert msgspec.to_builtins(found) == [plain(contact), None, plain(CONTACT)]


@pytest.mark.parametrize("contact", REFUSED.values(), ids=REFUSED)
def test_an_object_that_would_lose_something_does_not_fit(contact):
    shape = linked_shape("contact", [CONTACT])

    with pytest.raises(msgspec.ValidationError):
        _decoded(shape, contact)


@pytest.mark.parametrize("contact", [{"id": "1"}, {"Email": {"value": 1}}])
def test_objects_of_few_names_have_a_shape(contact):
    shape = linked_shape("contact", [contact])

    assert msgspec.to_builtins(shape.plain(_decoded(shape, contact))) == [plain(contact)]


@pytest.mark.parametrize(
    "values",
    [
        pytest.param([], id="none"),
        pytest.param([None, None], id="null"),
        pytest.param(["x"], id="texts"),
        pytest.param([{}, {}], id="empty"),
        pytest.param([{"value": 1}], id="envelopes"),
        pytest.param([CONTACT, "x"], id="objects and texts"),
        pytest.param([CONTACT, ADDRESS], id="other names"),
    ],
)
def test_values_that_have_no_names_in_common_have_no_shape(values):
    assert linked_shape("contact", values) is None
