- dashboard: ap_aging
  title: AP Aging
  description: Open payables by days past due, as of the last build of the marts.
  layout: newspaper
  preferred_viewer: dashboards-next
  filters:
  - name: Company
    title: Company
    type: field_filter
    model: finance
    explore: ap_aging
    field: dim_company.company_name
    default_value: ""
  - name: Vendor
    title: Vendor
    type: field_filter
    model: finance
    explore: ap_aging
    field: dim_vendor.vendor_name
    default_value: ""
  elements:
  - name: aging_by_bucket
    title: Open by Bucket
    model: finance
    explore: ap_aging
    type: looker_column
    fields: [ap_aging.aging_bucket, ap_aging.base_currency_code, ap_aging.total_base_open_amount,
      ap_aging.count]
    sorts: [ap_aging.aging_bucket]
    limit: 500
    listen:
      Company: dim_company.company_name
      Vendor: dim_vendor.vendor_name
    row: 0
    col: 0
    width: 24
    height: 6
  - name: aging_by_vendor
    title: Aging by Vendor
    model: finance
    explore: ap_aging
    type: looker_grid
    fields: [dim_company.company_name, dim_vendor.vendor_name, ap_aging.base_currency_code,
      ap_aging.total_base_current_amount, ap_aging.total_base_1_30_amount,
      ap_aging.total_base_31_60_amount, ap_aging.total_base_61_90_amount,
      ap_aging.total_base_over_90_amount, ap_aging.total_base_open_amount]
    sorts: [ap_aging.total_base_open_amount desc]
    limit: 5000
    listen:
      Company: dim_company.company_name
      Vendor: dim_vendor.vendor_name
    row: 6
    col: 0
    width: 24
    height: 10
  - name: open_items
    title: Open Items
    model: finance
    explore: ap_aging
    type: looker_grid
    fields: [dim_vendor.vendor_name, ap_aging.document_type, ap_aging.document_number,
      ap_aging.document_date, ap_aging.due_date, ap_aging.days_overdue, ap_aging.currency_code,
      ap_aging.total_open_amount, ap_aging.base_currency_code, ap_aging.total_base_open_amount]
    sorts: [ap_aging.days_overdue desc]
    limit: 5000
    listen:
      Company: dim_company.company_name
      Vendor: dim_vendor.vendor_name
    row: 16
    col: 0
    width: 24
    height: 10
