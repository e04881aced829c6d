"""Data stores without a resource: balances, account combinations and the key flexfield."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from erp_sandbox.oracle_fusion.bicc.datastore import Column, Record
from erp_sandbox.oracle_fusion.cube import cube_of
from erp_sandbox.oracle_fusion.organization import CHARTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from erp_sandbox.oracle_fusion.rows import Values
    from erp_sandbox.oracle_fusion.store import Pod

_FIN = "FscmTopModelAM.FinExtractAM."
_FLEX = f"{_FIN}AnalyticsExtractServiceAM."
_SEGMENTS = 30
_KEY_FLEXFIELD = "GL#"


@dataclass(frozen=True)
class ComputedStore:
    """A data store whose rows a function makes."""

    key: str
    columns: tuple[Column, ...]
    make: Callable[[Pod], Iterator[Values]]

    def records(self, pod: Pod) -> Iterator[Record]:
        """Yield all rows."""
        updated = next((column.name for column in self.columns if column.last_update), "")
        for values in self.make(pod):
            yield Record(values, None, values.get(updated))


def _columns(
    keys: str, numbers: str = "", texts: str = "", updated: str = ""
) -> tuple[Column, ...]:
    """Return columns; keys are numbers if they end in `Id` or `Number`."""
    return (
        *(Column(name, _key_type(name), primary_key=True) for name in keys.split()),
        *(Column(name, "NUMERIC") for name in numbers.split()),
        *(Column(name, "VARCHAR") for name in texts.split()),
        *(Column(name, "TIMESTAMP", last_update=True) for name in updated.split()),
    )


def _key_type(name: str) -> str:
    return "NUMERIC" if name.endswith(("Id", "Number")) else "VARCHAR"


def _balances(pod: Pod) -> Iterator[Values]:
    """Yield the balances in ledger currency; one in each period from the first entry on."""
    changed = max(row.modified for row in pod.rows("journalBatches") if row.modified)
    cube = cube_of(pod)
    for ledger in pod.organization.ledgers.values():
        for combination in cube.combinations(ledger):
            for period, balance in cube.periods(ledger, combination):
                debit, credit = balance.activity
                yield {
                    "BalanceActualFlag": "A",
                    "BalanceCodeCombinationId": pod.combinations.id(ledger.chart, combination),
                    "BalanceCurrencyCode": ledger.currency,
                    "BalanceEncumbranceTypeId": -1,
                    "BalanceLedgerId": ledger.id,
                    "BalancePeriodName": period,
                    "BalanceBeginBalanceDr": max(balance.beginning, 0),
                    "BalanceBeginBalanceCr": max(-balance.beginning, 0),
                    "BalancePeriodNetDr": debit,
                    "BalancePeriodNetCr": credit,
                    "BalanceLastUpdateDate": changed,
                }


def _combinations(pod: Pod) -> Iterator[Values]:
    for row in pod.rows("accountCombinationsLOV"):
        values = row.values
        chart = CHARTS[values["_CHART_OF_ACCOUNTS_ID"]]
        yield {
            "CodeCombinationCodeCombinationId": row.identity,
            "CodeCombinationChartOfAccountsId": chart.number,
            "CodeCombinationAccountType": values["AccountType"],
            "CodeCombinationEnabledFlag": values["EnabledFlag"],
            "CodeCombinationSummaryFlag": values["SummaryFlag"],
            **{
                f"CodeCombinationSegment{place}": values[segment.name]
                for place, segment in enumerate(chart.segments, start=1)
            },
        }


def _instances(_: Pod) -> Iterator[Values]:
    for chart in CHARTS.values():
        yield {
            "StructureInstanceId": chart.instance,
            "StructureInstanceNumber": chart.number,
            "StructureId": chart.structure,
            "StructureInstanceCode": chart.code,
            "KeyFlexfieldCode": _KEY_FLEXFIELD,
            "EnabledFlag": "Y",
        }


def _segments(_: Pod) -> Iterator[Values]:
    for chart in CHARTS.values():
        for place, segment in enumerate(chart.segments, start=1):
            yield {
                "StructureId": chart.structure,
                "SegmentCode": segment.code,
                "SegmentIdentifier": segment.name,
                "ColumnName": f"SEGMENT{place}",
                "SequenceNumber": place * 10,
            }


def _labels(_: Pod) -> Iterator[Values]:
    for chart in CHARTS.values():
        for segment in chart.segments:
            if segment.label:
                yield {
                    "StructureId": chart.structure,
                    "SegmentCode": segment.code,
                    "SegmentLabelCode": segment.label,
                }


COMPUTED = (
    ComputedStore(
        f"{_FIN}GlBiccExtractAM.BalanceExtractPVO",
        _columns(
            "BalanceActualFlag BalanceCodeCombinationId BalanceCurrencyCode BalanceTranslatedFlag"
            " BalanceEncumbranceTypeId BalanceLedgerId BalancePeriodName",
            "BalanceBeginBalanceDr BalanceBeginBalanceCr BalancePeriodNetDr BalancePeriodNetCr",
            updated="BalanceLastUpdateDate",
        ),
        _balances,
    ),
    ComputedStore(
        f"{_FIN}GlBiccExtractAM.CodeCombinationExtractPVO",
        _columns(
            "CodeCombinationCodeCombinationId",
            "CodeCombinationChartOfAccountsId",
            "CodeCombinationAccountType CodeCombinationEnabledFlag CodeCombinationSummaryFlag "
            + " ".join(f"CodeCombinationSegment{place}" for place in range(1, _SEGMENTS + 1)),
        ),
        _combinations,
    ),
    ComputedStore(
        f"{_FLEX}KeyFlexStructureInstancesBPVO",
        _columns(
            "StructureInstanceId",
            "StructureInstanceNumber StructureId",
            "StructureInstanceCode KeyFlexfieldCode EnabledFlag",
        ),
        _instances,
    ),
    ComputedStore(
        f"{_FLEX}KeyFlexSegmentsBPVO",
        _columns("StructureId SegmentCode", "SequenceNumber", "SegmentIdentifier ColumnName"),
        _segments,
    ),
    ComputedStore(
        f"{_FLEX}KeyFlexLabeledSegmentsPVO",
        _columns("StructureId SegmentCode SegmentLabelCode"),
        _labels,
    ),
)
"""The data stores."""
