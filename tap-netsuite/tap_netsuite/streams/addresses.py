"""Addresses of entities, locations, subsidiaries and transactions."""

from __future__ import annotations

from singer_erp.messages.projection import columns_by_kind

from tap_netsuite.streams.table import Table

_ADDRESS = columns_by_kind(
    id="nkey",
    string="recordowner addr1 addr2 addr3 addressee addrphone addrtext attention city state "
    "dropdownstate zip country",
    boolean="override",
    timestamp="lastmodifieddate",
)
_BOOK = columns_by_kind(
    id="internalid entity addressbookaddress",
    string="label",
    boolean="defaultbilling defaultshipping",
)
_USAGES = ("billing", "shipping")
_DETAILS = {
    "entity_addresses": "entityaddress",
    "customer_address_details": "customeraddressbookentityaddress",
    "vendor_address_details": "vendoraddressbookentityaddress",
    "location_main_addresses": "locationmainaddress",
    "location_return_addresses": "locationreturnaddress",
    "subsidiary_main_addresses": "subsidiarymainaddress",
    "subsidiary_shipping_addresses": "subsidiaryshippingaddress",
    "subsidiary_return_addresses": "subsidiaryreturnaddress",
    "transaction_billing_addresses": "transactionbillingaddress",
    "transaction_shipping_addresses": "transactionshippingaddress",
}


def _defaults(entity: str, usage: str) -> Table:
    """Return the table of the default address of each entity, keyed by the entity.

    An address row does not name its owner, so on its own it cannot be matched with a record of
    another system. The timestamp is the later one of both: a new default moves the entity's, an
    edited address its own. (That SuiteQL compares datetimes of two tables within CASE is
    unconfirmed; where it does not, the stream is hidden with one line.)
    """
    selected = ", ".join(f"a.{column}" for column in _ADDRESS if column != "lastmodifieddate")
    return Table(
        name=f"{entity}_{usage}_addresses",
        table=f"(SELECT e.id AS entity, {selected}, CASE WHEN a.lastmodifieddate > "
        "e.lastmodifieddate THEN a.lastmodifieddate ELSE e.lastmodifieddate END AS "
        f"lastmodifieddate FROM {entity} e JOIN {entity}addressbookentityaddress a "
        f"ON a.nkey = e.default{usage}address)",
        primary_keys=("entity",),
        replication_key="lastmodifieddate",
        columns=columns_by_kind(id="entity") | _ADDRESS,
    )


ADDRESSES = (
    *(
        Table(
            name=stream,
            table=table,
            primary_keys=("nkey",),
            replication_key="lastmodifieddate",
            columns=_ADDRESS,
        )
        for stream, table in _DETAILS.items()
    ),
    *(_defaults(entity, usage) for entity in ("customer", "vendor") for usage in _USAGES),
    Table(
        name="customer_addresses",
        table="customeraddressbook",
        primary_keys=("internalid",),
        replication_key=None,
        columns=_BOOK,
    ),
    Table(
        name="vendor_addresses",
        table="vendoraddressbook",
        primary_keys=("internalid",),
        replication_key=None,
        columns=_BOOK,
    ),
)
