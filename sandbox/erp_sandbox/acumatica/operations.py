"""Long-running operations: an action is accepted, and its status requested until it is done."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from erp_sandbox.acumatica.errors import ApiError

if TYPE_CHECKING:
    from datetime import datetime

    from erp_sandbox.core.clock import Clock

_LONGEST = timedelta(seconds=10)


@dataclass
class Operation:
    """One operation.

    Attributes:
        id: Its id, in the URL of its status.
        session: The session that started it.
        screen: The form it runs on.
        path: The path of its action.
        polls: How often it still answers that it is running.
        done_at: When its transaction commits.
        ends_at: When it ends at the latest, whether its status is requested or not.
        error: Why it failed, None if it did not.
    """

    id: str
    session: str
    screen: str
    path: str
    polls: int
    done_at: datetime
    ends_at: datetime
    error: ApiError | None


class Operations:
    """The operations of a site.

    Args:
        clock: The time at which their transactions commit.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._running: dict[str, Operation] = {}
        self._known: dict[str, Operation] = {}

    def start(  # noqa: PLR0913 - the facts of an operation
        self,
        session: str,
        screen: str,
        path: str,
        *,
        polls: int,
        done_at: datetime,
        error: ApiError | None,
    ) -> Operation:
        """Return a new operation of a session."""
        operation_id = str(UUID(bytes=secrets.token_bytes(16)))
        ends_at = max(done_at, self._clock.now() + _LONGEST)
        operation = Operation(operation_id, session, screen, path, polls, done_at, ends_at, error)
        self._known[operation.id] = self._running[operation.id] = operation
        return operation

    def poll(self, operation_id: str, session: str, path: str) -> bool:
        """Return whether an operation is done; only its own session sees it.

        Raises:
            ApiError: If it failed, or is not known.
        """
        operation = self._known.get(operation_id)
        if operation is None or (operation.session, operation.path) != (session, path):
            raise ApiError(404, message="The operation is not found.")
        now = self._clock.now()
        if now < operation.done_at or (operation.polls > 0 and now < operation.ends_at):
            operation.polls -= 1
            return False
        self._running.pop(operation.id, None)
        if operation.error is not None:
            raise operation.error
        return True

    def check_form(self, session: str, screen: str) -> None:
        """Check that no operation of a session runs on a form.

        Raises:
            ApiError: 500 (unconfirmed), if there is one.
        """
        for operation in self._running.values():
            running = self._clock.now() < operation.ends_at
            if running and (operation.session, operation.screen) == (session, screen):
                raise ApiError(500, "The previous operation has not been completed yet.")
