"""The flows of the demo: what each needs of the sandbox and of the warehouse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from demo.acumatica import AcumaticaSource
from demo.looker import LookerDelivery
from demo.looker_plans import PlansDelivery
from demo.netsuite import NetSuiteSource
from demo.oracle_fusion import OracleFusionSource
from demo.quickbooks import QuickBooksSource
from demo.salesforce import SalesforceDelivery

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import duckdb


class Source(Protocol):
    """A flow that loads an ERP into the warehouse."""

    def load(self, *, marts: bool) -> None:
        """Load the ERP, or what has changed since the last demo; build the marts if requested."""

    def reconcile(self, warehouse: duckdb.DuckDBPyConnection) -> bool:
        """Print figures of the warehouse next to the ERP's; return whether all are equal."""


class Delivery(Protocol):
    """A flow that writes to another system."""

    def deliver(self) -> bool:
        """Run it and print its outcomes; return whether the destination equals the source."""


@dataclass(frozen=True)
class Flow:
    """A flow.

    Attributes:
        vendors: The vendors that it reads and writes.
        source: Makes what loads it, from the control of its vendor.
        delivery: Makes what runs it, from the controls of its vendors.
        needs: Flows that load what it reads.
    """

    vendors: tuple[str, ...]
    source: Callable[[Any], Source] | None = None
    delivery: Callable[..., Delivery] | None = None
    needs: tuple[str, ...] = ()


# The first demo of all flows prints the rows of NetSuite, which is loaded last, next to its marts.
FLOWS = {
    "quickbooks-to-warehouse": Flow(("quickbooks",), source=QuickBooksSource),
    "acumatica-to-warehouse": Flow(("acumatica",), source=AcumaticaSource),
    "oracle-fusion-to-warehouse": Flow(("oracle_fusion",), source=OracleFusionSource),
    "netsuite-to-warehouse": Flow(("netsuite",), source=NetSuiteSource),
    "netsuite-to-salesforce": Flow(("netsuite", "salesforce"), delivery=SalesforceDelivery),
    "looker-to-acumatica": Flow(
        ("acumatica", "looker"),
        delivery=LookerDelivery,
        needs=("acumatica-to-warehouse", "netsuite-to-warehouse"),
    ),
    "looker-after-load": Flow(
        ("looker",), delivery=PlansDelivery, needs=("netsuite-to-warehouse",)
    ),
}


def vendors(flows: Iterable[str]) -> list[str]:
    """Return the vendors of flows."""
    return [*dict.fromkeys(vendor for flow in _with_needs(flows) for vendor in flow.vendors)]


def sources(flows: Iterable[str], controls: Mapping[str, Any]) -> list[Source]:
    """Return what loads the ERPs of flows, in the order in which they are loaded."""
    return [flow.source(controls[flow.vendors[0]]) for flow in _with_needs(flows) if flow.source]


def deliveries(flows: Iterable[str], controls: Mapping[str, Any]) -> list[Delivery]:
    """Return what runs the other flows."""
    return [
        flow.delivery(*(controls[vendor] for vendor in flow.vendors))
        for flow in _with_needs(flows)
        if flow.delivery
    ]


def _with_needs(flows: Iterable[str]) -> list[Flow]:
    chosen = {name for flow in flows for name in (flow, *FLOWS[flow].needs)}
    return [flow for name, flow in FLOWS.items() if name in chosen]
