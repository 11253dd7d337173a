"""`python -m sandbox`."""

import sys

from sandbox.cli import main


def run() -> int:
    """The command; 1 and one line of advice where this Python lacks the dependencies."""
    try:
        return main()
    except ModuleNotFoundError as error:
        package = (error.name or "sandbox").partition(".")[0]
        if package == "sandbox":  # a mistake of ours
            raise
        print(
            f"sandbox: {package} is not installed for {sys.executable}. "
            "Run .venv/bin/python -m sandbox, after `make env`.",
            file=sys.stderr,
        )
        return 1


if __name__ == "__main__":
    sys.exit(run())
