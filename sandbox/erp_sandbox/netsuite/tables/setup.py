"""Delete feeds, custom fields, custom segments and custom records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.netsuite.tables.spec import columns, table

if TYPE_CHECKING:
    from erp_sandbox.netsuite.catalog import Table


def custom_record(name: str, **fields: str) -> Table:
    """Return a custom record table: the common columns, and its `custrecord_*` fields.

    Its timestamp is called `lastmodified`, unlike everywhere else.
    """
    return table(
        name,
        columns(**fields),
        timestamp="lastmodified",
        id=f"id owner>employee parent>{name}",
        integer="recordid",
        text="name scriptid externalid",
        boolean="isinactive",
        datetime="created lastmodified",
    )


COST_DRIVER = custom_record(
    "customrecord_cost_driver",
    id="custrecord_cd_department>department custrecord_cd_account>account",
    number="custrecord_cd_weight custrecord_cd_percent",
    integer="custrecord_cd_headcount",
    amount="custrecord_cd_cap",
    date="custrecord_cd_effective",
    datetime="custrecord_cd_reviewed_at",
    boolean="custrecord_cd_active",
    text="custrecord_cd_note custrecord_cd_contact_email",
)

TABLES: tuple[Table, ...] = (
    COST_DRIVER,
    custom_record("customrecord_cseg_channel", text="custrecord_channel_code"),
    table(
        "deletedrecord",
        columns(key="type scriptid"),
        key="recordtypeid recordid scriptid",
        timestamp="deleteddate",
        id="recordid recordtypeid deletedby>employee",
        text="name context",
        boolean="iscustomlist iscustomrecord iscustomtransaction",
    ),
    table(
        "transactionhistory",
        columns(key="type customtype action"),
        key="internalid",
        timestamp="datetime",
        id="internalid transaction entity>entity account>account",
        integer="version",
        text="documentnumber transactionnumber status username",
        date="transactiondate",
        amount="amount",
    ),
    table(
        "customfield",
        columns(key="scriptid fieldtype recordtype"),
        key="internalid",
        id="internalid",
        text="name fieldvaluetype fieldvaluetyperecord description",
        boolean="isstored isshowinlist ismandatory",
    ),
    table(
        "customsegment",
        columns(key="scriptid recordtype"),
        key="internalid",
        timestamp=None,
        id="internalid",
        text="name",
        boolean="glimpact balancing isinactive",
    ),
)
