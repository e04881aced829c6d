"""Runs of plans: each is a job that delivers to all destinations of its plan."""

from __future__ import annotations

import hashlib
import secrets
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Any

import msgspec

from erp_sandbox.looker.delivery.hook import INSTANCE
from erp_sandbox.looker.delivery.message import Delivery, DeliveryError, File, parsed
from erp_sandbox.looker.plans import shapes
from erp_sandbox.looker.plans.records import FAILURE, IN_PROGRESS, JOBS, LIST, SUCCESS, PlanRecords
from erp_sandbox.looker.plans.results import Result, Results, webhook_body
from erp_sandbox.looker.users import user_of

if TYPE_CHECKING:
    from concurrent.futures import Future

    from erp_sandbox.looker.delivery.outbox import Outbox
    from erp_sandbox.looker.limits import Limits
    from erp_sandbox.looker.receivers.servers import Receivers
    from erp_sandbox.looker.store import Row, Store
    from erp_sandbox.looker.users import User

FINISHED = "finish_job"
"""The name of a job's end in the history."""
_WORKERS = 4
_HOST = f"https://{INSTANCE}"
_UNMET = "Conditions not met"
_RESTARTED = "The instance was restarted"
_CONTENT = {"look_id": "looks", "dashboard_id": "dashboards", "lookml_dashboard_id": "dashboards"}


class Jobs:
    """Runs jobs in the background, as the instance's scheduler does.

    Args:
        store: The content.
        limits: The form of webhooks.
        results: What plans send.
        outbox: Sends it.
        receivers: Where it arrives.
    """

    def __init__(
        self,
        store: Store,
        limits: Limits,
        results: Results,
        *,
        outbox: Outbox,
        receivers: Receivers,
    ) -> None:
        self._store = store
        self._limits = limits
        self._results = results
        self._outbox = outbox
        self._receivers = receivers
        self._records = PlanRecords(store)
        self._pool = ThreadPoolExecutor(_WORKERS, thread_name_prefix="looker-scheduler")
        self._running: set[Future[None]] = set()

    def start(self, plan: Row, job: Row, host: str) -> None:
        """Run a job in the background.

        Args:
            plan: The plan.
            job: The job.
            host: The instance's URL, for links.
        """
        # A change of the plan after this moment does not change the job.
        frozen = {**plan, LIST: self._records.with_secrets(plan)}
        running = self._pool.submit(self._run, frozen, job, host)
        self._running.add(running)
        running.add_done_callback(self._running.discard)

    def wait(self) -> None:
        """Return when all jobs that were started have ended."""
        wait(list(self._running))

    def finish(self, job_id: str, status: str, detail: str | None, change: str) -> None:
        """Store the outcome of a job, here and when a state folder is replayed."""
        job = self._store.get(JOBS, job_id)
        now = self._store.now()
        job |= {"status": status, "status_detail": detail, "finalized_at": now}
        job["result_hash"] = change or None

    def end_interrupted(self) -> None:
        """End the jobs of an earlier run that was stopped in between."""
        for job in self._store.all(JOBS):
            if job["finalized_at"] is None:
                self._finish(job["id"], FAILURE, _RESTARTED, "")

    def close(self) -> None:
        """Finish what runs."""
        self._pool.shutdown()

    def _run(self, plan: Row, job: Row, host: str) -> None:
        job["status"] = IN_PROGRESS
        try:
            errors, seen = self._deliver(plan, job, host)
            status, detail = FAILURE if errors else SUCCESS, "; ".join(errors) or None
        except _UnmetError as unmet:
            status, detail, seen = SUCCESS, _UNMET, str(unmet)
        except DeliveryError as error:
            status, detail, seen = FAILURE, str(error), ""
        except Exception as error:  # noqa: BLE001 - a job that never ends would hide the error
            status, detail, seen = FAILURE, f"Internal error: {error!r}", ""
        self._finish(job["id"], status, detail, seen)

    def _finish(self, job_id: str, status: str, detail: str | None, change: str) -> None:
        arguments = {"job_id": job_id, "status": status, "detail": detail, "change": change}
        with self._store.history.change(FINISHED, arguments):
            self.finish(job_id, status, detail, change)

    def _deliver(self, plan: Row, job: Row, host: str) -> tuple[list[str], str]:
        """Return the destinations that failed, and a hash of the result."""
        self._receivers.start()
        made = [self._results.make(self._user(plan, d), plan, d) for d in plan[LIST]]
        digest = hashlib.sha256(b"".join(result.file.data for result in made)).hexdigest()
        self._check(plan, made, digest)
        errors = []
        for destination, result in zip(plan[LIST], made, strict=True):
            delivery = self._delivery(plan, host, destination, result)
            if error := self._outbox.send(delivery, job["id"], self._receivers.routes):
                errors.append(f"{destination['type']} {destination['address']}: {error}")
        return errors, digest

    def _user(self, plan: Row, destination: Row) -> User:
        """Return whose permissions and attributes apply: the owner's, or the recipient's."""
        key = plan["user_id"]
        if plan["run_as_recipient"]:
            users = self._store.all("users")
            key = next((u["id"] for u in users if u["email"] == destination["address"]), key)
        user = user_of(self._store, key)
        if user is None:
            raise DeliveryError(f"User {key} is disabled or was deleted")
        return user

    def _check(self, plan: Row, made: list[Result], digest: str) -> None:
        """Raise `_UnmetError` if the plan is not to be sent."""
        rows = sum(result.rows for result in made)
        before = [
            job["result_hash"]
            for job in self._store.all(JOBS)
            if job["scheduled_plan_id"] == plan["id"] and job["result_hash"]
        ]
        unmet = (
            (plan["require_results"] and not rows)
            or (plan["require_no_results"] and rows)
            or (plan["require_change"] and before and before[-1] == digest)
        )
        if unmet:
            raise _UnmetError(digest)

    def _inline(self, destination: Row, file: File) -> Any:
        """Return the rows of a webhook without an attachment; None with one."""
        if destination["format"] != "inline_json":
            return None
        return file.data.decode() if self._limits.inline_json_text else msgspec.Raw(file.data)

    def _delivery(self, plan: Row, host: str, destination: Row, result: Result) -> Delivery:
        title = shapes.title(self._store, plan)
        name, host = next((name for name in _CONTENT if plan[name]), None), host or _HOST
        url = f"{host}/{_CONTENT[name]}/{plan[name]}" if name else f"{host}/x/{plan['query_id']}"
        return Delivery(
            plan=plan,
            destination=destination,
            secrets=parsed(destination["secret_parameters"]),
            file=result.file,
            content=webhook_body(
                plan, title, url, result, inline=self._inline(destination, result.file)
            ),
            title=title or plan["name"],
            url=url,
            at=self._store.history.clock.now(),
            id=secrets.token_hex(8),
        )


class _UnmetError(Exception):
    """A result that the conditions of a plan keep back; the text is its hash."""
