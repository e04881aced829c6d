-- Raw tables of a small Oracle Fusion pod as the loaders write them.
-- Ledger US keeps its books in dollars by calendar year, in accounts entity-department-account.
-- Ledger UK keeps its books in pounds from April, in accounts natural account.company.cost center.
create schema oracle_fusion;

create table oracle_fusion.gl_ledgers (pod text, ledger_id bigint, name text, currency_code text, chart_of_accounts_id bigint, period_set_name text, ledger_category_code text, ledger_type_code text, is_deleted boolean);
insert into oracle_fusion.gl_ledgers values
    ('acme', 1, 'US', 'USD', 51, 'CAL', 'PRIMARY', 'L', false),
    ('acme', 2, 'UK', 'GBP', 52, 'APR', 'PRIMARY', 'L', false),
    ('acme', 3, 'US in EUR', 'EUR', 51, 'CAL', 'ALC', 'L', false),
    ('acme', 9, 'All', null, 51, 'CAL', null, 'S', false);

create table oracle_fusion.business_units (pod text, business_unit_id bigint, business_unit_name text, legal_entity_id bigint, primary_ledger_id bigint, is_deleted boolean);
insert into oracle_fusion.business_units values ('acme', 1, 'US BU', 1, 1, false), ('acme', 2, 'UK BU', 2, 2, false);

create table oracle_fusion.currencies (pod text, currency_code text, "precision" bigint);
insert into oracle_fusion.currencies values ('acme', 'USD', 2), ('acme', 'GBP', 2), ('acme', 'EUR', 2);

-- BICC has the labels of chart 52, whose names are those of the API. Those of chart 51 are configured.
create table oracle_fusion.gl_chart_segments (pod text, structure_instance_number bigint, segment_name text, segment_label_code text, sequence_number bigint);
insert into oracle_fusion.gl_chart_segments values
    ('acme', 52, 'naturalAccount', 'GL_ACCOUNT', 1),
    ('acme', 52, 'company', 'GL_BALANCING', 2),
    ('acme', 52, 'costCenter', 'FA_COST_CTR', 3),
    ('acme', 52, 'team', 'GL_INTERCOMPANY', 4),
    ('acme', 51, 'subAccount', null, 9);

create table oracle_fusion.gl_accounts (pod text, code_combination_id bigint, chart_of_accounts_id bigint, account_type text, enabled_flag text, financial_category text, entity text, department text, account text, natural_account text, company text, cost_center text, team text, is_deleted boolean, _other text);
insert into oracle_fusion.gl_accounts values
    ('acme', 1, 51, 'A', 'Y', 'CASH', '101', '000', '1010', null, null, null, null, false, null),
    ('acme', 2, 51, 'A', 'Y', 'AR', '101', '000', '1200', null, null, null, null, false, null),
    ('acme', 3, 51, 'L', 'Y', 'AP', '101', '000', '2000', null, null, null, null, false, null),
    ('acme', 4, 51, 'R', 'Y', 'REVENUE', '101', '100', '4000', null, null, null, null, false, null),
    ('acme', 5, 51, 'E', 'Y', null, '101', '100', '6000', null, null, null, null, false, null),
    ('acme', 6, 52, 'L', 'Y', 'AP', null, null, null, '2000', '201', '000', 'A1', false, null),
    ('acme', 7, 52, 'E', 'Y', 'EXPENSE', null, null, null, '6000', '201', '100', 'A1', false, null),
    ('acme', 8, 52, 'A', 'Y', 'CASH', null, null, null, '1010', '201', '000', 'A1', false, null),
    ('acme', 9, 51, 'E', 'Y', null, '109', '100', '6000', null, null, null, null, true, null);

create table oracle_fusion.gl_value_sets (pod text, value_set_id bigint, value_set_code text, set_read_at timestamp, is_deleted boolean);
insert into oracle_fusion.gl_value_sets values
    ('acme', 1, 'ACME_ENTITY', '2026-03-01', false),
    ('acme', 2, 'ACME_DEPARTMENT', '2026-03-01', false),
    ('acme', 3, 'ACME_ACCOUNT', '2026-03-01', false),
    ('acme', 4, 'ACME_NATURAL_ACCOUNT', '2026-03-01', false),
    ('acme', 5, 'Acme Company', '2026-03-01', false),
    ('acme', 6, 'ACME_COST_CENTER', '2026-03-01', false);
create table oracle_fusion.gl_segment_values (pod text, value_set_id bigint, value text, description text, enabled_flag text, summary_flag text, parent_value text, end_date_active date, set_read_at timestamp);
insert into oracle_fusion.gl_segment_values values
    ('acme', 1, '101', 'Acme US', 'Y', 'N', null, null, '2026-03-01'),
    ('acme', 1, '102', 'Without an account', 'Y', 'N', null, null, '2026-03-01'),
    ('acme', 2, '000', 'None', 'Y', 'N', null, null, '2026-03-01'),
    ('acme', 2, '100', 'Operations', 'Y', 'N', '900', null, '2026-03-01'),
    ('acme', 2, '900', 'All', 'Y', 'Y', null, null, '2026-03-01'),
    ('acme', 2, '110', 'Closed down', 'Y', 'N', null, '2020-12-31', '2026-03-01'),
    ('acme', 2, '120', 'Removed', 'Y', 'N', null, null, '2026-02-01'),
    ('acme', 3, '1010', 'Bank', 'Y', 'N', '1000', null, '2026-03-01'),
    ('acme', 3, '1000', 'Assets', 'Y', 'Y', null, null, '2026-03-01'),
    ('acme', 3, '1200', 'Receivables', 'Y', 'N', null, null, '2026-03-01'),
    ('acme', 3, '2000', 'Payables', 'Y', 'N', null, null, '2026-03-01'),
    ('acme', 3, '3200', 'Retained Earnings', 'Y', 'N', null, null, '2026-03-01'),
    ('acme', 3, '4000', 'Sales', 'Y', 'N', null, null, '2026-03-01'),
    ('acme', 3, '6000', 'Rent', 'Y', 'N', null, null, '2026-03-01'),
    ('acme', 3, '6900', 'Unused', 'N', 'N', null, null, '2026-03-01'),
    ('acme', 4, '1010', 'UK Bank', 'Y', 'N', null, null, '2026-03-01'),
    ('acme', 4, '2000', 'UK Payables', 'Y', 'N', null, null, '2026-03-01'),
    ('acme', 4, '6000', 'UK Rent', 'Y', 'N', null, null, '2026-03-01'),
    ('acme', 5, '201', 'Acme UK', 'Y', 'N', null, null, '2026-03-01'),
    ('acme', 6, '000', 'None', 'Y', 'N', null, null, '2026-03-01'),
    ('acme', 6, '100', 'UK Operations', 'Y', 'N', null, null, '2026-03-01');

create table oracle_fusion.gl_periods (pod text, period_set_name_id text, period_name_id text, period_year bigint, period_number bigint, start_date date, end_date date, adjustment_period_flag boolean);
insert into oracle_fusion.gl_periods values
    ('acme', 'CAL', 'Dec-25', 2025, 12, '2025-12-01', '2025-12-31', false),
    ('acme', 'CAL', 'Adj-25', 2025, 13, '2025-12-31', '2025-12-31', true),
    ('acme', 'CAL', 'Jan-26', 2026, 1, '2026-01-01', '2026-01-31', false),
    ('acme', 'CAL', 'Feb-26', 2026, 2, '2026-02-01', '2026-02-28', false),
    ('acme', 'APR', 'Jan-26', 2026, 10, '2026-01-01', '2026-01-31', false);
-- The second name is composed, as some pods do.
create table oracle_fusion.gl_period_statuses (pod text, period_name_id text, application_id bigint, ledger_id bigint, closing_status text, period_year bigint, period_number bigint, start_date date, end_date date, adjustment_period_flag boolean);
insert into oracle_fusion.gl_period_statuses values
    ('acme', 'Dec-25', 101, 1, 'P', 2025, 12, '2025-12-01', '2025-12-31', false),
    ('acme', 'CAL_Jan-26_101_1', 101, 1, 'C', 2026, 1, '2026-01-01', '2026-01-31', false),
    ('acme', 'Jan-26', 200, 1, 'P', 2026, 1, '2026-01-01', '2026-01-31', false),
    ('acme', 'Feb-26', 101, 1, 'O', 2026, 2, '2026-02-01', '2026-02-28', false),
    ('acme', 'Feb-26', 222, 1, 'F', 2026, 2, '2026-02-01', '2026-02-28', false),
    ('acme', 'Jan-26', 101, 2, 'O', 2026, 10, '2026-01-01', '2026-01-31', false),
    ('acme', 'Jan-26', 200, 2, 'N', 2026, 10, '2026-01-01', '2026-01-31', false),
    ('acme', 'Feb-26', 101, 2, 'N', 2026, 11, '2026-02-01', '2026-02-28', false),
    ('acme', 'Jan-26', 777, 1, 'O', 2026, 1, '2026-01-01', '2026-01-31', false);

create table oracle_fusion.suppliers (pod text, supplier_id bigint, supplier text, supplier_number text, supplier_type text, parent_supplier_id bigint, status text, inactive_date date, creation_date timestamp, last_update_date timestamp, set_read_at timestamp, is_deleted boolean);
insert into oracle_fusion.suppliers values
    ('acme', 501, 'Vendor One', 'S1', 'Utility', null, 'ACTIVE', null, '2025-01-01', '2026-01-01', '2026-03-01', false),
    ('acme', 502, 'Vendor Two', 'S2', null, 501, 'INACTIVE', '2026-01-01', '2025-01-01', '2026-01-01', '2026-03-01', false),
    ('acme', 503, 'Deleted', 'S3', null, null, 'ACTIVE', null, '2025-01-01', '2026-01-01', '2026-03-01', true);
create table oracle_fusion.supplier_sites (pod text, supplier_id bigint, supplier_site_id bigint, email text, invoice_currency_code text, set_read_at timestamp);
insert into oracle_fusion.supplier_sites values ('acme', 501, 1, 'one@example.com', 'USD', '2026-03-01'), ('acme', 501, 2, 'old@example.com', 'EUR', '2026-02-01');

-- The bill of the UK has the number of one of the US, the credit another name of its supplier. The credit is settled with the payment of
-- nothing, and the payment 8002 is void.
create table oracle_fusion.ap_invoices (pod text, invoice_id bigint, invoice_number text, invoice_type text, supplier text, supplier_number text, business_unit text, payment_terms text, validation_status text, accounting_status text, canceled_flag boolean, liability_distribution text, invoice_currency text, conversion_rate decimal(18, 6), invoice_date date, accounting_date date, invoice_amount decimal(18, 2), amount_paid decimal(18, 2), base_amount decimal(18, 2), creation_date timestamp, last_update_date timestamp, set_read_at timestamp, is_deleted boolean);
insert into oracle_fusion.ap_invoices values
    ('acme', 7001, 'INV-1', 'Standard', 'Vendor One', 'S1', 'US BU', 'Net 30', 'Validated', 'Accounted', false, '101-000-2000', 'USD', null, '2026-01-05', '2026-01-05', 100, 80, null, '2026-01-05', '2026-01-06', '2026-03-01', false),
    ('acme', 7002, 'INV-1', 'Standard', 'Vendor Two', 'S2', 'UK BU', null, 'Validated', 'Accounted', false, '2000.201.000', 'EUR', 0.8, '2026-01-10', '2026-01-10', 100, 0, 80, '2026-01-10', '2026-01-10', '2026-03-01', false),
    ('acme', 7003, 'CM-1', 'Credit memo', 'Vendor Uno', 'S1', 'US BU', null, 'Validated', 'Accounted', false, '101-000-2000', 'USD', null, '2026-01-20', '2026-01-20', -20, -20, null, '2026-01-20', '2026-01-20', '2026-03-01', false),
    ('acme', 7004, 'EXP-1', 'Payment request', 'Jane Doe', 'E7', 'US BU', null, 'Not validated', 'Unaccounted', false, '101-000-2000', 'USD', null, '2026-02-20', '2026-02-20', 15, 0, null, '2026-02-20', '2026-02-20', '2026-03-01', false),
    ('acme', 7005, 'INV-5', 'Standard', 'Vendor One', 'S1', 'US BU', null, 'Validated', 'Accounted', false, '101-000-2000', 'USD', null, '2026-02-01', '2026-02-01', 9, 0, null, '2026-02-01', '2026-02-01', '2026-03-01', true);
create table oracle_fusion.ap_invoice_lines (pod text, invoice_id bigint, line_number bigint, line_type text, item text, item_description text, line_amount decimal(18, 2), discarded_flag boolean, set_read_at timestamp);
insert into oracle_fusion.ap_invoice_lines values
    ('acme', 7001, 1, 'Item', 'CHAIR', 'Chair', 90, false, '2026-03-01'),
    ('acme', 7001, 2, 'Tax', null, null, 10, false, '2026-03-01'),
    ('acme', 7001, 3, 'Item', 'TABLE', 'Table', 5, true, '2026-03-01'),
    ('acme', 7001, 4, 'Item', 'LAMP', 'Lamp', 5, false, '2026-02-01'),
    ('acme', 7001, 5, 'Item', 'BENCH', 'Bench', 5, false, '2026-04-01');
create table oracle_fusion.ap_invoice_installments (pod text, invoice_id bigint, installment_number bigint, due_date date, unpaid_amount decimal(18, 2), set_read_at timestamp);
insert into oracle_fusion.ap_invoice_installments values
    ('acme', 7001, 1, '2026-02-04', 20, '2026-03-01'),
    ('acme', 7002, 1, '2026-02-09', 100, '2026-03-01'),
    ('acme', 7003, 1, '2026-01-20', 0, '2026-03-01');

create table oracle_fusion.ap_payments (pod text, check_id bigint, payment_number bigint, voucher_number text, payee text, supplier_number text, business_unit text, payment_status text, payment_currency text, payment_date date, accounting_date date, void_date date, void_accounting_date date, payment_amount decimal(18, 2), set_read_at timestamp);
insert into oracle_fusion.ap_payments values
    ('acme', 8001, 1, 'PAY-1', 'Vendor One', 'S1', 'US BU', 'Negotiable', 'USD', '2026-02-01', '2026-02-01', null, null, 60, '2026-03-01'),
    ('acme', 8002, 2, 'PAY-2', 'Vendor One', 'S1', 'US BU', 'Voided', 'USD', '2026-02-02', '2026-02-02', '2026-02-05', '2026-02-05', 20, '2026-03-01'),
    ('acme', 8003, 3, 'PAY-3', 'Vendor One', 'S1', 'US BU', 'Negotiable', 'USD', '2026-02-03', '2026-02-03', null, null, 0, '2026-03-01');
create table oracle_fusion.ap_payment_related_invoices (pod text, check_id bigint, invoice_payment_id bigint, invoice_id bigint, amount_paid_invoice_currency decimal(18, 2), set_read_at timestamp);
insert into oracle_fusion.ap_payment_related_invoices values
    ('acme', 8001, 1, 7001, 60, '2026-03-01'),
    ('acme', 8001, 2, 7001, 40, '2026-02-01'),
    ('acme', 8002, 3, 7001, 20, '2026-03-01'),
    ('acme', 8003, 4, 7001, 20, '2026-03-01'),
    ('acme', 8003, 5, 7003, -20, '2026-03-01');

create table oracle_fusion.ar_invoices (pod text, customer_transaction_id bigint, transaction_number text, business_unit text, bill_to_customer_name text, bill_to_customer_number text, invoice_currency_code text, payment_terms text, invoice_status text, transaction_date date, accounting_date date, due_date date, entered_amount decimal(18, 2), set_read_at timestamp);
insert into oracle_fusion.ar_invoices values
    ('acme', 6001, 'AR-1', 'US BU', 'Customer One', 'C1', 'USD', 'Net 30', 'Complete', '2026-01-15', '2026-01-15', '2026-02-14', 300, '2026-03-01'),
    ('acme', 6002, 'AR-2', 'US BU', 'Customer Two', 'C2', 'USD', null, 'Incomplete', '2026-02-15', '2026-02-15', null, 5, '2026-03-01');
create table oracle_fusion.ar_invoice_distributions (pod text, customer_transaction_id bigint, distribution_id bigint, account_class text, account_combination text, amount decimal(18, 2), accounted_amount decimal(18, 2), set_read_at timestamp);
insert into oracle_fusion.ar_invoice_distributions values
    ('acme', 6001, 1, 'REC', '101-000-1200', 300, 300, '2026-03-01'),
    ('acme', 6001, 2, 'REV', '101-100-4000', 300, 300, '2026-03-01');
create table oracle_fusion.ar_invoice_lines (pod text, customer_transaction_id bigint, customer_transaction_line_id bigint, item_number text, set_read_at timestamp);
insert into oracle_fusion.ar_invoice_lines values ('acme', 6001, 1, 'CHAIR', '2026-03-01');
create table oracle_fusion.ar_credit_memos (pod text, customer_transaction_id bigint, transaction_number text, business_unit text, bill_to_customer_name text, bill_to_customer_number text, invoice_currency_code text, credit_memo_status text, transaction_date date, accounting_date date, entered_amount decimal(18, 2), set_read_at timestamp);
insert into oracle_fusion.ar_credit_memos values ('acme', 6003, 'ACM-1', 'US BU', 'Customer One', 'C1', 'USD', 'Complete', '2026-02-10', '2026-02-10', -30, '2026-03-01');
create table oracle_fusion.ar_credit_memo_distributions (pod text, customer_transaction_id bigint, distribution_id bigint, account_class text, account_combination text, amount decimal(18, 2), accounted_amount decimal(18, 2), set_read_at timestamp);
insert into oracle_fusion.ar_credit_memo_distributions values ('acme', 6003, 3, 'REC', '101-000-1200', -30, -30, '2026-03-01');
create table oracle_fusion.ar_receipts (pod text, standard_receipt_id bigint, receipt_number text, business_unit text, customer_name text, customer_account_number text, currency text, state text, status text, receipt_date date, accounting_date date, amount decimal(18, 2));
insert into oracle_fusion.ar_receipts values ('acme', 9001, 'R-1', 'US BU', 'Customer One', 'C1', 'USD', 'Cleared', 'Applied', '2026-02-12', '2026-02-12', 110);
create table oracle_fusion.ar_customer_account_activities (pod text, account_id bigint, account_number text, customer_name text, set_read_at timestamp);
insert into oracle_fusion.ar_customer_account_activities values ('acme', 41, 'C1', 'Customer One', '2026-03-01');
create table oracle_fusion.ar_receipt_applications (pod text, account_id bigint, application_id bigint, standard_receipt_id bigint, reference_transaction_id bigint, application_status text, application_date date, application_amount decimal(18, 2), set_read_at timestamp);
insert into oracle_fusion.ar_receipt_applications values
    ('acme', 41, 1, 9001, 6001, 'Applied', '2026-02-12', 100, '2026-03-01'),
    ('acme', 41, 2, 9001, 6001, 'Unapplied', '2026-02-12', 10, '2026-03-01');
create table oracle_fusion.ar_credit_memo_applications (pod text, account_id bigint, application_id bigint, credit_memo_id bigint, reference_transaction_id bigint, application_status text, application_date date, application_amount decimal(18, 2), set_read_at timestamp);
insert into oracle_fusion.ar_credit_memo_applications values ('acme', 41, 3, 6003, 6001, 'Applied', '2026-02-11', 30, '2026-03-01');
create table oracle_fusion.ar_payment_schedules (pod text, account_id bigint, installment_id bigint, transaction_id bigint, payment_schedule_due_date date, total_balance_amount decimal(18, 2), set_read_at timestamp);
insert into oracle_fusion.ar_payment_schedules values
    ('acme', 41, 1, 6001, '2026-02-14', 170, '2026-03-01'),
    ('acme', 41, 2, 6003, '2026-02-10', 0, '2026-03-01');

-- Batch 3 is not posted, batch 4 was deleted. Journal 15 sums up documents. A line of journal 11 was
-- removed, and one of journal 17 has a combination that no list contains.
create table oracle_fusion.gl_journal_batches (pod text, je_batch_id bigint, batch_name text, status text, user_je_source_name text, last_update_date timestamp, set_read_at timestamp, is_deleted boolean);
insert into oracle_fusion.gl_journal_batches values
    ('acme', 1, 'Payables 1', 'P', 'Payables', '2026-02-05', '2026-03-01', false),
    ('acme', 2, 'Receivables 2', 'P', 'Receivables', '2026-02-05', '2026-03-01', false),
    ('acme', 3, 'Manual 3', 'U', 'Manual', '2026-02-05', '2026-03-01', false),
    ('acme', 4, 'Manual 4', 'P', 'Manual', '2026-02-05', '2026-03-01', true),
    ('acme', 5, 'Manual 5', 'P', 'Manual', '2026-02-05', '2026-03-01', false);
create table oracle_fusion.gl_journal_headers (pod text, je_batch_id bigint, journal_header_key text, journal_name text, ledger_name text, ledger_currency_code text, currency_code text, period_name text, user_je_category_name text, default_effective_date date, currency_conversion_rate decimal(18, 6), set_read_at timestamp);
insert into oracle_fusion.gl_journal_headers values
    ('acme', 1, '11', 'INV-1 Purchase Invoices', 'US', 'USD', 'USD', 'Jan-26', 'Purchase Invoices', '2026-01-05', 1, '2026-03-01'),
    ('acme', 1, '12', 'INV-1 Purchase Invoices', 'UK', 'GBP', 'EUR', 'Jan-26', 'Purchase Invoices', '2026-01-10', 0.8, '2026-03-01'),
    ('acme', 1, '13', 'CM-1 Purchase Invoices', 'US', 'USD', 'USD', 'Jan-26', 'Purchase Invoices', '2026-01-20', 1, '2026-03-01'),
    ('acme', 1, '14', 'PAY-1 Payments', 'US', 'USD', 'USD', 'Feb-26', 'Payments', '2026-02-01', 1, '2026-03-01'),
    ('acme', 1, '15', 'Feb-26 Purchase Invoices USD', 'US', 'USD', 'USD', 'Feb-26', 'Purchase Invoices', '2026-02-28', 1, '2026-03-01'),
    ('acme', 1, '16', 'PAY-2 Payments', 'US', 'USD', 'USD', 'Feb-26', 'Payments', '2026-02-02', 1, '2026-03-01'),
    ('acme', 1, '18', 'PAY-2 Payments', 'US', 'USD', 'USD', 'Feb-26', 'Payments', '2026-02-05', 1, '2026-03-01'),
    ('acme', 2, '21', 'AR-1 Sales Invoices', 'US', 'USD', 'USD', 'Jan-26', 'Sales Invoices', '2026-01-15', 1, '2026-03-01'),
    ('acme', 2, '22', 'ACM-1 Credit Memos', 'US', 'USD', 'USD', 'Feb-26', 'Credit Memos', '2026-02-10', 1, '2026-03-01'),
    ('acme', 2, '23', 'R-1 Receipts', 'US', 'USD', 'USD', 'Feb-26', 'Receipts', '2026-02-12', 1, '2026-03-01'),
    ('acme', 3, '31', 'Draft', 'US', 'USD', 'USD', 'Feb-26', 'Adjustment', '2026-02-20', 1, '2026-03-01'),
    ('acme', 4, '41', 'Deleted', 'US', 'USD', 'USD', 'Feb-26', 'Adjustment', '2026-02-20', 1, '2026-03-01'),
    ('acme', 5, '17', 'Year end', 'US', 'USD', 'USD', 'Adj-25', 'Adjustment', '2025-12-31', 1, '2026-03-01');
create table oracle_fusion.gl_journal_lines (pod text, je_batch_id bigint, journal_header_key text, je_line_number bigint, account_combination text, description text, entered_dr decimal(18, 2), entered_cr decimal(18, 2), accounted_dr decimal(18, 2), accounted_cr decimal(18, 2), set_read_at timestamp);
insert into oracle_fusion.gl_journal_lines values
    ('acme', 1, '11', 1, '101-000-2000', null, null, 100, null, 100, '2026-03-01'),
    ('acme', 1, '11', 2, '101-100-6000', null, 100, null, 100, null, '2026-03-01'),
    ('acme', 1, '11', 3, '101-100-6000', null, 7, null, 7, null, '2026-02-01'),
    ('acme', 1, '12', 1, '2000.201.000.A1', null, null, 100, null, 80, '2026-03-01'),
    ('acme', 1, '12', 2, '6000.201.100.A1', null, 100, null, 80, null, '2026-03-01'),
    ('acme', 1, '13', 1, '101-000-2000', null, 20, null, 20, null, '2026-03-01'),
    ('acme', 1, '13', 2, '101-100-6000', null, null, 20, null, 20, '2026-03-01'),
    ('acme', 1, '14', 1, '101-000-1010', null, null, 60, null, 60, '2026-03-01'),
    ('acme', 1, '14', 2, '101-000-2000', null, 60, null, 60, null, '2026-03-01'),
    ('acme', 1, '15', 1, '101-000-2000', null, null, 44, null, 44, '2026-03-01'),
    ('acme', 1, '15', 2, '101-100-6000', null, 44, null, 44, null, '2026-03-01'),
    ('acme', 1, '16', 1, '101-000-1010', null, null, 20, null, 20, '2026-03-01'),
    ('acme', 1, '16', 2, '101-000-2000', null, 20, null, 20, null, '2026-03-01'),
    ('acme', 1, '18', 1, '101-000-1010', null, 20, null, 20, null, '2026-03-01'),
    ('acme', 1, '18', 2, '101-000-2000', null, null, 20, null, 20, '2026-03-01'),
    ('acme', 2, '21', 1, '101-000-1200', null, 300, null, 300, null, '2026-03-01'),
    ('acme', 2, '21', 2, '101-100-4000', null, null, 300, null, 300, '2026-03-01'),
    ('acme', 2, '22', 1, '101-000-1200', null, null, 30, null, 30, '2026-03-01'),
    ('acme', 2, '22', 2, '101-100-4000', null, 30, null, 30, null, '2026-03-01'),
    ('acme', 2, '23', 1, '101-000-1200', null, null, 110, null, 110, '2026-03-01'),
    ('acme', 2, '23', 2, '101-000-1010', null, 110, null, 110, null, '2026-03-01'),
    ('acme', 3, '31', 1, '101-000-1010', null, 1, null, 1, null, '2026-03-01'),
    ('acme', 4, '41', 1, '101-000-1010', null, 2, null, 2, null, '2026-03-01'),
    ('acme', 5, '17', 1, '101-000-1010', null, null, 5, null, 5, '2026-03-01'),
    ('acme', 5, '17', 2, '101-200-6000', null, 5, null, 5, null, '2026-03-01');

create table oracle_fusion.purchase_orders (pod text, po_header_id bigint, order_number text, status_code text, supplier_id bigint, procurement_bu text, currency_code text, order_date date, set_read_at timestamp);
insert into oracle_fusion.purchase_orders values ('acme', 3001, 'PO-1', 'OPEN', 501, 'US BU', 'USD', '2026-01-02', '2026-03-01');
create table oracle_fusion.purchase_order_lines (pod text, po_header_id bigint, po_line_id bigint, line_number bigint, item text, quantity decimal(18, 3), price decimal(18, 2), ordered decimal(18, 2), set_read_at timestamp);
insert into oracle_fusion.purchase_order_lines values ('acme', 3001, 1, 1, 'CHAIR', 10, 9, 90, '2026-03-01'), ('acme', 3001, 2, 2, 'LAMP', 1, 5, 5, '2026-02-01');
create table oracle_fusion.purchase_order_schedules (pod text, po_header_id bigint, po_line_id bigint, line_location_id bigint, promised_delivery_date date, received_quantity decimal(18, 3), invoiced_quantity decimal(18, 3), set_read_at timestamp);
insert into oracle_fusion.purchase_order_schedules values ('acme', 3001, 1, 1, '2026-01-16', 4, 3, '2026-03-01');
create table oracle_fusion.purchase_order_distributions (pod text, po_header_id bigint, po_line_id bigint, line_location_id bigint, po_distribution_id bigint, po_charge_account text, set_read_at timestamp);
insert into oracle_fusion.purchase_order_distributions values ('acme', 3001, 1, 1, 1, '101-100-6000', '2026-03-01');

-- January is read again: the former row of 4000 is gone.
create table oracle_fusion.gl_balances (pod text, ledger_id bigint, accounting_period text, currency text, detail_account_combination text, scenario text, currency_type text, beginning_balance decimal(18, 2), period_activity decimal(18, 2), ending_balance decimal(18, 2), error_detail text, set_read_at timestamp);
insert into oracle_fusion.gl_balances values
    ('acme', 1, 'Jan-26', 'USD', '101-000-1010', 'Actual', 'Total', -5, null, -5, null, '2026-03-01'),
    ('acme', 1, 'Jan-26', 'USD', '101-000-1200', 'Actual', 'Total', null, 300, 300, null, '2026-03-01'),
    ('acme', 1, 'Jan-26', 'USD', '101-000-2000', 'Actual', 'Total', null, -80, -80, null, '2026-03-01'),
    ('acme', 1, 'Jan-26', 'USD', '101-000-3200', 'Actual', 'Total', 5, null, 5, null, '2026-03-01'),
    ('acme', 1, 'Jan-26', 'USD', '101-100-4000', 'Actual', 'Total', null, -300, -300, null, '2026-03-01'),
    ('acme', 1, 'Jan-26', 'USD', '101-100-6000', 'Actual', 'Total', null, 80, 80, null, '2026-03-01'),
    ('acme', 1, 'Jan-26', 'USD', '101-100-4001', 'Actual', 'Total', 1, 1, 2, null, '2026-02-01');
