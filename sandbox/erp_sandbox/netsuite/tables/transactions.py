"""Transactions, their lines, their accounting lines and the links between them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from erp_sandbox.netsuite.tables.spec import ADDRESS, columns, table

if TYPE_CHECKING:
    from erp_sandbox.netsuite.catalog import Table

_BODY_FIELDS = columns(
    text="custbody_po_ref custbody_notes custbody_regions",
    boolean="custbody_checked",
    number="custbody_markup custbody_commission_percent",
    integer="custbody_batch",
    amount="custbody_surcharge",
    date="custbody_service_date",
    datetime="custbody_synced_at",
    id="custbody_project_owner>employee cseg_channel>customrecord_cseg_channel",
)

_COLUMN_FIELDS = columns(
    text="custcol_cost_center",
    boolean="custcol_rebillable",
    number="custcol_hours",
    date="custcol_delivered_on",
    id="custcol_cost_driver>customrecord_cost_driver cseg_channel>customrecord_cseg_channel",
)

_HEADER = table(
    "transaction",
    columns(key="type recordtype customtype abbrevtype status>transactionstatus"),
    _BODY_FIELDS,
    id=(
        "id createdby>employee lastmodifiedby>employee entity>entity employee>employee"
        " currency>currency terms>term account>account postingperiod>accountingperiod"
        " approvalstatus reversal>transaction nexus>nexus billingaddress shippingaddress"
        " paymentoption subsidiary>subsidiary"
    ),
    text=(
        "typebaseddocumentnumber tranid transactionnumber number trandisplayname externalid"
        " otherrefnum memo source billingstatus journaltype"
    ),
    integer="daysopen daysoverduesearch",
    number="exchangerate",
    amount=(
        "foreigntotal foreignamountpaid foreignamountunpaid foreignpaymentamountused"
        " foreignpaymentamountunused taxtotal"
    ),
    date="trandate duedate closedate reversaldate shipdate actualshipdate",
    datetime="createddate createddatetime lastmodifieddate",
    boolean=(
        "posting void voided isreversal reversaldefer intercoadj isfinchrg paymenthold"
        " userevenuearrangement legacytax"
    ),
)

# Vendor rule: the header's subsidiary is NOT_EXPOSED; it is read from the main line.
TRANSACTION = replace(
    _HEADER,
    columns=tuple(
        replace(column, exposed=False) if column.name == "subsidiary" else column
        for column in _HEADER.columns
    ),
)

TRANSACTION_LINE = table(
    "transactionline",
    columns(key="itemtype accountinglinetype transactionlinetype costestimatetype"),
    _COLUMN_FIELDS,
    key="uniquekey",
    timestamp="linelastmodifieddate",
    id=(
        "id transaction>transaction uniquekey item>item expenseaccount>account entity>entity"
        " class>classification department>department location>location subsidiary>subsidiary"
        " price units createdfrom>transaction createdpo>transaction amortizationsched"
        " revenueelement billingschedule paymentmethod kitmemberof"
    ),
    integer="linesequencenumber",
    text="memo documentnumber",
    number=(
        "quantity quantitybilled quantityshiprecv quantitybackordered quantitycommitted"
        " quantityrejected rate ratepercent"
    ),
    amount=(
        "rateamount foreignamount foreignamountpaid foreignamountunpaid debitforeignamount"
        " creditforeignamount netamount estgrossprofit costestimate taxamount"
    ),
    date=(
        "closedate cleareddate amortizstartdate amortizationenddate revrecstartdate revrecenddate"
        " expectedreceiptdate expectedshipdate actualshipdate"
    ),
    datetime="linelastmodifieddate linecreateddate",
    boolean=(
        "mainline taxline iscogs isbillable isclosed isfullyshipped isfxvariance"
        " isinventoryaffecting iscustomglline isrevrectransaction eliminate cleared commitmentfirm"
        " donotdisplayline hascostline kitcomponent matchbilltoreceipt processedbyrevcommit"
        " transactiondiscount"
    ),
)

ACCOUNTING_LINE = table(
    "transactionaccountingline",
    key="transaction transactionline accountingbook",
    id=(
        "transaction>transaction transactionline accountingbook>accountingbook account>account"
        " overheadparentitem>item"
    ),
    amount=(
        "amount debit credit netamount amountpaid amountunpaid amountlinked paymentamountused"
        " paymentamountunused"
    ),
    number="exchangerate",
    boolean="posting processedbyrevcommit",
)


def _links(name: str, *, lines: bool) -> Table:
    documents = "previousdoc>transaction nextdoc>transaction"
    return table(
        name,
        columns(key="previoustype nexttype linktype"),
        key="previousdoc previousline nextdoc nextline linktype"
        if lines
        else "previousdoc nextdoc linktype",
        id=documents + (" previousline nextline" if lines else ""),
        amount="foreignamount",
    )


NEXT_LINE_LINK = _links("nexttransactionlinelink", lines=True)

TABLES: tuple[Table, ...] = (
    TRANSACTION,
    TRANSACTION_LINE,
    ACCOUNTING_LINE,
    NEXT_LINE_LINK,
    _links("previoustransactionlinelink", lines=True),
    _links("nexttransactionlink", lines=False),
    _links("previoustransactionlink", lines=False),
    table(
        "transactionstatus",
        columns(key="id trantype trancustomtype"),
        key="id trantype trancustomtype",
        timestamp=None,
        text="name fullname",
    ),
    table("transactionbillingaddress", ADDRESS, key="nkey"),
    table("transactionshippingaddress", ADDRESS, key="nkey"),
)
