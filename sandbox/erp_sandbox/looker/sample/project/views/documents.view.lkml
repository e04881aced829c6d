view: documents {
  sql_table_name: @{SCHEMA}.documents ;;

  dimension: document_id {
    primary_key: yes
    type: number
    label: "Document ID"
    value_format_name: id
    sql: ${TABLE}.document_id ;;
  }
  dimension: document_number {
    type: string
    sql: ${TABLE}.document_number ;;
  }
  dimension: document_type {
    type: string
    sql: ${TABLE}.document_type ;;
  }
  dimension: status {
    type: string
    sql: ${TABLE}.status ;;
  }
  dimension: currency_code {
    type: string
    sql: ${TABLE}.currency_code ;;
  }
  dimension: company_id {
    hidden: yes
    type: number
    sql: ${TABLE}.company_id ;;
  }
  dimension: is_posted {
    type: yesno
    sql: ${TABLE}.is_posted ;;
  }
  dimension_group: document {
    type: time
    datatype: date
    convert_tz: no
    timeframes: [raw, date, month, quarter, year, fiscal_year]
    sql: ${TABLE}.document_date ;;
  }
  dimension_group: created {
    type: time
    timeframes: [raw, time, date, month]
    sql: ${TABLE}.created_at ;;
  }

  measure: count {
    type: count
  }
  measure: total_amount {
    type: sum
    description: "Totals in the documents' currencies"
    value_format_name: decimal_2
    sql: ${TABLE}.total ;;
  }
}
