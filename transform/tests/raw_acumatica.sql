-- Raw tables of a small Acumatica tenant as the loaders write them.
-- Company MAIN keeps its books in dollars and has a fiscal year from July: period 072026 is January.
-- Company UK keeps its books in pounds and has the master calendar.
create schema acumatica;

create table acumatica.branches (tenant text, company_id text, company_name text, company_status boolean, branch_id text, branch_name text, branch_country text, branch_status boolean, base_currency_id text);
insert into acumatica.branches values
    ('acme', 'MAIN', 'Acme Main', true, 'HQ', 'Headquarters', 'US', true, 'USD'),
    ('acme', 'MAIN', 'Acme Main', true, 'NORTH', 'North', 'US', true, 'USD'),
    ('acme', 'UK', 'Acme UK', true, 'UK', 'Acme UK', 'GB', true, 'GBP');

create table acumatica.ledgers (tenant text, ledger_id text, description text, type text, currency text, is_deleted boolean);
insert into acumatica.ledgers values
    ('acme', 'ACTUAL', 'Actual', 'Actual', 'USD', false),
    ('acme', 'ACTUALGBP', 'Actual UK', 'Actual', 'GBP', false),
    ('acme', 'REPORT', 'Group', 'Reporting', 'USD', false),
    ('acme', 'BUDGET', 'Budget', 'Budget', 'USD', false),
    ('acme', 'STAT', 'Statistics', 'Statistical', 'USD', false),
    ('acme', 'OLD', null, null, null, true);

create table acumatica.ledger_companies (tenant text, ledger_id text, company text);
insert into acumatica.ledger_companies values ('acme', 'ACTUAL', 'MAIN'), ('acme', 'ACTUALGBP', 'UK');

-- Payables have a class of the company's own: vendors name the account.
create table acumatica.accounts (tenant text, account_cd text, description text, type text, account_class text, cash_account boolean, active boolean, is_deleted boolean);
insert into acumatica.accounts values
    ('acme', '10100', 'Checking', 'Asset', null, true, true, false),
    ('acme', '11000', 'Receivables', 'Asset', 'AR', false, true, false),
    ('acme', '20000', 'Payables', 'Liability', 'LIAB', false, true, false),
    ('acme', '32000', 'Retained Earnings', 'Liability', 'EQUITY', false, true, false),
    ('acme', '40000', 'Sales', 'Income', 'SALES', false, true, false),
    ('acme', '60000', 'Rent', 'Expense', null, false, true, false),
    ('acme', '70000', 'Exchange Differences', 'Expense', null, false, false, false),
    ('acme', '99000', 'Headcount', 'Asset', 'STATISTIC', false, true, false);

create table acumatica.subaccounts (tenant text, subaccount_cd text, description text, active boolean, is_deleted boolean);
insert into acumatica.subaccounts values
    ('acme', 'ADM-01', 'Administration, Goods', true, false),
    ('acme', 'SAL-01', 'Sales, Goods', false, false),
    ('acme', 'OLD-09', null, null, true);

create table acumatica.financial_years (tenant text, financial_year text, start_date date, is_deleted boolean);
insert into acumatica.financial_years values ('acme', '2026', '2026-01-01', false);
create table acumatica.financial_periods (tenant text, financial_year text, financial_period_id text, start_date date, end_date date, adjustment_period boolean, status text, closed_in_ap boolean, closed_in_ar boolean);
insert into acumatica.financial_periods values
    ('acme', '2026', '012026', '2026-01-01', '2026-01-31', false, 'Open', false, false),
    ('acme', '2026', '022026', '2026-02-01', '2026-02-28', false, 'Inactive', false, false);
create table acumatica.company_financial_years (tenant text, company text, financial_year text, start_date date, is_deleted boolean);
insert into acumatica.company_financial_years values
    ('acme', 'MAIN', '2026', '2025-07-01', false),
    ('acme', 'MAIN', '2027', '2026-07-01', false);
create table acumatica.company_financial_periods (tenant text, company text, financial_year text, financial_period_id text, start_date date, end_date date, adjustment_period boolean, status text, closed_in_ap boolean, closed_in_ar boolean);
insert into acumatica.company_financial_periods values
    ('acme', 'MAIN', '2026', '07-2026', '2026-01-01', '2026-01-31', false, 'Closed', true, true),
    ('acme', 'MAIN', '2026', '082026', '2026-02-01', '2026-02-28', false, 'Open', true, false),
    ('acme', 'MAIN', '2026', '092026', '2026-03-01', '2026-03-31', false, 'Open', false, false),
    ('acme', 'MAIN', '2026', '132026', '2026-06-30', '2026-06-30', true, 'Locked', true, true),
    ('acme', 'MAIN', '2027', '012027', '2026-07-01', '2026-07-31', false, 'Open', false, false);

create table acumatica.currencies (tenant text, currency_id text, decimal_precision bigint, is_deleted boolean);
insert into acumatica.currencies values ('acme', 'USD', 2, false), ('acme', 'GBP', 2, false), ('acme', 'EUR', 2, false);

create table acumatica.vendors (tenant text, vendor_id text, vendor_name text, legal_name text, vendor_class text, status text, parent_account text, ap_account text, currency_id text, terms text, f1099_vendor boolean, main_contact {json}, last_modified_date_time timestamp, is_deleted boolean);
insert into acumatica.vendors values
    ('acme', 'V1', 'Acme Parts', 'Acme Parts Inc', 'PARTS', 'Active', null, '20000', 'USD', '30D', true, '{"Email": "ap@parts.example", "Phone1": "555-1"}', '2026-01-02 10:00:00', false),
    ('acme', 'V2', 'Ouro', null, 'PARTS', 'Inactive', 'V1', '20000', 'EUR', null, false, null, '2026-01-02 10:00:00', false),
    ('acme', 'V9', null, null, null, null, null, null, null, null, null, null, null, true);
create table acumatica.customers (tenant text, customer_id text, customer_name text, customer_class text, status text, parent_record text, currency_id text, credit_limit numeric(38, 9), email text, main_contact {json}, is_deleted boolean);
insert into acumatica.customers values
    ('acme', 'C1', 'Globex', 'RETAIL', 'Active', null, 'USD', 5000, null, '{"Email": "pay@globex.example"}', false);
create table acumatica.employees (tenant text, employee_id text, employee_name text, status text, employee_settings {json}, financial_settings {json}, is_deleted boolean);
insert into acumatica.employees values ('acme', 'E1', 'Ann Lee', 'Active', '{"CurrencyID": "USD"}', '{"APAccount": "20000", "Terms": "0D"}', false);
create table acumatica.stock_items (tenant text, inventory_id text, description text, item_type text, item_status text, is_a_kit boolean, sales_account text, cogs_account text, last_cost numeric(38, 9), is_deleted boolean);
insert into acumatica.stock_items values ('acme', 'WIDGET', 'Widget', 'Finished Good', 'Active', false, '40000', '60000', 12.5, false);
create table acumatica.non_stock_items (tenant text, inventory_id text, description text, item_type text, item_status text, current_cost numeric(38, 9), is_deleted boolean);
insert into acumatica.non_stock_items values ('acme', 'HOUR', 'Hour', 'Labor', 'Inactive', 40, false);

-- Bill 0001 and check 0001 have one number. 0004 and 0010 are on hold, 0006 was deleted. A prepayment request
-- posts nothing: check 0003 pays it.
create table acumatica.bills (tenant text, type text, reference_nbr text, vendor text, date date, due_date date, post_period text, terms text, currency_id text, amount numeric(38, 9), balance numeric(38, 9), tax_total numeric(38, 9), branch_id text, vendor_ref text, description text, status text, last_modified_date_time timestamp, is_deleted boolean);
insert into acumatica.bills values
    ('acme', 'Bill', '0001', 'V1', '2026-01-10', '2026-02-09', '072026', '30D', 'USD', 100, 30, 0, 'HQ', 'INV-77', 'Rent', 'Open', '2026-03-01 10:00:00', false),
    ('acme', 'Bill', '0002', 'V2', '2026-01-12', '2026-01-31', '072026', null, 'EUR', 200, 200, 0, 'NORTH', null, null, 'Open', '2026-03-01 10:00:00', false),
    ('acme', 'Bill', '0004', 'V1', '2026-02-01', '2026-03-01', '082026', null, 'EUR', 10, 10, 0, 'HQ', null, null, 'On Hold', '2026-03-01 10:00:00', false),
    ('acme', 'Bill', '0010', 'V1', '2026-02-01', '2026-03-01', '082026', null, 'CAD', 10, 10, 0, 'HQ', null, null, 'On Hold', '2026-03-01 10:00:00', false),
    ('acme', 'Bill', '0005', 'E1', '2026-02-02', '2026-02-02', '082026', null, 'USD', 15, 15, 0, 'HQ', null, null, 'Open', '2026-03-01 10:00:00', false),
    ('acme', 'Bill', '0006', null, null, null, null, null, null, null, null, null, null, null, null, null, null, true),
    ('acme', 'Credit Adj.', '0007', 'V1', '2026-02-03', '2026-03-05', '082026', null, 'USD', 30, 30, 0, 'HQ', null, null, 'Open', '2026-03-01 10:00:00', false),
    ('acme', 'Debit Adj.', '0008', 'V1', '2026-02-04', null, '082026', null, 'USD', 25, 5, 0, 'HQ', null, null, 'Open', '2026-03-01 10:00:00', false),
    ('acme', 'Prepayment', '0003', 'V1', '2026-02-05', null, '082026', null, 'USD', 12, 0, 0, 'HQ', null, null, 'Closed', '2026-03-01 10:00:00', false);
create table acumatica.bill_lines (tenant text, type text, reference_nbr text, set_read_at timestamp, id text, account text, amount numeric(38, 9), qty numeric(38, 9), po_order_type text, po_order_nbr text, po_line bigint);
insert into acumatica.bill_lines values
    ('acme', 'Bill', '0001', '2026-03-01 10:00:00', 'a', '60000', 75, 3, 'Normal', 'PO1', 1),
    ('acme', 'Bill', '0001', '2026-03-01 10:00:00', 'b', '60000', 25, 1, null, null, null),
    ('acme', 'Bill', '0001', '2026-02-01 10:00:00', 'removed', '60000', 500, 20, 'Normal', 'PO1', 1),
    ('acme', 'Bill', '0004', '2026-03-01 10:00:00', 'c', '60000', 10, 2, 'Normal', 'PO1', 1);
create table acumatica.bill_applications (tenant text, type text, reference_nbr text, set_read_at timestamp, row_number bigint, doc_type text, application_reference_nbr text, amount_paid numeric(38, 9), status text);
insert into acumatica.bill_applications values
    ('acme', 'Bill', '0001', '2026-03-01 10:00:00', 1, 'Payment', '0001', 50, 'Closed'),
    ('acme', 'Bill', '0001', '2026-03-01 10:00:00', 2, 'Debit Adj.', '0008', 20, 'Open'),
    ('acme', 'Debit Adj.', '0008', '2026-03-01 10:00:00', 1, 'Bill', '0001', 20, 'Open');

-- 0002 is voided by a document with its number. 0009 was printed but is not released.
create table acumatica.checks (tenant text, type text, reference_nbr text, vendor text, application_date date, cash_account text, currency_id text, payment_amount numeric(38, 9), unapplied_balance numeric(38, 9), payment_ref text, status text, last_modified_date_time timestamp, is_deleted boolean);
insert into acumatica.checks values
    ('acme', 'Payment', '0001', 'V1', '2026-02-10', '10100', 'USD', 50, 0, '1001', 'Closed', '2026-03-01 10:00:00', false),
    ('acme', 'Payment', '0002', 'V1', '2026-02-11', '10100', 'USD', 40, 0, '1002', 'Voided', '2026-03-01 10:00:00', false),
    ('acme', 'Voided Payment', '0002', 'V1', '2026-02-20', '10100', 'USD', -40, 0, '1002', 'Closed', '2026-03-01 10:00:00', false),
    ('acme', 'Prepayment', '0003', 'V1', '2026-02-12', '10100', 'USD', 12, 12, '1003', 'Open', '2026-03-01 10:00:00', false),
    ('acme', 'Debit Adj.', '0008', 'V1', '2026-02-04', null, 'USD', 25, 5, null, 'Open', '2026-03-01 10:00:00', false),
    ('acme', 'Payment', '0009', 'V1', '2026-02-13', '10100', 'USD', 7, 7, '1009', 'Printed', '2026-03-01 10:00:00', false);
create table acumatica.check_history (tenant text, type text, reference_nbr text, set_read_at timestamp, row_number bigint, doc_type text, history_reference_nbr text, amount_paid numeric(38, 9));
insert into acumatica.check_history values
    ('acme', 'Payment', '0001', '2026-03-01 10:00:00', 1, 'Bill', '0001', 50),
    ('acme', 'Payment', '0001', '2026-02-01 10:00:00', 2, 'Bill', '0002', 3),
    ('acme', 'Payment', '0002', '2026-03-01 10:00:00', 1, 'Bill', '0001', 40),
    ('acme', 'Voided Payment', '0002', '2026-03-01 10:00:00', 1, 'Bill', '0001', -40);

create table acumatica.invoices (tenant text, type text, reference_nbr text, customer text, date date, due_date date, post_period text, custom_document_cury_id text, amount numeric(38, 9), balance numeric(38, 9), tax_total numeric(38, 9), link_branch text, link_ar_account text, customer_order text, status text, last_modified_date_time timestamp, is_deleted boolean);
insert into acumatica.invoices values
    ('acme', 'Invoice', '0001', 'C1', '2026-01-15', '2026-02-14', '072026', 'USD', 300, 170, 20, 'HQ', '11000', 'ORDER-5', 'Open', '2026-03-01 10:00:00', false),
    ('acme', 'Credit Memo', '0002', 'C1', '2026-01-20', null, '072026', 'USD', 30, 0, 0, 'HQ', '11000', null, 'Closed', '2026-03-01 10:00:00', false);
create table acumatica.invoice_lines (tenant text, type text, reference_nbr text, set_read_at timestamp, line_nbr bigint, amount numeric(38, 9));
insert into acumatica.invoice_lines values ('acme', 'Invoice', '0001', '2026-03-01 10:00:00', 1, 280);
create table acumatica.payments (tenant text, type text, reference_nbr text, customer_id text, application_date date, branch_id text, cash_account text, currency_id text, payment_amount numeric(38, 9), custom_document_cury_doc_bal numeric(38, 9), status text, last_modified_date_time timestamp, is_deleted boolean);
insert into acumatica.payments values
    ('acme', 'Payment', '0001', 'C1', '2026-02-15', 'HQ', '10100', 'USD', 110, 10, 'Open', '2026-03-01 10:00:00', false),
    ('acme', 'Credit Memo', '0002', 'C1', '2026-01-20', 'HQ', null, 'USD', 30, 0, 'Closed', '2026-03-01 10:00:00', false);
create table acumatica.payment_applications (tenant text, type text, reference_nbr text, set_read_at timestamp, row_number bigint, display_doc_type text, display_ref_nbr text, amount_paid numeric(38, 9));
insert into acumatica.payment_applications values
    ('acme', 'Payment', '0001', '2026-03-01 10:00:00', 1, 'Invoice', '0001', 100),
    ('acme', 'Credit Memo', '0002', '2026-03-01 10:00:00', 1, 'Invoice', '0001', 30);

create table acumatica.purchase_orders (tenant text, type text, order_nbr text, vendor_id text, branch text, date date, promised_on date, currency_id text, currency_rate numeric(38, 9), status text, last_modified_date_time timestamp, is_deleted boolean);
insert into acumatica.purchase_orders values ('acme', 'Normal', 'PO1', 'V1', 'HQ', '2026-01-05', '2026-01-19', 'EUR', 1.1, 'Open', '2026-03-01 10:00:00', false);
create table acumatica.purchase_order_lines (tenant text, type text, order_nbr text, set_read_at timestamp, line_nbr bigint, inventory_id text, order_qty numeric(38, 9), qty_on_receipts numeric(38, 9), unit_cost numeric(38, 9), extended_cost numeric(38, 9), account text, subaccount text, branch_id text, completed boolean, cancelled boolean);
insert into acumatica.purchase_order_lines values
    ('acme', 'Normal', 'PO1', '2026-03-01 10:00:00', 1, 'WIDGET', 5, 4, 25, 125, '60000', 'ADM-01', 'HQ', false, false),
    ('acme', 'Normal', 'PO1', '2026-03-01 10:00:00', 2, 'GONE', 1, 0, 9, 9, '60000', 'ADM-01', 'HQ', false, true),
    ('acme', 'Normal', 'PO1', '2026-02-01 10:00:00', 3, 'WIDGET', 1, 0, 9, 9, '60000', 'ADM-01', 'HQ', false, false);

-- GL1 lost a line. GL2 is on hold, GL3 was deleted, GL4 to GL6 are in other ledgers. GL7 is released but
-- not posted. GL8 is in euros and has no amounts in base currency, which the inquiry of account
-- details has. Bill 0001 is of a vendor that GL names; V8 is in no list.
create table acumatica.journal_transactions (tenant text, module text, batch_nbr text, ledger_id text, branch_id text, currency_id text, transaction_date date, post_period text, description text, status text, last_modified_date_time timestamp, is_deleted boolean);
insert into acumatica.journal_transactions values
    ('acme', 'AP', 'AP1', 'ACTUAL', 'HQ', 'USD', '2026-01-10', '072026', 'Rent', 'Posted', '2026-03-01 10:00:00', false),
    ('acme', 'AP', 'AP2', 'ACTUAL', 'NORTH', 'EUR', '2026-01-12', '072026', null, 'Posted', '2026-03-01 10:00:00', false),
    ('acme', 'AP', 'AP5', 'ACTUAL', 'HQ', 'USD', '2026-02-02', '082026', null, 'Posted', '2026-03-01 10:00:00', false),
    ('acme', 'AP', 'AP7', 'ACTUAL', 'HQ', 'USD', '2026-02-03', '082026', null, 'Posted', '2026-03-01 10:00:00', false),
    ('acme', 'AP', 'AP8', 'ACTUAL', 'HQ', 'USD', '2026-02-04', '082026', null, 'Posted', '2026-03-01 10:00:00', false),
    ('acme', 'AP', 'CK1', 'ACTUAL', 'HQ', 'USD', '2026-02-10', '082026', null, 'Posted', '2026-03-01 10:00:00', false),
    ('acme', 'AP', 'CK2', 'ACTUAL', 'HQ', 'USD', '2026-02-11', '082026', null, 'Posted', '2026-03-01 10:00:00', false),
    ('acme', 'AP', 'CK2V', 'ACTUAL', 'HQ', 'USD', '2026-02-20', '082026', null, 'Posted', '2026-03-01 10:00:00', false),
    ('acme', 'AP', 'CK3', 'ACTUAL', 'HQ', 'USD', '2026-02-12', '082026', null, 'Posted', '2026-03-01 10:00:00', false),
    ('acme', 'AR', 'AR1', 'ACTUAL', 'HQ', 'USD', '2026-01-15', '072026', null, 'Posted', '2026-03-01 10:00:00', false),
    ('acme', 'AR', 'AR2', 'ACTUAL', 'HQ', 'USD', '2026-01-20', '072026', null, 'Posted', '2026-03-01 10:00:00', false),
    ('acme', 'AR', 'AR3', 'ACTUAL', 'HQ', 'USD', '2026-02-15', '082026', null, 'Posted', '2026-03-01 10:00:00', false),
    ('acme', 'GL', 'GL1', 'ACTUAL', 'NORTH', 'USD', '2026-01-31', '07-2026', 'Accrual', 'Posted', '2026-03-01 10:00:00', false),
    ('acme', 'GL', 'GL2', 'ACTUAL', 'HQ', 'USD', '2026-01-31', '072026', null, 'On Hold', '2026-03-01 10:00:00', false),
    ('acme', 'GL', 'GL3', null, null, null, null, null, null, null, null, true),
    ('acme', 'GL', 'GL4', 'BUDGET', 'HQ', 'USD', '2026-01-31', '072026', null, 'Posted', '2026-03-01 10:00:00', false),
    ('acme', 'GL', 'GL5', 'REPORT', 'HQ', 'USD', '2026-01-31', '072026', null, 'Posted', '2026-03-01 10:00:00', false),
    ('acme', 'GL', 'GL6', 'STAT', 'HQ', 'USD', '2026-01-31', '072026', null, 'Posted', '2026-03-01 10:00:00', false),
    ('acme', 'GL', 'GL7', 'ACTUALGBP', 'UK', 'GBP', '2026-01-31', '012026', null, 'Unposted', '2026-03-01 10:00:00', false),
    ('acme', 'GL', 'GL8', 'ACTUALGBP', 'UK', 'EUR', '2026-01-31', '012026', null, 'Posted', '2026-03-01 10:00:00', false),
    ('acme', 'GL', 'GL9', 'ACTUAL', 'HQ', 'USD', '2026-07-05', '012027', null, 'Posted', '2026-03-01 10:00:00', false);
create table acumatica.journal_transaction_lines (tenant text, module text, batch_nbr text, set_read_at timestamp, line_nbr bigint, branch_id text, account text, subaccount text, debit_amount numeric(38, 9), credit_amount numeric(38, 9), reference_nbr text, vendor_or_customer text, transaction_description text, custom_gl_tran_module_bat_nbr_debit_amt numeric(38, 9), custom_gl_tran_module_bat_nbr_credit_amt numeric(38, 9));
insert into acumatica.journal_transaction_lines values
    ('acme', 'AP', 'AP1', '2026-03-01 10:00:00', 1, 'HQ', '20000', 'ADM-01', 0, 100, '0001', 'V1', null, 0, 100),
    ('acme', 'AP', 'AP1', '2026-03-01 10:00:00', 2, 'HQ', '60000', 'SAL-01', 100, 0, '0001', 'V1', 'January', 100, 0),
    ('acme', 'AP', 'AP2', '2026-03-01 10:00:00', 1, 'NORTH', '20000', 'ADM-01', 0, 200, '0002', 'V2', null, 0, 220),
    ('acme', 'AP', 'AP2', '2026-03-01 10:00:00', 2, 'NORTH', '60000', 'ADM-01', 200, 0, '0002', 'V2', null, 220, 0),
    ('acme', 'AP', 'AP5', '2026-03-01 10:00:00', 1, 'HQ', '20000', 'ADM-01', 0, 15, '0005', 'E1', null, 0, 15),
    ('acme', 'AP', 'AP5', '2026-03-01 10:00:00', 2, 'HQ', '60000', 'ADM-01', 15, 0, '0005', 'E1', null, 15, 0),
    ('acme', 'AP', 'AP7', '2026-03-01 10:00:00', 1, 'HQ', '20000', 'ADM-01', 0, 30, '0007', 'V1', null, 0, 30),
    ('acme', 'AP', 'AP7', '2026-03-01 10:00:00', 2, 'HQ', '60000', 'ADM-01', 30, 0, '0007', 'V1', null, 30, 0),
    ('acme', 'AP', 'AP8', '2026-03-01 10:00:00', 1, 'HQ', '20000', 'ADM-01', 25, 0, '0008', 'V1', null, 25, 0),
    ('acme', 'AP', 'AP8', '2026-03-01 10:00:00', 2, 'HQ', '60000', 'ADM-01', 0, 25, '0008', 'V1', null, 0, 25),
    ('acme', 'AP', 'CK1', '2026-03-01 10:00:00', 1, 'HQ', '10100', 'ADM-01', 0, 50, '0001', 'V1', null, 0, 50),
    ('acme', 'AP', 'CK1', '2026-03-01 10:00:00', 2, 'HQ', '20000', 'ADM-01', 50, 0, '0001', 'V1', null, 50, 0),
    ('acme', 'AP', 'CK2', '2026-03-01 10:00:00', 1, 'HQ', '10100', 'ADM-01', 0, 40, '0002', 'V1', null, 0, 40),
    ('acme', 'AP', 'CK2', '2026-03-01 10:00:00', 2, 'HQ', '20000', 'ADM-01', 40, 0, '0002', 'V1', null, 40, 0),
    ('acme', 'AP', 'CK2V', '2026-03-01 10:00:00', 1, 'HQ', '10100', 'ADM-01', 40, 0, '0002', 'V1', null, 40, 0),
    ('acme', 'AP', 'CK2V', '2026-03-01 10:00:00', 2, 'HQ', '20000', 'ADM-01', 0, 40, '0002', 'V1', null, 0, 40),
    ('acme', 'AP', 'CK3', '2026-03-01 10:00:00', 1, 'HQ', '10100', 'ADM-01', 0, 12, '0003', 'V1', null, 0, 12),
    ('acme', 'AP', 'CK3', '2026-03-01 10:00:00', 2, 'HQ', '20000', 'ADM-01', 12, 0, '0003', 'V1', null, 12, 0),
    ('acme', 'AR', 'AR1', '2026-03-01 10:00:00', 1, 'HQ', '11000', 'ADM-01', 300, 0, '0001', 'C1', null, 300, 0),
    ('acme', 'AR', 'AR1', '2026-03-01 10:00:00', 2, 'HQ', '40000', 'SAL-01', 0, 300, '0001', 'C1', null, 0, 300),
    ('acme', 'AR', 'AR2', '2026-03-01 10:00:00', 1, 'HQ', '11000', 'ADM-01', 0, 30, '0002', 'C1', null, 0, 30),
    ('acme', 'AR', 'AR2', '2026-03-01 10:00:00', 2, 'HQ', '40000', 'SAL-01', 30, 0, '0002', 'C1', null, 30, 0),
    ('acme', 'AR', 'AR3', '2026-03-01 10:00:00', 1, 'HQ', '10100', 'ADM-01', 110, 0, '0001', 'C1', null, 110, 0),
    ('acme', 'AR', 'AR3', '2026-03-01 10:00:00', 2, 'HQ', '11000', 'ADM-01', 0, 110, '0001', 'C1', null, 0, 110),
    ('acme', 'GL', 'GL1', '2026-03-01 10:00:00', 1, null, '60000', 'ADM-01', 60, 0, null, 'V1', null, 60, 0),
    ('acme', 'GL', 'GL1', '2026-03-01 10:00:00', 2, 'HQ', '61000', 'FIN-02', 0, 60, null, null, null, 0, 60),
    ('acme', 'GL', 'GL1', '2026-02-01 10:00:00', 3, 'HQ', '60000', 'ADM-01', 900, 0, null, null, null, 900, 0),
    ('acme', 'GL', 'GL2', '2026-03-01 10:00:00', 1, 'HQ', '60000', 'ADM-01', 500, 0, null, null, null, 500, 0),
    ('acme', 'GL', 'GL3', '2026-03-01 10:00:00', 1, 'HQ', '60000', 'ADM-01', 500, 0, null, null, null, 500, 0),
    ('acme', 'GL', 'GL4', '2026-03-01 10:00:00', 1, 'HQ', '60000', 'ADM-01', 500, 0, null, null, null, 500, 0),
    ('acme', 'GL', 'GL5', '2026-03-01 10:00:00', 1, 'HQ', '60000', 'ADM-01', 5, 0, null, null, null, 5, 0),
    ('acme', 'GL', 'GL5', '2026-03-01 10:00:00', 2, 'HQ', '10100', 'ADM-01', 0, 5, null, null, null, 0, 5),
    ('acme', 'GL', 'GL6', '2026-03-01 10:00:00', 1, 'HQ', '99000', 'ADM-01', 12, 0, null, null, null, 12, 0),
    ('acme', 'GL', 'GL7', '2026-03-01 10:00:00', 1, 'UK', '60000', 'ADM-01', 8, 0, null, null, null, null, null),
    ('acme', 'GL', 'GL7', '2026-03-01 10:00:00', 2, 'UK', '10100', 'ADM-01', 0, 8, null, null, null, null, null),
    ('acme', 'GL', 'GL8', '2026-03-01 10:00:00', 1, 'UK', '60000', 'ADM-01', 10, 0, null, null, null, null, null),
    ('acme', 'GL', 'GL8', '2026-03-01 10:00:00', 2, 'UK', '60000', 'ADM-01', 10, 0, null, null, null, null, null),
    ('acme', 'GL', 'GL8', '2026-03-01 10:00:00', 3, 'UK', '10100', 'ADM-01', 0, 20, null, null, null, null, null),
    ('acme', 'GL', 'GL9', '2026-03-01 10:00:00', 1, 'HQ', '60000', 'ADM-01', 1, 0, null, null, null, 1, 0),
    ('acme', 'GL', 'GL9', '2026-03-01 10:00:00', 2, 'HQ', '10100', 'ADM-01', 0, 1, null, null, null, 0, 1);
create table acumatica.account_details (tenant text, for_ledger text, for_period text, row_number bigint, module text, batch_number text, account text, debit_amount numeric(38, 9), credit_amount numeric(38, 9), debit_amount_in_base_currency numeric(38, 9), credit_amount_in_base_currency numeric(38, 9));
insert into acumatica.account_details values
    ('acme', 'ACTUALGBP', '012026', 7, 'GL', 'GL8', '60000', 10, 0, 8.67, 0),
    ('acme', 'ACTUALGBP', '012026', 8, 'GL', 'GL8', '60000', 10, 0, 8.66, 0),
    ('acme', 'ACTUALGBP', '012026', 9, 'GL', 'GL8', '10100', 0, 20, 0, 17.33);

-- Acumatica's own trial balance of January 2026, which MAIN numbers 072026.
create table acumatica.account_summaries (tenant text, for_ledger text, for_period text, account text, debit_total numeric(38, 9), credit_total numeric(38, 9));
insert into acumatica.account_summaries values
    ('acme', 'ACTUALGBP', '012026', '60000', 25.33, 0),
    ('acme', 'ACTUALGBP', '012026', '10100', 0, 25.33),
    ('acme', 'ACTUAL', '012026', '11000', 300, 30),
    ('acme', 'ACTUAL', '012026', '20000', 0, 320),
    ('acme', 'ACTUAL', '012026', '40000', 30, 300),
    ('acme', 'ACTUAL', '012026', '60000', 380, 0),
    ('acme', 'ACTUAL', '012026', '61000', 0, 60);

-- Each record was read when it had changed.
alter table acumatica.bills add column set_read_at timestamp;
update acumatica.bills set set_read_at = last_modified_date_time;
alter table acumatica.checks add column set_read_at timestamp;
update acumatica.checks set set_read_at = last_modified_date_time;
alter table acumatica.invoices add column set_read_at timestamp;
update acumatica.invoices set set_read_at = last_modified_date_time;
alter table acumatica.payments add column set_read_at timestamp;
update acumatica.payments set set_read_at = last_modified_date_time;
alter table acumatica.purchase_orders add column set_read_at timestamp;
update acumatica.purchase_orders set set_read_at = last_modified_date_time;
alter table acumatica.journal_transactions add column set_read_at timestamp;
update acumatica.journal_transactions set set_read_at = last_modified_date_time;
