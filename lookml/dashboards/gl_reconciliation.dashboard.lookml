- dashboard: gl_reconciliation
  title: GL Reconciliation
  description: Debits against credits, control accounts against open items, and what is not explained.
  layout: newspaper
  preferred_viewer: dashboards-next
  filters:
  - name: Company
    title: Company
    type: field_filter
    model: finance
    explore: trial_balance
    field: dim_company.company_name
    default_value: ""
  elements:
  - name: debits_and_credits
    title: Debits and Credits by Period
    model: finance
    explore: trial_balance
    type: looker_grid
    fields: [dim_company.company_name, trial_balance.period_start_month,
      trial_balance.ledger_currency_code, trial_balance.total_debit_amount,
      trial_balance.total_credit_amount, difference]
    filters:
      trial_balance.is_primary_book: "Yes"
    dynamic_fields:
    - table_calculation: difference
      label: Difference
      expression: ${trial_balance.total_debit_amount} - ${trial_balance.total_credit_amount}
      value_format_name: decimal_2
    sorts: [dim_company.company_name, trial_balance.period_start_month desc]
    limit: 5000
    listen:
      Company: dim_company.company_name
    row: 0
    col: 0
    width: 24
    height: 8
  - name: control_accounts
    title: Control Accounts in the General Ledger
    model: finance
    explore: general_ledger
    type: looker_grid
    fields: [dim_company.company_name, dim_account.account_type, fct_gl_line.account_number,
      fct_gl_line.ledger_currency_code, fct_gl_line.total_net_amount,
      fct_gl_line.reported_net_amount]
    filters:
      fct_gl_line.is_primary_book: "Yes"
      dim_account.account_type: accounts_payable,accounts_receivable
    sorts: [dim_company.company_name, fct_gl_line.account_number]
    limit: 5000
    listen:
      Company: dim_company.company_name
    row: 8
    col: 0
    width: 12
    height: 8
  - name: open_items
    title: Open Items in the Subledgers
    model: finance
    explore: subledger
    type: looker_grid
    fields: [dim_company.company_name, dim_account.account_type,
      fct_subledger_entry.account_number, fct_subledger_entry.base_currency_code,
      fct_subledger_entry.total_base_amount]
    sorts: [dim_company.company_name, fct_subledger_entry.account_number]
    limit: 5000
    listen:
      Company: dim_company.company_name
    row: 8
    col: 12
    width: 12
    height: 8
  - name: exceptions
    title: Not Explained by the Source's Records
    model: finance
    explore: ledger_exceptions
    type: looker_grid
    fields: [dim_company.company_name, ledger_exceptions.exception_type,
      ledger_exceptions.account_number, ledger_exceptions.document_type, ledger_exceptions.count,
      ledger_exceptions.total_base_amount]
    sorts: [ledger_exceptions.count desc]
    limit: 500
    listen:
      Company: dim_company.company_name
    row: 16
    col: 0
    width: 12
    height: 6
  - name: master_data
    title: Master Data Findings
    model: finance
    explore: master_data_check
    type: looker_grid
    fields: [master_data_check.source_system, master_data_check.member_type,
      master_data_check.finding, master_data_check.count]
    sorts: [master_data_check.count desc]
    limit: 500
    row: 16
    col: 12
    width: 12
    height: 6
