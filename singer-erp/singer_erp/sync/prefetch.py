"""Ranges read ahead by threads and handed over in order, and what starts before its turn."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

Range = TypeVar("Range")
Result = TypeVar("Result")


def read_in_order(  # noqa: PLR0913  # how to read, and what to do with what is read
    ranges: Iterable[Range],
    read: Callable[[Range], tuple[Result, Range | None]],
    *,
    ahead: int,
    name: str = "",
    seen: Callable[[Result], None] | None = None,
    cut: Callable[[Range], Iterator[Range]] | None = None,
) -> Generator[Result]:
    """Read ranges concurrently and yield the results in the order of the ranges.

    Args:
        ranges: What to read; independent of each other.
        read: Reads one page of a range and returns the rest of the range, if there is any.
        ahead: Pages in flight or waiting at once; bounds memory.
        name: Prefix of the threads' names.
        seen: Called with each result, in the order of the ranges, before its rest is cut.
        cut: Cuts the rest of a range into several ones; None to read it as one.
    """
    executor = ThreadPoolExecutor(ahead, thread_name_prefix=name)
    # In order: what is being read, and ranges that come after it.
    waiting: deque[Future[tuple[Result, Range | None]] | Iterator[Range]] = deque([iter(ranges)])
    try:
        while _fill(waiting, lambda part: executor.submit(read, part), ahead):
            first = waiting.popleft()
            assert isinstance(first, Future)  # noqa: S101  # for the type checker
            page, rest = first.result()
            if seen is not None:
                seen(page)
            if rest is not None:
                waiting.appendleft(cut(rest) if cut else iter((rest,)))
                _fill(waiting, lambda part: executor.submit(read, part), ahead)
            yield page
    finally:
        for one in waiting:
            if isinstance(one, Future):
                one.cancel()
        # An error is raised at once, not after the responses nobody needs any more.
        executor.shutdown(wait=False)


def started(elements: Iterator[Result], *, name: str = "") -> Iterator[Result]:
    """Return an iterator of the same elements, the first of which a thread computes at once.

    Args:
        elements: What to start; the others are computed on demand.
        name: Prefix of the thread's name.
    """
    executor = ThreadPoolExecutor(1, name)
    first = executor.submit(lambda: list(islice(elements, 1)))
    executor.shutdown(wait=False)

    def all_of_them() -> Iterator[Result]:
        yield from first.result()
        yield from elements

    return all_of_them()


def _fill(
    waiting: deque[Future[tuple[Result, Range | None]] | Iterator[Range]],
    submit: Callable[[Range], Future[tuple[Result, Range | None]]],
    ahead: int,
) -> bool:
    """Submit the next ranges, the first in any case; return whether there is any."""
    number = sum(isinstance(one, Future) for one in waiting)
    place = 0
    while place < len(waiting) and (number < ahead or place == 0):
        one = waiting[place]
        if isinstance(one, Future):
            place += 1
            continue
        try:
            part = next(one)
        except StopIteration:
            del waiting[place]
            continue
        waiting.insert(place, submit(part))
        number += 1
        place += 1
    return bool(waiting)
