# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Exposure: which names a script uses in ways that its text hides."""

import ast

from gpep517_reuse.analysis.canonical import phrase
from gpep517_reuse.analysis.findings import Circumstances
from gpep517_reuse.analysis.imports import find_reached, may_reach
from gpep517_reuse.analysis.module import Source
from gpep517_reuse.analysis.scopes import Scope, Value


class Exposure:
    """The names of a script that code may use by their text."""

    def __init__(self, source: Source, circumstances: Circumstances) -> None:
        self._local = circumstances.local
        self._nodes = source.nodes
        self._reaches = may_reach(source.nodes)
        # from anywhere in the script
        self._reached_in_module = (find_reached(source.nodes)
                                   if self._reaches else frozenset())
        self._reached: dict[Scope, frozenset[str] | None] = {}

    def is_reached(self, name: str, scope: Scope) -> bool:
        """Return True if a name may be used without being named, by way of
        locals() and the like, or by Python itself.
        """
        if scope.is_module:
            reached = self._reached_in_module
            return reached is None or (
                name.startswith("__") or name in reached)
        if not self._reaches:
            return False
        if scope not in self._reached:
            self._reached[scope] = find_reached(
                self._nodes.walk_in(scope.node))
        reached = self._reached[scope]
        return reached is None or name in reached

    def is_followed(self, target: ast.expr, scope: Scope) -> bool:
        """Return True if each use of a name that the script makes shows how
        its value is used.
        """
        if not isinstance(target, ast.Name) or scope.is_class or (
                self.is_reached(target.id, scope)):
            return False
        match scope.find_binding(target.id):
            case Value(), _:
                return phrase(target, scope, self._local).is_question
        return False
