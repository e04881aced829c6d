"""The chart of accounts, periods, books, currencies and the segments of a posting."""

from __future__ import annotations

from tap_netsuite.tables.table import Table, columns

_STAMP = "lastmodifieddate"
_SEGMENT = columns(
    id="id parent subsidiary",
    text="name fullname externalid",
    boolean="includechildren isinactive",
    datetime="lastmodifieddate",
)

LEDGER = (
    Table("departments", "department", ("id",), _STAMP, _SEGMENT, ("custrecord",), "department"),
    Table(
        "classes", "classification", ("id",), _STAMP, _SEGMENT, ("custrecord",), "classification"
    ),
    Table(
        stream="locations",
        table="location",
        key=("id",),
        stamp=_STAMP,
        custom=("custrecord",),
        record_type="location",
        columns=columns(
            id="id parent subsidiary mainaddress returnaddress locationtype",
            text="name fullname tranprefix externalid",
            boolean="makeinventoryavailable usebins isinactive",
            number="latitude longitude",
            datetime="lastmodifieddate",
        ),
    ),
    Table(
        stream="subsidiaries",
        table="subsidiary",
        key=("id",),
        stamp=_STAMP,
        custom=("custrecord",),
        record_type="subsidiary",
        columns=columns(
            id="id parent currency fiscalcalendar mainaddress shippingaddress returnaddress",
            text="name fullname legalname country state email url fax federalidnumber "
            "languagelocale tranprefix edition externalid",
            boolean="iselimination isinactive",
            datetime="lastmodifieddate",
        ),
    ),
    Table(
        stream="accounts",
        table="account",
        key=("id",),
        stamp=_STAMP,
        custom=("custrecord",),
        record_type="account",
        columns=columns(
            id="id parent currency class department location deferralacct billableexpensesacct",
            text="acctnumber fullname accountsearchdisplayname accountsearchdisplaynamecopy "
            "displaynamewithhierarchy description accttype sspecacct subsidiary generalrate "
            "cashflowrate category1099misc externalid",
            boolean="eliminate issummary includechildren inventory revalue reconcilewithmatching "
            "isinactive",
            number="balance",
            datetime="lastmodifieddate",
        ),
    ),
    Table(
        stream="account_types",
        table="accounttype",
        key=("id",),
        stamp=None,
        columns=columns(
            text="id longname defaultgeneralratetype defaultcashflowratetype eliminationalgo",
            integer="internalid seqnum",
            boolean="balancesheet left usercanchangerevaloption",
        ),
    ),
    Table(
        stream="accounting_periods",
        table="accountingperiod",
        key=("id",),
        stamp=_STAMP,
        columns=columns(
            id="id parent",
            text="periodname",
            boolean="isyear isquarter isadjust isposting isinactive closed alllocked arlocked "
            "aplocked allownonglchanges",
            date="startdate enddate",
            datetime="closedondate lastmodifieddate",
        ),
    ),
    Table(
        stream="accounting_period_calendars",
        table="accountingperiodfiscalcalendars",
        key=("accountingperiod", "fiscalcalendar"),
        stamp=None,
        columns=columns(id="accountingperiod fiscalcalendar parent", text="fullname"),
    ),
    Table(
        stream="fiscal_calendars",
        table="fiscalcalendar",
        key=("id",),
        stamp=None,
        columns=columns(id="id", text="name fiscalmonth externalid", boolean="isdefault"),
    ),
    Table(
        stream="accounting_books",
        table="accountingbook",
        key=("id",),
        stamp=_STAMP,
        columns=columns(
            id="id basebook effectiveperiod",
            text="name subsidiariesstring",
            boolean="isprimary isadjustmentonly isconsolidated",
            datetime="lastmodifieddate",
        ),
    ),
    Table(
        stream="accounting_book_subsidiaries",
        table="accountingbooksubsidiaries",
        key=("accountingbook", "subsidiary"),
        stamp=None,
        columns=columns(id="accountingbook subsidiary", text="status"),
    ),
    Table(
        stream="currencies",
        table="currency",
        key=("id",),
        stamp=_STAMP,
        columns=columns(
            id="id",
            text="name symbol displaysymbol symbolplacement externalid",
            integer="currencyprecision",
            number="exchangerate",
            boolean="isbasecurrency isinactive",
            datetime="lastmodifieddate",
        ),
    ),
    Table(
        stream="currency_rates",
        table="currencyrate",
        key=("id",),
        stamp=_STAMP,
        columns=columns(
            id="id basecurrency transactioncurrency",
            number="exchangerate",
            date="effectivedate",
            datetime="lastmodifieddate",
        ),
    ),
    Table(
        # Rates are derived anew when a period closes: always read whole.
        stream="consolidated_exchange_rates",
        table="consolidatedexchangerate",
        key=("id",),
        stamp=None,
        columns=columns(
            id="id accountingbook postingperiod fromsubsidiary tosubsidiary fromcurrency "
            "tocurrency",
            number="currentrate averagerate historicalrate",
            boolean="isderived isperiodclosed",
            date="periodstartdate",
        ),
    ),
    Table(
        stream="terms",
        table="term",
        key=("id",),
        stamp=_STAMP,
        columns=columns(
            id="id",
            text="name",
            integer="daysuntilnetdue daysuntilexpiry",
            number="discountpercent",
            boolean="datedriven isinactive",
            datetime="lastmodifieddate",
        ),
    ),
    Table(
        stream="items",
        table="item",
        key=("id",),
        stamp=_STAMP,
        custom=("custitem", "cseg"),
        columns=columns(
            id="id parent class department location incomeaccount expenseaccount "
            "assetaccount cogsaccount gainlossaccount deferralaccount deferredrevenueaccount "
            "intercoincomeaccount intercoexpenseaccount",
            text="itemid fullname displayname itemtype subtype description subsidiary externalid",
            boolean="isinactive",
            number="cost averagecost lastpurchaseprice",
            datetime="createddate lastmodifieddate",
        ),
    ),
    Table(
        stream="nexuses",
        table="nexus",
        key=("id",),
        stamp=None,
        columns=columns(id="id taxagency", text="country state description"),
    ),
)
