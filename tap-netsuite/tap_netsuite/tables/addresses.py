"""Addresses of entities, locations, subsidiaries and transactions."""

from __future__ import annotations

from tap_netsuite.tables.table import Table, columns

_ADDRESS = columns(
    id="nkey",
    text="recordowner addr1 addr2 addr3 addressee addrphone addrtext attention city state "
    "dropdownstate zip country",
    boolean="override",
    datetime="lastmodifieddate",
)
_BOOK = columns(
    id="internalid entity addressbookaddress",
    text="label",
    boolean="defaultbilling defaultshipping",
)
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

ADDRESSES = (
    *(
        Table(stream=stream, table=table, key=("nkey",), stamp="lastmodifieddate", columns=_ADDRESS)
        for stream, table in _DETAILS.items()
    ),
    Table(
        stream="customer_addresses",
        table="customeraddressbook",
        key=("internalid",),
        stamp=None,
        columns=_BOOK,
    ),
    Table(
        stream="vendor_addresses",
        table="vendoraddressbook",
        key=("internalid",),
        stamp=None,
        columns=_BOOK,
    ),
)
