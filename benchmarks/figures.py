"""What a measurement says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A plain figure."""

    name: str
    value: str

    def row(self) -> str:
        """A line of the table."""
        return f"| {self.name} | {self.value} | | |"


@dataclass(frozen=True)
class Ratio:
    """A ratio of two figures of one run, and what it should be.

    Attributes:
        name: What is divided by what.
        value: The ratio.
        target: Bound it should keep.
        at_most: Whether the bound is an upper one.
    """

    name: str
    value: float
    target: float
    at_most: bool = False

    def row(self) -> str:
        """A line of the table."""
        kept = self.value <= self.target if self.at_most else self.value >= self.target
        sign = "≤" if self.at_most else "≥"
        verdict = "kept" if kept else "**missed**"
        return f"| **{self.name}** | **{self.value:.2f}** | {sign} {self.target:g} | {verdict} |"
