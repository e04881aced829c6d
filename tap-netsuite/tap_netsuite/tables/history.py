"""What NetSuite remembers of deletions, and how the account is customised."""

from __future__ import annotations

from tap_netsuite.tables.table import Table, columns

HISTORY = (
    Table(
        stream="deleted_records",
        table="deletedrecord",
        key=("recordtypeid", "recordid", "scriptid"),
        stamp="deleteddate",
        columns=columns(
            id="recordtypeid recordid deletedby",
            text="scriptid name type context",
            boolean="iscustomlist iscustomrecord iscustomtransaction",
            datetime="deleteddate",
        ),
    ),
    Table(
        stream="transaction_history",
        table="transactionhistory",
        key=("internalid",),
        stamp="datetime",
        columns=columns(
            id="internalid transaction entity account",
            integer="version",
            text="type customtype action documentnumber transactionnumber status username",
            number="amount",
            date="transactiondate",
            datetime="datetime",
        ),
    ),
    Table(
        stream="custom_fields",
        table="customfield",
        key=("internalid",),
        stamp="lastmodifieddate",
        columns=columns(
            id="internalid",
            text="name scriptid fieldtype fieldvaluetype fieldvaluetyperecord recordtype "
            "description",
            boolean="isstored isshowinlist ismandatory",
            datetime="lastmodifieddate",
        ),
    ),
    Table(
        stream="custom_segments",
        table="customsegment",
        key=("internalid",),
        stamp=None,
        columns=columns(
            id="internalid",
            text="scriptid name recordtype",
            boolean="glimpact balancing isinactive",
        ),
    ),
)
