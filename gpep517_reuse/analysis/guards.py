# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The guards: which failures a script catches, and so asks for."""

import ast

from collections.abc import Iterable, Sequence

from gpep517_reuse.analysis import vocabulary
from gpep517_reuse.analysis.scopes import Scope


# what an except clause can catch, by the kind of failure
_CATCHING = {
    "import": frozenset({"ImportError", "ModuleNotFoundError"}),
    "name": frozenset({"NameError", "UnboundLocalError"}),
    "attribute": frozenset({"AttributeError"}),
    "syntax": frozenset({"IndentationError", "SyntaxError", "TabError"}),
}
_CATCHING_ALL = frozenset({"BaseException", "Exception", "StandardError"})

#: Kinds of failure: "import", "name", "attribute" and "syntax".
Guards = frozenset[str]
ALL_GUARDS: Guards = frozenset(_CATCHING)


def find_guards(handlers: Sequence[ast.ExceptHandler]) -> Guards:
    """Find the kinds of failure that except clauses catch."""
    names = {name.id if isinstance(name, ast.Name) else ""
             for handler in handlers if handler.type is not None
             for name in (handler.type.elts if isinstance(
                 handler.type, ast.Tuple) else [handler.type])}
    if names & _CATCHING_ALL or "" in names or any(
            handler.type is None for handler in handlers):
        return ALL_GUARDS
    # an exception of another name may stand for any
    known = frozenset().union(*_CATCHING.values())
    return frozenset(
        kind for kind, catching in _CATCHING.items() if names & catching
        ) | (frozenset() if names <= known | vocabulary.BUILTINS
             else ALL_GUARDS)


def catches_anything(nodes: Iterable[ast.AST]) -> bool:
    """Tell whether a script catches what code elsewhere in it may raise."""
    for node in nodes:
        match node:
            case ast.ExceptHandler() if find_guards([node]):
                return True
            case ast.Name(id="suppress") | ast.Attribute(attr="suppress"):
                return True
    return False


def catches_syntax_errors(handler: ast.ExceptHandler) -> bool:
    """Tell whether an except clause is for text of a newer grammar."""
    return handler.type is not None and any(
        isinstance(node, ast.Name) and node.id in _CATCHING["syntax"]
        for node in ast.walk(handler.type))


def find_suppressed(node: ast.With | ast.AsyncWith, scope: Scope
                    ) -> Guards:
    """Find the kinds of failure that contextlib.suppress() catches."""
    for item in node.items:
        if isinstance(item.context_expr, ast.Call) and scope.find_path(
                item.context_expr.func) == "contextlib.suppress":
            return ALL_GUARDS
    return frozenset()
