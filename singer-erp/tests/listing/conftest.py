"""A source without order whose records change, and whose pages and listings are short."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field

import pytest
from singer_erp.sync.listing import Listed
from singer_erp.sync.page import Checkpoint, Page

START = dt.datetime(2026, 1, 31, 4, tzinfo=dt.UTC)


@dataclass
class Source:
    """Records by key with the second of their last change; None where it is not known.

    Texts compare by `collation`, by default without case.
    """

    records: dict
    page_size: int = 3
    listing_size: int = 8
    keeps_keys: bool = True
    dice: random.Random = field(default_factory=lambda: random.Random(1))
    before_read: object = None
    parts: list = field(default_factory=list)
    removed: list = field(default_factory=list)
    collation: object = str.lower

    def found(self, part, top):
        window = part.window
        found = [
            (key, self.at(second))
            for key, second in self.records.items()
            if self.is_within(window, second)
            and (part.after is None or self.collation(key[-1]) > self.collation(part.after))
            and (part.up_to is None or self.collation(key[-1]) <= self.collation(part.up_to))
        ]
        self.dice.shuffle(found)
        return found if top is None else found[:top]

    def read(self, part, top=None):
        if self.before_read and top is None:
            self.before_read(self)
        self.parts.append((part, top))
        found = self.found(part, top)
        return self.page(found), [key for key, _ in found]

    def listing(self, part, top=None):
        return [Listed(key, at) for key, at in self.found(part, top)]

    def read_keys(self, keys):
        return self.page([(key, self.at(self.records[key])) for key in keys])

    def deleted(self, keys):
        self.removed += keys
        return Page((), START)

    def is_within(self, window, second):
        """A condition on the time hides a record without one."""
        if second is None:
            return window.start is None and window.end is None
        at = self.at(second)
        after_start = window.start is None or at >= window.start
        return after_start and (window.end is None or at < window.end)

    @staticmethod
    def at(second):
        return None if second is None else START + dt.timedelta(seconds=second)

    @staticmethod
    def page(found):
        keys = tuple(key for key, _ in found)
        return Page((("rows", found),), START, checkpoint=Checkpoint(keys=keys))


@pytest.fixture(scope="session")
def source_of():
    """The source of records by key, each with the second of its last change."""
    return Source
