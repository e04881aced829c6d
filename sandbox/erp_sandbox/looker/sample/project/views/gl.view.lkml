view: gl {
  sql_table_name: @{SCHEMA}.gl_lines ;;
  label: "GL"

  dimension: line_id {
    primary_key: yes
    type: number
    label: "Line ID"
    value_format_name: id
    sql: ${TABLE}.line_id ;;
  }
  dimension: document_id {
    hidden: yes
    type: number
    sql: ${TABLE}.document_id ;;
  }
  dimension: line_number {
    type: number
    sql: ${TABLE}.line_number ;;
  }
  dimension: account_id {
    hidden: yes
    type: number
    sql: ${TABLE}.account_id ;;
  }
  dimension: department_id {
    hidden: yes
    type: number
    sql: ${TABLE}.department_id ;;
  }
  dimension: company_id {
    hidden: yes
    type: number
    sql: ${TABLE}.company_id ;;
  }
  dimension: memo {
    type: string
    sql: ${TABLE}.memo ;;
  }
  dimension: is_posted {
    type: yesno
    description: "Whether the line is in the general ledger"
    sql: ${TABLE}.is_posted ;;
  }
  dimension: debit {
    type: number
    description: "Debit in the company's currency"
    value_format_name: decimal_2
    sql: ${TABLE}.debit ;;
  }
  dimension: credit {
    type: number
    description: "Credit in the company's currency"
    value_format_name: decimal_2
    sql: ${TABLE}.credit ;;
  }
  dimension: net {
    type: number
    value_format_name: decimal_2
    sql: ${debit} - ${credit} ;;
  }
  dimension: transaction_amount {
    type: number
    description: "Amount in the document's currency, debit positive"
    value_format_name: decimal_2
    sql: ${TABLE}.transaction_amount ;;
  }
  dimension: size {
    type: tier
    tiers: [0, 100, 1000, 10000]
    style: integer
    sql: ${debit} ;;
  }
  dimension_group: posting {
    type: time
    datatype: date
    convert_tz: no
    timeframes: [raw, date, week, month, quarter, year, fiscal_month_num, fiscal_quarter, fiscal_year]
    sql: ${TABLE}.posting_date ;;
  }
  dimension_group: posted {
    type: time
    timeframes: [raw, time, hour, date, month, day_of_week]
    sql: ${TABLE}.posted_at ;;
  }
  dimension_group: modified {
    type: time
    timeframes: [raw, time, date]
    sql: ${TABLE}.modified_at ;;
  }

  measure: count {
    type: count
    drill_fields: [detail*]
  }
  measure: total_debit {
    type: sum
    value_format_name: decimal_2
    sql: ${debit} ;;
    drill_fields: [detail*]
  }
  measure: total_credit {
    type: sum
    value_format_name: decimal_2
    sql: ${credit} ;;
    drill_fields: [detail*]
  }
  measure: net_amount {
    type: number
    description: "Debits less credits in the company's currency"
    value_format_name: decimal_2
    sql: ${total_debit} - ${total_credit} ;;
  }
  measure: posted_net_amount {
    type: sum
    value_format_name: decimal_2
    filters: [is_posted: "Yes"]
    sql: ${net} ;;
  }
  measure: average_debit {
    type: average
    value_format_name: decimal_2
    sql: ${debit} ;;
  }
  measure: largest_debit {
    type: max
    value_format_name: decimal_2
    sql: ${debit} ;;
  }
  measure: document_count {
    type: count_distinct
    sql: ${document_id} ;;
  }

  set: detail {
    fields: [line_id, posting_date, accounts.account_number, documents.document_number, memo, net]
  }
}
