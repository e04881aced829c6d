project_name: "sandbox_finance"

constant: CONNECTION {
  value: "warehouse"
  export: override_optional
}

constant: SCHEMA {
  value: "main"
  export: override_optional
}
