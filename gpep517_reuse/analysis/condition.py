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
    left out: a sentence each.
    """

    conditions: tuple[Condition, ...] = ()
    obstacles: tuple[str, ...] = ()
    passed_over: tuple[str, ...] = ()
