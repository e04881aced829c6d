connection: "@{CONNECTION}"
label: "Finance"
fiscal_month_offset: 3

include: "/views/*.view"
include: "/tests/*.lkml"
include: "/dashboards/*.dashboard"

datagroup: finance_load {
  sql_trigger: SELECT MAX(loaded_at) FROM @{SCHEMA}.loads ;;
  max_cache_age: "24 hours"
}

persist_with: finance_load

explore: gl {
  label: "General Ledger"
  description: "Lines of the general ledger with their accounts and documents"
  group_label: "Finance"

  join: accounts {
    type: left_outer
    relationship: many_to_one
    sql_on: ${gl.account_id} = ${accounts.account_id} ;;
  }
  join: departments {
    type: left_outer
    relationship: many_to_one
    sql_on: ${gl.department_id} = ${departments.department_id} ;;
  }
  join: companies {
    type: left_outer
    relationship: many_to_one
    sql_on: ${gl.company_id} = ${companies.company_id} ;;
  }
  join: documents {
    type: left_outer
    relationship: many_to_one
    sql_on: ${gl.document_id} = ${documents.document_id} ;;
  }
  join: applications {
    type: left_outer
    relationship: one_to_many
    sql_on: ${documents.document_id} = ${applications.document_id} ;;
  }
}

explore: documents {
  label: "Documents"
  group_label: "Finance"

  join: companies {
    relationship: many_to_one
    sql_on: ${documents.company_id} = ${companies.company_id} ;;
  }
  join: gl {
    relationship: one_to_many
    sql_on: ${documents.document_id} = ${gl.document_id} ;;
  }
  join: applications {
    relationship: one_to_many
    sql_on: ${documents.document_id} = ${applications.document_id} ;;
  }
}

explore: company_lines {
  label: "General Ledger of a Company"
  hidden: yes
  view_name: gl
  access_filter: {
    field: companies.company_name
    user_attribute: company
  }
  always_filter: {
    filters: [gl.is_posted: "Yes"]
  }

  join: companies {
    relationship: many_to_one
    sql_on: ${gl.company_id} = ${companies.company_id} ;;
  }
}
