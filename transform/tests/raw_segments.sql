-- Named dimensions of the companies of the other scripts, and periods locked by subledger. No list
-- contains location 3 of NetSuite.
create table netsuite.classes (id bigint, name text, parent bigint, isinactive boolean);
insert into netsuite.classes values (1, 'Goods', null, false), (2, 'Spare parts', 1, true);
alter table netsuite.transaction_lines add column class bigint;
alter table netsuite.transaction_lines add column location bigint;
update netsuite.transaction_lines set class = 2, location = 3 where "transaction" = 1001 and id = 1;
alter table netsuite.accounting_periods add column aplocked boolean;
update netsuite.accounting_periods set aplocked = id = 112;

create table quickbooks.classes (realm_id text, id text, name text, parent_id text, active boolean, is_deleted boolean);
insert into quickbooks.classes values ('100', '1', 'Projects', null, true, false);
alter table quickbooks.bills add column class_id text;
update quickbooks.bills set class_id = '1' where realm_id = '100';
alter table quickbooks.bill_lines add column class_id text;
update quickbooks.bill_lines set class_id = '7' where realm_id = '100' and line_index = 0;
