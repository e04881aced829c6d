"""Ranges read ahead by threads and handed over in order."""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable
    from concurrent.futures import Future

Range = TypeVar("Range")
Result = TypeVar("Result")


def read_in_order(
    ranges: Iterable[Range],
    read: Callable[[Range], tuple[Result, Range | None]],
    *,
    ahead: int,
    name: str = "",
) -> Generator[Result]:
    """Read ranges concurrently and yield the results in the order of the ranges.

    Args:
        ranges: What to read; independent of each other.
        read: Reads one page of a range and returns the rest of the range, if there is any.
        ahead: Pages in flight or waiting at once; bounds memory.
        name: Prefix of the threads' names.
    """
    executor = ThreadPoolExecutor(ahead, thread_name_prefix=name)
    waiting: deque[Future[tuple[Result, Range | None]]] = deque()
    remaining = iter(ranges)
    try:
        while True:
            while len(waiting) < ahead:
                try:
                    waiting.append(executor.submit(read, next(remaining)))
                except StopIteration:
                    break
            if not waiting:
                return
            page, rest = waiting.popleft().result()
            if rest is not None:
                waiting.appendleft(executor.submit(read, rest))
            yield page
    finally:
        for future in waiting:
            future.cancel()
        # An error is raised at once, not after the responses nobody needs any more.
        executor.shutdown(wait=False)
