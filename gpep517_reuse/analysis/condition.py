# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The condition: a question that was put during a build, and the answer."""

from __future__ import annotations

from gpep517_reuse.values import NamedTuple


#: What a script's path ends with, for the lines of a text that it ran.
OF_TEXT = " (text that it ran)"


class Condition(NamedTuple):
    """A question, where it stands, and the builder's answer.

    ``question`` and ``answer`` are texts, as questions.ask() takes and
    gives them.
    """

    path: str
    line: int
    question: str
    answer: str


class Conditions(NamedTuple):
    """The conditions of a build.

    ``obstacles`` say why they do not tell all, ``passed_over`` what was
    left out: a sentence each.  ``is_read`` tells whether the scripts were
    read.
    """

    conditions: tuple[Condition, ...] = ()
    obstacles: tuple[str, ...] = ()
    passed_over: tuple[str, ...] = ()
    is_read: bool = True


def split_obstacle(obstacle: str) -> tuple[str, int, str]:
    """Split an obstacle into the path and the line where it stands, and what
    it is; no path, and 0, where it stands nowhere.
    """
    path, _, rest = obstacle.partition(":")
    line, _, what = rest.partition(" ")
    if not what or not (line.isascii() and line.isdecimal()):
        return "", 0, obstacle
    return path, int(line), what
