-- A second Acumatica tenant, whose payments have the cases of the books: companies MAIN and ALPHA share the ledger in dollars
-- and the master calendar. Columns that the first tenant's rows do not have are added.
alter table acumatica.bills add column custom_document_batch_nbr text;
alter table acumatica.checks add column custom_document_batch_nbr text;
alter table acumatica.invoices add column custom_document_batch_nbr text;
alter table acumatica.payments add column custom_document_batch_nbr text;
alter table acumatica.journal_transaction_lines add column custom_gl_tran_module_bat_nbr_tran_type text;

insert into acumatica.branches values
    ('pay', 'MAIN', 'Pay Main', true, 'HQ', 'Headquarters', 'US', true, 'USD'),
    ('pay', 'ALPHA', 'Pay Alpha', true, 'ALPHA', 'Alpha', 'US', true, 'USD');
insert into acumatica.ledgers (tenant, ledger_id, description, type, currency) values ('pay', 'ACTUAL', 'Actual', 'Actual', 'USD');
insert into acumatica.ledger_companies values ('pay', 'ACTUAL', 'MAIN'), ('pay', 'ACTUAL', 'ALPHA');
insert into acumatica.accounts (tenant, account_cd, description, type, account_class, cash_account, active) values
    ('pay', '10100', 'Checking', 'Asset', 'CASHASSET', true, true),
    ('pay', '11000', 'Receivables', 'Asset', 'AR', false, true),
    ('pay', '13000', 'Prepayments', 'Asset', 'CURRASSET', false, true),
    ('pay', '14000', 'Intercompany', 'Asset', 'CURRASSET', false, true),
    ('pay', '20000', 'Payables', 'Liability', 'AP', false, true),
    ('pay', '32000', 'Retained Earnings', 'Liability', 'EQUITY', false, true),
    ('pay', '40000', 'Sales', 'Income', 'SALES', false, true),
    ('pay', '49000', 'Discounts', 'Income', 'OTHINCOME', false, true),
    ('pay', '60000', 'Rent', 'Expense', 'EXPENSE', false, true),
    ('pay', '70000', 'Exchange Differences', 'Expense', 'OTHEXPENSE', false, true);
insert into acumatica.subaccounts (tenant, subaccount_cd, active) values ('pay', 'ADM-01', true);
insert into acumatica.financial_years (tenant, financial_year, start_date) values ('pay', '2025', '2025-01-01'), ('pay', '2026', '2026-01-01');
insert into acumatica.financial_periods values
    ('pay', '2025', '112025', '2025-11-01', '2025-11-30', false, 'Open', false, false),
    ('pay', '2025', '122025', '2025-12-01', '2025-12-31', false, 'Open', false, false),
    ('pay', '2026', '012026', '2026-01-01', '2026-01-31', false, 'Open', false, false),
    ('pay', '2026', '022026', '2026-02-01', '2026-02-28', false, 'Open', false, false),
    ('pay', '2026', '032026', '2026-03-01', '2026-03-31', false, 'Open', false, false);
insert into acumatica.currencies (tenant, currency_id, decimal_precision) values ('pay', 'USD', 2), ('pay', 'EUR', 2);
insert into acumatica.vendors (tenant, vendor_id, vendor_name, status, ap_account, currency_id) values ('pay', 'V1', 'Acme Parts', 'Active', '20000', 'USD');
insert into acumatica.customers (tenant, customer_id, customer_name, status, currency_id) values ('pay', 'C1', 'Globex', 'Active', 'USD');

-- Discounts and write-offs: check D1 pays 98 of bill D1 and takes a discount of 2; check D2 was voided. Payment D1 pays 97 of invoice
-- D1, with a discount of 2 and a write-off of 1.
alter table acumatica.check_history add column cash_discount_taken numeric(38, 9);
alter table acumatica.payment_applications add column cash_discount_taken numeric(38, 9);
alter table acumatica.payment_applications add column balance_write_off numeric(38, 9);
insert into acumatica.bills (tenant, type, reference_nbr, vendor, date, due_date, post_period, currency_id, amount, balance, branch_id, status, custom_document_batch_nbr) values
    ('pay', 'Bill', 'D1', 'V1', '2026-01-10', '2026-02-09', '012026', 'USD', 100, 0, 'HQ', 'Closed', 'D1'),
    ('pay', 'Bill', 'D2', 'V1', '2026-01-11', '2026-02-10', '012026', 'USD', 50, 50, 'HQ', 'Open', 'D2');
insert into acumatica.checks (tenant, type, reference_nbr, vendor, application_date, cash_account, currency_id, payment_amount, unapplied_balance, status, custom_document_batch_nbr) values
    ('pay', 'Payment', 'D1', 'V1', '2026-02-10', '10100', 'USD', 98, 0, 'Closed', 'D3'),
    ('pay', 'Payment', 'D2', 'V1', '2026-02-11', '10100', 'USD', 49, 0, 'Voided', 'D4'),
    ('pay', 'Voided Payment', 'D2', 'V1', '2026-02-12', '10100', 'USD', -49, 0, 'Closed', 'D5');
insert into acumatica.check_history (tenant, type, reference_nbr, row_number, doc_type, history_reference_nbr, amount_paid, cash_discount_taken) values
    ('pay', 'Payment', 'D1', 1, 'Bill', 'D1', 98, 2),
    ('pay', 'Payment', 'D2', 1, 'Bill', 'D2', 49, 1),
    ('pay', 'Voided Payment', 'D2', 1, 'Bill', 'D2', -49, -1);
insert into acumatica.invoices (tenant, type, reference_nbr, customer, date, due_date, post_period, custom_document_cury_id, amount, balance, link_branch, link_ar_account, status, custom_document_batch_nbr) values
    ('pay', 'Invoice', 'D1', 'C1', '2026-01-15', '2026-02-14', '012026', 'USD', 100, 0, 'HQ', '11000', 'Closed', 'D1');
insert into acumatica.payments (tenant, type, reference_nbr, customer_id, application_date, branch_id, cash_account, currency_id, payment_amount, custom_document_cury_doc_bal, status, custom_document_batch_nbr) values
    ('pay', 'Payment', 'D1', 'C1', '2026-02-15', 'HQ', '10100', 'USD', 97, 0, 'Closed', 'D2');
insert into acumatica.payment_applications (tenant, type, reference_nbr, row_number, display_doc_type, display_ref_nbr, amount_paid, cash_discount_taken, balance_write_off) values
    ('pay', 'Payment', 'D1', 1, 'Invoice', 'D1', 97, 2, 1);
insert into acumatica.journal_transactions (tenant, module, batch_nbr, ledger_id, branch_id, currency_id, transaction_date, post_period, status) values
    ('pay', 'AP', 'D1', 'ACTUAL', 'HQ', 'USD', '2026-01-10', '012026', 'Posted'),
    ('pay', 'AP', 'D2', 'ACTUAL', 'HQ', 'USD', '2026-01-11', '012026', 'Posted'),
    ('pay', 'AP', 'D3', 'ACTUAL', 'HQ', 'USD', '2026-02-10', '022026', 'Posted'),
    ('pay', 'AP', 'D4', 'ACTUAL', 'HQ', 'USD', '2026-02-11', '022026', 'Posted'),
    ('pay', 'AP', 'D5', 'ACTUAL', 'HQ', 'USD', '2026-02-12', '022026', 'Posted'),
    ('pay', 'AR', 'D1', 'ACTUAL', 'HQ', 'USD', '2026-01-15', '012026', 'Posted'),
    ('pay', 'AR', 'D2', 'ACTUAL', 'HQ', 'USD', '2026-02-15', '022026', 'Posted');
insert into acumatica.journal_transaction_lines (tenant, module, batch_nbr, line_nbr, branch_id, account, subaccount, debit_amount, credit_amount, reference_nbr, vendor_or_customer, custom_gl_tran_module_bat_nbr_tran_type) values
    ('pay', 'AP', 'D1', 1, 'HQ', '60000', 'ADM-01', 100, 0, 'D1', 'V1', 'INV'),
    ('pay', 'AP', 'D1', 2, 'HQ', '20000', 'ADM-01', 0, 100, 'D1', 'V1', 'INV'),
    ('pay', 'AP', 'D2', 1, 'HQ', '60000', 'ADM-01', 50, 0, 'D2', 'V1', 'INV'),
    ('pay', 'AP', 'D2', 2, 'HQ', '20000', 'ADM-01', 0, 50, 'D2', 'V1', 'INV'),
    ('pay', 'AP', 'D3', 1, 'HQ', '20000', 'ADM-01', 100, 0, 'D1', 'V1', 'CHK'),
    ('pay', 'AP', 'D3', 2, 'HQ', '10100', 'ADM-01', 0, 98, 'D1', 'V1', 'CHK'),
    ('pay', 'AP', 'D3', 3, 'HQ', '49000', 'ADM-01', 0, 2, 'D1', 'V1', 'CHK'),
    ('pay', 'AP', 'D4', 1, 'HQ', '20000', 'ADM-01', 50, 0, 'D2', 'V1', 'CHK'),
    ('pay', 'AP', 'D4', 2, 'HQ', '10100', 'ADM-01', 0, 49, 'D2', 'V1', 'CHK'),
    ('pay', 'AP', 'D4', 3, 'HQ', '49000', 'ADM-01', 0, 1, 'D2', 'V1', 'CHK'),
    ('pay', 'AP', 'D5', 1, 'HQ', '20000', 'ADM-01', 0, 50, 'D2', 'V1', 'VCK'),
    ('pay', 'AP', 'D5', 2, 'HQ', '10100', 'ADM-01', 49, 0, 'D2', 'V1', 'VCK'),
    ('pay', 'AP', 'D5', 3, 'HQ', '49000', 'ADM-01', 1, 0, 'D2', 'V1', 'VCK'),
    ('pay', 'AR', 'D1', 1, 'HQ', '11000', 'ADM-01', 100, 0, 'D1', 'C1', 'INV'),
    ('pay', 'AR', 'D1', 2, 'HQ', '40000', 'ADM-01', 0, 100, 'D1', 'C1', 'INV'),
    ('pay', 'AR', 'D2', 1, 'HQ', '10100', 'ADM-01', 97, 0, 'D1', 'C1', 'PMT'),
    ('pay', 'AR', 'D2', 2, 'HQ', '49000', 'ADM-01', 3, 0, 'D1', 'C1', 'PMT'),
    ('pay', 'AR', 'D2', 3, 'HQ', '11000', 'ADM-01', 0, 100, 'D1', 'C1', 'PMT');

-- Histories: the application of check R1 to bill R1 was reversed, and the check applied to bill R2. Refund F2 returns payment F1, and
-- both have it in their histories. Debit adjustment A2 is applied to bill A1 in its history and in the bill's list, and to check A3, which
-- pays bill A4. Invoices were read again after credit memo M2.
insert into acumatica.bills (tenant, type, reference_nbr, vendor, date, due_date, post_period, currency_id, amount, balance, branch_id, status, custom_document_batch_nbr, set_read_at) values
    ('pay', 'Bill', 'R1', 'V1', '2026-01-10', '2026-02-09', '012026', 'USD', 100, 100, 'HQ', 'Open', 'R1', '2026-03-01 10:00:00'),
    ('pay', 'Bill', 'R2', 'V1', '2026-01-10', '2026-02-09', '012026', 'USD', 100, 0, 'HQ', 'Closed', 'R2', '2026-03-01 10:00:00'),
    ('pay', 'Bill', 'A1', 'V1', '2026-01-10', '2026-02-09', '012026', 'USD', 100, 80, 'HQ', 'Open', 'A1', '2026-03-01 10:00:00'),
    ('pay', 'Debit Adj.', 'A2', 'V1', '2026-02-04', null, '022026', 'USD', 35, 5, 'HQ', 'Open', 'A2', '2026-03-02 10:00:00'),
    ('pay', 'Bill', 'A4', 'V1', '2026-02-04', '2026-03-04', '022026', 'USD', 30, 0, 'HQ', 'Closed', 'A4', '2026-03-01 10:00:00');
insert into acumatica.checks (tenant, type, reference_nbr, vendor, application_date, cash_account, currency_id, payment_amount, unapplied_balance, status, custom_document_batch_nbr, set_read_at) values
    ('pay', 'Payment', 'R1', 'V1', '2026-02-10', '10100', 'USD', 100, 0, 'Closed', 'R3', '2026-03-01 10:00:00'),
    ('pay', 'Debit Adj.', 'A2', 'V1', '2026-02-04', null, 'USD', 35, 5, 'Open', 'A2', '2026-03-01 10:00:00'),
    ('pay', 'Payment', 'A3', 'V1', '2026-02-11', '10100', 'USD', 20, 0, 'Closed', 'A3', '2026-03-01 10:00:00');
insert into acumatica.check_history (tenant, type, reference_nbr, row_number, doc_type, history_reference_nbr, amount_paid, set_read_at) values
    ('pay', 'Payment', 'R1', 1, 'Bill', 'R1', 100, '2026-03-01 10:00:00'),
    ('pay', 'Payment', 'R1', 2, 'Bill', 'R1', -100, '2026-03-01 10:00:00'),
    ('pay', 'Payment', 'R1', 3, 'Bill', 'R2', 100, '2026-03-01 10:00:00'),
    ('pay', 'Debit Adj.', 'A2', 1, 'Bill', 'A1', 20, '2026-03-01 10:00:00'),
    ('pay', 'Payment', 'A3', 1, 'Bill', 'A4', 30, '2026-03-01 10:00:00'),
    ('pay', 'Payment', 'A3', 2, 'Debit Adj.', 'A2', -10, '2026-03-01 10:00:00');
insert into acumatica.bill_applications (tenant, type, reference_nbr, row_number, doc_type, application_reference_nbr, amount_paid, status, set_read_at) values
    ('pay', 'Bill', 'A1', 1, 'Debit Adj.', 'A2', 20, 'Open', '2026-03-01 10:00:00');
insert into acumatica.invoices (tenant, type, reference_nbr, customer, date, due_date, post_period, custom_document_cury_id, amount, balance, link_branch, link_ar_account, status, custom_document_batch_nbr, set_read_at) values
    ('pay', 'Invoice', 'M1', 'C1', '2026-01-15', '2026-02-14', '012026', 'USD', 100, 70, 'HQ', '11000', 'Open', 'M1', '2026-03-02 06:00:00'),
    ('pay', 'Credit Memo', 'M2', 'C1', '2026-01-20', null, '012026', 'USD', 30, 0, 'HQ', '11000', 'Closed', 'M2', '2026-03-02 06:00:00');
insert into acumatica.payments (tenant, type, reference_nbr, customer_id, application_date, branch_id, cash_account, currency_id, payment_amount, custom_document_cury_doc_bal, status, custom_document_batch_nbr, set_read_at) values
    ('pay', 'Payment', 'F1', 'C1', '2026-02-15', 'HQ', '10100', 'USD', 50, 0, 'Closed', 'F1', '2026-03-01 10:00:00'),
    ('pay', 'Refund', 'F2', 'C1', '2026-02-20', 'HQ', '10100', 'USD', 50, 0, 'Closed', 'F2', '2026-03-01 10:00:00'),
    ('pay', 'Credit Memo', 'M2', 'C1', '2026-01-20', 'HQ', null, 'USD', 30, 0, 'Closed', 'M2', '2026-03-01 10:00:00');
insert into acumatica.payment_applications (tenant, type, reference_nbr, row_number, display_doc_type, display_ref_nbr, amount_paid, set_read_at) values
    ('pay', 'Payment', 'F1', 1, 'Refund', 'F2', 50, '2026-03-01 10:00:00'),
    ('pay', 'Refund', 'F2', 1, 'Payment', 'F1', 50, '2026-03-01 10:00:00'),
    ('pay', 'Credit Memo', 'M2', 1, 'Invoice', 'M1', 30, '2026-03-01 10:00:00');
insert into acumatica.journal_transactions (tenant, module, batch_nbr, ledger_id, branch_id, currency_id, transaction_date, post_period, status) values
    ('pay', 'AP', 'R1', 'ACTUAL', 'HQ', 'USD', '2026-01-10', '012026', 'Posted'),
    ('pay', 'AP', 'R2', 'ACTUAL', 'HQ', 'USD', '2026-01-10', '012026', 'Posted'),
    ('pay', 'AP', 'R3', 'ACTUAL', 'HQ', 'USD', '2026-02-10', '022026', 'Posted'),
    ('pay', 'AP', 'A1', 'ACTUAL', 'HQ', 'USD', '2026-01-10', '012026', 'Posted'),
    ('pay', 'AP', 'A2', 'ACTUAL', 'HQ', 'USD', '2026-02-04', '022026', 'Posted'),
    ('pay', 'AP', 'A3', 'ACTUAL', 'HQ', 'USD', '2026-02-11', '022026', 'Posted'),
    ('pay', 'AP', 'A4', 'ACTUAL', 'HQ', 'USD', '2026-02-04', '022026', 'Posted'),
    ('pay', 'AR', 'F1', 'ACTUAL', 'HQ', 'USD', '2026-02-15', '022026', 'Posted'),
    ('pay', 'AR', 'F2', 'ACTUAL', 'HQ', 'USD', '2026-02-20', '022026', 'Posted'),
    ('pay', 'AR', 'M1', 'ACTUAL', 'HQ', 'USD', '2026-01-15', '012026', 'Posted'),
    ('pay', 'AR', 'M2', 'ACTUAL', 'HQ', 'USD', '2026-01-20', '012026', 'Posted');
insert into acumatica.journal_transaction_lines (tenant, module, batch_nbr, line_nbr, branch_id, account, subaccount, debit_amount, credit_amount, reference_nbr, vendor_or_customer, custom_gl_tran_module_bat_nbr_tran_type) values
    ('pay', 'AP', 'R1', 1, 'HQ', '60000', 'ADM-01', 100, 0, 'R1', 'V1', 'INV'),
    ('pay', 'AP', 'R1', 2, 'HQ', '20000', 'ADM-01', 0, 100, 'R1', 'V1', 'INV'),
    ('pay', 'AP', 'R2', 1, 'HQ', '60000', 'ADM-01', 100, 0, 'R2', 'V1', 'INV'),
    ('pay', 'AP', 'R2', 2, 'HQ', '20000', 'ADM-01', 0, 100, 'R2', 'V1', 'INV'),
    ('pay', 'AP', 'R3', 1, 'HQ', '20000', 'ADM-01', 100, 0, 'R1', 'V1', 'CHK'),
    ('pay', 'AP', 'R3', 2, 'HQ', '10100', 'ADM-01', 0, 100, 'R1', 'V1', 'CHK'),
    ('pay', 'AP', 'A1', 1, 'HQ', '60000', 'ADM-01', 100, 0, 'A1', 'V1', 'INV'),
    ('pay', 'AP', 'A1', 2, 'HQ', '20000', 'ADM-01', 0, 100, 'A1', 'V1', 'INV'),
    ('pay', 'AP', 'A2', 1, 'HQ', '20000', 'ADM-01', 35, 0, 'A2', 'V1', 'ADR'),
    ('pay', 'AP', 'A2', 2, 'HQ', '60000', 'ADM-01', 0, 35, 'A2', 'V1', 'ADR'),
    ('pay', 'AP', 'A3', 1, 'HQ', '20000', 'ADM-01', 30, 0, 'A3', 'V1', 'CHK'),
    ('pay', 'AP', 'A3', 2, 'HQ', '20000', 'ADM-01', 0, 10, 'A3', 'V1', 'CHK'),
    ('pay', 'AP', 'A3', 3, 'HQ', '10100', 'ADM-01', 0, 20, 'A3', 'V1', 'CHK'),
    ('pay', 'AP', 'A4', 1, 'HQ', '60000', 'ADM-01', 30, 0, 'A4', 'V1', 'INV'),
    ('pay', 'AP', 'A4', 2, 'HQ', '20000', 'ADM-01', 0, 30, 'A4', 'V1', 'INV'),
    ('pay', 'AR', 'F1', 1, 'HQ', '10100', 'ADM-01', 50, 0, 'F1', 'C1', 'PMT'),
    ('pay', 'AR', 'F1', 2, 'HQ', '11000', 'ADM-01', 0, 50, 'F1', 'C1', 'PMT'),
    ('pay', 'AR', 'F2', 1, 'HQ', '11000', 'ADM-01', 50, 0, 'F2', 'C1', 'REF'),
    ('pay', 'AR', 'F2', 2, 'HQ', '10100', 'ADM-01', 0, 50, 'F2', 'C1', 'REF'),
    ('pay', 'AR', 'M1', 1, 'HQ', '11000', 'ADM-01', 100, 0, 'M1', 'C1', 'INV'),
    ('pay', 'AR', 'M1', 2, 'HQ', '40000', 'ADM-01', 0, 100, 'M1', 'C1', 'INV'),
    ('pay', 'AR', 'M2', 1, 'HQ', '40000', 'ADM-01', 30, 0, 'M2', 'C1', 'CRM'),
    ('pay', 'AR', 'M2', 2, 'HQ', '11000', 'ADM-01', 0, 30, 'M2', 'C1', 'CRM');

-- Batches: check T1 of 100 euros at 0.90 was released in December and partly applied in January to bill T1 at 0.80: a second batch posts
-- the exchange loss. Bill 0007 and debit adjustment 0007 are in one consolidated batch.
insert into acumatica.bills (tenant, type, reference_nbr, vendor, date, due_date, post_period, currency_id, amount, balance, branch_id, status, custom_document_batch_nbr) values
    ('pay', 'Bill', 'T1', 'V1', '2025-11-10', '2025-12-10', '112025', 'EUR', 100, 40, 'HQ', 'Open', 'T1'),
    ('pay', 'Bill', '0007', 'V1', '2026-01-10', '2026-02-09', '012026', 'USD', 100, 100, 'HQ', 'Open', '0007'),
    ('pay', 'Debit Adj.', '0007', 'V1', '2026-01-10', null, '012026', 'USD', 30, 30, 'HQ', 'Open', '0007');
insert into acumatica.checks (tenant, type, reference_nbr, vendor, application_date, cash_account, currency_id, payment_amount, unapplied_balance, status, custom_document_batch_nbr) values
    ('pay', 'Payment', 'T1', 'V1', '2025-12-20', '10100', 'EUR', 100, 40, 'Open', 'T2');
insert into acumatica.check_history (tenant, type, reference_nbr, row_number, doc_type, history_reference_nbr, amount_paid) values
    ('pay', 'Payment', 'T1', 1, 'Bill', 'T1', 60);
insert into acumatica.journal_transactions (tenant, module, batch_nbr, ledger_id, branch_id, currency_id, transaction_date, post_period, status) values
    ('pay', 'AP', 'T1', 'ACTUAL', 'HQ', 'EUR', '2025-11-10', '112025', 'Posted'),
    ('pay', 'AP', 'T2', 'ACTUAL', 'HQ', 'EUR', '2025-12-20', '122025', 'Posted'),
    ('pay', 'AP', 'T3', 'ACTUAL', 'HQ', 'EUR', '2026-01-15', '012026', 'Posted'),
    ('pay', 'AP', '0007', 'ACTUAL', 'HQ', 'USD', '2026-01-10', '012026', 'Posted');
insert into acumatica.journal_transaction_lines (tenant, module, batch_nbr, line_nbr, branch_id, account, subaccount, debit_amount, credit_amount, custom_gl_tran_module_bat_nbr_debit_amt, custom_gl_tran_module_bat_nbr_credit_amt, reference_nbr, vendor_or_customer, custom_gl_tran_module_bat_nbr_tran_type) values
    ('pay', 'AP', 'T1', 1, 'HQ', '60000', 'ADM-01', 100, 0, 80, 0, 'T1', 'V1', 'INV'),
    ('pay', 'AP', 'T1', 2, 'HQ', '20000', 'ADM-01', 0, 100, 0, 80, 'T1', 'V1', 'INV'),
    ('pay', 'AP', 'T2', 1, 'HQ', '20000', 'ADM-01', 100, 0, 90, 0, 'T1', 'V1', 'CHK'),
    ('pay', 'AP', 'T2', 2, 'HQ', '10100', 'ADM-01', 0, 100, 0, 90, 'T1', 'V1', 'CHK'),
    ('pay', 'AP', 'T3', 1, 'HQ', '20000', 'ADM-01', 0, 0, 0, 6, 'T1', 'V1', 'CHK'),
    ('pay', 'AP', 'T3', 2, 'HQ', '70000', 'ADM-01', 0, 0, 6, 0, 'T1', 'V1', 'CHK'),
    ('pay', 'AP', '0007', 1, 'HQ', '60000', 'ADM-01', 100, 0, null, null, '0007', 'V1', 'INV'),
    ('pay', 'AP', '0007', 2, 'HQ', '20000', 'ADM-01', 0, 100, null, null, '0007', 'V1', 'INV'),
    ('pay', 'AP', '0007', 3, 'HQ', '60000', 'ADM-01', 0, 30, null, null, '0007', 'V1', 'ADR'),
    ('pay', 'AP', '0007', 4, 'HQ', '20000', 'ADM-01', 30, 0, null, null, '0007', 'V1', 'ADR');

-- Cash: check S1 pays bill S1 of 110 dollars for 100 euros at 1.20, an exchange loss of 10. Check S2 of MAIN's bank pays bill S2 of ALPHA.
insert into acumatica.bills (tenant, type, reference_nbr, vendor, date, due_date, post_period, currency_id, amount, balance, branch_id, status, custom_document_batch_nbr) values
    ('pay', 'Bill', 'S1', 'V1', '2025-11-10', '2025-12-10', '112025', 'EUR', 100, 0, 'HQ', 'Closed', 'S1'),
    ('pay', 'Bill', 'S2', 'V1', '2026-01-10', '2026-02-09', '012026', 'USD', 70, 0, 'ALPHA', 'Closed', 'S2');
insert into acumatica.checks (tenant, type, reference_nbr, vendor, application_date, cash_account, currency_id, payment_amount, unapplied_balance, status, custom_document_batch_nbr) values
    ('pay', 'Payment', 'S1', 'V1', '2025-12-20', '10100', 'EUR', 100, 0, 'Closed', 'S3'),
    ('pay', 'Payment', 'S2', 'V1', '2026-02-10', '10100', 'USD', 70, 0, 'Closed', 'S4');
insert into acumatica.check_history (tenant, type, reference_nbr, row_number, doc_type, history_reference_nbr, amount_paid) values
    ('pay', 'Payment', 'S1', 1, 'Bill', 'S1', 100),
    ('pay', 'Payment', 'S2', 1, 'Bill', 'S2', 70);
insert into acumatica.journal_transactions (tenant, module, batch_nbr, ledger_id, branch_id, currency_id, transaction_date, post_period, status) values
    ('pay', 'AP', 'S1', 'ACTUAL', 'HQ', 'EUR', '2025-11-10', '112025', 'Posted'),
    ('pay', 'AP', 'S2', 'ACTUAL', 'ALPHA', 'USD', '2026-01-10', '012026', 'Posted'),
    ('pay', 'AP', 'S3', 'ACTUAL', 'HQ', 'EUR', '2025-12-20', '122025', 'Posted'),
    ('pay', 'AP', 'S4', 'ACTUAL', 'HQ', 'USD', '2026-02-10', '022026', 'Posted');
insert into acumatica.journal_transaction_lines (tenant, module, batch_nbr, line_nbr, branch_id, account, subaccount, debit_amount, credit_amount, custom_gl_tran_module_bat_nbr_debit_amt, custom_gl_tran_module_bat_nbr_credit_amt, reference_nbr, vendor_or_customer, custom_gl_tran_module_bat_nbr_tran_type) values
    ('pay', 'AP', 'S1', 1, 'HQ', '60000', 'ADM-01', 100, 0, 110, 0, 'S1', 'V1', 'INV'),
    ('pay', 'AP', 'S1', 2, 'HQ', '20000', 'ADM-01', 0, 100, 0, 110, 'S1', 'V1', 'INV'),
    ('pay', 'AP', 'S3', 1, 'HQ', '20000', 'ADM-01', 100, 0, 110, 0, 'S1', 'V1', 'CHK'),
    ('pay', 'AP', 'S3', 2, 'HQ', '70000', 'ADM-01', 0, 0, 10, 0, 'S1', 'V1', 'CHK'),
    ('pay', 'AP', 'S3', 3, 'HQ', '10100', 'ADM-01', 0, 100, 0, 120, 'S1', 'V1', 'CHK'),
    ('pay', 'AP', 'S2', 1, 'ALPHA', '60000', 'ADM-01', 70, 0, null, null, 'S2', 'V1', 'INV'),
    ('pay', 'AP', 'S2', 2, 'ALPHA', '20000', 'ADM-01', 0, 70, null, null, 'S2', 'V1', 'INV'),
    ('pay', 'AP', 'S4', 1, 'ALPHA', '20000', 'ADM-01', 70, 0, null, null, 'S2', 'V1', 'CHK'),
    ('pay', 'AP', 'S4', 2, 'ALPHA', '14000', 'ADM-01', 0, 70, null, null, 'S2', 'V1', 'CHK'),
    ('pay', 'AP', 'S4', 3, 'HQ', '14000', 'ADM-01', 70, 0, null, null, 'S2', 'V1', 'CHK'),
    ('pay', 'AP', 'S4', 4, 'HQ', '10100', 'ADM-01', 0, 70, null, null, 'S2', 'V1', 'CHK');

-- Prepayments post to an account of their own: nothing of P1 is applied, and 30 of P2's 50.
insert into acumatica.bills (tenant, type, reference_nbr, vendor, date, due_date, post_period, currency_id, amount, balance, branch_id, status, custom_document_batch_nbr) values
    ('pay', 'Bill', 'P2', 'V1', '2026-01-10', '2026-02-09', '012026', 'USD', 30, 0, 'HQ', 'Closed', 'P2');
insert into acumatica.checks (tenant, type, reference_nbr, vendor, application_date, cash_account, currency_id, payment_amount, unapplied_balance, status, custom_document_batch_nbr) values
    ('pay', 'Prepayment', 'P1', 'V1', '2026-02-12', '10100', 'USD', 12, 12, 'Open', 'P1'),
    ('pay', 'Prepayment', 'P2', 'V1', '2025-12-22', '10100', 'USD', 50, 20, 'Open', 'P3');
insert into acumatica.check_history (tenant, type, reference_nbr, row_number, doc_type, history_reference_nbr, amount_paid) values
    ('pay', 'Prepayment', 'P2', 1, 'Bill', 'P2', 30);
insert into acumatica.journal_transactions (tenant, module, batch_nbr, ledger_id, branch_id, currency_id, transaction_date, post_period, status) values
    ('pay', 'AP', 'P1', 'ACTUAL', 'HQ', 'USD', '2026-02-12', '022026', 'Posted'),
    ('pay', 'AP', 'P2', 'ACTUAL', 'HQ', 'USD', '2026-01-10', '012026', 'Posted'),
    ('pay', 'AP', 'P3', 'ACTUAL', 'HQ', 'USD', '2025-12-22', '122025', 'Posted'),
    ('pay', 'AP', 'P4', 'ACTUAL', 'HQ', 'USD', '2026-01-15', '012026', 'Posted');
insert into acumatica.journal_transaction_lines (tenant, module, batch_nbr, line_nbr, branch_id, account, subaccount, debit_amount, credit_amount, reference_nbr, vendor_or_customer, custom_gl_tran_module_bat_nbr_tran_type) values
    ('pay', 'AP', 'P1', 1, 'HQ', '13000', 'ADM-01', 12, 0, 'P1', 'V1', 'PPM'),
    ('pay', 'AP', 'P1', 2, 'HQ', '10100', 'ADM-01', 0, 12, 'P1', 'V1', 'PPM'),
    ('pay', 'AP', 'P2', 1, 'HQ', '60000', 'ADM-01', 30, 0, 'P2', 'V1', 'INV'),
    ('pay', 'AP', 'P2', 2, 'HQ', '20000', 'ADM-01', 0, 30, 'P2', 'V1', 'INV'),
    ('pay', 'AP', 'P3', 1, 'HQ', '13000', 'ADM-01', 50, 0, 'P2', 'V1', 'PPM'),
    ('pay', 'AP', 'P3', 2, 'HQ', '10100', 'ADM-01', 0, 50, 'P2', 'V1', 'PPM'),
    ('pay', 'AP', 'P4', 1, 'HQ', '20000', 'ADM-01', 30, 0, 'P2', 'V1', 'PPM'),
    ('pay', 'AP', 'P4', 2, 'HQ', '13000', 'ADM-01', 0, 30, 'P2', 'V1', 'PPM');

-- Documents that are not released: debit adjustment H1 is applied to bill H2, which is on hold. No check of cash account 10200 was
-- released. Check H4 of nothing settles bill H5 with debit adjustment H6.
insert into acumatica.accounts (tenant, account_cd, description, type, account_class, cash_account, active) values
    ('pay', '10200', 'Savings', 'Asset', 'CASHASSET', true, true);
insert into acumatica.bills (tenant, type, reference_nbr, vendor, date, due_date, post_period, currency_id, amount, balance, branch_id, status, custom_document_batch_nbr) values
    ('pay', 'Debit Adj.', 'H1', 'V1', '2026-02-04', null, '022026', 'USD', 25, 25, 'HQ', 'Open', 'H1'),
    ('pay', 'Bill', 'H2', 'V1', '2026-02-05', '2026-03-05', '022026', 'USD', 100, 100, 'HQ', 'On Hold', null),
    ('pay', 'Bill', 'H5', 'V1', '2026-02-06', '2026-03-05', '022026', 'USD', 15, 0, 'HQ', 'Closed', 'H5'),
    ('pay', 'Debit Adj.', 'H6', 'V1', '2026-02-06', null, '022026', 'USD', 15, 0, 'HQ', 'Closed', 'H6');
insert into acumatica.bill_applications (tenant, type, reference_nbr, row_number, doc_type, application_reference_nbr, amount_paid, status) values
    ('pay', 'Bill', 'H2', 1, 'Debit Adj.', 'H1', 20, 'Open');
insert into acumatica.checks (tenant, type, reference_nbr, vendor, application_date, cash_account, currency_id, payment_amount, unapplied_balance, status, custom_document_batch_nbr) values
    ('pay', 'Payment', 'H3', 'V1', '2026-02-13', '10200', 'EUR', 40, 40, 'Printed', null),
    ('pay', 'Payment', 'H4', 'V1', '2026-02-14', '10200', 'USD', 0, 0, 'Closed', null);
insert into acumatica.check_history (tenant, type, reference_nbr, row_number, doc_type, history_reference_nbr, amount_paid) values
    ('pay', 'Payment', 'H4', 1, 'Bill', 'H5', 15),
    ('pay', 'Payment', 'H4', 2, 'Debit Adj.', 'H6', -15);
insert into acumatica.journal_transactions (tenant, module, batch_nbr, ledger_id, branch_id, currency_id, transaction_date, post_period, status) values
    ('pay', 'AP', 'H1', 'ACTUAL', 'HQ', 'USD', '2026-02-04', '022026', 'Posted'),
    ('pay', 'AP', 'H5', 'ACTUAL', 'HQ', 'USD', '2026-02-06', '022026', 'Posted'),
    ('pay', 'AP', 'H6', 'ACTUAL', 'HQ', 'USD', '2026-02-06', '022026', 'Posted'),
    ('pay', 'AP', 'H4', 'ACTUAL', 'HQ', 'USD', '2026-02-14', '022026', 'Posted');
insert into acumatica.journal_transaction_lines (tenant, module, batch_nbr, line_nbr, branch_id, account, subaccount, debit_amount, credit_amount, reference_nbr, vendor_or_customer, custom_gl_tran_module_bat_nbr_tran_type) values
    ('pay', 'AP', 'H1', 1, 'HQ', '20000', 'ADM-01', 25, 0, 'H1', 'V1', 'ADR'),
    ('pay', 'AP', 'H1', 2, 'HQ', '60000', 'ADM-01', 0, 25, 'H1', 'V1', 'ADR'),
    ('pay', 'AP', 'H5', 1, 'HQ', '60000', 'ADM-01', 15, 0, 'H5', 'V1', 'INV'),
    ('pay', 'AP', 'H5', 2, 'HQ', '20000', 'ADM-01', 0, 15, 'H5', 'V1', 'INV'),
    ('pay', 'AP', 'H6', 1, 'HQ', '20000', 'ADM-01', 15, 0, 'H6', 'V1', 'ADR'),
    ('pay', 'AP', 'H6', 2, 'HQ', '60000', 'ADM-01', 0, 15, 'H6', 'V1', 'ADR'),
    ('pay', 'AP', 'H4', 1, 'HQ', '20000', 'ADM-01', 15, 0, 'H4', 'V1', 'CHK'),
    ('pay', 'AP', 'H4', 2, 'HQ', '20000', 'ADM-01', 0, 15, 'H4', 'V1', 'CHK');
