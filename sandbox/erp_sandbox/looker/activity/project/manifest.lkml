project_name: "system__activity"
