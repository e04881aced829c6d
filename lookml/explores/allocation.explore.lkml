explore: allocation {
  label: "Cost Allocation"
  group_label: "Finance"
  description: "Cost of pool cost centers, shared over other cost centers: the lines of the journals to post."
  access_filter: { field: allocation.company_code user_attribute: company }
}
