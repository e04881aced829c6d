"""The chart of accounts, periods, books, currencies and the segments of a posting."""

from __future__ import annotations

from singer_erp.messages.projection import columns_by_kind

from tap_netsuite.streams.table import Table

_MODIFIED = "lastmodifieddate"
_SEGMENT = columns_by_kind(
    id="id parent",
    ids="subsidiary",
    string="name fullname externalid",
    boolean="includechildren isinactive",
    timestamp="lastmodifieddate",
)

LEDGER = (
    Table("departments", "department", ("id",), _MODIFIED, _SEGMENT, ("custrecord",), "department"),
    Table(
        "classes", "classification", ("id",), _MODIFIED, _SEGMENT, ("custrecord",), "classification"
    ),
    Table(
        name="locations",
        table="location",
        primary_keys=("id",),
        replication_key=_MODIFIED,
        custom=("custrecord",),
        record_type="location",
        columns=columns_by_kind(
            id="id parent subsidiary mainaddress returnaddress locationtype",
            string="name fullname tranprefix externalid",
            boolean="makeinventoryavailable usebins isinactive",
            number="latitude longitude",
            timestamp="lastmodifieddate",
        ),
    ),
    Table(
        name="subsidiaries",
        table="subsidiary",
        primary_keys=("id",),
        replication_key=_MODIFIED,
        custom=("custrecord",),
        record_type="subsidiary",
        columns=columns_by_kind(
            id="id parent currency fiscalcalendar mainaddress shippingaddress returnaddress",
            string="name fullname legalname country state email url fax federalidnumber "
            "languagelocale tranprefix edition externalid",
            boolean="iselimination isinactive",
            timestamp="lastmodifieddate",
        ),
    ),
    Table(
        name="accounts",
        table="account",
        primary_keys=("id",),
        replication_key=_MODIFIED,
        custom=("custrecord",),
        record_type="account",
        columns=columns_by_kind(
            id="id parent currency class department location deferralacct billableexpensesacct",
            ids="subsidiary",
            string="acctnumber fullname accountsearchdisplayname accountsearchdisplaynamecopy "
            "displaynamewithhierarchy description accttype sspecacct generalrate "
            "cashflowrate category1099misc externalid",
            boolean="eliminate issummary includechildren inventory revalue reconcilewithmatching "
            "isinactive",
            number="balance",
            timestamp="lastmodifieddate",
        ),
    ),
    Table(
        name="account_types",
        table="accounttype",
        primary_keys=("id",),
        replication_key=None,
        columns=columns_by_kind(
            string="id longname defaultgeneralratetype defaultcashflowratetype eliminationalgo",
            integer="internalid seqnum",
            boolean="balancesheet left usercanchangerevaloption",
        ),
    ),
    Table(
        name="accounting_periods",
        table="accountingperiod",
        primary_keys=("id",),
        replication_key=_MODIFIED,
        columns=columns_by_kind(
            id="id parent",
            string="periodname",
            boolean="isyear isquarter isadjust isposting isinactive closed alllocked arlocked "
            "aplocked allownonglchanges",
            date="startdate enddate",
            timestamp="closedondate lastmodifieddate",
        ),
    ),
    Table(
        name="accounting_period_calendars",
        table="accountingperiodfiscalcalendars",
        primary_keys=("accountingperiod", "fiscalcalendar"),
        replication_key=None,
        columns=columns_by_kind(id="accountingperiod fiscalcalendar parent", string="fullname"),
    ),
    Table(
        name="fiscal_calendars",
        table="fiscalcalendar",
        primary_keys=("id",),
        replication_key=None,
        columns=columns_by_kind(id="id", string="name fiscalmonth externalid", boolean="isdefault"),
    ),
    Table(
        name="accounting_books",
        table="accountingbook",
        primary_keys=("id",),
        replication_key=_MODIFIED,
        columns=columns_by_kind(
            id="id basebook effectiveperiod",
            string="name subsidiariesstring",
            boolean="isprimary isadjustmentonly isconsolidated",
            timestamp="lastmodifieddate",
        ),
    ),
    Table(
        name="accounting_book_subsidiaries",
        table="accountingbooksubsidiaries",
        primary_keys=("accountingbook", "subsidiary"),
        replication_key=None,
        columns=columns_by_kind(id="accountingbook subsidiary", string="status"),
    ),
    Table(
        name="currencies",
        table="currency",
        primary_keys=("id",),
        replication_key=_MODIFIED,
        columns=columns_by_kind(
            id="id",
            string="name symbol displaysymbol symbolplacement externalid",
            integer="currencyprecision",
            number="exchangerate",
            boolean="isbasecurrency isinactive",
            timestamp="lastmodifieddate",
        ),
    ),
    Table(
        name="currency_rates",
        table="currencyrate",
        primary_keys=("id",),
        replication_key=_MODIFIED,
        columns=columns_by_kind(
            id="id basecurrency transactioncurrency",
            number="exchangerate",
            date="effectivedate",
            timestamp="lastmodifieddate",
        ),
    ),
    Table(
        # NetSuite derives the rates again when a period closes: always a full refresh.
        name="consolidated_exchange_rates",
        table="consolidatedexchangerate",
        primary_keys=("id",),
        replication_key=None,
        columns=columns_by_kind(
            id="id accountingbook postingperiod fromsubsidiary tosubsidiary fromcurrency "
            "tocurrency",
            number="currentrate averagerate historicalrate",
            boolean="isderived isperiodclosed",
            date="periodstartdate",
        ),
    ),
    Table(
        name="terms",
        table="term",
        primary_keys=("id",),
        replication_key=_MODIFIED,
        columns=columns_by_kind(
            id="id",
            string="name",
            integer="daysuntilnetdue daysuntilexpiry",
            number="discountpercent",
            boolean="datedriven isinactive",
            timestamp="lastmodifieddate",
        ),
    ),
    Table(
        name="items",
        table="item",
        primary_keys=("id",),
        replication_key=_MODIFIED,
        custom=("custitem", "cseg"),
        columns=columns_by_kind(
            id="id parent class department location incomeaccount expenseaccount "
            "assetaccount cogsaccount gainlossaccount deferralaccount deferredrevenueaccount "
            "intercoincomeaccount intercoexpenseaccount",
            ids="subsidiary",
            string="itemid fullname displayname itemtype subtype description externalid",
            boolean="isinactive",
            number="cost averagecost lastpurchaseprice",
            timestamp="createddate lastmodifieddate",
        ),
    ),
    Table(
        name="nexuses",
        table="nexus",
        primary_keys=("id",),
        replication_key=None,
        columns=columns_by_kind(id="id taxagency", string="country state description"),
    ),
)
