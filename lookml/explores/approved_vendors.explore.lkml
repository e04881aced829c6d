explore: approved_vendors {
  label: "Approved Vendors"
  group_label: "Finance"
  description: "Vendors that may be paid, to be kept alike in other ERPs."
  required_access_grants: [all_companies]
  sql_always_where: ${approved_vendors.is_approved} ;;
}
