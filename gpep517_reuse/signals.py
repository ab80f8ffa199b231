# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The interruption: a signal that ends a call, once that is cleaned up."""

from __future__ import annotations

import contextlib
import os
import signal
import threading

from gpep517_reuse.values import TYPE_CHECKING


if TYPE_CHECKING:
    import types

    from collections.abc import Iterator


_SIGNALS = (signal.SIGINT, signal.SIGHUP, signal.SIGTERM)


@contextlib.contextmanager
def end_by_signals() -> Iterator[None]:
    """Have SIGINT, SIGHUP and SIGTERM unwind the stack, and end the process
    then.

    So temporary directories go, and a shell sees the signal (as status 130,
    129 or 143), whatever a backend made of the exception: distutils turns
    KeyboardInterrupt into SystemExit.  A second signal ends the process at
    once, but for SIGHUP: a terminal that is closed sends it, and so does the
    shell in there.  What the caller ignores, stays ignored.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    received: list[int] = []
    previous = {number: handler for number in _SIGNALS
                if (handler := signal.getsignal(number))
                not in {signal.SIG_IGN, None}}

    def restore() -> None:
        for number, handler in previous.items():
            signal.signal(number, handler)

    def unwind(number: int, _: types.FrameType | None) -> None:
        restore()
        if signal.SIGHUP in previous:
            signal.signal(signal.SIGHUP, lambda *_: None)
        received.append(number)
        raise KeyboardInterrupt

    for number in previous:
        signal.signal(number, unwind)
    try:
        yield
    finally:
        if received:
            # what reuses makes none
            from gpep517_reuse.temporary import remove_temporary_directories

            remove_temporary_directories()
        restore()
        if received:
            if signal.getsignal(received[0]) is signal.default_int_handler:
                # it would only raise the same again
                signal.signal(received[0], signal.SIG_DFL)
            os.kill(os.getpid(), received[0])
