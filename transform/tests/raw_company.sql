-- Raw tables of a small NetSuite company as the loaders write them, in types of both DuckDB and
-- Postgres. Transaction groups were last read at 10:00:00.000002: older lines were removed.
create schema netsuite;

create table netsuite.subsidiaries (id bigint, name text, parent bigint, currency bigint, country text, iselimination boolean, isinactive boolean);
insert into netsuite.subsidiaries values
    (1, 'Alder Group', null, 1, 'US', false, false),
    (2, 'Alder GmbH', 1, 2, 'DE', false, false);

create table netsuite.currencies (id bigint, name text, symbol text, isbasecurrency boolean);
insert into netsuite.currencies values (1, 'US Dollar', 'USD', true), (2, 'Euro', 'EUR', false);

create table netsuite.accounting_books (id bigint, name text, isprimary boolean, isadjustmentonly boolean, isconsolidated boolean);
insert into netsuite.accounting_books values (1, 'Primary', true, false, false), (2, 'IFRS', false, false, false);

create table netsuite.accounting_periods (id bigint, periodname text, parent bigint, startdate date, enddate date, isyear boolean, isquarter boolean, isadjust boolean, closed boolean);
insert into netsuite.accounting_periods values
    (100, 'FY 2025', null, '2025-01-01', '2025-12-31', true, false, false, true),
    (101, 'Q4 2025', 100, '2025-10-01', '2025-12-31', false, true, false, true),
    (102, 'Dec 2025', 101, '2025-12-01', '2025-12-31', false, false, false, true),
    (103, 'Adj 2025', 101, '2025-12-31', '2025-12-31', false, false, true, true),
    (110, 'FY 2026', null, '2026-01-01', '2026-12-31', true, false, false, false),
    (111, 'Q1 2026', 110, '2026-01-01', '2026-03-31', false, true, false, false),
    (112, 'Jan 2026', 111, '2026-01-01', '2026-01-31', false, false, false, false),
    (113, 'Feb 2026', 111, '2026-02-01', '2026-02-28', false, false, false, false);

create table netsuite.accounts (id bigint, acctnumber text, accountsearchdisplaynamecopy text, accttype text, sspecacct text, parent bigint, issummary boolean, isinactive boolean);
insert into netsuite.accounts values
    (10, '1000', 'Bank', 'Bank', null, null, false, false),
    (20, '1100', 'Receivables', 'AcctRec', 'AcctRec', null, false, false),
    (30, '2000', 'Payables', 'AcctPay', 'AcctPay', null, false, false),
    (40, '3200', 'Retained Earnings', 'Equity', 'RetEarnings', null, false, false),
    (50, '4000', 'Sales', 'Income', null, null, false, false),
    (60, '6000', 'Operating Expenses', 'Expense', null, null, true, false),
    (61, '6010', 'Premises', 'Expense', null, 60, true, false),
    (62, '6011', 'Rent', 'Expense', null, 61, false, false),
    (70, '9000', 'Purchase Orders', 'NonPosting', null, null, false, false),
    (80, '9100', 'Headcount', 'Stat', null, null, false, false);

create table netsuite.departments (id bigint, name text, parent bigint, externalid text, isinactive boolean);
insert into netsuite.departments values
    (1, 'Sales', null, 'D-100', false),
    (2, 'Field Sales', 1, 'D-110', false),
    (3, 'Legal', null, null, false);

create table netsuite.vendor_categories (id bigint, name text, isinactive boolean);
insert into netsuite.vendor_categories values (9, 'Suppliers', false);

create table netsuite.vendors (id bigint, entityid text, companyname text, category bigint, currency bigint, terms bigint, isinactive boolean);
insert into netsuite.vendors values
    (501, 'V-501', 'Acme Holding', 9, 2, null, false),
    (502, 'V-502', 'Acme Parts', 9, 1, 4, false),
    (503, 'V-503', 'Gone Ltd', null, 1, null, false),
    (504, 'V-504', 'Ouro', null, 1, null, false),
    (505, 'V-505', 'Boros', null, 1, null, false),
    (506, 'V-506', 'Closed Works', null, 1, null, true);

create table netsuite.customers (id bigint, entityid text, companyname text, parent bigint, currency bigint, isinactive boolean);
insert into netsuite.customers values
    (601, 'C-601', 'Globex', null, 1, false),
    (602, 'C-602', 'Globex East', 601, 1, false);

-- 504 and 505 are a circle of parents.
create table netsuite.entities (id bigint, type text, entityid text, altname text, parent bigint);
insert into netsuite.entities values
    (501, 'Vendor', 'V-501', 'Acme Holding', null),
    (502, 'Vendor', 'V-502', 'Acme Parts', 501),
    (504, 'Vendor', 'V-504', 'Ouro', 505),
    (505, 'Vendor', 'V-505', 'Boros', 504),
    (601, 'CustJob', 'C-601', 'Globex', null),
    (602, 'CustJob', 'C-602', 'Globex East', 601),
    (603, 'CustJob', 'P-603', 'Globex Roll-out', 602);

create table netsuite.terms (id bigint, name text, daysuntilnetdue bigint);
insert into netsuite.terms values (4, 'Net 30', 30);

create table netsuite.items (id bigint, itemid text, displayname text, itemtype text, isinactive boolean);
insert into netsuite.items values (701, 'WID-1', 'Widget', 'InvtPart', false);

create table netsuite.transaction_statuses (id text, trantype text, trancustomtype text, name text);
insert into netsuite.transaction_statuses values ('A', 'VendBill', '-1', 'Open'), ('A', 'VendBill', '7', 'Open'), ('E', 'PurchOrd', '-1', 'Pending Billing/Partially Received');

create table netsuite.transactions (
    id bigint, type text, tranid text, trandate date, duedate date, postingperiod bigint, posting boolean, entity bigint,
    currency bigint, exchangerate numeric(38, 9), terms bigint, status text, foreignamountunpaid numeric(38, 9),
    foreignpaymentamountunused numeric(38, 9), voided boolean, isreversal boolean, lastmodifieddate timestamp, set_read_at timestamp
);
insert into netsuite.transactions values
    (1001, 'VendBill', 'B-1', '2026-01-05', '2026-02-04', 112, true, 502, 1, 1, 4, 'VendBill:A', 50, null, false, false, '2026-02-11 08:00:00', '2026-03-01 10:00:00.000002'),
    (1002, 'VendPymt', 'P-1', '2026-02-10', null, 113, true, 502, 1, 1, null, 'C', null, 5, false, false, '2026-02-10 08:00:00', '2026-03-01 10:00:00.000002'),
    (1003, 'VendBill', 'B-3', '2026-01-06', '2026-02-05', 112, true, 502, 1, 1, null, 'A', 999, null, false, false, '2026-01-06 08:00:00', '2026-03-01 10:00:00.000002'),
    (1004, 'VendBill', 'B-4', '2026-01-07', '2026-02-06', 112, true, 502, 1, 1, null, 'V', 70, null, true, false, '2026-01-08 08:00:00', '2026-03-01 10:00:00.000002'),
    (1005, 'Journal', 'J-5', '2026-01-08', null, 112, true, null, 1, 1, null, 'B', null, null, false, true, '2026-01-08 08:00:00', '2026-03-01 10:00:00.000002'),
    (1006, 'VendBill', 'B-6', '2026-01-02', '2026-03-20', 102, true, 501, 2, 1.1, null, 'A', 200, null, false, false, '2026-01-02 08:00:00', '2026-03-01 10:00:00.000002'),
    (1007, 'CustInvc', 'I-7', '2026-01-20', '2026-01-20', 112, true, 603, 1, 1, null, 'A', 200, null, false, false, '2026-02-15 08:00:00', '2026-03-01 10:00:00.000002'),
    (1008, 'CustPymt', 'R-8', '2026-02-15', null, 113, true, 602, 1, 1, null, 'B', null, 0, false, false, '2026-02-15 08:00:00', '2026-03-01 10:00:00.000002'),
    (1009, 'VendBill', 'B-9', '2026-01-09', '2026-02-08', 112, false, 502, 1, 1, null, 'D', 33, null, false, false, '2026-01-09 08:00:00', '2026-03-01 10:00:00.000002'),
    (1010, 'PurchOrd', 'PO-10', '2026-01-03', null, null, false, 502, 1, 1, null, 'E', null, null, false, false, '2026-01-03 08:00:00', '2026-03-01 10:00:00.000002'),
    (1011, 'VendCred', 'VC-11', '2026-02-11', null, 113, true, 502, 1, 1, null, 'A', null, 5, false, false, '2026-02-11 08:00:00', '2026-03-01 10:00:00.000002'),
    (1012, 'VendBill', 'B-12', '2026-01-06', '2026-02-05', 112, true, 502, 1, 1, null, 'A', 888, null, false, false, '2026-01-06 08:00:00', '2026-03-01 10:00:00.000002'),
    (1013, 'Journal', 'J-13', '2026-01-31', null, 112, true, null, 1, 1, null, 'B', null, null, false, false, '2026-01-31 08:00:00', '2026-03-01 10:00:00.000002');

create table netsuite.transaction_lines (
    uniquekey bigint, transaction bigint, id bigint, mainline boolean, taxline boolean, item bigint, expenseaccount bigint,
    department bigint, subsidiary bigint, quantity numeric(38, 9), quantityshiprecv numeric(38, 9), quantitybilled numeric(38, 9),
    rate numeric(38, 9), foreignamount numeric(38, 9), isclosed boolean, set_read_at timestamp
);
insert into netsuite.transaction_lines values
    (1, 1001, 0, true, false, null, null, null, 1, null, null, null, null, 100, false, '2026-03-01 10:00:00.000002'),
    (2, 1001, 1, false, false, null, 62, 2, 1, null, null, null, null, 80, false, '2026-03-01 10:00:00.000002'),
    (3, 1001, 2, false, true, null, null, null, 1, null, null, null, null, 20, false, '2026-03-01 10:00:00.000002'),
    (4, 1001, 3, false, false, null, 62, 2, 1, null, null, null, null, 55, false, '2026-03-01 10:00:00.000001'),
    (5, 1002, 0, true, false, null, null, null, 1, null, null, null, null, -45, false, '2026-03-01 10:00:00.000002'),
    (6, 1002, 1, false, false, null, null, null, 1, null, null, null, null, 45, false, '2026-03-01 10:00:00.000002'),
    (7, 1003, 0, true, false, null, null, null, 1, null, null, null, null, 999, false, '2026-03-01 10:00:00.000002'),
    (8, 1003, 1, false, false, null, 62, null, 1, null, null, null, null, 999, false, '2026-03-01 10:00:00.000002'),
    (9, 1004, 0, true, false, null, null, null, 1, null, null, null, null, -70, false, '2026-03-01 10:00:00.000002'),
    (10, 1004, 1, false, false, null, 62, null, 1, null, null, null, null, 70, false, '2026-03-01 10:00:00.000002'),
    (11, 1005, 0, false, false, null, null, null, 1, null, null, null, null, 70, false, '2026-03-01 10:00:00.000002'),
    (12, 1005, 1, false, false, null, null, null, 1, null, null, null, null, -70, false, '2026-03-01 10:00:00.000002'),
    (13, 1006, 0, true, false, null, null, null, 1, null, null, null, null, -200, false, '2026-03-01 10:00:00.000002'),
    (14, 1006, 1, false, false, null, 62, 3, 1, null, null, null, null, 200, false, '2026-03-01 10:00:00.000002'),
    (15, 1007, 0, true, false, null, null, null, 2, null, null, null, null, 300, false, '2026-03-01 10:00:00.000002'),
    (16, 1007, 1, false, false, 701, null, 1, 2, -3, null, null, 100, -300, false, '2026-03-01 10:00:00.000002'),
    (17, 1008, 0, true, false, null, null, null, 2, null, null, null, null, 100, false, '2026-03-01 10:00:00.000002'),
    (18, 1008, 1, false, false, null, null, null, 2, null, null, null, null, -100, false, '2026-03-01 10:00:00.000002'),
    (19, 1009, 0, true, false, null, null, null, 1, null, null, null, null, -33, false, '2026-03-01 10:00:00.000002'),
    (20, 1009, 1, false, false, null, 62, null, 1, null, null, null, null, 33, false, '2026-03-01 10:00:00.000002'),
    (21, 1010, 0, true, false, null, null, null, 1, null, null, null, null, -220, false, '2026-03-01 10:00:00.000002'),
    (22, 1010, 1, false, false, 701, null, 2, 1, 10, 4, 2, 12.50, 125, false, '2026-03-01 10:00:00.000002'),
    (23, 1010, 2, false, false, null, 62, null, 1, null, null, null, null, 60, false, '2026-03-01 10:00:00.000002'),
    (24, 1010, 3, false, false, 701, null, null, 1, 5, 5, 5, 7, 35, true, '2026-03-01 10:00:00.000002'),
    (25, 1010, 4, false, false, 701, null, null, 1, 1, 0, 0, 9, 9, false, '2026-03-01 10:00:00.000001'),
    (26, 1011, 0, true, false, null, null, null, 1, null, null, null, null, 15, false, '2026-03-01 10:00:00.000002'),
    (27, 1011, 1, false, false, null, 62, null, 1, null, null, null, null, -15, false, '2026-03-01 10:00:00.000002'),
    (28, 1012, 0, true, false, null, null, null, 1, null, null, null, null, 888, false, '2026-03-01 10:00:00.000002'),
    (29, 1012, 1, false, false, null, 62, null, 1, null, null, null, null, 888, false, '2026-03-01 10:00:00.000002'),
    (30, 1013, 0, false, false, null, null, null, 1, null, null, null, null, 12, false, '2026-03-01 10:00:00.000002'),
    -- A line without a header.
    (31, 1099, 0, true, false, null, null, null, 1, null, null, null, null, 1, false, '2026-03-01 10:00:00.000002');

create table netsuite.transaction_accounting_lines (
    transaction bigint, transactionline bigint, accountingbook bigint, account bigint, debit numeric(38, 9), credit numeric(38, 9),
    amountunpaid numeric(38, 9), paymentamountunused numeric(38, 9), posting boolean, set_read_at timestamp
);
insert into netsuite.transaction_accounting_lines values
    (1001, 0, 1, 30, null, 100, 50, null, true, '2026-03-01 10:00:00.000002'),
    (1001, 1, 1, 62, 80, null, null, null, true, '2026-03-01 10:00:00.000002'),
    (1001, 2, 1, 62, 20, null, null, null, true, '2026-03-01 10:00:00.000002'),
    (1001, 3, 1, 62, 55, null, null, null, true, '2026-03-01 10:00:00.000001'),
    (1001, 0, 2, 30, null, 100, 50, null, true, '2026-03-01 10:00:00.000002'),
    (1001, 1, 2, 61, 80, null, null, null, true, '2026-03-01 10:00:00.000002'),
    (1001, 2, 2, 61, 20, null, null, null, true, '2026-03-01 10:00:00.000002'),
    (1002, 0, 1, 10, null, 45, null, null, true, '2026-03-01 10:00:00.000002'),
    (1002, 1, 1, 30, 45, null, null, 5, true, '2026-03-01 10:00:00.000002'),
    (1003, 0, 1, 30, null, 999, 999, null, true, '2026-03-01 10:00:00.000002'),
    (1003, 1, 1, 62, 999, null, null, null, true, '2026-03-01 10:00:00.000002'),
    (1004, 0, 1, 30, null, 70, 70, null, true, '2026-03-01 10:00:00.000002'),
    (1004, 1, 1, 62, 70, null, null, null, true, '2026-03-01 10:00:00.000002'),
    (1005, 0, 1, 30, 70, null, null, null, true, '2026-03-01 10:00:00.000002'),
    (1005, 1, 1, 62, null, 70, null, null, true, '2026-03-01 10:00:00.000002'),
    (1006, 0, 1, 30, null, 220, 220, null, true, '2026-03-01 10:00:00.000002'),
    (1006, 1, 1, 62, 220, null, null, null, true, '2026-03-01 10:00:00.000002'),
    (1007, 0, 1, 20, 300, null, 200, null, true, '2026-03-01 10:00:00.000002'),
    (1007, 1, 1, 50, null, 300, null, null, true, '2026-03-01 10:00:00.000002'),
    (1008, 0, 1, 10, 100, null, null, null, true, '2026-03-01 10:00:00.000002'),
    (1008, 1, 1, 20, null, 100, null, 0, true, '2026-03-01 10:00:00.000002'),
    (1009, 0, 1, 30, null, 33, 33, null, false, '2026-03-01 10:00:00.000002'),
    (1009, 1, 1, 62, 33, null, null, null, false, '2026-03-01 10:00:00.000002'),
    (1010, 0, 1, 70, null, 220, null, null, false, '2026-03-01 10:00:00.000002'),
    (1010, 1, 1, 62, 125, null, null, null, false, '2026-03-01 10:00:00.000002'),
    (1010, 2, 1, 62, 60, null, null, null, false, '2026-03-01 10:00:00.000002'),
    (1010, 3, 1, 62, 35, null, null, null, false, '2026-03-01 10:00:00.000002'),
    (1011, 0, 1, 30, 15, null, null, 5, true, '2026-03-01 10:00:00.000002'),
    (1011, 1, 1, 62, null, 15, null, null, true, '2026-03-01 10:00:00.000002'),
    (1012, 0, 1, 30, null, 888, 888, null, true, '2026-03-01 10:00:00.000002'),
    (1012, 1, 1, 62, 888, null, null, null, true, '2026-03-01 10:00:00.000002'),
    (1013, 0, 1, 80, 12, null, null, null, true, '2026-03-01 10:00:00.000002'),
    (1099, 0, 1, 30, null, 1, null, null, true, '2026-03-01 10:00:00.000002');

create table netsuite.transaction_links (previousdoc bigint, previousline bigint, nextdoc bigint, nextline bigint, linktype text, foreignamount numeric(38, 9), set_read_at timestamp);
insert into netsuite.transaction_links values
    (1001, 0, 1002, 1, 'Payment', 40, '2026-03-01 10:00:00.000002'),
    (1001, 0, 1011, 0, 'Payment', 10, '2026-03-01 10:00:00.000002'),
    -- Removed: not part of the payment's group when it was last read.
    (1006, 0, 1002, 1, 'Payment', 7, '2026-03-01 10:00:00.000001'),
    (1007, 0, 1008, 1, 'Payment', 100, '2026-03-01 10:00:00.000002'),
    -- The reversing journal settles the voided bill, but is not a payment.
    (1004, 0, 1005, 0, 'Payment', 70, '2026-03-01 10:00:00.000002'),
    (1010, 2, 1001, 1, 'OrdBill', 20, '2026-03-01 10:00:00.000002');

create table netsuite.deleted_records (type text, recordid bigint, recordtypeid bigint, scriptid text);
insert into netsuite.deleted_records values
    ('Vendor', 503, -3, 'VENDOR'),
    ('Bill', 1012, -30, 'TRANSACTION'),
    -- The id of a live bill, but of another record type.
    ('Contact', 1001, -6, 'CONTACT');

create table netsuite.transaction_history (internalid bigint, transaction bigint, action text);
insert into netsuite.transaction_history values (1, 1003, 'DELETE'), (2, 1001, 'UPDATE');
