"""Running a tap in this process."""

from __future__ import annotations

import contextlib
import copy
import io
from typing import TYPE_CHECKING, Any

from singer_erp.testing.output import Output

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from singer_sdk import Tap


def run_tap(  # noqa: PLR0913  # the parts of a run
    tap: Callable[..., Tap],
    config: Mapping[str, Any],
    *,
    state: Mapping[str, Any] | None = None,
    catalog: Mapping[str, Any] | None = None,
    streams: Collection[str] | None = None,
    records_per_state: int | None = None,
) -> Output:
    """Run a tap through its constructor and `sync_all`.

    Args:
        tap: The tap's class, or a function with the constructor's keyword arguments.
        config: Settings.
        state: What an earlier run has written last.
        catalog: Replaces discovery.
        streams: Names of the selected streams; None for all, reports included.
        records_per_state: Records between two STATE messages within a stream; None for the SDK's
            default. With 1, a run can be killed after every page.

    Returns:
        The messages.

    Raises:
        Exception: Whatever the tap raises; the messages are lost then.
    """
    written = io.BytesIO()
    text = io.TextIOWrapper(written, encoding="utf-8")
    with contextlib.redirect_stdout(text):
        # State is changed in place by the SDK.
        made = tap(config=dict(config), state=copy.deepcopy(dict(state or {})), catalog=catalog)
        for name, stream in made.streams.items():
            stream.selected = streams is None or name in streams
            if records_per_state is not None:
                stream.STATE_MSG_FREQUENCY = records_per_state
        made.sync_all()
    text.flush()
    return Output(written.getvalue().decode())
