# Vendors that may be paid: active in the ERP that keeps the list, and no employees.
view: approved_vendors {
  sql_table_name: @{SCHEMA}.dim_vendor ;;

  dimension: vendor_key {
    type: string
    primary_key: yes
    hidden: yes
    sql: ${TABLE}.vendor_key ;;
  }

  dimension: source_system {
    type: string
    description: "The ERP that keeps the list."
    sql: ${TABLE}.source_system ;;
  }

  dimension: vendor_id {
    type: string
    description: "That ERP's id of the vendor."
    sql: ${TABLE}.vendor_id ;;
  }

  dimension: vendor_number {
    type: string
    description: "Vendor number used in reports."
    sql: ${TABLE}.vendor_number ;;
  }

  dimension: vendor_name {
    type: string
    description: "Vendor's name."
    sql: ${TABLE}.vendor_name ;;
  }

  dimension: vendor_category {
    type: string
    description: "Category the vendor is assigned to."
    sql: ${TABLE}.vendor_category ;;
  }

  dimension: email {
    type: string
    description: "Main email address."
    sql: ${TABLE}.email ;;
  }

  dimension: is_approved {
    type: yesno
    description: "Whether the vendor is active, on the ERP's list, and no employee."
    sql: ${TABLE}.is_active and not ${TABLE}.is_inferred and coalesce(${vendor_category}, '') <> 'Employee' ;;
  }

  measure: count {
    type: count
    description: "Number of vendors."
  }
}
