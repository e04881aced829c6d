"""Customers, vendors, contacts, employees and the lists that describe them."""

from __future__ import annotations

from singer_erp.messages.projection import columns_by_kind

from tap_netsuite.streams.table import Table

_CUSTOM = ("custentity", "cseg")

ENTITIES = (
    Table(
        name="customers",
        table="customer",
        primary_keys=("id",),
        replication_key="lastmodifieddate",
        custom=_CUSTOM,
        record_type="customer",
        columns=columns_by_kind(
            id="id category parent partner salesrep territory leadsource entitystatus currency "
            "terms receivablesaccount pricelevel defaultbillingaddress defaultshippingaddress",
            integer="entitynumber",
            string="entityid entitytitle altname companyname firstname middlename "
            "lastname salutation title email altemail phone altphone mobilephone homephone fax "
            "url accountnumber searchstage creditholdoverride resalenumber language "
            "emailpreference comments externalid",
            boolean="isperson oncredithold isinactive",
            number="creditlimit balancesearch overduebalancesearch unbilledorderssearch "
            "consolbalancesearch consoloverduebalancesearch",
            date="firstorderdate firstsaledate lastorderdate lastsaledate startdate enddate "
            "dateclosed",
            timestamp="datecreated lastmodifieddate",
        ),
    ),
    Table(
        name="vendors",
        table="vendor",
        primary_keys=("id",),
        replication_key="lastmodifieddate",
        custom=_CUSTOM,
        record_type="vendor",
        columns=columns_by_kind(
            id="id category currency terms payablesaccount expenseaccount incoterm "
            "representingsubsidiary subsidiary defaultbillingaddress defaultshippingaddress "
            "defaultbankaccount",
            integer="entitynumber",
            string="entityid entitytitle altname companyname legalname firstname "
            "middlename lastname email altemail phone altphone mobilephone fax url accountnumber "
            "printoncheckas comments externalid",
            boolean="isperson is1099eligible isjobresourcevend isinactive",
            number="creditlimit balance balanceprimary unbilledorders unbilledordersprimary",
            timestamp="datecreated lastmodifieddate",
        ),
    ),
    Table(
        name="contacts",
        table="contact",
        primary_keys=("id",),
        replication_key="lastmodifieddate",
        custom=_CUSTOM,
        record_type="contact",
        columns=columns_by_kind(
            id="id company subsidiary supervisor",
            ids="category",
            string="entityid entitytitle firstname middlename lastname salutation title email "
            "altemail phone officephone mobilephone homephone fax comments externalid",
            boolean="isinactive isprivate",
            timestamp="datecreated lastmodifieddate",
        ),
    ),
    Table(
        name="employees",
        table="employee",
        primary_keys=("id",),
        replication_key="lastmodifieddate",
        custom=_CUSTOM,
        record_type="employee",
        columns=columns_by_kind(
            id="id department class location subsidiary supervisor approver currency",
            string="entityid firstname middlename lastname title email phone mobilephone "
            "externalid",
            boolean="issalesrep isinactive",
            number="approvallimit expenselimit purchaseorderlimit purchaseorderapprovallimit",
            date="hiredate releasedate",
            timestamp="datecreated lastmodifieddate",
        ),
    ),
    Table(
        name="entities",
        table="entity",
        primary_keys=("id",),
        replication_key="lastmodifieddate",
        columns=columns_by_kind(
            id="id customer vendor employee contact project partner othername parent "
            "toplevelparent",
            string="type entityid entitytitle altname firstname lastname email phone",
            boolean="isperson isinactive",
            timestamp="datecreated lastmodifieddate",
        ),
    ),
    Table(
        name="jobs",
        table="job",
        primary_keys=("id",),
        replication_key="lastmodifieddate",
        custom=_CUSTOM,
        record_type="job",
        columns=columns_by_kind(
            id="id customer parent entitystatus jobtype currency defaultbillingaddress "
            "defaultshippingaddress",
            string="entityid altname companyname jobbillingtype externalid",
            boolean="isinactive",
            number="estimatedcost estimatedrevenue jobprice percentcomplete",
            date="startdate enddate projectedenddate",
            timestamp="datecreated lastmodifieddate",
        ),
    ),
    Table(
        name="vendor_categories",
        table="vendorcategory",
        primary_keys=("id",),
        replication_key=None,
        columns=columns_by_kind(id="id", string="name", boolean="istaxagency isinactive"),
    ),
    Table(
        name="customer_categories",
        table="customercategory",
        primary_keys=("id",),
        replication_key=None,
        columns=columns_by_kind(id="id", string="name", boolean="isinactive"),
    ),
    Table(
        name="customer_subsidiaries",
        table="customersubsidiaryrelationship",
        primary_keys=("id",),
        replication_key=None,
        columns=columns_by_kind(
            id="id entity subsidiary primarycurrency", boolean="isprimarysub", number="balance"
        ),
    ),
    Table(
        name="vendor_subsidiaries",
        table="vendorsubsidiaryrelationship",
        primary_keys=("id",),
        replication_key=None,
        columns=columns_by_kind(
            id="id entity subsidiary primarycurrency", boolean="isprimarysub", number="balance"
        ),
    ),
)
