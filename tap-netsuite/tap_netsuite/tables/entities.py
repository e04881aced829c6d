"""Customers, vendors, contacts, employees and the lists that describe them."""

from __future__ import annotations

from tap_netsuite.tables.table import Table, columns

_CUSTOM = ("custentity", "cseg")

ENTITIES = (
    Table(
        stream="customers",
        table="customer",
        key=("id",),
        stamp="lastmodifieddate",
        custom=_CUSTOM,
        record_type="customer",
        columns=columns(
            id="id category parent partner salesrep territory leadsource entitystatus currency "
            "terms receivablesaccount pricelevel defaultbillingaddress defaultshippingaddress",
            integer="entitynumber",
            text="entityid entitytitle altname companyname firstname middlename "
            "lastname salutation title email altemail phone altphone mobilephone homephone fax "
            "url accountnumber searchstage creditholdoverride resalenumber language "
            "emailpreference comments externalid",
            boolean="isperson oncredithold isinactive",
            number="creditlimit balancesearch overduebalancesearch unbilledorderssearch "
            "consolbalancesearch consoloverduebalancesearch",
            date="firstorderdate firstsaledate lastorderdate lastsaledate startdate enddate "
            "dateclosed",
            datetime="datecreated lastmodifieddate",
        ),
    ),
    Table(
        stream="vendors",
        table="vendor",
        key=("id",),
        stamp="lastmodifieddate",
        custom=_CUSTOM,
        record_type="vendor",
        columns=columns(
            id="id category currency terms payablesaccount expenseaccount incoterm "
            "representingsubsidiary subsidiary defaultbillingaddress defaultshippingaddress "
            "defaultbankaccount",
            integer="entitynumber",
            text="entityid entitytitle altname companyname legalname firstname "
            "middlename lastname email altemail phone altphone mobilephone fax url accountnumber "
            "printoncheckas comments externalid",
            boolean="isperson is1099eligible isjobresourcevend isinactive",
            number="creditlimit balance balanceprimary unbilledorders unbilledordersprimary",
            datetime="datecreated lastmodifieddate",
        ),
    ),
    Table(
        stream="contacts",
        table="contact",
        key=("id",),
        stamp="lastmodifieddate",
        custom=_CUSTOM,
        record_type="contact",
        columns=columns(
            id="id company subsidiary supervisor category",
            text="entityid entitytitle firstname middlename lastname salutation title email "
            "altemail phone officephone mobilephone homephone fax comments externalid",
            boolean="isinactive isprivate",
            datetime="datecreated lastmodifieddate",
        ),
    ),
    Table(
        stream="employees",
        table="employee",
        key=("id",),
        stamp="lastmodifieddate",
        custom=_CUSTOM,
        record_type="employee",
        columns=columns(
            id="id department class location subsidiary supervisor approver currency",
            text="entityid firstname middlename lastname title email phone mobilephone externalid",
            boolean="issalesrep isinactive",
            number="approvallimit expenselimit purchaseorderlimit purchaseorderapprovallimit",
            date="hiredate releasedate",
            datetime="datecreated lastmodifieddate",
        ),
    ),
    Table(
        stream="entities",
        table="entity",
        key=("id",),
        stamp="lastmodifieddate",
        columns=columns(
            id="id customer vendor employee contact project partner othername parent "
            "toplevelparent",
            text="type entityid entitytitle altname firstname lastname email phone",
            boolean="isperson isinactive",
            datetime="datecreated lastmodifieddate",
        ),
    ),
    Table(
        stream="jobs",
        table="job",
        key=("id",),
        stamp="lastmodifieddate",
        custom=_CUSTOM,
        record_type="job",
        columns=columns(
            id="id customer parent entitystatus jobtype currency defaultbillingaddress "
            "defaultshippingaddress",
            text="entityid altname companyname jobbillingtype externalid",
            boolean="isinactive",
            number="estimatedcost estimatedrevenue jobprice percentcomplete",
            date="startdate enddate projectedenddate",
            datetime="datecreated lastmodifieddate",
        ),
    ),
    Table(
        stream="vendor_categories",
        table="vendorcategory",
        key=("id",),
        stamp=None,
        columns=columns(id="id", text="name", boolean="istaxagency isinactive"),
    ),
    Table(
        stream="customer_categories",
        table="customercategory",
        key=("id",),
        stamp=None,
        columns=columns(id="id", text="name", boolean="isinactive"),
    ),
    Table(
        stream="customer_subsidiaries",
        table="customersubsidiaryrelationship",
        key=("id",),
        stamp=None,
        columns=columns(
            id="id entity subsidiary primarycurrency", boolean="isprimarysub", number="balance"
        ),
    ),
    Table(
        stream="vendor_subsidiaries",
        table="vendorsubsidiaryrelationship",
        key=("id",),
        stamp=None,
        columns=columns(
            id="id entity subsidiary primarycurrency", boolean="isprimarysub", number="balance"
        ),
    ),
)
