# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Name spaces: vars() and dir() of a class, in which later versions put more.

Since Python 3.13, there are __firstlineno__ and __static_attributes__, since
3.14 what annotations take.
"""

import ast
import functools

from collections.abc import Iterator, Sequence

from gpep517_reuse.analysis.interpreters import BUILTINS
from gpep517_reuse.analysis.questions import SINCE_3_13, SINCE_3_14
from gpep517_reuse.analysis.scopes import Scope
from gpep517_reuse.analysis.syntax import Nodes


_LISTING = frozenset({"builtins.dir", "builtins.vars"})


class Namespaces:
    """Tell of the calls in a script which list all names of a class."""

    def __init__(self, nodes: Nodes) -> None:
        self._nodes = nodes

    @functools.cached_property
    def _sifted(self) -> frozenset[ast.AST]:
        # few scripts list names
        return frozenset(_list_sifted(self._nodes))

    def list_asked(self, node: ast.Call, scope: Scope) -> Sequence[str]:
        """List what a call asks."""
        path = scope.find_path(node.func)
        match node.args:
            case [ast.Name(id="self")] if path == "builtins.vars":
                # the names of an object alone
                return ()
            case [_] if path in _LISTING and node not in self._sifted:
                return SINCE_3_13, SINCE_3_14
        return ()


def _list_sifted(nodes: Nodes) -> Iterator[ast.AST]:
    """Yield what loops go through that pass over the names of the language."""
    for comprehension in nodes.find(ast.comprehension):
        if any(_passes_over(test, outcome=True)
               for test in comprehension.ifs):
            yield from ast.walk(comprehension.iter)
    for loop in nodes.find(ast.For):
        match loop.body:
            case [ast.If(test=test, body=[ast.Continue()], orelse=[]), *_]:
                outcome = False
            case [ast.If(test=test, orelse=[])]:
                outcome = True
            case _:
                continue
        if _passes_over(test, outcome=outcome):
            yield from ast.walk(loop.iter)


def _passes_over(test: ast.expr, *, outcome: bool) -> bool:
    """Return True if a test has another outcome for the names of the language:
    by how a name begins, or by the class of its value, one of the script's.
    """
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _passes_over(operand, outcome=not outcome)
        case ast.BoolOp(op=operator, values=values):
            return isinstance(operator, ast.And) is outcome and any(
                _passes_over(value, outcome=outcome) for value in values)
        case ast.Call(func=ast.Attribute(attr="startswith"),
                      args=[ast.Constant(value="_" | "__")]):
            return not outcome
        case ast.Call(func=ast.Name(id="isinstance"),
                      args=[_, ast.Name(id=name)]):
            return outcome and name not in BUILTINS
    return False
