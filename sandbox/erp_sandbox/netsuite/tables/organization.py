"""The organization and its books: subsidiaries, dimensions, accounts, periods, items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.netsuite.tables.spec import ADDRESS, columns, table

if TYPE_CHECKING:
    from erp_sandbox.netsuite.catalog import Table


def _dimension(name: str) -> Table:
    return table(
        name,
        id=f"id parent>{name}",
        ids="subsidiary",
        text="name fullname externalid",
        boolean="includechildren isinactive",
        datetime="lastmodifieddate",
    )


LOCATION = table(
    "location",
    id="id parent>location subsidiary>subsidiary mainaddress returnaddress locationtype",
    text="name fullname tranprefix externalid custrecord_loc_manager_name",
    number="latitude longitude",
    boolean="makeinventoryavailable usebins isinactive",
)

SUBSIDIARY = table(
    "subsidiary",
    feature="one_world",
    id=(
        "id parent>subsidiary currency>currency fiscalcalendar>fiscalcalendar mainaddress"
        " shippingaddress returnaddress"
    ),
    text=(
        "name fullname legalname country state email url fax federalidnumber languagelocale"
        " tranprefix edition externalid custrecord_sub_registry_code"
    ),
    boolean="iselimination isinactive",
)

ACCOUNT = table(
    "account",
    columns(key="accttype>accounttype"),
    id=(
        "id parent>account currency>currency class>classification department>department"
        " location>location deferralacct>account billableexpensesacct>account category1099misc"
    ),
    text=(
        "acctnumber fullname accountsearchdisplayname accountsearchdisplaynamecopy"
        " displaynamewithhierarchy description sspecacct generalrate cashflowrate externalid"
    ),
    ids="subsidiary",
    boolean=(
        "eliminate issummary includechildren inventory revalue reconcilewithmatching isinactive"
    ),
    amount="balance",
)

ACCOUNT_TYPE = table(
    "accounttype",
    columns(key="id"),
    timestamp=None,
    text="longname defaultgeneralratetype defaultcashflowratetype eliminationalgo",
    integer="internalid seqnum",
    boolean="balancesheet left usercanchangerevaloption",
)

ACCOUNTING_PERIOD = table(
    "accountingperiod",
    id="id parent>accountingperiod",
    text="periodname",
    date="startdate enddate",
    boolean=(
        "isyear isquarter isadjust isposting isinactive closed alllocked arlocked aplocked"
        " allownonglchanges"
    ),
    datetime="closedondate lastmodifieddate",
)

ITEM = table(
    "item",
    columns(key="itemtype"),
    id=(
        "id parent>item class>classification department>department location>location"
        " incomeaccount>account expenseaccount>account assetaccount>account cogsaccount>account"
        " gainlossaccount>account deferralaccount>account deferredrevenueaccount>account"
        " intercoincomeaccount>account intercoexpenseaccount>account"
    ),
    ids="subsidiary",  # (unconfirmed)
    text="itemid fullname displayname subtype description externalid custitem_origin_country",
    number="averagecost custitem_net_weight",
    amount="cost lastpurchaseprice",
    boolean="isinactive custitem_hazardous",
    datetime="createddate lastmodifieddate custitem_reviewed_at",
)

TABLES: tuple[Table, ...] = (
    _dimension("department"),
    _dimension("classification"),
    LOCATION,
    SUBSIDIARY,
    ACCOUNT,
    ACCOUNT_TYPE,
    ACCOUNTING_PERIOD,
    table(
        "accountingperiodfiscalcalendars",
        key="accountingperiod fiscalcalendar",
        timestamp=None,
        id=(
            "accountingperiod>accountingperiod fiscalcalendar>fiscalcalendar"
            " parent>accountingperiod"
        ),
        text="fullname",
    ),
    table(
        "fiscalcalendar",
        timestamp=None,
        id="id",
        text="name fiscalmonth externalid",
        boolean="isdefault",
    ),
    table(
        "accountingbook",
        feature="multi_book",
        id="id basebook>accountingbook effectiveperiod>accountingperiod",
        text="name subsidiariesstring",
        boolean="isprimary isadjustmentonly isconsolidated",
    ),
    table(
        "accountingbooksubsidiaries",
        key="accountingbook subsidiary",
        timestamp=None,
        feature="multi_book",
        id="accountingbook>accountingbook subsidiary>subsidiary",
        text="status",
    ),
    table(
        "currency",
        feature="multi_currency",
        id="id",
        text="name symbol displaysymbol symbolplacement externalid",
        integer="currencyprecision",
        number="exchangerate",
        boolean="isbasecurrency isinactive",
    ),
    table(
        "currencyrate",
        feature="multi_currency",
        id="id basecurrency>currency transactioncurrency>currency",
        number="exchangerate",
        date="effectivedate",
    ),
    table(
        "consolidatedexchangerate",
        timestamp=None,
        feature="one_world",
        id=(
            "id accountingbook>accountingbook postingperiod>accountingperiod"
            " fromsubsidiary>subsidiary tosubsidiary>subsidiary fromcurrency>currency"
            " tocurrency>currency"
        ),
        number="currentrate averagerate historicalrate",
        date="periodstartdate",
        boolean="isderived isperiodclosed",
    ),
    table(
        "term",
        id="id",
        text="name",
        integer="daysuntilnetdue daysuntilexpiry",
        number="discountpercent",
        boolean="datedriven isinactive",
    ),
    ITEM,
    table("nexus", timestamp=None, id="id taxagency>vendor", text="country state description"),
    table("locationmainaddress", ADDRESS, key="nkey"),
    table("locationreturnaddress", ADDRESS, key="nkey"),
    table("subsidiarymainaddress", ADDRESS, key="nkey", feature="one_world"),
    table("subsidiaryshippingaddress", ADDRESS, key="nkey", feature="one_world"),
    table("subsidiaryreturnaddress", ADDRESS, key="nkey", feature="one_world"),
)
