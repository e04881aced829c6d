"""Keys of the records that were written, as the state holds them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from singer_erp.errors import ConfigError
from singer_erp.sync.known_keys import pack, unpack


@settings(deadline=None, max_examples=20)
@given(st.sets(st.tuples(st.text(), st.text())))
def test_keys_are_packed_without_loss(keys):
    assert unpack([pack(keys), pack(keys)]) == keys


def test_keys_of_several_shapes_cannot_be_read():
    with pytest.raises(ConfigError, match="`keys` that cannot be read"):
        unpack([pack([("1",)]), pack([(1,)])])


@pytest.mark.parametrize("chunk", ["?", "eJw=", pack([])[:-4]])
def test_keys_that_cannot_be_read_are_an_error(chunk):
    with pytest.raises(ConfigError, match="`keys` that cannot be read"):
        unpack([chunk])
