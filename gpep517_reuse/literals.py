# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Literals: what can be taken from a module without its other business."""

import ast
import functools

from collections.abc import Mapping

from gpep517_reuse.imports import find_reached
from gpep517_reuse.lookups import UNPARSABLE
from gpep517_reuse.names import Scope, Value


# what changes the world of others
_EFFECTS = ("os.environ.clear", "os.environ.pop", "os.environ.setdefault",
            "os.environ.update", "os.link", "os.putenv", "os.remove",
            "os.rename", "os.replace", "os.symlink", "os.unlink",
            "os.unsetenv", "shutil.")
# where modules put themselves
_REGISTRIES = frozenset({"sys.meta_path", "sys.modules"})


def _parse(text: bytes) -> ast.Module:
    try:
        return ast.parse(text)
    except UNPARSABLE:
        # reading it says so
        return ast.Module(body=[], type_ignores=[])


def find_reexports(text: bytes) -> Mapping[str, str]:
    """Find what a module imports: paths by name."""
    return Scope(_parse(text)).list_imported()


def has_changing_docstring(tree: ast.Module) -> bool:
    """Tell whether a docstring of a module, or of a class in it, depends on
    the compiler: that of 3.13 removes the indentation that all lines share,
    and expands tabs.
    """
    return any(_is_changed(ast.get_docstring(node, clean=False) or "")
               for node in ast.walk(tree)
               if isinstance(node, ast.Module | ast.ClassDef))


def _is_changed(docstring: str) -> bool:
    first, *others = docstring.split("\n")
    others = [line for line in others if line]
    return first.startswith(" ") or "\t" in "".join((first, *others)) or (
        bool(others) and all(line.startswith(" ") for line in others))


def has_plain_docstring(text: bytes) -> bool:
    """Tell whether a module's docstring is the same for any compiler."""
    return not has_changing_docstring(_parse(text))


def keeps_docstring(text: bytes) -> bool:
    """Tell whether a module has the docstring that it begins with, for any
    compiler.
    """
    return has_plain_docstring(text) and not any(
        isinstance(node, ast.Name) and node.id == "__doc__"
        and isinstance(node.ctx, ast.Store) for node in ast.walk(_parse(text)))


@functools.cache
def find_literals(text: bytes) -> frozenset[str]:
    """Find the names that a module binds once, and to a literal.

    Lists and the like do not count: they may grow afterwards.
    """
    tree = _parse(text)
    if any(isinstance(node, ast.ImportFrom) and node.names[0].name == "*"
           for node in ast.walk(tree)):
        return frozenset()
    if find_reached(_Top().visit(_parse(text))) is None:
        # they may be bound by their texts
        return frozenset()
    scope = Scope(tree)
    top = {target.id for statement in tree.body
           if isinstance(statement, ast.Assign)
           for target in statement.targets if isinstance(target, ast.Name)}
    found = set()
    for name in top:
        match scope.look_up(name):
            case Value(value), _ if _is_literal(value, scope, depth=3):
                found.add(name)
    return frozenset(found)


class _Top(ast.NodeTransformer):
    """Leave out what runs when it is called."""

    def visit_FunctionDef(self, _node: ast.FunctionDef) -> None:
        return None

    def visit_AsyncFunctionDef(self, _node: ast.AsyncFunctionDef) -> None:
        return None


def _is_literal(node: ast.expr, scope: Scope, *, depth: int) -> bool:
    """Tell whether an expression is a literal, or a name of one."""
    match node:
        case ast.Constant():
            return True
        case ast.Tuple(elts=items):
            return all(_is_literal(item, scope, depth=depth)
                       for item in items)
        case ast.Name(id=name) if depth:
            match scope.look_up(name):
                case Value(value), _:
                    return _is_literal(value, scope, depth=depth - 1)
    return False


def find_exposed(text: bytes, words: frozenset[str]) -> frozenset[str]:
    """Find the names of a module that a backend may take besides: those
    that its settings hold, and __version__.
    """
    bound = Scope(_parse(text)).list_bound()
    return bound & (words | {"__version__"})


@functools.cache
def patches_others(text: bytes) -> bool:
    """Tell whether a module changes what it imports: not its own business
    alone then.
    """
    tree = _parse(text)
    imported = Scope(tree).list_imported().keys()
    for node in ast.walk(tree):
        match node:
            case (ast.Attribute(ctx=ast.Store() | ast.Del())
                  | ast.Subscript(ctx=ast.Store() | ast.Del())
                  ) if _find_root(node) in imported and (
                      ast.unparse(node.value) not in _REGISTRIES):
                return True
            case ast.Call(func=ast.Attribute() as function) if (
                    ast.unparse(function).startswith(_EFFECTS)):
                return True
            case ast.Call(func=ast.Name(id="setattr"), args=[first, *_]) if (
                    _find_root(first) in imported):
                return True
    return False


def _find_root(node: ast.expr) -> str:
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
