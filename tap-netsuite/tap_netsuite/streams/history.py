"""Deleted records, the history of transactions, and the account's custom fields and segments."""

from __future__ import annotations

from singer_erp.messages.projection import columns_by_kind

from tap_netsuite.streams.table import Table

HISTORY = (
    Table(
        name="deleted_records",
        table="deletedrecord",
        primary_keys=("recordtypeid", "recordid", "scriptid"),
        replication_key="deleteddate",
        columns=columns_by_kind(
            id="recordtypeid recordid deletedby",
            string="scriptid name type context",
            boolean="iscustomlist iscustomrecord iscustomtransaction",
            timestamp="deleteddate",
        ),
    ),
    Table(
        name="transaction_history",
        table="transactionhistory",
        primary_keys=("internalid",),
        replication_key="datetime",
        columns=columns_by_kind(
            id="internalid transaction entity account",
            integer="version",
            string="type customtype action documentnumber transactionnumber status username",
            number="amount",
            date="transactiondate",
            timestamp="datetime",
        ),
    ),
    Table(
        name="custom_fields",
        table="customfield",
        primary_keys=("internalid",),
        replication_key="lastmodifieddate",
        columns=columns_by_kind(
            id="internalid",
            string="name scriptid fieldtype fieldvaluetype fieldvaluetyperecord recordtype "
            "description",
            boolean="isstored isshowinlist ismandatory",
            timestamp="lastmodifieddate",
        ),
    ),
    Table(
        name="custom_segments",
        table="customsegment",
        primary_keys=("internalid",),
        replication_key=None,
        columns=columns_by_kind(
            id="internalid",
            string="scriptid name recordtype",
            boolean="glimpact balancing isinactive",
        ),
    ),
)
