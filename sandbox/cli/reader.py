"""A command that follows ends when nobody reads it any more, even while nothing happens."""

import select
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_LOOK_MS = 500


class NobodyReads(Exception):
    """The pipe behind standard output was closed: the reader has read enough."""


@contextmanager
def ends_with_its_reader() -> Iterator[None]:
    """Raise `NobodyReads` in the block as soon as the pipe behind standard output is closed.

    A write tells it too, but the next thing to write may never come: `journal --follow | head -1`
    would wait for it. Where a system has no such signal, the write has to do.
    """
    descriptor = _pipe()
    if descriptor is None:
        yield
        return
    once, reader = _Once(), threading.get_ident()

    def watch() -> None:
        poll = select.poll()
        poll.register(descriptor, 0)  # an error alone is told: nobody is at the other end
        while not once.over:
            if poll.poll(_LOOK_MS) and not once.over:
                signal.pthread_kill(reader, signal.SIGPIPE)
                return

    before = signal.signal(signal.SIGPIPE, once)
    watching = threading.Thread(target=watch, daemon=True)
    watching.start()
    try:
        yield
    finally:
        once.over = True
        watching.join()
        signal.signal(signal.SIGPIPE, before)


class _Once:
    """Raises `NobodyReads` at the first signal that comes while the block lasts, and never again.

    A write to the closed pipe sends the signal too, so that two may come, the second of them when
    the block is being left. No lock is taken: the thread that is interrupted could hold it.
    """

    over = False

    def __call__(self, number: int, frame: object) -> None:
        if not self.over:
            self.over = True
            raise NobodyReads


def _pipe() -> int | None:
    """Standard output, where it can be watched from this thread."""
    if not hasattr(select, "poll") or not hasattr(signal, "SIGPIPE"):
        return None
    if threading.current_thread() is not threading.main_thread():
        return None
    try:
        return sys.stdout.fileno()
    except OSError:  # not a file, as under a test
        return None
