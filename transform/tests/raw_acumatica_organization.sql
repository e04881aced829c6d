-- Raw tables of a tenant whose API user may not see companies and branches. Vendors name a payables
-- account of the class of current liabilities. The ledger of the group is in euros; branch NORTH has
-- orders only.
insert into acumatica.ledgers (tenant, ledger_id, description, type, currency) values
    ('hidden', 'ACTUAL', 'Actual', 'Actual', 'USD'),
    ('hidden', 'GROUP', 'Group', 'Reporting', 'EUR');
insert into acumatica.ledger_companies (tenant, ledger_id, company) values ('hidden', 'ACTUAL', 'MAIN'), ('hidden', 'GROUP', 'MAIN');
insert into acumatica.accounts (tenant, account_cd, description, type, account_class, cash_account, active) values
    ('hidden', '10100', 'Checking', 'Asset', 'CASHASSET', true, true),
    ('hidden', '20000', 'Payables', 'Liability', 'CURRLIAB', false, true),
    ('hidden', '21000', 'Accruals', 'Liability', 'CURRLIAB', false, true),
    ('hidden', '32000', 'Retained Earnings', 'Liability', 'EQUITY', false, true),
    ('hidden', '60000', 'Rent', 'Expense', 'EXPENSE', false, true);
insert into acumatica.vendors (tenant, vendor_id, vendor_name, vendor_class, status, ap_account, currency_id) values
    ('hidden', 'V1', 'Acme Parts', 'PARTS', 'Active', '20000', 'USD');
insert into acumatica.financial_years (tenant, financial_year, start_date) values ('hidden', '2026', '2026-01-01');
insert into acumatica.financial_periods (tenant, financial_year, financial_period_id, start_date, end_date, adjustment_period, status, closed_in_ap, closed_in_ar) values
    ('hidden', '2026', '012026', '2026-01-01', '2026-01-31', false, 'Open', false, false),
    ('hidden', '2026', '022026', '2026-02-01', '2026-02-28', false, 'Open', false, false);
insert into acumatica.currencies (tenant, currency_id, decimal_precision) values ('hidden', 'USD', 2), ('hidden', 'EUR', 2);

insert into acumatica.bills (tenant, type, reference_nbr, vendor, date, due_date, post_period, currency_id, amount, balance, branch_id, status, set_read_at) values
    ('hidden', 'Bill', '0001', 'V1', '2026-01-10', '2026-02-09', '012026', 'USD', 100.25, 60.25, 'HQ', 'Open', '2026-03-01 10:00:00');
insert into acumatica.checks (tenant, type, reference_nbr, vendor, application_date, cash_account, currency_id, payment_amount, unapplied_balance, status, set_read_at) values
    ('hidden', 'Payment', '0101', 'V1', '2026-02-10', '10100', 'USD', 40, 0, 'Closed', '2026-03-01 10:00:00');
insert into acumatica.check_history (tenant, type, reference_nbr, set_read_at, row_number, doc_type, history_reference_nbr, amount_paid) values
    ('hidden', 'Payment', '0101', '2026-03-01 10:00:00', 1, 'Bill', '0001', 40);
insert into acumatica.journal_transactions (tenant, module, batch_nbr, ledger_id, branch_id, currency_id, transaction_date, post_period, status, set_read_at) values
    ('hidden', 'AP', 'AP1', 'ACTUAL', 'HQ', 'USD', '2026-01-10', '012026', 'Posted', '2026-03-01 10:00:00'),
    ('hidden', 'AP', 'CK1', 'ACTUAL', 'HQ', 'USD', '2026-02-10', '022026', 'Posted', '2026-03-01 10:00:00'),
    ('hidden', 'GL', 'GL1', 'GROUP', 'HQ', 'EUR', '2026-01-31', '012026', 'Posted', '2026-03-01 10:00:00');
insert into acumatica.journal_transaction_lines (tenant, module, batch_nbr, set_read_at, line_nbr, branch_id, account, subaccount, debit_amount, credit_amount, reference_nbr, vendor_or_customer) values
    ('hidden', 'AP', 'AP1', '2026-03-01 10:00:00', 1, 'HQ', '20000', 'ADM-01', 0, 100.25, '0001', 'V1'),
    ('hidden', 'AP', 'AP1', '2026-03-01 10:00:00', 2, 'HQ', '60000', 'ADM-01', 100.25, 0, '0001', 'V1'),
    ('hidden', 'AP', 'CK1', '2026-03-01 10:00:00', 1, 'HQ', '20000', 'ADM-01', 40, 0, '0101', 'V1'),
    ('hidden', 'AP', 'CK1', '2026-03-01 10:00:00', 2, 'HQ', '10100', 'ADM-01', 0, 40, '0101', 'V1'),
    ('hidden', 'GL', 'GL1', '2026-03-01 10:00:00', 1, 'HQ', '60000', 'ADM-01', 9.5, 0, null, null),
    ('hidden', 'GL', 'GL1', '2026-03-01 10:00:00', 2, 'HQ', '10100', 'ADM-01', 0, 9.5, null, null);
insert into acumatica.purchase_orders (tenant, type, order_nbr, vendor_id, branch, date, currency_id, currency_rate, status, set_read_at) values
    ('hidden', 'Normal', 'PO1', 'V1', 'HQ', '2026-01-05', 'USD', 1, 'Open', '2026-03-01 10:00:00'),
    ('hidden', 'Normal', 'PO2', 'V1', 'NORTH', '2026-01-06', 'USD', 1, 'Open', '2026-03-01 10:00:00');
insert into acumatica.purchase_order_lines (tenant, type, order_nbr, set_read_at, line_nbr, inventory_id, order_qty, qty_on_receipts, unit_cost, extended_cost, account, subaccount, branch_id, completed, cancelled) values
    ('hidden', 'Normal', 'PO1', '2026-03-01 10:00:00', 1, 'WIDGET', 10, 0, 5, 50, '60000', 'ADM-01', 'HQ', false, false),
    ('hidden', 'Normal', 'PO2', '2026-03-01 10:00:00', 1, 'WIDGET', 2, 0, 5.25, 10.5, '60000', 'ADM-01', 'NORTH', false, false);

-- A tenant of two companies with one ledger, whose calendars differ: period 072026 of MAIN is January. Its
-- documents have the rarer types and statuses: invoice 0001 was canceled by credit memo 0500, credit
-- write-off 0300 takes what is left of a payment, 0400 is a prepayment invoice, and 0401 one that was paid.
insert into acumatica.branches (tenant, company_id, company_name, company_status, branch_id, branch_name, branch_country, branch_status, base_currency_id) values
    ('group', 'MAIN', 'Main', true, 'HQ', 'Headquarters', 'US', true, 'USD'),
    ('group', 'SUB', 'Subsidiary', true, 'SUB', 'Subsidiary', 'US', true, 'USD');
insert into acumatica.ledgers (tenant, ledger_id, description, type, currency) values ('group', 'ACTUAL', 'Actual', 'Actual', 'USD');
insert into acumatica.ledger_companies (tenant, ledger_id, company) values ('group', 'ACTUAL', 'MAIN'), ('group', 'ACTUAL', 'SUB');
insert into acumatica.accounts (tenant, account_cd, description, type, account_class, cash_account, active) values
    ('group', '10100', 'Checking', 'Asset', 'CASHASSET', true, true),
    ('group', '11000', 'Receivables', 'Asset', 'AR', false, true),
    ('group', '13000', 'Due from and to Companies', 'Asset', 'CURRASSET', false, true),
    ('group', '20000', 'Payables', 'Liability', 'AP', false, true),
    ('group', '22000', 'Customer Prepayments', 'Liability', 'CURRLIAB', false, true),
    ('group', '32000', 'Retained Earnings', 'Liability', 'EQUITY', false, true),
    ('group', '40000', 'Sales', 'Income', 'SALES', false, true),
    ('group', '49000', 'Write-Offs', 'Income', 'OTHINCOME', false, true),
    ('group', '60000', 'Rent', 'Expense', 'EXPENSE', false, true);
insert into acumatica.vendors (tenant, vendor_id, vendor_name, vendor_class, status, ap_account, currency_id) values
    ('group', 'V1', 'Acme Parts', 'PARTS', 'Active', '20000', 'USD');
insert into acumatica.customers (tenant, customer_id, customer_name, status) values ('group', 'C1', 'Globex', 'Active');
insert into acumatica.financial_years (tenant, financial_year, start_date) values ('group', '2026', '2026-01-01');
insert into acumatica.financial_periods (tenant, financial_year, financial_period_id, start_date, end_date, adjustment_period, status, closed_in_ap, closed_in_ar) values
    ('group', '2026', '012026', '2026-01-01', '2026-01-31', false, 'Open', false, false),
    ('group', '2026', '022026', '2026-02-01', '2026-02-28', false, 'Open', false, false),
    ('group', '2026', '072026', '2026-07-01', '2026-07-31', false, 'Open', false, false);
insert into acumatica.company_financial_years (tenant, company, financial_year, start_date) values ('group', 'MAIN', '2026', '2025-07-01');
insert into acumatica.company_financial_periods (tenant, company, financial_year, financial_period_id, start_date, end_date, adjustment_period, status, closed_in_ap, closed_in_ar) values
    ('group', 'MAIN', '2026', '072026', '2026-01-01', '2026-01-31', false, 'Open', false, false),
    ('group', 'MAIN', '2026', '082026', '2026-02-01', '2026-02-28', false, 'Open', false, false);
insert into acumatica.currencies (tenant, currency_id, decimal_precision) values ('group', 'USD', 2);

insert into acumatica.bills (tenant, type, reference_nbr, vendor, date, due_date, post_period, currency_id, amount, balance, branch_id, status, set_read_at) values
    ('group', 'Bill', '0001', 'V1', '2026-01-10', '2026-02-09', '072026', 'USD', 100.10, 100.10, 'HQ', 'Under Reclassification', '2026-03-01 10:00:00'),
    ('group', 'Bill', '0002', 'V1', '2026-02-10', '2026-03-12', '082026', 'USD', 70, 70, 'HQ', null, '2026-03-01 10:00:00'),
    ('group', 'Prepayment Req.', '0003', 'V1', '2026-02-10', '2026-03-12', '082026', 'USD', 7, 7, 'HQ', 'Open', '2026-03-01 10:00:00');
insert into acumatica.invoices (tenant, type, reference_nbr, customer, date, due_date, post_period, custom_document_cury_id, amount, balance, link_branch, link_ar_account, status, set_read_at) values
    ('group', 'Invoice', '0001', 'C1', '2026-01-15', '2026-02-14', '072026', 'USD', 50.5, 0, 'HQ', '11000', 'Canceled', '2026-03-01 10:00:00'),
    ('group', 'Credit Memo', '0500', 'C1', '2026-01-16', null, '072026', 'USD', 50.5, 0, 'HQ', '11000', 'Closed', '2026-03-01 10:00:00'),
    ('group', 'Credit WO', '0300', 'C1', '2026-02-20', null, '082026', 'USD', 2.25, 0, 'HQ', '11000', 'Closed', '2026-03-01 10:00:00'),
    ('group', 'Prepmt. Invoice', '0400', 'C1', '2026-02-21', '2026-03-23', '082026', 'USD', 30.4, 30.4, 'HQ', '11000', 'Pending Payment', '2026-03-01 10:00:00'),
    ('group', 'Prepmt. Invoice', '0401', 'C1', '2026-02-21', '2026-03-23', '082026', 'USD', 12.75, 12.75, 'HQ', '11000', 'Unapplied', '2026-03-01 10:00:00');
insert into acumatica.payments (tenant, type, reference_nbr, customer_id, application_date, branch_id, cash_account, currency_id, payment_amount, custom_document_cury_doc_bal, status, set_read_at) values
    ('group', 'Payment', '0201', 'C1', '2026-02-15', 'HQ', '10100', 'USD', 15, 0, 'Closed', '2026-03-01 10:00:00'),
    ('group', 'Credit Memo', '0500', 'C1', '2026-01-16', 'HQ', null, 'USD', 50.5, 0, 'Closed', '2026-03-01 10:00:00'),
    ('group', 'Prepmt. Invoice', '0401', 'C1', '2026-02-21', 'HQ', null, 'USD', 12.75, 12.75, 'Unapplied', '2026-03-01 10:00:00');
insert into acumatica.payment_applications (tenant, type, reference_nbr, set_read_at, row_number, display_doc_type, display_ref_nbr, amount_paid) values
    ('group', 'Payment', '0201', '2026-03-01 10:00:00', 1, 'Prepmt. Invoice', '0401', 12.75),
    ('group', 'Payment', '0201', '2026-03-01 10:00:00', 2, 'Credit WO', '0300', 2.25),
    ('group', 'Credit Memo', '0500', '2026-03-01 10:00:00', 1, 'Invoice', '0001', 50.5);
insert into acumatica.journal_transactions (tenant, module, batch_nbr, ledger_id, branch_id, currency_id, transaction_date, post_period, status, set_read_at) values
    ('group', 'AP', 'AP1', 'ACTUAL', 'HQ', 'USD', '2026-01-10', '072026', 'Posted', '2026-03-01 10:00:00'),
    ('group', 'AR', 'AR1', 'ACTUAL', 'HQ', 'USD', '2026-01-15', '072026', 'Posted', '2026-03-01 10:00:00'),
    ('group', 'AR', 'AR2', 'ACTUAL', 'HQ', 'USD', '2026-01-16', '072026', 'Posted', '2026-03-01 10:00:00'),
    ('group', 'AR', 'PM1', 'ACTUAL', 'HQ', 'USD', '2026-02-15', '082026', 'Posted', '2026-03-01 10:00:00'),
    ('group', 'AR', 'WO1', 'ACTUAL', 'HQ', 'USD', '2026-02-20', '082026', 'Posted', '2026-03-01 10:00:00'),
    ('group', 'AR', 'PP1', 'ACTUAL', 'HQ', 'USD', '2026-02-21', '082026', 'Posted', '2026-03-01 10:00:00'),
    ('group', 'AR', 'PP2', 'ACTUAL', 'HQ', 'USD', '2026-02-21', '082026', 'Posted', '2026-03-01 10:00:00');
insert into acumatica.journal_transaction_lines (tenant, module, batch_nbr, set_read_at, line_nbr, branch_id, account, subaccount, debit_amount, credit_amount, reference_nbr, vendor_or_customer) values
    ('group', 'AP', 'AP1', '2026-03-01 10:00:00', 1, 'HQ', '60000', 'ADM-01', 100.10, 0, '0001', 'V1'),
    ('group', 'AP', 'AP1', '2026-03-01 10:00:00', 2, 'HQ', '20000', 'ADM-01', 0, 100.10, '0001', 'V1'),
    ('group', 'AR', 'AR1', '2026-03-01 10:00:00', 1, 'HQ', '11000', 'ADM-01', 50.5, 0, '0001', 'C1'),
    ('group', 'AR', 'AR1', '2026-03-01 10:00:00', 2, 'HQ', '40000', 'ADM-01', 0, 50.5, '0001', 'C1'),
    ('group', 'AR', 'AR2', '2026-03-01 10:00:00', 1, 'HQ', '11000', 'ADM-01', 0, 50.5, '0500', 'C1'),
    ('group', 'AR', 'AR2', '2026-03-01 10:00:00', 2, 'HQ', '40000', 'ADM-01', 50.5, 0, '0500', 'C1'),
    ('group', 'AR', 'PM1', '2026-03-01 10:00:00', 1, 'HQ', '10100', 'ADM-01', 15, 0, '0201', 'C1'),
    ('group', 'AR', 'PM1', '2026-03-01 10:00:00', 2, 'HQ', '11000', 'ADM-01', 0, 15, '0201', 'C1'),
    ('group', 'AR', 'WO1', '2026-03-01 10:00:00', 1, 'HQ', '11000', 'ADM-01', 2.25, 0, '0300', 'C1'),
    ('group', 'AR', 'WO1', '2026-03-01 10:00:00', 2, 'HQ', '49000', 'ADM-01', 0, 2.25, '0300', 'C1'),
    ('group', 'AR', 'PP1', '2026-03-01 10:00:00', 1, 'HQ', '11000', 'ADM-01', 30.4, 0, '0400', 'C1'),
    ('group', 'AR', 'PP1', '2026-03-01 10:00:00', 2, 'HQ', '22000', 'ADM-01', 0, 30.4, '0400', 'C1'),
    ('group', 'AR', 'PP2', '2026-03-01 10:00:00', 1, 'HQ', '11000', 'ADM-01', 12.75, 0, '0401', 'C1'),
    ('group', 'AR', 'PP2', '2026-03-01 10:00:00', 2, 'HQ', '22000', 'ADM-01', 0, 12.75, '0401', 'C1');

-- Lines of orders that were closed before everything was delivered: all of PO1 is billed, PO2 lacks a piece.
insert into acumatica.purchase_orders (tenant, type, order_nbr, vendor_id, branch, date, currency_id, currency_rate, status, set_read_at) values
    ('group', 'Normal', 'PO1', 'V1', 'HQ', '2026-01-05', 'USD', 1, 'Open', '2026-03-01 10:00:00'),
    ('group', 'Normal', 'PO2', 'V1', 'HQ', '2026-01-05', 'USD', 1, 'Completed', '2026-03-01 10:00:00');
insert into acumatica.purchase_order_lines (tenant, type, order_nbr, set_read_at, line_nbr, inventory_id, order_qty, qty_on_receipts, unit_cost, extended_cost, account, subaccount, branch_id, completed, cancelled) values
    ('group', 'Normal', 'PO1', '2026-03-01 10:00:00', 1, 'WIDGET', 10, 9, 5.01, 50.1, '60000', 'ADM-01', 'HQ', true, false),
    ('group', 'Normal', 'PO1', '2026-03-01 10:00:00', 2, 'WIDGET', 10, 0, 5.01, 50.1, '60000', 'ADM-01', 'HQ', false, false),
    ('group', 'Normal', 'PO2', '2026-03-01 10:00:00', 1, 'WIDGET', 10, 9, 5.01, 50.1, '60000', 'ADM-01', 'HQ', true, false);
insert into acumatica.bill_lines (tenant, type, reference_nbr, set_read_at, id, account, amount, qty, po_order_type, po_order_nbr, po_line) values
    ('group', 'Bill', '0001', '2026-03-01 10:00:00', 'a', '60000', 45.09, 9, 'Normal', 'PO1', 1),
    ('group', 'Bill', '0001', '2026-03-01 10:00:00', 'b', '60000', 40.08, 8, 'Normal', 'PO2', 1),
    ('group', 'Bill', '0001', '2026-03-01 10:00:00', 'c', '60000', 14.93, 1, null, null, null);

-- A journal of both companies: the batch is in January as MAIN numbers it, lines of SUB as SUB does. What
-- Acumatica's own trial balance has of January is in the master calendar.
alter table acumatica.journal_transaction_lines add column custom_gl_tran_module_bat_nbr_fin_period_id text;
insert into acumatica.journal_transactions (tenant, module, batch_nbr, ledger_id, branch_id, currency_id, transaction_date, post_period, status, set_read_at) values
    ('group', 'GL', 'GL1', 'ACTUAL', 'HQ', 'USD', '2026-01-31', '072026', 'Posted', '2026-03-01 10:00:00');
insert into acumatica.journal_transaction_lines (tenant, module, batch_nbr, set_read_at, line_nbr, branch_id, account, subaccount, debit_amount, credit_amount, custom_gl_tran_module_bat_nbr_fin_period_id) values
    ('group', 'GL', 'GL1', '2026-03-01 10:00:00', 1, 'HQ', '60000', 'ADM-01', 40.01, 0, '072026'),
    ('group', 'GL', 'GL1', '2026-03-01 10:00:00', 2, 'HQ', '10100', 'ADM-01', 0, 100, '072026'),
    ('group', 'GL', 'GL1', '2026-03-01 10:00:00', 3, 'HQ', '13000', 'ADM-01', 59.99, 0, '072026'),
    ('group', 'GL', 'GL1', '2026-03-01 10:00:00', 4, 'SUB', '60000', 'ADM-01', 59.99, 0, '01-2026'),
    ('group', 'GL', 'GL1', '2026-03-01 10:00:00', 5, 'SUB', '13000', 'ADM-01', 0, 59.99, '012026');
insert into acumatica.account_summaries (tenant, for_ledger, for_period, account, debit_total, credit_total) values
    ('group', 'ACTUAL', '012026', '10100', 0, 100),
    ('group', 'ACTUAL', '012026', '11000', 50.5, 50.5),
    ('group', 'ACTUAL', '012026', '13000', 59.99, 59.99),
    ('group', 'ACTUAL', '012026', '20000', 0, 100.10),
    ('group', 'ACTUAL', '012026', '40000', 50.5, 50.5),
    ('group', 'ACTUAL', '012026', '60000', 200.10, 0);
