"""Transactions of every type with their lines, accounting lines and links."""

from __future__ import annotations

from tap_netsuite.tables.table import Table, columns

TRANSACTIONS = Table(
    stream="transactions",
    table="transaction",
    key=("id",),
    stamp="lastmodifieddate",
    custom=("custbody", "cseg"),
    columns=columns(
        id="id createdby lastmodifiedby entity employee currency terms account postingperiod "
        "approvalstatus reversal nexus billingaddress shippingaddress paymentoption",
        text="type recordtype customtype abbrevtype typebaseddocumentnumber tranid "
        "transactionnumber number trandisplayname externalid otherrefnum memo source status "
        "billingstatus journaltype",
        boolean="posting void voided isreversal reversaldefer intercoadj isfinchrg paymenthold "
        "userevenuearrangement legacytax",
        integer="daysopen daysoverduesearch",
        number="exchangerate foreigntotal foreignamountpaid foreignamountunpaid "
        "foreignpaymentamountused foreignpaymentamountunused taxtotal",
        date="trandate duedate closedate reversaldate shipdate actualshipdate",
        datetime="createddate createddatetime lastmodifieddate",
    ),
)
TRANSACTION_LINES = Table(
    stream="transaction_lines",
    table="transactionline",
    key=("transaction", "id"),
    stamp="linelastmodifieddate",
    custom=("custcol", "cseg"),
    columns=columns(
        id="transaction id uniquekey item expenseaccount entity class department location "
        "subsidiary createdfrom createdpo units price billingschedule amortizationsched "
        "revenueelement paymentmethod kitmemberof",
        integer="linesequencenumber",
        text="accountinglinetype transactionlinetype itemtype memo costestimatetype documentnumber",
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
        datetime="linecreateddate linelastmodifieddate",
    ),
)
TRANSACTION_ACCOUNTING_LINES = Table(
    stream="transaction_accounting_lines",
    table="transactionaccountingline",
    key=("transaction", "transactionline", "accountingbook"),
    stamp="lastmodifieddate",
    columns=columns(
        id="transaction transactionline accountingbook account overheadparentitem",
        boolean="posting processedbyrevcommit",
        number="amount debit credit netamount amountpaid amountunpaid amountlinked "
        "paymentamountused paymentamountunused exchangerate",
        datetime="lastmodifieddate",
    ),
)
TRANSACTION_LINKS = Table(
    stream="transaction_links",
    table="nexttransactionlinelink",
    key=("previousdoc", "previousline", "nextdoc", "nextline", "linktype"),
    stamp="lastmodifieddate",
    columns=columns(
        id="previousdoc previousline nextdoc nextline",
        text="linktype previoustype nexttype",
        number="foreignamount",
        datetime="lastmodifieddate",
    ),
)
# Read together, header last: see `sets.py`.
TRANSACTION_SETS = (
    TRANSACTION_ACCOUNTING_LINES,
    TRANSACTION_LINES,
    TRANSACTION_LINKS,
    TRANSACTIONS,
)
TRANSACTION_STATUSES = Table(
    stream="transaction_statuses",
    table="transactionstatus",
    key=("id", "trantype", "trancustomtype"),
    stamp=None,
    columns=columns(text="id trantype trancustomtype name fullname"),
)
