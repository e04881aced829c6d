"""One run of plans: what is delivered, in which rounds, and how it is recorded."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

from singer_erp.errors import ConfigError
from singer_erp.looker.deliveries import Deliveries, copy_bodies
from singer_erp.looker.delivery_log import NOT_SENT, RUN, RUN_FAILED, DeliveryLog
from singer_erp.looker.job_status import Jobs
from singer_erp.looker.options import VERSION
from singer_erp.looker.plans import delivery_key, secret_texts
from singer_erp.redaction import Redactor
from singer_erp.timestamps import utc_now

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Sequence

    from singer_erp.audit.log import AuditLog
    from singer_erp.looker.delivery_log import Delivery
    from singer_erp.looker.environment import Environment
    from singer_erp.looker.instance import Instance
    from singer_erp.looker.options import Options
    from singer_erp.looker.plans import PlanFile

log = logging.getLogger(__name__)


class PlanRun:
    """Runs of one file's plans.

    Args:
        options: The command's options.
        file: The file.
        environment: Values of environment variables.
        instance: The instance.
        audit_log: The audit log.
        clock: Returns the current timestamp.
    """

    def __init__(  # noqa: PLR0913  # the collaborators of one run
        self,
        options: Options,
        file: PlanFile,
        environment: Environment,
        instance: Instance,
        audit_log: AuditLog,
        *,
        clock: Callable[[], dt.datetime] = utc_now,
    ) -> None:
        self._file = file
        self._environment = environment
        self._instance = instance
        self._audit_log = audit_log
        self._destination = options.destination(file.owner)
        self._log = DeliveryLog(audit_log, self._destination)
        secrets = environment.secrets(secret_texts(file)).values()
        self._deliveries = Deliveries(
            instance,
            Jobs(instance, file.job_status, Redactor([*secrets, options.client_secret]).clean),
            self._log,
            owner=file.owner,
            lag_seconds=file.job_status.lag_seconds,
            wait_seconds=options.wait_seconds,
            poll_seconds=options.poll_seconds,
            clock=clock,
        )

    def run(self, names: Sequence[str]) -> list[Delivery]:
        """Deliver plans and return the outcomes.

        Args:
            names: Names of plans; empty for all that are enabled and have no datagroup.

        Raises:
            ConfigError: The file has no plan of a name, or an environment variable is not set.
            ErpError: A request failed.
        """
        known = {plan.name: plan for plan in self._file.plans}
        if unknown := [name for name in names if name not in known]:
            raise ConfigError(
                f"The file has no plan named {unknown[0]!r}",
                f"It has: {', '.join(known) or 'none'}",
            )
        # Looker itself runs plans of a datagroup after a load.
        others = [name for name, plan in known.items() if plan.enabled and not plan.datagroup]
        chosen = [known[name] for name in dict.fromkeys(names or others)]
        keys = [delivery_key(plan, to) for plan in chosen for to in plan.destinations]
        return self._rounds(RUN, keys)

    def run_failed(self) -> list[Delivery]:
        """Deliver what the last run has not delivered and return the outcomes of all.

        What is unknown is looked up first, and is not sent while it is unknown.

        Raises:
            ConfigError: There was no run, or an environment variable is not set.
            ErpError: A request failed.
        """
        if not self._log.latest():
            raise ConfigError(
                "The audit log has no run of these plans", "Start one without `--failed`"
            )
        self._deliveries.settle()
        keys = [d.key for d in self._log.latest() if not d.is_delivered and not d.is_unknown]
        listed = {delivery_key(plan, to) for plan in self._file.plans for to in plan.destinations}
        for key in keys:
            if key not in listed:
                log.warning("%s is no longer in the file, and is not delivered", key)
        keys = [key for key in keys if key in listed]
        return self._rounds(RUN_FAILED, keys) if keys else self._log.latest()

    def _rounds(self, name: str, keys: Sequence[str]) -> list[Delivery]:
        """Deliver, and once more what was not sent; return the outcomes since the last run."""
        self._round(name, keys)
        if again := [d.key for d in self._log.latest() if d.code == NOT_SENT and d.key in keys]:
            self._round(RUN_FAILED, again)
        return self._log.latest()

    def _round(self, name: str, keys: Sequence[str]) -> None:
        with self._recorded(name) as run:
            planned = self._log.record_plan(run, keys)
            self._deliveries.look()
            plans = [
                plan
                for plan in self._file.plans
                if any(delivery_key(plan, to) in keys for to in plan.destinations)
            ]
            bodies = copy_bodies(self._instance, self._file, plans, self._environment)
            for delivery in planned:
                self._deliveries.send(delivery, bodies[delivery.key])
            for unknown in self._deliveries.settle(run):
                log.warning(
                    "%s has no outcome after `wait_seconds`: it is looked up before it is sent "
                    "again",
                    unknown.key,
                )

    @contextmanager
    def _recorded(self, name: str) -> Iterator[str]:
        """Yield the id of a run in the audit log, which ends with the block."""
        run = self._audit_log.begin(name, VERSION, self._destination)
        result = "failed"
        try:
            yield run.run
            outcomes = [d for d in self._log.latest() if d.run == run.run]
            result = "complete" if all(d.is_delivered for d in outcomes) else "failed"
        finally:
            run.end(result, sum(self._instance.calls.values()))
