# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""What can go wrong, with the exit status that each means."""

from __future__ import annotations

import errno

from gpep517_reuse.values import TYPE_CHECKING


if TYPE_CHECKING:
    from collections.abc import Sequence


class ReuseError(Exception):
    """What failed, on which path, and what to do about it.

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
    """Which argument is wrong."""

    status = 2


class StoreError(ReuseError):
    """Why a reuse directory cannot be used.

    Never ends a build: without a store, it is a plain one.
    """


def explain(error: OSError) -> str:
    """Return why a file could not be used.

    What is opened without following links has no "too many levels" of them.
    """
    if error.errno == errno.ELOOP:
        return "it is a symbolic link"
    return error.strerror or str(error)


def sum_up(items: Sequence[str], most: int = 3) -> str:
    """Name the first few, and count the rest."""
    more = f" (+{len(items) - most})" if len(items) > most else ""
    return ", ".join(items[:most]) + more


def quote(text: str) -> str:
    """Return a text that stays in its line of a log.

    A file's name can hold a newline, or bytes that are no text.
    """
    return text if text.isprintable() else repr(text)
