"""The file of plans: what is delivered, when, and where to."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import msgspec

from singer_erp.plugin.nested import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from singer_erp.looker.environment import Environment

FLAGS = (
    *("enabled", "require_results", "require_no_results", "require_change", "send_all_results"),
    *("run_as_recipient", "include_links", "pdf_landscape", "long_tables"),
)


_OPEN_ADDRESSES = {"email", "s3", "sftp"}


class Destination(Settings, frozen=True):
    """Where the results of a plan go.

    Attributes:
        type: email, webhook, s3, sftp, or an integration.
        address: As Looker takes it for the type.
        format: csv, xlsx, inline_json, wysiwyg_pdf and others.
        name: Its name in messages; type and address without.
        message: Text of an email.
        parameters: What Looker shows, such as `region`.
        secret_parameters: What Looker never shows; of environment variables.
        apply_formatting: Whether values are formatted; None for Looker's default.
        apply_vis: Whether the visualization's options apply; None for Looker's default.
    """

    type: str
    address: str
    format: str
    name: str = ""
    message: str = ""
    parameters: dict[str, str] = msgspec.field(default_factory=dict)
    secret_parameters: dict[str, str] = msgspec.field(default_factory=dict)
    apply_formatting: bool | None = None
    apply_vis: bool | None = None

    @property
    def label(self) -> str:
        """Its name in messages."""
        return self.name or f"{self.type} {self.address}"


class Query(Settings, frozen=True):
    """A query of a plan; a `limit` of -1 is none."""

    model: str
    explore: str
    fields: list[str]
    limit: int
    filters: dict[str, str | int | bool] = msgspec.field(default_factory=dict)
    filter_expression: str | None = None
    sorts: tuple[str, ...] = ()
    pivots: tuple[str, ...] = ()
    total: bool = False
    dynamic_fields: str | None = None
    query_timezone: str | None = None

    def body(self) -> dict[str, Any]:
        """Return the body of `POST /queries`."""
        values = {name: value for name, value in msgspec.structs.asdict(self).items() if value}
        view = values.pop("explore")  # the API's word for an Explore
        return values | {
            "view": view,
            "filters": _texts(self.filters),
            "limit": str(self.limit),
        }


class Plan(Settings, frozen=True):
    """One plan.

    Attributes:
        name: Its key within the file.
        destinations: Where it is delivered.
        look: Id of a Look.
        dashboard: Id of a dashboard, or `model::name` of a LookML dashboard.
        query: A query.
        crontab: When Looker runs it.
        datagroup: The datagroup that makes Looker run it.
        timezone: Zone of `crontab`; None for that of the instance.
        enabled: Whether it is run.
        filters: Filters of the dashboard or Look.
        send_all_results: Whether results are unlimited.
    """

    name: str
    destinations: list[Destination]
    look: str | int | None = None
    dashboard: str | int | None = None
    query: Query | None = None
    crontab: str | None = None
    datagroup: str | None = None
    timezone: str | None = None
    enabled: bool = True
    filters: dict[str, str | int | bool] = msgspec.field(default_factory=dict)
    send_all_results: bool = False
    require_results: bool = False
    require_no_results: bool = False
    require_change: bool = False
    run_as_recipient: bool = False
    include_links: bool = False
    pdf_paper_size: str | None = None
    pdf_landscape: bool = False
    long_tables: bool = False

    @property
    def is_scheduled(self) -> bool:
        """Whether Looker runs it by itself."""
        return bool(self.crontab or self.datagroup)

    def body(self, query_id: str | None) -> dict[str, Any]:
        """Return the plan as Looker takes it, without name and destinations.

        Args:
            query_id: Id of its query, if it has one.
        """
        dashboard = None if self.dashboard is None else str(self.dashboard)
        is_lookml = "::" in (dashboard or "")
        flags = {name: getattr(self, name) for name in FLAGS}
        filters = f"?{urlencode(_texts(self.filters))}" if self.filters else None
        values = flags | {
            "look_id": None if self.look is None else str(self.look),
            "dashboard_id": None if is_lookml else dashboard,
            "lookml_dashboard_id": dashboard if is_lookml else None,
            "query_id": query_id,
            "crontab": self.crontab,
            "datagroup": self.datagroup,
            "filters_string": filters,
        }
        # Without a value here, Looker's own one stays.
        optional = {"timezone": self.timezone, "pdf_paper_size": self.pdf_paper_size}
        return values | {name: value for name, value in optional.items() if value is not None}


class JobStatus(Settings, frozen=True):
    """How the end of a delivery is found in System Activity, which no page of Looker describes.

    Attributes:
        model: The model.
        explore: The Explore.
        plan_id: Field with the id of a plan.
        plan_name: Field with its name.
        status: Field with the status of a job.
        detail: Field with what the job says of it.
        job_id: Field with the job's id.
        delivered: Statuses of jobs that have delivered.
        failed: Statuses of jobs that have failed; any other is of a job that has not ended.
        lag_seconds: How late System Activity may show a plan.
    """

    model: str = "system__activity"
    explore: str = "scheduled_plan"
    plan_id: str = "scheduled_plan.id"
    plan_name: str = "scheduled_plan.name"
    status: str = "scheduled_job.status"
    detail: str = "scheduled_job.status_detail"
    job_id: str = "scheduled_job.id"
    delivered: tuple[str, ...] = ("success",)
    failed: tuple[str, ...] = ("failure",)
    lag_seconds: int = 600


class PlanFile(Settings, frozen=True):
    """A file of plans.

    Attributes:
        owner: Who manages these plans; part of their names in Looker.
        plans: The plans.
        job_status: How the end of a delivery is found.
    """

    owner: str
    plans: list[Plan]
    job_status: JobStatus = JobStatus()

    def title(self, name: str) -> str:
        """Return the name of a plan in Looker, which is its key there."""
        return f"{name} [{self.owner}]"

    def name_of(self, title: str) -> str | None:
        """Return the name of a plan in this file's terms; None for a foreign plan."""
        ending = f" [{self.owner}]"
        return title.removesuffix(ending) if title.endswith(ending) else None


def delivery_key(plan: Plan, destination: Destination) -> str:
    """Return the key of a delivery in the audit log."""
    return f"{plan.name}/{destination.label}"


def destination_body(destination: Destination, environment: Environment) -> dict[str, Any]:
    """Return a destination as Looker takes it, with the values of environment variables.

    Raises:
        ConfigError: A variable is not set.
    """
    fill = environment.fill
    body: dict[str, Any] = {
        "type": destination.type,
        "address": fill(destination.address),
        "format": destination.format,
    }
    for name in ("apply_formatting", "apply_vis"):
        if (value := getattr(destination, name)) is not None:
            body[name] = value
    if destination.message:
        body["message"] = fill(destination.message)
    for name in ("parameters", "secret_parameters"):
        if values := getattr(destination, name):
            body[name] = json.dumps({key: fill(text) for key, text in sorted(values.items())})
    return body


def secret_texts(file: PlanFile) -> list[str]:
    """Return the texts of a file whose environment variables are secret.

    Addresses of webhooks and integrations may have a token in them.
    """
    return [
        text
        for plan in file.plans
        for to in plan.destinations
        for text in (
            *to.secret_parameters.values(),
            *([] if to.type in _OPEN_ADDRESSES else [to.address]),
        )
    ]


def _texts(filters: Mapping[str, str | int | bool]) -> dict[str, str]:
    """Return filters as Looker takes them; YAML reads `Yes` as a boolean."""
    return {
        name: ("Yes" if value else "No") if isinstance(value, bool) else str(value)
        for name, value in filters.items()
    }
