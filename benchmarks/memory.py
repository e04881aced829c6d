"""Peak memory at 100,000 and at a million records: it must not grow with the records."""

from __future__ import annotations

from benchmarks.figures import Figure, Ratio
from benchmarks.loader import peak_megabytes
from benchmarks.pages import ROWS
from benchmarks.record_path import extract


def measure(scale: float) -> list[Figure | Ratio]:
    """Return the megabytes of tap and target at both sizes."""
    small, large = int(100_000 * scale), int(1_000_000 * scale)
    tap = [extract("typed", n // ROWS)["peak_mb"] for n in (small, large)]
    target = [peak_megabytes(n) for n in (small, large)]
    return [
        Figure(f"tap, MB at {small:,} and {large:,} records", f"{tap[0]:.0f} and {tap[1]:.0f}"),
        Figure(
            f"target, MB at {small:,} and {large:,} records", f"{target[0]:.0f} and {target[1]:.0f}"
        ),
        Ratio("tap, peak memory, ten times the records", tap[1] / tap[0], 1.2, at_most=True),
        Ratio(
            "target, peak memory, ten times the records", target[1] / target[0], 1.2, at_most=True
        ),
    ]
