"""`python -m tests.bench`: run every measurement of `SUITES`, print each figure and its target.

Exit status 0 whatever the figures say: a shared machine is no judge. Compare within one run.
"""

import asyncio
import os
import platform
import sys

from tests.bench import on_command
from tests.bench.figures import Figure

SUITES = (on_command,)


async def _all() -> list[Figure]:
    return [figure for suite in SUITES for figure in await suite.measured()]


def main() -> int:
    """Print the table."""
    cores = os.cpu_count() or 1
    print(f"Python {platform.python_version()}, {platform.machine()}, {cores} cores", flush=True)
    for figure in asyncio.run(_all()):
        print(figure.line(), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
