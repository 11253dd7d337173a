"""What was measured, as a line beside its target."""

import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A median (with the 95th percentile, where there is one) beside its target."""

    name: str
    value: float
    target: float
    unit: str
    p95: float | None = None

    def line(self) -> str:
        """One line of the table."""
        verdict = "within" if self.value <= self.target else "OVER"
        tail = f"  p95 {self.p95:7.2f}" if self.p95 is not None else " " * 13
        return (
            f"{self.name:<46} {self.value:8.2f} {self.unit:<3}{tail}"
            f"  target {self.target:6.1f}  {verdict}"
        )


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
    taken.sort()
    return Figure(name, statistics.median(taken), target, "ms", taken[int(len(taken) * 0.95)])
