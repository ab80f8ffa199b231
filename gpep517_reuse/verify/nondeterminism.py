# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Stability: what varies between builds by one and the same interpreter.

A build writes dates, its directory, and sets in the order of their hashes.
The builds of one interpreter, here and its controls, show what is unstable
so: a file, or a field of the metadata, as a whole.
"""

import collections
import typing

from collections.abc import Callable, Iterable
from dataclasses import dataclass


_T = typing.TypeVar("_T")
_U = typing.TypeVar("_U")


@dataclass(frozen=True, slots=True, kw_only=True)
class Builds(typing.Generic[_T]):
    """The same thing of each build: of the builder's, of the one here, and of
    further ones by the interpreter that is here.
    """

    builder: _T
    here: _T
    controls: tuple[_T, ...] = ()

    @property
    def all(self) -> tuple[_T, ...]:
        """Return the thing of each, the builder's first."""
        return (self.builder, self.here, *self.controls)

    @property
    def is_unstable(self) -> bool:
        """Return True if it differs between builds by one interpreter."""
        return any(control != self.here for control in self.controls)

    def map(self, take: Callable[[_T], _U]) -> "Builds[_U]":
        """Take something of each."""
        return Builds(builder=take(self.builder), here=take(self.here),
                      controls=tuple(map(take, self.controls)))


def subtract(values: Iterable[str], others: Iterable[str]
             ) -> tuple[str, ...]:
    """Return the values that the others lack, or have less often."""
    rest = collections.Counter(others)
    left = []
    for value in values:
        if rest[value] > 0:
            rest[value] -= 1
        else:
            left.append(value)
    return tuple(left)
