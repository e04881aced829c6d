- dashboard: cash_position
  title: Cash Position
  description: Balances of the bank accounts, and what vendors and customers have open.
  layout: newspaper
  preferred_viewer: dashboards-next
  filters:
  - name: Company
    title: Company
    type: field_filter
    model: finance
    explore: general_ledger
    field: dim_company.company_name
    default_value: ""
  elements:
  - name: cash_by_account
    title: Cash by Account
    model: finance
    explore: general_ledger
    type: looker_grid
    fields: [dim_company.company_name, dim_account.account_number, dim_account.account_name,
      fct_gl_line.ledger_currency_code, fct_gl_line.total_net_amount]
    filters:
      fct_gl_line.is_primary_book: "Yes"
      dim_account.account_type: bank
    sorts: [dim_company.company_name, dim_account.account_number]
    limit: 5000
    listen:
      Company: dim_company.company_name
    row: 0
    col: 0
    width: 24
    height: 8
  - name: cash_movements
    title: Cash Movements by Month
    model: finance
    explore: general_ledger
    type: looker_column
    fields: [fct_gl_line.period_start_month, fct_gl_line.ledger_currency_code,
      fct_gl_line.total_debit_amount, fct_gl_line.total_credit_amount, fct_gl_line.total_net_amount]
    filters:
      fct_gl_line.is_primary_book: "Yes"
      dim_account.account_type: bank
    sorts: [fct_gl_line.period_start_month desc]
    limit: 500
    listen:
      Company: dim_company.company_name
    row: 8
    col: 0
    width: 24
    height: 8
  - name: payables_open
    title: Open Payables by Due Date
    model: finance
    explore: ap_aging
    type: looker_grid
    fields: [ap_aging.due_week, ap_aging.base_currency_code, ap_aging.total_base_open_amount]
    sorts: [ap_aging.due_week]
    limit: 500
    listen:
      Company: dim_company.company_name
    row: 16
    col: 0
    width: 12
    height: 8
  - name: receivables_open
    title: Open Receivables by Due Date
    model: finance
    explore: ar_aging
    type: looker_grid
    fields: [ar_aging.due_week, ar_aging.base_currency_code, ar_aging.total_base_open_amount]
    sorts: [ar_aging.due_week]
    limit: 500
    listen:
      Company: dim_company.company_name
    row: 16
    col: 12
    width: 12
    height: 8
