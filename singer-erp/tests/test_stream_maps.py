"""Stream maps: errors quote the expression and never the record."""

import logging

import pytest
from singer_erp.plugin.stream_maps import StreamMapError, apply_map, change_nothing, register_schema
from singer_sdk.mapper import PluginMapper

SCHEMA = {"properties": {"id": {"type": "integer"}, "name": {"type": "string"}}}


@pytest.fixture
def mapped():
    def build(schema=SCHEMA, **config):
        mapper = PluginMapper(config, logging.getLogger(__name__))
        register_schema(mapper, {"stream": "s", "schema": schema, "key_properties": ["id"]})
        return mapper.stream_maps["s"]

    return build


@pytest.mark.parametrize(
    ("expression", "cause"),
    [
        ("int(name)", "ValueError"),
        ("name + 1", "TypeError"),
        ("name['hush']", "TypeError"),
        ("nothing", "NameNotDefined"),
        ("json.loads(name)", "JSONDecodeError"),
    ],
)
def test_a_failing_expression_is_named_without_the_record(mapped, expression, cause):
    [stream_map] = mapped(stream_maps={"s": {"id": "id", "tag": expression}})
    with pytest.raises(StreamMapError) as refused:
        apply_map(stream_map, {"id": 1, "name": "secret"})
    assert f"Stream 's': the expression `{expression}`" in str(refused.value)
    assert cause in str(refused.value)
    assert "secret" not in str(refused.value)
    assert (refused.value.__cause__, refused.value.__context__) == (None, None)


def test_a_schema_that_cannot_be_mapped_is_refused_in_one_line(mapped):
    with pytest.raises(StreamMapError, match="cannot be mapped or flattened"):
        mapped({"properties": {"a": 5}}, flattening_enabled=True, flattening_max_depth=1)
    with pytest.raises(StreamMapError, match="cannot be mapped or flattened"):
        mapped(stream_maps={"s": {"tag": ["not", "an expression"]}})


def test_only_the_default_map_changes_nothing(mapped):
    assert change_nothing(mapped())
    assert not change_nothing(mapped(stream_maps={"s": {"id": "id"}}))
    assert not change_nothing(mapped(flattening_enabled=True, flattening_max_depth=1))
