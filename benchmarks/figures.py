"""Figures and ratios of the benchmarks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A figure without a target."""

    name: str
    value: str

    def row(self) -> str:
        """Return a row of the table."""
        return f"| {self.name} | {self.value} | | |"


@dataclass(frozen=True)
class Ratio:
    """A ratio of two figures of one run, with its target.

    Attributes:
        name: The two figures.
        value: The ratio.
        target: The bound of the ratio.
        at_most: Whether the target is an upper bound.
    """

    name: str
    value: float
    target: float
    at_most: bool = False

    def row(self) -> str:
        """Return a row of the table."""
        met = self.value <= self.target if self.at_most else self.value >= self.target
        sign = "≤" if self.at_most else "≥"
        verdict = "met" if met else "**missed**"
        return f"| **{self.name}** | **{self.value:.2f}** | {sign} {self.target:g} | {verdict} |"
