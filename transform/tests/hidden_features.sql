-- The same account without OneWorld, multi-currency and Multi-Book, for a role without permission
-- for departments, status names and deleted records.
drop table netsuite.subsidiaries;
drop table netsuite.currencies;
drop table netsuite.accounting_books;
drop table netsuite.departments;
drop table netsuite.entities;
drop table netsuite.terms;
drop table netsuite.transaction_statuses;
drop table netsuite.deleted_records;
alter table netsuite.transactions drop column currency;
alter table netsuite.transactions drop column exchangerate;
alter table netsuite.transactions drop column foreignamountunpaid;
alter table netsuite.transaction_lines drop column subsidiary;
delete from netsuite.transaction_accounting_lines where accountingbook = 2;
alter table netsuite.transaction_accounting_lines drop column accountingbook;
alter table netsuite.transaction_accounting_lines drop column amountunpaid;
