connection: "looker__internal__analytics"
label: "System Activity"
include: "/views/*.view"

explore: history {
  label: "History"
  join: query {
    type: left_outer
    relationship: many_to_one
    sql_on: ${history.query_id} = ${query.id} ;;
  }
  join: look {
    type: left_outer
    relationship: many_to_one
    sql_on: ${history.look_id} = ${look.id} ;;
  }
  join: dashboard {
    type: left_outer
    relationship: many_to_one
    sql_on: ${history.dashboard_id} = ${dashboard.id} ;;
  }
  join: user {
    type: left_outer
    relationship: many_to_one
    sql_on: ${history.user_id} = ${user.id} ;;
  }
}

explore: query {
  label: "Query"
}

explore: look {
  label: "Look"
  join: user {
    type: left_outer
    relationship: many_to_one
    sql_on: ${look.user_id} = ${user.id} ;;
  }
}

explore: dashboard {
  label: "Dashboard"
  join: user {
    type: left_outer
    relationship: many_to_one
    sql_on: ${dashboard.user_id} = ${user.id} ;;
  }
}

explore: user {
  label: "User"
}

explore: scheduled_plan {
  label: "Scheduled Plan"
  join: scheduled_job {
    type: left_outer
    relationship: one_to_many
    sql_on: ${scheduled_plan.id} = ${scheduled_job.scheduled_plan_id} ;;
  }
  join: scheduled_job_stage {
    type: left_outer
    relationship: one_to_many
    sql_on: ${scheduled_job.id} = ${scheduled_job_stage.scheduled_job_id} ;;
  }
  join: scheduled_plan_destination {
    type: left_outer
    relationship: one_to_many
    sql_on: ${scheduled_plan.id} = ${scheduled_plan_destination.scheduled_plan_id} ;;
  }
  join: user {
    type: left_outer
    relationship: many_to_one
    sql_on: ${scheduled_plan.user_id} = ${user.id} ;;
  }
  join: look {
    type: left_outer
    relationship: many_to_one
    sql_on: ${scheduled_plan.look_id} = ${look.id} ;;
  }
  join: dashboard {
    type: left_outer
    relationship: many_to_one
    sql_on: ${scheduled_plan.dashboard_id} = ${dashboard.id} ;;
  }
}

explore: pdt_builds {
  label: "PDT Builds"
}
