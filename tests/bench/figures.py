"""What was measured, as a line beside its target."""

import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A median (with percentiles, where there are any) beside its target.

    With a 99th percentile it is the 95th that is held to the target, else the value.
    """

    name: str
    value: float
    target: float
    unit: str
    p95: float | None = None
    p99: float | None = None

    @property
    def within(self) -> bool:
        """Whether what was promised is kept."""
        judged = self.p95 if self.p95 is not None and self.p99 is not None else self.value
        return judged <= self.target

    def line(self) -> str:
        """One line of the table."""
        verdict = "within" if self.within else "OVER"
        p95 = f"  p95 {self.p95:7.2f}" if self.p95 is not None else " " * 13
        p99 = f"  p99 {self.p99:7.2f}" if self.p99 is not None else " " * 13
        return (
            f"{self.name:<46} {self.value:8.2f} {self.unit:<3}{p95}{p99}"
            f"  target {self.target:6.1f}  {verdict}"
        )


def percentile(taken: Sequence[float], share: float) -> float:
    """The value that this share of them does not exceed: the nearest rank, never in between."""
    ranked = sorted(taken)
    return ranked[min(len(ranked) - 1, int(len(ranked) * share))]


def spread(name: str, target: float, taken: Sequence[float]) -> Figure:
    """Median, 95th and 99th percentile of what was taken, in milliseconds; judged by the 95th."""
    p50, p95, p99 = statistics.median(taken), percentile(taken, 0.95), percentile(taken, 0.99)
    return Figure(name, p50, target, "ms", p95, p99)


async def timed(
    name: str, target: float, times: int, run: Callable[[int], Awaitable[object]]
) -> Figure:
    """The median of `times` runs, in milliseconds, after three that warm up."""
    for number in range(3):
        await run(-1 - number)
    taken = []
    for number in range(times):
        before = time.perf_counter()
        await run(number)
        taken.append((time.perf_counter() - before) * 1_000)
    return Figure(name, statistics.median(taken), target, "ms", percentile(taken, 0.95))
