"""Reads the segments of the charts of accounts with their labels, which only extracts have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from singer_erp.sync.page import Page
from singer_erp.timestamps import extracted_now

from tap_oracle_fusion.bicc import ROWS
from tap_oracle_fusion.schema import (
    POD,
    FieldColumn,
    StreamDescription,
    schema_of,
    snake_case,
    with_facts,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from singer_erp.messages.projection import Projection

    from tap_oracle_fusion.bicc import Bicc

Json = dict[str, Any]

CHART_SEGMENTS = "gl_chart_segments"
CHART_SEGMENT_KEYS = (POD, "structure_instance_number", "segment_name")
_VIEWS = "FscmTopModelAM.FinExtractAM.AnalyticsExtractServiceAM.KeyFlex"
_INSTANCES = f"{_VIEWS}StructureInstancesBPVO"
_SEGMENTS = f"{_VIEWS}SegmentsBPVO"
_LABELS = f"{_VIEWS}LabeledSegmentsPVO"
STORES = {_INSTANCES, _SEGMENTS, _LABELS}
"""Data stores of the accounting flexfield."""
_ACCOUNTING = "GL#"
# The first of the labels that a segment has.
_RANK = ("GL_ACCOUNT", "GL_BALANCING", "FA_COST_CTR", "GL_INTERCOMPANY", "GL_MANAGEMENT")
_KINDS = {
    "StructureInstanceNumber": "integer",
    "SegmentName": "string",
    "StructureInstanceCode": "string",
    "SegmentCode": "string",
    "ColumnName": "string",
    "SequenceNumber": "integer",
    "SegmentLabelCode": "string",
}


def described_segments() -> StreamDescription:
    """Return the stream of segments."""
    columns = [FieldColumn(snake_case(name), kind, name) for name, kind in _KINDS.items()]
    schema = schema_of([FieldColumn(POD, "string"), *columns], CHART_SEGMENT_KEYS)
    return StreamDescription(CHART_SEGMENTS, schema, CHART_SEGMENT_KEYS)


class SegmentReader:
    """Reads the segments of all charts.

    Args:
        bicc: The BI Cloud Connector.
        pod: The pod's name.
        projection: The selected columns.
    """

    def __init__(self, bicc: Bicc, pod: str, projection: Projection) -> None:
        self._bicc = bicc
        self._pod = pod
        self._projection = projection

    def read(self) -> Iterator[Page]:
        """Yield one page."""
        files = self._bicc.extract(STORES, ROWS)
        tables = {
            key: [row for file_id in ids for row in self._bicc.rows(file_id)]
            for key, ids in files.items()
        }
        labels: dict[tuple[str, str], list[str]] = {}
        for row in tables[_LABELS]:
            segment = (row["StructureId"], row["SegmentCode"])
            labels.setdefault(segment, []).append(row["SegmentLabelCode"])
        records = [
            {
                "StructureInstanceNumber": chart["StructureInstanceNumber"],
                "StructureInstanceCode": chart["StructureInstanceCode"] or None,
                "SegmentName": row["SegmentIdentifier"] or row["SegmentCode"],
                "SegmentCode": row["SegmentCode"],
                "ColumnName": row["ColumnName"] or None,
                "SequenceNumber": row["SequenceNumber"] or None,
                "SegmentLabelCode": _first(labels.get((row["StructureId"], row["SegmentCode"]))),
            }
            for chart in tables[_INSTANCES]
            for row in tables[_SEGMENTS]
            if chart["KeyFlexfieldCode"] == _ACCOUNTING
            and row["StructureId"] == chart["StructureId"]
        ]
        rows = self._projection.rows(with_facts(one, self._pod, {}, "") for one in records)
        yield Page([(self._projection.record_type, rows)], extracted_now())


def _first(labels: list[str] | None) -> str | None:
    ranked = [name for name in _RANK if name in (labels or ())]
    return next(iter([*ranked, *(labels or ())]), None)
