"""Transactions of every type with their lines, accounting lines and links."""

from __future__ import annotations

from singer_erp.messages.projection import columns_by_kind

from tap_netsuite.streams.table import Table

TRANSACTIONS = Table(
    name="transactions",
    group=("id",),
    table="transaction",
    primary_keys=("id",),
    replication_key="lastmodifieddate",
    custom=("custbody", "cseg"),
    columns=columns_by_kind(
        id="id createdby lastmodifiedby entity employee currency terms account postingperiod "
        "approvalstatus reversal nexus billingaddress shippingaddress paymentoption",
        string="type recordtype customtype abbrevtype typebaseddocumentnumber tranid "
        "transactionnumber number trandisplayname externalid otherrefnum memo source status "
        "billingstatus journaltype",
        boolean="posting void voided isreversal reversaldefer intercoadj isfinchrg paymenthold "
        "userevenuearrangement legacytax",
        integer="daysopen daysoverduesearch",
        number="exchangerate foreigntotal foreignamountpaid foreignamountunpaid "
        "foreignpaymentamountused foreignpaymentamountunused taxtotal",
        date="trandate duedate closedate reversaldate shipdate actualshipdate",
        timestamp="createddate createddatetime lastmodifieddate",
    ),
)
TRANSACTION_LINES = Table(
    name="transaction_lines",
    group=("transaction",),
    table="transactionline",
    primary_keys=("transaction", "id"),
    replication_key="linelastmodifieddate",
    custom=("custcol", "cseg"),
    columns=columns_by_kind(
        id="transaction id uniquekey item expenseaccount entity class department location "
        "subsidiary createdfrom createdpo units price billingschedule amortizationsched "
        "revenueelement paymentmethod kitmemberof",
        integer="linesequencenumber",
        string="accountinglinetype transactionlinetype itemtype memo costestimatetype "
        "documentnumber",
        boolean="mainline taxline iscogs isbillable isclosed isfullyshipped isfxvariance "
        "isinventoryaffecting iscustomglline isrevrectransaction eliminate cleared commitmentfirm "
        "donotdisplayline hascostline kitcomponent matchbilltoreceipt processedbyrevcommit "
        "transactiondiscount",
        number="quantity quantitybilled quantityshiprecv quantitybackordered quantitycommitted "
        "quantityrejected rate rateamount ratepercent foreignamount foreignamountpaid "
        "foreignamountunpaid debitforeignamount creditforeignamount netamount estgrossprofit "
        "costestimate taxamount",
        date="closedate cleareddate amortizstartdate amortizationenddate revrecstartdate "
        "revrecenddate expectedreceiptdate expectedshipdate actualshipdate",
        timestamp="linecreateddate linelastmodifieddate",
    ),
)
TRANSACTION_ACCOUNTING_LINES = Table(
    name="transaction_accounting_lines",
    group=("transaction",),
    table="transactionaccountingline",
    primary_keys=("transaction", "transactionline", "accountingbook"),
    replication_key="lastmodifieddate",
    columns=columns_by_kind(
        id="transaction transactionline accountingbook account overheadparentitem",
        boolean="posting processedbyrevcommit",
        number="amount debit credit netamount amountpaid amountunpaid amountlinked "
        "paymentamountused paymentamountunused exchangerate",
        timestamp="lastmodifieddate",
    ),
)
TRANSACTION_LINKS = Table(
    name="transaction_links",
    group=("previousdoc", "nextdoc"),
    table="nexttransactionlinelink",
    primary_keys=("previousdoc", "previousline", "nextdoc", "nextline", "linktype"),
    replication_key="lastmodifieddate",
    columns=columns_by_kind(
        id="previousdoc previousline nextdoc nextline",
        string="linktype previoustype nexttype",
        number="foreignamount",
        timestamp="lastmodifieddate",
    ),
)
# Read together, the header last: see `singer_erp.sync.groups`.
TRANSACTION_GROUP = (
    TRANSACTION_ACCOUNTING_LINES,
    TRANSACTION_LINES,
    TRANSACTION_LINKS,
    TRANSACTIONS,
)
TRANSACTION_STATUSES = Table(
    name="transaction_statuses",
    table="transactionstatus",
    primary_keys=("id", "trantype", "trancustomtype"),
    replication_key=None,
    columns=columns_by_kind(string="id trantype trancustomtype name fullname"),
)
