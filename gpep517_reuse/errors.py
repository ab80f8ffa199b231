# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""What can go wrong, with the exit status that each means."""


class ReuseError(Exception):
    """Say what failed, on which path, and what to do about it.

    ``hint`` is the next step, an imperative sentence without a full stop,
    or empty where there is none.
    """

    status = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\nhint: {self.hint}" if self.hint else (
            self.message)


class UsageError(ReuseError):
    """Say which argument is wrong."""

    status = 2


class StoreError(ReuseError):
    """Say why a reuse directory cannot be used.

    Never ends a build: without a store, it is a plain one.
    """


def quote(text: str) -> str:
    """Return a text that stays in its line of a log.

    A file's name can hold a newline, or bytes that are no text.
    """
    return text if text.isprintable() else repr(text)
