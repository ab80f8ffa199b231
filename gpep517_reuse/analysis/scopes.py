# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Names: what a name in a script stands for, as far as its text tells."""

import ast
import typing

from collections.abc import Iterable, Iterator, Mapping

from gpep517_reuse.analysis.interpreters import STDLIB
from gpep517_reuse.analysis.imports import make_absolute
from gpep517_reuse.analysis.syntax import FUNCTIONS, Nodes, list_arguments


# a name is followed through so many assignments
_MOST_STEPS = 8
# all nodes that bind a name; most are none of these
_BINDING = frozenset(kind for name in (
    "AnnAssign", "Assign", "AsyncFor", "AsyncFunctionDef", "AugAssign",
    "ClassDef", "Delete", "ExceptHandler", "For", "FunctionDef", "Global",
    "Import", "ImportFrom", "MatchAs", "MatchMapping", "MatchStar",
    "NamedExpr", "Nonlocal", "TypeAlias", "comprehension", "withitem")
    # not every version has it
    if (kind := getattr(ast, name, None)))


class Import(typing.NamedTuple):
    """Bind a name to what is imported, by its dotted path."""

    path: str


class Value(typing.NamedTuple):
    """Bind a name to an expression, by an assignment of its own."""

    node: ast.expr


#: What binds a name; None stands for all that is not told apart.
Binding = Import | Value | None


#: What modules of the tree import: paths by name, by module.
Reexports = Mapping[str, Mapping[str, str]]


class Scope:
    """The names that are bound in a module, a class or a function.

    ``nodes`` are all of the module.
    """

    def __init__(self, node: ast.AST, nodes: Nodes,
                 outer: "Scope | None" = None,
                 reexports: Reexports | None = None,
                 package: str = "") -> None:
        self.node = node
        self._nodes = nodes
        self._package: str = package or (outer._package if outer else "")
        self.outer = outer
        self._reexports: Reexports = reexports or (
            outer._reexports if outer else {})
        self.is_class = isinstance(node, ast.ClassDef)
        self.is_module = isinstance(node, ast.Module)
        self._bindings: dict[str, list[Binding]] = {}
        # asked for again and again, of nodes that stay as they are
        self._paths: dict[ast.expr, str] = {}
        if isinstance(node, FUNCTIONS):
            for argument in list_arguments(node.args):
                self._bind(argument.arg, None)
        for child in nodes.list_in(node):
            if type(child) in _BINDING:
                self._add_bindings(child)
        for name in self._list_rebound(node):
            self._bind(name, None)

    def enter(self, node: ast.AST) -> "Scope":
        """Return the scope of a function or a class inside this one."""
        return Scope(node, self._nodes, self)

    def list_imported(self) -> Mapping[str, str]:
        """Return the paths of all names that are bound by an import."""
        found = {}
        for name, bindings in self._bindings.items():
            paths = [binding.path for binding in bindings
                     if isinstance(binding, Import)]
            if paths:
                # of several, the one that may tell interpreters apart
                found[name] = next(
                    (path for path in paths
                     if path.partition(".")[0] in STDLIB), paths[0])
        return found

    def is_imported_only(self, name: str) -> bool:
        """Return True if a name is bound once, and by an import."""
        bindings = self._bindings.get(name, [])
        return len(set(bindings)) == 1 and isinstance(bindings[0], Import)

    def may_be_literal(self, name: str) -> bool:
        """Return False if a name is bound to what is neither imported nor a
        literal, nor another name: to a function or a class, say.
        """
        return all(isinstance(binding, Import) or (
            isinstance(binding, Value) and isinstance(
                binding.node, (ast.Constant, ast.Name, ast.Tuple)))
            for binding in self._bindings.get(name, ()))

    def list_bound(self) -> frozenset[str]:
        """Return all names that are bound."""
        return frozenset(self._bindings)

    def find_binding(self, name: str) -> tuple[Binding, "Scope"] | None:
        """Find what a name is bound to, and where; None for a built-in.

        A name that is bound more than once is bound to None, unless all
        bindings are imports of the same path.
        """
        scope: Scope | None = self
        while scope is not None:
            if (bindings := scope._bindings.get(name)) and (
                    scope is self or not scope.is_class) and not (
                        scope.is_class and _names_itself(name, bindings)):
                return (bindings[0] if len(set(bindings)) == 1 else None,
                        scope)
            scope = scope.outer
        return None

    def list_imports(self, name: str) -> tuple[str, ...]:
        """Return the paths of all imports that may have bound a name."""
        scope: Scope | None = self
        while scope is not None:
            if bindings := scope._bindings.get(name):
                return tuple(binding.path for binding in bindings
                             if isinstance(binding, Import))
            scope = scope.outer
        return ()

    def find_path(self, node: ast.expr) -> str:
        """Return the dotted path that an expression stands for, as in
        "sys.version_info", through imports and assignments.

        A built-in's begins with "builtins."; empty for other expressions.
        """
        if (path := self._paths.get(node)) is None:
            path = self._paths[node] = self._follow(node, _MOST_STEPS)
        return path

    def _follow(self, node: ast.expr, steps: int) -> str:
        """Find a path through so many assignments."""
        if isinstance(node, ast.Attribute):
            base = self._follow(node.value, steps)
            known = self._reexports.get(base, {})
            return base and known.get(node.attr, f"{base}.{node.attr}")
        if isinstance(node, ast.Call):
            return self._find_imported(node)
        if not isinstance(node, ast.Name) or not steps:
            return ""
        match self.find_binding(node.id):
            case None:
                return f"builtins.{node.id}"
            case Import(path), _:
                return path
            case Value(value), scope:
                return scope._follow(value, steps - 1)
        return ""

    def _find_imported(self, node: ast.Call) -> str:
        """Return what import_module('x') and __import__('x') stand for."""
        if not isinstance(node.func, (ast.Name, ast.Attribute)):
            return ""
        path = self.find_path(node.func)
        name = find_imported_name(node)
        if path == "importlib.import_module":
            return name
        # of a.b, it returns a
        return (name.partition(".")[0]
                if path == "builtins.__import__" else "")

    def _list_rebound(self, node: ast.AST) -> Iterator[str]:
        """Yield the names that functions inside may bind here."""
        lines = range(getattr(node, "lineno", 0),
                      getattr(node, "end_lineno", 0) + 1)
        rebinding: list[ast.Global | ast.Nonlocal] = [
            *self._nodes.find(ast.Global), *self._nodes.find(ast.Nonlocal)]
        for statement in rebinding:
            if self.is_module or statement.lineno in lines:
                yield from statement.names

    def _bind(self, name: str, binding: Binding) -> None:
        self._bindings.setdefault(name, []).append(binding)

    def _add_imported(self, node: ast.ImportFrom) -> None:
        base = "." * node.level + (node.module or "")
        if self._package:
            base = make_absolute(base, self._package)
        known = self._reexports.get(base, {})
        for item in node.names:
            self._bind(item.asname or item.name, Import(
                known.get(item.name, f"{base}.{item.name}")))
        if node.names[0].name == "*":
            for name, path in known.items():
                self._bind(name, Import(path))

    def _add_bindings(self, node: ast.AST) -> None:
        match node:
            case ast.Import(names=names):
                for item in names:
                    top = item.name.partition(".")[0]
                    self._bind(item.asname or top,
                               Import(item.name if item.asname else top))
            case ast.ImportFrom():
                self._add_imported(node)
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                self._bind(name, Value(value))
            case ast.AnnAssign(target=ast.Name(id=name), value=value):
                self._bind(name, Value(value) if value else None)
            case ast.NamedExpr(target=ast.Name(id=name), value=value):
                self._bind(name, Value(value))
            case _:
                for name in _list_bound_otherwise(node):
                    self._bind(name, None)


def find_imported_name(node: ast.Call) -> str:
    """Return the module that a call imports that is known to import, empty
    where its name does not show.
    """
    match node:
        case (ast.Call(args=[ast.Constant(value=str(name)), *_])
              | ast.Call(args=[], keywords=[ast.keyword(
                  arg="name", value=ast.Constant(value=str(name)))])
              ) if not name.startswith("."):
            return name
    return ""


def _names_itself(name: str, bindings: Iterable[Binding]) -> bool:
    """Return True if a class takes a name from outside, as in X = X."""
    return any(isinstance(binding, Value) and any(
        isinstance(node, ast.Name) and node.id == name
        for node in ast.walk(binding.node)) for binding in bindings)


def list_bound(node: ast.AST) -> Iterator[str]:
    """Yield the names that a node binds, but for those inside it."""
    match node:
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            for item in names:
                yield item.asname or item.name.partition(".")[0]
        case ast.AnnAssign(target=target) | ast.NamedExpr(target=target):
            yield from _list_targets(target)
        case _:
            yield from _list_bound_otherwise(node)


def _list_bound_otherwise(node: ast.AST) -> Iterator[str]:
    """Yield the names that a node binds in a way of its own."""
    match node:
        case (ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name)
              | ast.ClassDef(name=name)):
            yield name
        case ast.Global(names=names) | ast.Nonlocal(names=names):
            yield from names
        case ast.ExceptHandler(name=str(name)):
            yield name
        case (ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name))
              | ast.MatchMapping(rest=str(name))):
            yield name
        case (ast.Assign(targets=targets) | ast.Delete(targets=targets)):
            for target in targets:
                yield from _list_targets(target)
        case (ast.AugAssign(target=target) | ast.For(target=target)
              | ast.AsyncFor(target=target)
              | ast.comprehension(target=target)):
            yield from _list_targets(target)
        case ast.withitem(optional_vars=ast.expr() as target):
            yield from _list_targets(target)
        case _ if type(node).__name__ == "TypeAlias":
            yield from _list_targets(node)


def _list_targets(target: ast.AST) -> Iterator[str]:
    # most are one name
    for node in [target] if isinstance(target, ast.Name) else ast.walk(target):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
