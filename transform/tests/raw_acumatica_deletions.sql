-- Deletions that the instance tracks: one record of each kind, whose row says nothing of it. Vendor V1 was deleted and entered
-- again: its row has the id of the new one.
create table acumatica.deletions (tenant text, entity text, id text, deleted_at timestamp);
insert into acumatica.deletions values
    ('acme', 'Account', '0000000A-0000-0000-0000-000000000001', '2026-03-02 10:00:00'),
    ('acme', 'Subaccount', '0000000a-0000-0000-0000-000000000002', '2026-03-02 10:00:00'),
    ('acme', 'Vendor', '0000000a-0000-0000-0000-000000000003', '2026-03-02 10:00:00'),
    ('acme', 'Customer', '0000000a-0000-0000-0000-000000000004', '2026-03-02 10:00:00'),
    ('acme', 'Employee', '0000000a-0000-0000-0000-000000000005', '2026-03-02 10:00:00'),
    ('acme', 'StockItem', '0000000a-0000-0000-0000-000000000006', '2026-03-02 10:00:00'),
    ('acme', 'StockItem', '0000000a-0000-0000-0000-000000000007', '2026-03-02 10:00:00'),
    ('acme', 'Bill', '0000000a-0000-0000-0000-000000000008', '2026-03-02 10:00:00'),
    ('acme', 'Check', '0000000a-0000-0000-0000-000000000009', '2026-03-02 10:00:00'),
    ('acme', 'Invoice', '0000000a-0000-0000-0000-000000000010', '2026-03-02 10:00:00'),
    ('acme', 'Payment', '0000000a-0000-0000-0000-000000000011', '2026-03-02 10:00:00'),
    ('acme', 'PurchaseOrder', '0000000a-0000-0000-0000-000000000012', '2026-03-02 10:00:00'),
    ('acme', 'JournalTransaction', '0000000a-0000-0000-0000-000000000013', '2026-03-02 10:00:00'),
    ('acme', 'Vendor', '0000000a-0000-0000-0000-000000000099', '2026-03-02 10:00:00'),
    ('other', 'Vendor', '0000000a-0000-0000-0000-000000000014', '2026-03-02 10:00:00');

alter table acumatica.accounts add column id text;
alter table acumatica.subaccounts add column id text;
alter table acumatica.vendors add column id text;
alter table acumatica.customers add column id text;
alter table acumatica.employees add column id text;
alter table acumatica.stock_items add column id text;
alter table acumatica.non_stock_items add column id text;
alter table acumatica.bills add column id text;
alter table acumatica.checks add column id text;
alter table acumatica.invoices add column id text;
alter table acumatica.payments add column id text;
alter table acumatica.purchase_orders add column id text;
alter table acumatica.journal_transactions add column id text;
update acumatica.vendors set id = '0000000a-0000-0000-0000-000000000014' where vendor_id = 'V1';

insert into acumatica.accounts (tenant, account_cd, type, id) values ('acme', '10900', 'Asset', '0000000a-0000-0000-0000-000000000001');
insert into acumatica.subaccounts (tenant, subaccount_cd, id) values ('acme', 'DEL-09', '0000000a-0000-0000-0000-000000000002');
insert into acumatica.vendors (tenant, vendor_id, id) values ('acme', 'DELETED', '0000000a-0000-0000-0000-000000000003');
insert into acumatica.customers (tenant, customer_id, id) values ('acme', 'DELETED', '0000000A-0000-0000-0000-000000000004');
insert into acumatica.employees (tenant, employee_id, id) values ('acme', 'DELETED2', '0000000a-0000-0000-0000-000000000005');
insert into acumatica.stock_items (tenant, inventory_id, id) values ('acme', 'DELETED', '0000000a-0000-0000-0000-000000000006');
insert into acumatica.non_stock_items (tenant, inventory_id, id) values ('acme', 'DELETED2', '0000000a-0000-0000-0000-000000000007');
insert into acumatica.bills (tenant, type, reference_nbr, vendor, date, post_period, currency_id, amount, balance, branch_id, status, set_read_at, id) values
    ('acme', 'Bill', '0020', 'V1', '2026-01-10', '072026', 'USD', 5, 5, 'HQ', 'Open', '2026-03-01 10:00:00', '0000000a-0000-0000-0000-000000000008');
insert into acumatica.bill_lines (tenant, type, reference_nbr, set_read_at, id, account, amount, qty, po_order_type, po_order_nbr, po_line) values
    ('acme', 'Bill', '0020', '2026-03-01 10:00:00', 'd', '60000', 5, 1, 'Normal', 'PO1', 1);
insert into acumatica.checks (tenant, type, reference_nbr, vendor, application_date, cash_account, currency_id, payment_amount, unapplied_balance, status, set_read_at, id) values
    ('acme', 'Payment', '0021', 'V1', '2026-02-10', '10100', 'USD', 5, 0, 'Closed', '2026-03-01 10:00:00', '0000000a-0000-0000-0000-000000000009');
insert into acumatica.check_history (tenant, type, reference_nbr, set_read_at, row_number, doc_type, history_reference_nbr, amount_paid) values
    ('acme', 'Payment', '0021', '2026-03-01 10:00:00', 1, 'Bill', '0001', 5);
insert into acumatica.invoices (tenant, type, reference_nbr, customer, date, post_period, custom_document_cury_id, amount, balance, link_branch, link_ar_account, status, set_read_at, id) values
    ('acme', 'Invoice', '0022', 'C1', '2026-01-15', '072026', 'USD', 5, 5, 'HQ', '11000', 'Open', '2026-03-01 10:00:00', '0000000a-0000-0000-0000-000000000010');
insert into acumatica.payments (tenant, type, reference_nbr, customer_id, application_date, branch_id, cash_account, currency_id, payment_amount, custom_document_cury_doc_bal, status, set_read_at, id) values
    ('acme', 'Payment', '0023', 'C1', '2026-02-15', 'HQ', '10100', 'USD', 5, 5, 'Open', '2026-03-01 10:00:00', '0000000a-0000-0000-0000-000000000011');
insert into acumatica.purchase_orders (tenant, type, order_nbr, vendor_id, branch, date, currency_id, currency_rate, status, set_read_at, id) values
    ('acme', 'Normal', 'PO9', 'V1', 'HQ', '2026-01-05', 'USD', 1, 'Open', '2026-03-01 10:00:00', '0000000a-0000-0000-0000-000000000012');
insert into acumatica.purchase_order_lines (tenant, type, order_nbr, set_read_at, line_nbr, inventory_id, order_qty, unit_cost, extended_cost, branch_id) values
    ('acme', 'Normal', 'PO9', '2026-03-01 10:00:00', 1, 'WIDGET', 1, 5, 5, 'HQ');
insert into acumatica.journal_transactions (tenant, module, batch_nbr, ledger_id, branch_id, currency_id, transaction_date, post_period, status, set_read_at, id) values
    ('acme', 'GL', 'GL20', 'ACTUAL', 'HQ', 'USD', '2026-01-31', '072026', 'Posted', '2026-03-01 10:00:00', '0000000a-0000-0000-0000-000000000013');
insert into acumatica.journal_transaction_lines (tenant, module, batch_nbr, set_read_at, line_nbr, branch_id, account, subaccount, debit_amount, credit_amount, custom_gl_tran_module_bat_nbr_debit_amt, custom_gl_tran_module_bat_nbr_credit_amt) values
    ('acme', 'GL', 'GL20', '2026-03-01 10:00:00', 1, 'HQ', '60000', 'ADM-01', 5, 0, 5, 0),
    ('acme', 'GL', 'GL20', '2026-03-01 10:00:00', 2, 'HQ', '10100', 'ADM-01', 0, 5, 0, 5);
