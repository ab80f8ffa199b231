# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Exposure: which names are used in ways that a script's text hides."""

import ast

from gpep517_reuse.analysis.canonical import phrase
from gpep517_reuse.analysis.findings import Circumstances
from gpep517_reuse.analysis.imports import find_reached
from gpep517_reuse.analysis.module import Source
from gpep517_reuse.analysis.scopes import Scope, Value
from gpep517_reuse.analysis.vocabulary import is_known


class Exposure:
    """The names of a script that others may use, or code by their text."""

    def __init__(self, source: Source, circumstances: Circumstances) -> None:
        self._local = circumstances.local
        reached = find_reached(source.nodes)
        self._exported = None if (
            reached is None or circumstances.exported is None) else (
                reached | circumstances.exported)
        self._reached: dict[Scope, frozenset[str] | None] = {}
        #: The names that nobody else was taken to use.
        self.private: set[str] = set()

    def is_exported(self, name: str) -> bool:
        """Return True if other scripts may use a name of the module."""
        if self._exported is None or (
                name.startswith("__") or name in self._exported):
            return True
        self.private.add(name)
        return False

    def is_reached(self, name: str, scope: Scope) -> bool:
        """Return True if a name may be used without being named: by other
        scripts, or by way of locals() and the like.
        """
        if scope.is_module:
            return self.is_exported(name)
        if scope not in self._reached:
            self._reached[scope] = find_reached(ast.walk(scope.node))
        reached = self._reached[scope]
        return reached is None or name in reached

    def is_followed(self, target: ast.expr, scope: Scope) -> bool:
        """Return True if each use of a name shows how its value is used."""
        if not isinstance(target, ast.Name) or scope.is_class or (
                self.is_reached(target.id, scope)):
            return False
        match scope.look_up(target.id):
            case Value(value), _:
                return bool(phrase(target, scope, self._local).is_question
                            or is_known(scope.find_path(value)))
        return False
