# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Annotations: whether it shows that they are evaluated.

Python 3.14 puts that off until somebody asks for them (PEP 649).  Before, one
that fails ends the script, and one that calls something has done so.
"""

import ast
import functools
import sys

from collections.abc import Iterator, Mapping

from gpep517_reuse.analysis.interpreters import BUILTINS
from gpep517_reuse.analysis.module import Source
from gpep517_reuse.analysis.scopes import Scope, list_bound
from gpep517_reuse.analysis.syntax import (
    FUNCTIONS,
    Function,
    list_arguments,
)


def list_annotations(function: Function) -> Iterator[ast.expr]:
    """List the annotations that are evaluated when a function is defined."""
    for argument in list_arguments(function.args):
        if argument.annotation is not None:
            yield argument.annotation
    if function.returns is not None:
        yield function.returns


class Annotations:
    """Tell of the annotations of a script whether they do something."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._lines: dict[ast.AST, Mapping[str, int]] = {}

    @functools.cached_property
    def _are_texts(self) -> bool:
        """Whether none is evaluated, in whichever version (PEP 563)."""
        return any(
            node.module == "__future__"
            and any(alias.name == "annotations" for alias in node.names)
            for node in self._source.nodes.find(ast.ImportFrom))

    def may_act(self, annotation: ast.expr, scope: Scope) -> bool:
        """Return True if to evaluate an annotation may fail, or do more."""
        return not (self._is_plain(annotation, scope) or self._are_texts)

    def _is_plain(self, node: ast.expr, scope: Scope) -> bool:
        match node:
            case ast.Constant() | ast.UnaryOp(operand=ast.Constant()):
                return True
            case ast.Name():
                return self._is_there(node, scope)
            case ast.Attribute(value=value) | ast.Starred(value=value):
                return self._is_plain(value, scope)
            case ast.Subscript(value=value, slice=inside):
                return self._is_plain(value, scope) and (
                    self._is_plain(inside, scope))
            case ast.Tuple(elts=items) | ast.List(elts=items):
                return all(self._is_plain(item, scope) for item in items)
            case ast.BinOp(left=left, op=ast.BitOr(), right=right):
                # a text is no type
                return all(self._is_plain(side, scope)
                           and not _is_text(side) for side in (left, right))
        return False

    def _is_there(self, node: ast.Name, scope: Scope) -> bool:
        """Return True if a name was bound when the annotation was evaluated,
        or would have been.
        """
        if sys.version_info < (3, 14):
            # or the build would have failed
            return True
        found = scope.find_binding(node.id)
        if found is None:
            return node.id in BUILTINS
        inside = found[1].node
        if inside not in self._lines:
            self._lines[inside] = self._find_lines(inside)
        # arguments are there from the beginning
        first = 0 if isinstance(inside, FUNCTIONS) else sys.maxsize
        return self._lines[inside].get(node.id, first) < node.lineno

    def _find_lines(self, scope: ast.AST) -> Mapping[str, int]:
        """Find the lines after which names of a scope are bound."""
        lines: dict[str, int] = {}
        for node in self._source.nodes.list_in(scope):
            # not even a class knows itself before
            line = getattr(node, "end_lineno", sys.maxsize)
            for name in list_bound(node):
                lines[name] = min(line, lines.get(name, line))
        return lines


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)
