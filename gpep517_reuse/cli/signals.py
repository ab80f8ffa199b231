# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The interruption: a signal that ends a call, once that is cleaned up."""

import contextlib
import os
import signal
import threading
import types

from collections.abc import Iterator


@contextlib.contextmanager
def end_by_signals() -> Iterator[None]:
    """Have SIGINT and SIGTERM unwind the stack, and end the process then.

    So temporary directories go, and a shell sees the signal (as status 130
    or 143), whatever a backend made of the exception: distutils turns
    KeyboardInterrupt into SystemExit.  A second signal ends the process at
    once.  What the caller ignores, stays ignored.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    received: list[int] = []
    previous = {number: handler for number in (signal.SIGINT, signal.SIGTERM)
                if (handler := signal.getsignal(number))
                not in {signal.SIG_IGN, None}}

    def restore() -> None:
        for number, handler in previous.items():
            signal.signal(number, handler)

    def unwind(number: int, _: types.FrameType | None) -> None:
        restore()
        received.append(number)
        raise KeyboardInterrupt

    for number in previous:
        signal.signal(number, unwind)
    try:
        yield
    finally:
        restore()
        if received:
            if signal.getsignal(received[0]) is signal.default_int_handler:
                # it would only raise the same again
                signal.signal(received[0], signal.SIG_DFL)
            os.kill(os.getpid(), received[0])
