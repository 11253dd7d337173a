"""`python -m tests.bench`: run every measurement of `SUITES`, print each figure and its target.

Exit status 0 whatever the figures say: a shared machine is no judge. Compare within one run. What
is wrong, and not merely slow (a learner who comes to another row than the guide's), raises.
`python -m tests.bench class` measures only the suites with this word in their names.
"""

import asyncio
import os
import platform
import sys

from tests.bench import class_at_once, class_followed, on_command
from tests.bench.figures import Figure

SUITES = (on_command, class_at_once, class_followed)


async def _all(words: list[str]) -> list[Figure]:
    chosen = [each for each in SUITES if not words or any(w in each.__name__ for w in words)]
    return [figure for suite in chosen for figure in await suite.measured()]


def main(words: list[str]) -> int:
    """Print the table of the suites whose names hold one of these words; of all without any."""
    cores = os.cpu_count() or 1
    print(f"Python {platform.python_version()}, {platform.machine()}, {cores} cores", flush=True)
    for figure in asyncio.run(_all(words)):
        print(figure.line(), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
