-- A second NetSuite account of a company in Japan that keeps its books in yen, with a fiscal year from
-- April, and of its subsidiary in the United States. Ids are those of the first account.
create schema netsuite_asia;

create table netsuite_asia.fiscal_calendars (id bigint, name text, fiscalmonth text, isdefault boolean);
insert into netsuite_asia.fiscal_calendars values (1, 'Standard', 'JAN', true), (2, 'April to March', 'APR', false);

create table netsuite_asia.subsidiaries (id bigint, name text, parent bigint, currency bigint, fiscalcalendar bigint, country text, iselimination boolean, isinactive boolean);
insert into netsuite_asia.subsidiaries values
    (1, 'Cedar KK', null, 1, 2, 'JP', false, false),
    (2, 'Cedar Inc.', 1, 2, 1, 'US', false, false);

create table netsuite_asia.currencies (id bigint, name text, symbol text, currencyprecision bigint, isbasecurrency boolean);
insert into netsuite_asia.currencies values (1, 'Yen', 'JPY', 0, true), (2, 'US Dollar', 'USD', 2, false);

-- Months are shared; years are of one calendar each. A period's own parent is that of the default one.
create table netsuite_asia.accounting_periods (id bigint, periodname text, parent bigint, startdate date, enddate date, isyear boolean, isquarter boolean, isadjust boolean, closed boolean);
insert into netsuite_asia.accounting_periods values
    (100, 'FY 2025', null, '2025-01-01', '2025-12-31', true, false, false, false),
    (101, 'FY 2026', null, '2026-01-01', '2026-12-31', true, false, false, false),
    (112, 'Dec 2025', 100, '2025-12-01', '2025-12-31', false, false, false, false),
    (113, 'Jan 2026', 101, '2026-01-01', '2026-01-31', false, false, false, false),
    (114, 'Feb 2026', 101, '2026-02-01', '2026-02-28', false, false, false, false),
    (115, 'Mar 2026', 101, '2026-03-01', '2026-03-31', false, false, false, false),
    (116, 'Apr 2026', 101, '2026-04-01', '2026-04-30', false, false, false, false),
    (120, 'FY 2025/26', null, '2025-04-01', '2026-03-31', true, false, false, false),
    (121, 'Q4 2025/26', 120, '2026-01-01', '2026-03-31', false, true, false, false),
    (122, 'FY 2026/27', null, '2026-04-01', '2027-03-31', true, false, false, false);

create table netsuite_asia.accounting_period_calendars (accountingperiod bigint, fiscalcalendar bigint, parent bigint, fullname text);
insert into netsuite_asia.accounting_period_calendars values
    (100, 1, null, 'FY 2025'), (101, 1, null, 'FY 2026'),
    (112, 1, 100, 'Dec 2025'), (113, 1, 101, 'Jan 2026'), (114, 1, 101, 'Feb 2026'), (115, 1, 101, 'Mar 2026'), (116, 1, 101, 'Apr 2026'),
    (120, 2, null, 'FY 2025/26'), (121, 2, 120, 'Q4 2025/26'), (122, 2, null, 'FY 2026/27'),
    -- December has no place in the second calendar: its year follows from the calendar's first month.
    (113, 2, 121, 'Jan 2026'), (114, 2, 121, 'Feb 2026'), (115, 2, 121, 'Mar 2026'), (116, 2, 122, 'Apr 2026');

create table netsuite_asia.accounts (id bigint, acctnumber text, accountsearchdisplaynamecopy text, accttype text, sspecacct text, parent bigint, issummary boolean, isinactive boolean);
insert into netsuite_asia.accounts values
    (10, '1000', 'Bank', 'Bank', null, null, false, false),
    (20, '1100', 'Receivables', 'AcctRec', 'AcctRec', null, false, false),
    (30, '2000', 'Payables', 'AcctPay', 'AcctPay', null, false, false),
    (35, '2300', 'Customer Deposits', 'OthCurrLiab', null, null, false, false),
    (40, '3200', 'Retained Earnings', 'Equity', 'RetEarnings', null, false, false),
    (50, '4000', 'Sales', 'Income', null, null, false, false),
    (62, '6011', 'Travel', 'Expense', null, null, false, false),
    (70, '7000', 'Exchange Differences', 'OthExpense', null, null, false, false);

create table netsuite_asia.departments (id bigint, name text, parent bigint, externalid text, isinactive boolean);
insert into netsuite_asia.departments values (1, 'Osaka', null, 'D-100', false);

create table netsuite_asia.vendors (id bigint, entityid text, companyname text, category bigint, currency bigint, terms bigint, isinactive boolean);
insert into netsuite_asia.vendors values (501, 'V-501', 'Koi Trading', null, 1, null, false);

create table netsuite_asia.customers (id bigint, entityid text, companyname text, parent bigint, currency bigint, isinactive boolean);
insert into netsuite_asia.customers values (601, 'C-601', 'Sakura', null, 1, false);

create table netsuite_asia.entities (id bigint, type text, entityid text, altname text, parent bigint);
insert into netsuite_asia.entities values
    (501, 'Vendor', 'V-501', 'Koi Trading', null),
    (601, 'CustJob', 'C-601', 'Sakura', null),
    (801, 'Employee', 'Mori Aiko', 'Mori Aiko', null);

create table netsuite_asia.transactions (
    id bigint, type text, tranid text, trandate date, duedate date, postingperiod bigint, posting boolean, entity bigint,
    currency bigint, exchangerate numeric(38, 9), foreignamountunpaid numeric(38, 9), foreignpaymentamountunused numeric(38, 9),
    voided boolean, isreversal boolean, lastmodifieddate timestamp, set_read_at timestamp
);
insert into netsuite_asia.transactions values
    -- A bill in dollars, paid in part at another rate.
    (1001, 'VendBill', 'B-1', '2026-01-10', '2026-02-09', 113, true, 501, 2, 148.355, 66.67, null, false, false, '2026-02-20', '2026-03-31'),
    (1002, 'VendPymt', 'P-2', '2026-02-20', null, 114, true, 501, 2, 150, null, 0, false, false, '2026-02-20', '2026-03-31'),
    -- A bill that was voided two months later.
    (1003, 'VendBill', 'B-3', '2026-01-12', '2026-02-11', 113, true, 501, 1, 1, 0, null, true, false, '2026-03-05', '2026-03-31'),
    (1004, 'Journal', 'VOID B-3', '2026-03-05', null, 115, true, null, 1, 1, null, null, false, true, '2026-03-05', '2026-03-31'),
    -- An expense report, reimbursed in part.
    (1005, 'ExpRept', 'E-5', '2026-01-20', '2026-01-30', 113, true, 801, 1, 1, 1000, null, false, false, '2026-02-25', '2026-03-31'),
    (1006, 'VendPymt', 'P-6', '2026-02-25', null, 114, true, 801, 1, 1, null, 0, false, false, '2026-02-25', '2026-03-31'),
    -- A journal that owes a vendor and charges a customer, both settled in part.
    (1007, 'Journal', 'J-7', '2026-01-31', null, 113, true, null, 1, 1, null, null, false, false, '2026-03-02', '2026-03-31'),
    (1008, 'VendPymt', 'P-8', '2026-03-01', null, 115, true, 501, 1, 1, null, 0, false, false, '2026-03-01', '2026-03-31'),
    (1012, 'DepAppl', 'DA-12', '2026-03-02', null, 115, true, 601, 1, 1, null, 0, false, false, '2026-03-02', '2026-03-31'),
    -- A receipt that is not applied.
    (1009, 'CustPymt', 'R-9', '2026-02-10', null, 114, true, 601, 1, 1, null, 250, false, false, '2026-02-10', '2026-03-31'),
    -- A journal to payables without a party, and a revaluation, which has no amount in dollars.
    (1010, 'Journal', 'J-10', '2026-02-15', null, 114, true, null, 1, 1, null, null, false, false, '2026-02-15', '2026-03-31'),
    (1011, 'FxReval', 'FX-11', '2026-02-28', null, 114, true, null, 2, 1, null, null, false, false, '2026-02-28', '2026-03-31'),
    -- Income and expenses around two ends of fiscal years.
    (1013, 'Journal', 'J-13', '2025-12-20', null, 112, true, null, 1, 1, null, null, false, false, '2025-12-20', '2026-03-31'),
    (1014, 'Journal', 'J-14', '2026-04-02', null, 116, true, null, 1, 1, null, null, false, false, '2026-04-02', '2026-04-03'),
    (1015, 'Journal', 'J-15', '2025-12-21', null, 112, true, null, 2, 1, null, null, false, false, '2025-12-21', '2026-03-31'),
    (1016, 'Journal', 'J-16', '2026-01-21', null, 113, true, null, 2, 1, null, null, false, false, '2026-01-21', '2026-03-31');

create table netsuite_asia.transaction_lines (
    uniquekey bigint, transaction bigint, id bigint, mainline boolean, taxline boolean, expenseaccount bigint, entity bigint,
    department bigint, subsidiary bigint, foreignamount numeric(38, 9), set_read_at timestamp
);
insert into netsuite_asia.transaction_lines values
    (1, 1001, 0, true, false, null, 501, null, 1, -100, '2026-03-31'),
    (2, 1001, 1, false, false, 62, null, 1, 1, 100, '2026-03-31'),
    (3, 1002, 0, true, false, null, 501, null, 1, -33.33, '2026-03-31'),
    (4, 1002, 1, false, false, null, 501, null, 1, 33.33, '2026-03-31'),
    (5, 1002, 2, false, false, null, null, null, 1, 0, '2026-03-31'),
    (6, 1003, 0, true, false, null, 501, null, 1, -5000, '2026-03-31'),
    (7, 1003, 1, false, false, 62, null, null, 1, 5000, '2026-03-31'),
    (8, 1004, 0, true, false, null, 501, null, 1, 5000, '2026-03-31'),
    (9, 1004, 1, false, false, null, 501, null, 1, -5000, '2026-03-31'),
    (10, 1005, 0, true, false, null, 801, null, 1, -3000, '2026-03-31'),
    (11, 1005, 1, false, false, 62, null, null, 1, 3000, '2026-03-31'),
    (12, 1006, 0, true, false, null, 801, null, 1, -2000, '2026-03-31'),
    (13, 1006, 1, false, false, null, 801, null, 1, 2000, '2026-03-31'),
    (14, 1007, 0, true, false, null, null, null, 1, 300, '2026-03-31'),
    (15, 1007, 1, false, false, null, 501, null, 1, -700, '2026-03-31'),
    (16, 1007, 2, false, false, null, 601, null, 1, 400, '2026-03-31'),
    (17, 1008, 0, true, false, null, 501, null, 1, -500, '2026-03-31'),
    (18, 1008, 1, false, false, null, 501, null, 1, 500, '2026-03-31'),
    (19, 1009, 0, true, false, null, 601, null, 1, 250, '2026-03-31'),
    (20, 1009, 1, false, false, null, 601, null, 1, -250, '2026-03-31'),
    (21, 1010, 0, true, false, null, null, null, 1, 50, '2026-03-31'),
    (22, 1010, 1, false, false, null, null, null, 1, -50, '2026-03-31'),
    (23, 1011, 0, true, false, null, null, null, 1, 0, '2026-03-31'),
    (24, 1011, 1, false, false, null, null, null, 1, 0, '2026-03-31'),
    (25, 1012, 0, true, false, null, 601, null, 1, 150, '2026-03-31'),
    (26, 1012, 1, false, false, null, 601, null, 1, -150, '2026-03-31'),
    (27, 1013, 0, true, false, null, null, null, 1, -900, '2026-03-31'),
    (28, 1013, 1, false, false, null, null, null, 1, 900, '2026-03-31'),
    (29, 1014, 0, true, false, null, null, null, 1, 80, '2026-04-03'),
    (30, 1014, 1, false, false, null, null, null, 1, -80, '2026-04-03'),
    (31, 1015, 0, true, false, null, null, null, 2, 60, '2026-03-31'),
    (32, 1015, 1, false, false, null, null, null, 2, -60, '2026-03-31'),
    (33, 1016, 0, true, false, null, null, null, 2, 7, '2026-03-31'),
    (34, 1016, 1, false, false, null, null, null, 2, -7, '2026-03-31');

create table netsuite_asia.transaction_accounting_lines (
    transaction bigint, transactionline bigint, account bigint, debit numeric(38, 9), credit numeric(38, 9),
    amountunpaid numeric(38, 9), paymentamountunused numeric(38, 9), posting boolean, set_read_at timestamp
);
insert into netsuite_asia.transaction_accounting_lines values
    (1001, 0, 30, null, 14836, 9891, null, true, '2026-03-31'),
    (1001, 1, 62, 14836, null, null, null, true, '2026-03-31'),
    -- Payables leave at the bill's rate, the bank at the payment's.
    (1002, 0, 10, null, 5000, null, null, true, '2026-03-31'),
    (1002, 1, 30, 4945, null, null, 0, true, '2026-03-31'),
    (1002, 2, 70, 55, null, null, null, true, '2026-03-31'),
    (1003, 0, 30, null, 5000, 0, null, true, '2026-03-31'),
    (1003, 1, 62, 5000, null, null, null, true, '2026-03-31'),
    (1004, 0, 30, 5000, null, null, null, true, '2026-03-31'),
    (1004, 1, 62, null, 5000, null, null, true, '2026-03-31'),
    (1005, 0, 30, null, 3000, 1000, null, true, '2026-03-31'),
    (1005, 1, 62, 3000, null, null, null, true, '2026-03-31'),
    (1006, 0, 10, null, 2000, null, null, true, '2026-03-31'),
    (1006, 1, 30, 2000, null, null, 0, true, '2026-03-31'),
    (1007, 0, 62, 300, null, null, null, true, '2026-03-31'),
    (1007, 1, 30, null, 700, 200, null, true, '2026-03-31'),
    (1007, 2, 20, 400, null, 250, null, true, '2026-03-31'),
    (1008, 0, 10, null, 500, null, null, true, '2026-03-31'),
    (1008, 1, 30, 500, null, null, 0, true, '2026-03-31'),
    (1009, 0, 10, 250, null, null, null, true, '2026-03-31'),
    (1009, 1, 20, null, 250, null, 250, true, '2026-03-31'),
    (1010, 0, 30, 50, null, null, null, true, '2026-03-31'),
    (1010, 1, 62, null, 50, null, null, true, '2026-03-31'),
    (1011, 0, 30, 120, null, null, null, true, '2026-03-31'),
    (1011, 1, 70, null, 120, null, null, true, '2026-03-31'),
    (1012, 0, 35, 150, null, null, null, true, '2026-03-31'),
    (1012, 1, 20, null, 150, null, 0, true, '2026-03-31'),
    (1013, 0, 50, null, 900, null, null, true, '2026-03-31'),
    (1013, 1, 10, 900, null, null, null, true, '2026-03-31'),
    (1014, 0, 62, 80, null, null, null, true, '2026-04-03'),
    (1014, 1, 10, null, 80, null, null, true, '2026-04-03'),
    (1015, 0, 62, 60, null, null, null, true, '2026-03-31'),
    (1015, 1, 10, null, 60, null, null, true, '2026-03-31'),
    (1016, 0, 62, 7, null, null, null, true, '2026-03-31'),
    (1016, 1, 10, null, 7, null, null, true, '2026-03-31');

create table netsuite_asia.transaction_links (previousdoc bigint, previousline bigint, nextdoc bigint, nextline bigint, linktype text, foreignamount numeric(38, 9), set_read_at timestamp);
insert into netsuite_asia.transaction_links values
    (1001, 0, 1002, 1, 'Payment', 33.33, '2026-03-31'),
    (1005, 0, 1006, 1, 'Payment', 2000, '2026-03-31'),
    (1007, 1, 1008, 1, 'Payment', 500, '2026-03-31'),
    (1007, 2, 1012, 1, 'Payment', 150, '2026-03-31');

-- The voided bill names its reversal; no link does.
alter table netsuite_asia.transactions add column reversal bigint;
update netsuite_asia.transactions set reversal = 1004 where id = 1003;
update netsuite_asia.transactions set reversal = 1003 where id = 1004;
