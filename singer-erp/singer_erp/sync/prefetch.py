"""Pages fetched ahead by threads and handed over in order."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable
    from concurrent.futures import Executor, Future

Place = TypeVar("Place")
Page = TypeVar("Page")


def in_order(
    places: Iterable[Place],
    read: Callable[[Place], tuple[Page, Place | None]],
    executor: Executor,
    depth: int,
) -> Generator[Page]:
    """Read places ahead and yield their pages in the order of the places.

    Args:
        places: Where to read; independent of each other.
        read: Reads one page and tells where the rest of that place begins, if there is a rest.
        executor: Runs `read`.
        depth: Pages read or waiting at once; bounds memory.
    """
    waiting: deque[Future[tuple[Page, Place | None]]] = deque()
    remaining = iter(places)
    try:
        while True:
            while len(waiting) < depth:
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
