- dashboard: ledger
  title: Ledger
  layout: newspaper
  preferred_viewer: dashboards-next
  filters:
  - name: posting_date
    title: Posting Date
    type: field_filter
    explore: gl
    field: gl.posting_date
    default_value: 18 months
  elements:
  - name: by_account
    title: Net Amount by Account
    type: looker_grid
    model: finance
    explore: gl
    fields: [accounts.account_number, accounts.account_name, gl.net_amount]
    sorts: [accounts.account_number]
    listen:
      posting_date: gl.posting_date
  - name: lines
    title: Lines
    type: single_value
    model: finance
    explore: gl
    fields: [gl.count]
    listen:
      posting_date: gl.posting_date
