-- A third Acumatica tenant, in dollars, with dong at 25542 for one, payments in another currency than what they
-- settle, and subaccounts with separators of all kinds.
insert into acumatica.branches (tenant, company_id, company_name, company_status, branch_id, branch_name, branch_country, branch_status, base_currency_id) values
    ('fx', 'MAIN', 'Main', true, 'HQ', 'Headquarters', 'US', true, 'USD');
insert into acumatica.ledgers (tenant, ledger_id, description, type, currency) values ('fx', 'ACTUAL', 'Actual', 'Actual', 'USD');
insert into acumatica.ledger_companies (tenant, ledger_id, company) values ('fx', 'ACTUAL', 'MAIN');
insert into acumatica.accounts (tenant, account_cd, description, type, account_class, cash_account, active) values
    ('fx', '10100', 'Checking', 'Asset', 'CASHASSET', true, true),
    ('fx', '10200', 'Checking VND', 'Asset', 'CASHASSET', true, true),
    ('fx', '11000', 'Receivables', 'Asset', 'AR', false, true),
    ('fx', '13000', 'Prepayments', 'Asset', 'CURRASSET', false, true),
    ('fx', '20000', 'Payables', 'Liability', 'AP', false, true),
    ('fx', '32000', 'Retained Earnings', 'Liability', 'EQUITY', false, true),
    ('fx', '40000', 'Sales', 'Income', 'SALES', false, true),
    ('fx', '60000', 'Rent', 'Expense', 'EXPENSE', false, true);
insert into acumatica.vendors (tenant, vendor_id, vendor_name, vendor_class, status, ap_account, currency_id) values
    ('fx', 'V1', 'Acme Parts', 'PARTS', 'Active', '20000', 'USD');
insert into acumatica.customers (tenant, customer_id, customer_name, status) values ('fx', 'C1', 'Globex', 'Active');
insert into acumatica.financial_years (tenant, financial_year, start_date) values ('fx', '2026', '2026-01-01');
insert into acumatica.financial_periods (tenant, financial_year, financial_period_id, start_date, end_date, adjustment_period, status, closed_in_ap, closed_in_ar) values
    ('fx', '2026', '012026', '2026-01-01', '2026-01-31', false, 'Open', false, false),
    ('fx', '2026', '022026', '2026-02-01', '2026-02-28', false, 'Open', false, false),
    ('fx', '2026', '032026', '2026-03-01', '2026-03-31', false, 'Open', false, false);
insert into acumatica.currencies (tenant, currency_id, decimal_precision) values ('fx', 'USD', 2), ('fx', 'EUR', 2), ('fx', 'VND', 0);

-- W: a bill of 1,000,000,000 dong, half of which is paid at the same rate.
insert into acumatica.bills (tenant, type, reference_nbr, vendor, date, due_date, post_period, currency_id, amount, balance, branch_id, status, set_read_at) values
    ('fx', 'Bill', 'W1', 'V1', '2026-01-10', '2026-02-09', '012026', 'VND', 1000000000, 500000000, 'HQ', 'Open', '2026-03-01 10:00:00'),
    ('fx', 'Bill', '0901', 'V1', '2026-02-10', '2026-03-12', '022026', 'EUR', 70, 70, 'HQ', 'Open', '2026-03-01 10:00:00'),
    ('fx', 'Bill', 'F1', 'V1', '2026-02-01', '2026-02-15', '022026', 'USD', 30, 0, 'HQ', 'Closed', '2026-03-06 10:00:00');
insert into acumatica.checks (tenant, type, reference_nbr, vendor, application_date, cash_account, currency_id, payment_amount, unapplied_balance, status, set_read_at) values
    ('fx', 'Payment', 'W2', 'V1', '2026-02-10', '10200', 'VND', 500000000, 0, 'Closed', '2026-03-01 10:00:00'),
    ('fx', 'Prepayment', 'F2', 'V1', '2026-01-10', '10100', 'USD', 30, 0, 'Closed', '2026-03-06 10:00:00');
insert into acumatica.check_history (tenant, type, reference_nbr, set_read_at, row_number, doc_type, history_reference_nbr, amount_paid) values
    ('fx', 'Payment', 'W2', '2026-03-01 10:00:00', 1, 'Bill', 'W1', 500000000),
    ('fx', 'Prepayment', 'F2', '2026-03-06 10:00:00', 1, 'Bill', 'F1', 30);
insert into acumatica.journal_transactions (tenant, module, batch_nbr, ledger_id, branch_id, currency_id, transaction_date, post_period, status, set_read_at) values
    ('fx', 'AP', 'W1', 'ACTUAL', 'HQ', 'VND', '2026-01-10', '012026', 'Posted', '2026-03-01 10:00:00'),
    ('fx', 'AP', 'W2', 'ACTUAL', 'HQ', 'VND', '2026-02-10', '022026', 'Posted', '2026-03-01 10:00:00'),
    ('fx', 'AP', 'B1', 'ACTUAL', 'HQ', 'EUR', '2026-02-10', '022026', 'Posted', '2026-03-01 10:00:00'),
    ('fx', 'AP', 'Q1', 'ACTUAL', 'HQ', 'EUR', '2026-01-20', '012026', 'Posted', '2026-03-01 10:00:00'),
    ('fx', 'AP', 'F1', 'ACTUAL', 'HQ', 'USD', '2026-02-01', '022026', 'Posted', '2026-03-06 10:00:00'),
    ('fx', 'AP', 'F2', 'ACTUAL', 'HQ', 'USD', '2026-01-10', '012026', 'Posted', '2026-03-06 10:00:00'),
    ('fx', 'AP', 'F3', 'ACTUAL', 'HQ', 'USD', '2026-03-05', '032026', 'Posted', '2026-03-06 10:00:00');
insert into acumatica.journal_transaction_lines (tenant, module, batch_nbr, set_read_at, line_nbr, branch_id, account, subaccount, debit_amount, credit_amount, custom_gl_tran_module_bat_nbr_debit_amt, custom_gl_tran_module_bat_nbr_credit_amt, reference_nbr, vendor_or_customer, custom_gl_tran_module_bat_nbr_tran_type) values
    ('fx', 'AP', 'W1', '2026-03-01 10:00:00', 1, 'HQ', '60000', 'FIN.02', 1000000000, 0, 39151.20, 0, 'W1', 'V1', 'INV'),
    ('fx', 'AP', 'W1', '2026-03-01 10:00:00', 2, 'HQ', '20000', 'FIN.02', 0, 1000000000, 0, 39151.20, 'W1', 'V1', 'INV'),
    ('fx', 'AP', 'W2', '2026-03-01 10:00:00', 1, 'HQ', '20000', 'FIN.02', 500000000, 0, 19575.60, 0, 'W2', 'V1', 'CHK'),
    ('fx', 'AP', 'W2', '2026-03-01 10:00:00', 2, 'HQ', '10200', 'FIN.02', 0, 500000000, 0, 19575.60, 'W2', 'V1', 'CHK'),
    ('fx', 'AP', 'B1', '2026-03-01 10:00:00', 1, 'HQ', '60000', 'FIN/02', 70, 0, 84, 0, '0901', 'V1', 'INV'),
    ('fx', 'AP', 'B1', '2026-03-01 10:00:00', 2, 'HQ', '20000', 'FIN-02', 0, 70, 0, 84, '0901', 'V1', 'INV'),
    ('fx', 'AP', 'Q1', '2026-03-01 10:00:00', 1, 'HQ', '60000', 'FIN-02', 15, 0, 16.5, 0, '0901', 'V1', 'QCK'),
    ('fx', 'AP', 'Q1', '2026-03-01 10:00:00', 2, 'HQ', '10100', 'FIN.02', 0, 15, 0, 16.5, '0901', 'V1', 'QCK'),
    ('fx', 'AP', 'F1', '2026-03-06 10:00:00', 1, 'HQ', '60000', 'FIN.02', 30, 0, 30, 0, 'F1', 'V1', 'INV'),
    ('fx', 'AP', 'F1', '2026-03-06 10:00:00', 2, 'HQ', '20000', 'FIN.02', 0, 30, 0, 30, 'F1', 'V1', 'INV'),
    ('fx', 'AP', 'F2', '2026-03-06 10:00:00', 1, 'HQ', '13000', 'FIN.02', 30, 0, 30, 0, 'F2', 'V1', 'PPM'),
    ('fx', 'AP', 'F2', '2026-03-06 10:00:00', 2, 'HQ', '10100', 'FIN.02', 0, 30, 0, 30, 'F2', 'V1', 'PPM'),
    ('fx', 'AP', 'F3', '2026-03-06 10:00:00', 1, 'HQ', '20000', 'FIN.02', 30, 0, 30, 0, 'F2', 'V1', 'PPM'),
    ('fx', 'AP', 'F3', '2026-03-06 10:00:00', 2, 'HQ', '13000', 'FIN.02', 0, 30, 0, 30, 'F2', 'V1', 'PPM');

-- X: an invoice of 100 euros that a payment of 110 dollars settles, by the cross rate of the application.
insert into acumatica.invoices (tenant, type, reference_nbr, customer, date, due_date, post_period, custom_document_cury_id, amount, balance, link_branch, link_ar_account, status, set_read_at) values
    ('fx', 'Invoice', 'X2', 'C1', '2026-01-15', '2026-02-14', '012026', 'EUR', 100, 0, 'HQ', '11000', 'Closed', '2026-03-01 10:00:00');
insert into acumatica.payments (tenant, type, reference_nbr, customer_id, application_date, branch_id, cash_account, currency_id, payment_amount, custom_document_cury_doc_bal, status, set_read_at) values
    ('fx', 'Payment', 'X1', 'C1', '2026-02-15', 'HQ', '10100', 'USD', 110, 0, 'Closed', '2026-03-01 10:00:00');
insert into acumatica.payment_applications (tenant, type, reference_nbr, set_read_at, row_number, display_doc_type, display_ref_nbr, amount_paid) values
    ('fx', 'Payment', 'X1', '2026-03-01 10:00:00', 1, 'Invoice', 'X2', 110);
insert into acumatica.journal_transactions (tenant, module, batch_nbr, ledger_id, branch_id, currency_id, transaction_date, post_period, status, set_read_at) values
    ('fx', 'AR', 'X2', 'ACTUAL', 'HQ', 'EUR', '2026-01-15', '012026', 'Posted', '2026-03-01 10:00:00'),
    ('fx', 'AR', 'X1', 'ACTUAL', 'HQ', 'USD', '2026-02-15', '022026', 'Posted', '2026-03-01 10:00:00');
insert into acumatica.journal_transaction_lines (tenant, module, batch_nbr, set_read_at, line_nbr, branch_id, account, subaccount, debit_amount, credit_amount, custom_gl_tran_module_bat_nbr_debit_amt, custom_gl_tran_module_bat_nbr_credit_amt, reference_nbr, vendor_or_customer, custom_gl_tran_module_bat_nbr_tran_type) values
    ('fx', 'AR', 'X2', '2026-03-01 10:00:00', 1, 'HQ', '11000', 'FIN.02', 100, 0, 110, 0, 'X2', 'C1', 'INV'),
    ('fx', 'AR', 'X2', '2026-03-01 10:00:00', 2, 'HQ', '40000', 'FIN.02', 0, 100, 0, 110, 'X2', 'C1', 'INV'),
    ('fx', 'AR', 'X1', '2026-03-01 10:00:00', 1, 'HQ', '10100', 'FIN.02', 110, 0, 110, 0, 'X1', 'C1', 'PMT'),
    ('fx', 'AR', 'X1', '2026-03-01 10:00:00', 2, 'HQ', '11000', 'FIN.02', 0, 110, 0, 110, 'X1', 'C1', 'PMT');

-- C: a payment of 150 dollars settles invoice C1 of 100 euros, which was booked at 108 dollars: its lines have what it settles at the
-- invoice's rate. Checks C3 and C4 of 110 and 120 dollars settle 200 of bill C2's 300 euros.
insert into acumatica.accounts (tenant, account_cd, description, type, account_class, cash_account, active) values
    ('fx', '70000', 'Exchange Differences', 'Expense', 'OTHEXPENSE', false, true);
insert into acumatica.invoices (tenant, type, reference_nbr, customer, date, due_date, post_period, custom_document_cury_id, amount, balance, link_branch, link_ar_account, status, set_read_at) values
    ('fx', 'Invoice', 'C1', 'C1', '2026-01-16', '2026-02-15', '012026', 'EUR', 100, 0, 'HQ', '11000', 'Closed', '2026-03-01 10:00:00');
insert into acumatica.payments (tenant, type, reference_nbr, customer_id, application_date, branch_id, cash_account, currency_id, payment_amount, custom_document_cury_doc_bal, status, set_read_at) values
    ('fx', 'Payment', 'C2', 'C1', '2026-02-16', 'HQ', '10100', 'USD', 150, 40, 'Open', '2026-03-01 10:00:00');
insert into acumatica.payment_applications (tenant, type, reference_nbr, set_read_at, row_number, display_doc_type, display_ref_nbr, amount_paid) values
    ('fx', 'Payment', 'C2', '2026-03-01 10:00:00', 1, 'Invoice', 'C1', 110);
insert into acumatica.bills (tenant, type, reference_nbr, vendor, date, due_date, post_period, currency_id, amount, balance, branch_id, status, set_read_at) values
    ('fx', 'Bill', 'C2', 'V1', '2026-01-17', '2026-02-16', '012026', 'EUR', 300, 100, 'HQ', 'Open', '2026-03-01 10:00:00');
insert into acumatica.checks (tenant, type, reference_nbr, vendor, application_date, cash_account, currency_id, payment_amount, unapplied_balance, status, set_read_at) values
    ('fx', 'Payment', 'C3', 'V1', '2026-02-10', '10100', 'USD', 110, 0, 'Closed', '2026-03-01 10:00:00'),
    ('fx', 'Payment', 'C4', 'V1', '2026-02-20', '10100', 'USD', 120, 0, 'Closed', '2026-03-01 10:00:00');
insert into acumatica.check_history (tenant, type, reference_nbr, set_read_at, row_number, doc_type, history_reference_nbr, amount_paid) values
    ('fx', 'Payment', 'C3', '2026-03-01 10:00:00', 1, 'Bill', 'C2', 110),
    ('fx', 'Payment', 'C4', '2026-03-01 10:00:00', 1, 'Bill', 'C2', 120);
insert into acumatica.journal_transactions (tenant, module, batch_nbr, ledger_id, branch_id, currency_id, transaction_date, post_period, status, set_read_at) values
    ('fx', 'AR', 'C1', 'ACTUAL', 'HQ', 'EUR', '2026-01-16', '012026', 'Posted', '2026-03-01 10:00:00'),
    ('fx', 'AR', 'C2', 'ACTUAL', 'HQ', 'USD', '2026-02-16', '022026', 'Posted', '2026-03-01 10:00:00'),
    ('fx', 'AP', 'C2', 'ACTUAL', 'HQ', 'EUR', '2026-01-17', '012026', 'Posted', '2026-03-01 10:00:00'),
    ('fx', 'AP', 'C3', 'ACTUAL', 'HQ', 'USD', '2026-02-10', '022026', 'Posted', '2026-03-01 10:00:00'),
    ('fx', 'AP', 'C4', 'ACTUAL', 'HQ', 'USD', '2026-02-20', '022026', 'Posted', '2026-03-01 10:00:00');
insert into acumatica.journal_transaction_lines (tenant, module, batch_nbr, set_read_at, line_nbr, branch_id, account, subaccount, debit_amount, credit_amount, custom_gl_tran_module_bat_nbr_debit_amt, custom_gl_tran_module_bat_nbr_credit_amt, reference_nbr, vendor_or_customer, custom_gl_tran_module_bat_nbr_tran_type) values
    ('fx', 'AR', 'C1', '2026-03-01 10:00:00', 1, 'HQ', '11000', 'FIN.02', 100, 0, 108, 0, 'C1', 'C1', 'INV'),
    ('fx', 'AR', 'C1', '2026-03-01 10:00:00', 2, 'HQ', '40000', 'FIN.02', 0, 100, 0, 108, 'C1', 'C1', 'INV'),
    ('fx', 'AR', 'C2', '2026-03-01 10:00:00', 1, 'HQ', '10100', 'FIN.02', 150, 0, 150, 0, 'C2', 'C1', 'PMT'),
    ('fx', 'AR', 'C2', '2026-03-01 10:00:00', 2, 'HQ', '11000', 'FIN.02', 0, 40, 0, 40, 'C2', 'C1', 'PMT'),
    ('fx', 'AR', 'C2', '2026-03-01 10:00:00', 3, 'HQ', '11000', 'FIN.02', 0, 108, 0, 108, 'C2', 'C1', 'PMT'),
    ('fx', 'AR', 'C2', '2026-03-01 10:00:00', 4, 'HQ', '70000', 'FIN.02', 0, 2, 0, 2, 'C2', 'C1', 'PMT'),
    ('fx', 'AP', 'C2', '2026-03-01 10:00:00', 1, 'HQ', '60000', 'FIN.02', 300, 0, 330, 0, 'C2', 'V1', 'INV'),
    ('fx', 'AP', 'C2', '2026-03-01 10:00:00', 2, 'HQ', '20000', 'FIN.02', 0, 300, 0, 330, 'C2', 'V1', 'INV'),
    ('fx', 'AP', 'C3', '2026-03-01 10:00:00', 1, 'HQ', '20000', 'FIN.02', 110, 0, 110, 0, 'C3', 'V1', 'CHK'),
    ('fx', 'AP', 'C3', '2026-03-01 10:00:00', 2, 'HQ', '10100', 'FIN.02', 0, 110, 0, 110, 'C3', 'V1', 'CHK'),
    ('fx', 'AP', 'C4', '2026-03-01 10:00:00', 1, 'HQ', '20000', 'FIN.02', 110, 0, 110, 0, 'C4', 'V1', 'CHK'),
    ('fx', 'AP', 'C4', '2026-03-01 10:00:00', 2, 'HQ', '70000', 'FIN.02', 10, 0, 10, 0, 'C4', 'V1', 'CHK'),
    ('fx', 'AP', 'C4', '2026-03-01 10:00:00', 3, 'HQ', '10100', 'FIN.02', 0, 120, 0, 120, 'C4', 'V1', 'CHK');

-- Blanket order B1 of 100, from which normal order B2 of 40 is drawn and received, B4, which is drawn whole, and standard order B3, a
-- template.
alter table acumatica.purchase_order_lines add column ordered_qty numeric(38, 9);
insert into acumatica.purchase_orders (tenant, type, order_nbr, vendor_id, branch, date, currency_id, currency_rate, status, set_read_at) values
    ('fx', 'Blanket', 'B1', 'V1', 'HQ', '2026-01-05', 'USD', 1, 'Open', '2026-03-01 10:00:00'),
    ('fx', 'Normal', 'B2', 'V1', 'HQ', '2026-01-06', 'USD', 1, 'Open', '2026-03-01 10:00:00'),
    ('fx', 'Standard', 'B3', 'V1', 'HQ', '2026-01-06', 'USD', 1, 'Open', '2026-03-01 10:00:00'),
    ('fx', 'Blanket', 'B4', 'V1', 'HQ', '2026-01-06', 'USD', 1, 'Open', '2026-03-01 10:00:00');
insert into acumatica.purchase_order_lines (tenant, type, order_nbr, set_read_at, line_nbr, inventory_id, order_qty, ordered_qty, qty_on_receipts, unit_cost, extended_cost, account, subaccount, branch_id, completed, cancelled) values
    ('fx', 'Blanket', 'B1', '2026-03-01 10:00:00', 1, 'WIDGET', 10, 4, 4, 10, 100, '60000', 'FIN.02', 'HQ', false, false),
    ('fx', 'Normal', 'B2', '2026-03-01 10:00:00', 1, 'WIDGET', 4, 0, 4, 10, 40, '60000', 'FIN.02', 'HQ', false, false),
    ('fx', 'Standard', 'B3', '2026-03-01 10:00:00', 1, 'WIDGET', 100, 0, 0, 10, 1000, '60000', 'FIN.02', 'HQ', false, false),
    ('fx', 'Blanket', 'B4', '2026-03-01 10:00:00', 1, 'WIDGET', 5, 5, 0, 10, 50, '60000', 'FIN.02', 'HQ', false, false);
