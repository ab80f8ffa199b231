# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The syntax tree: its nodes, by the scopes that they are in, and by kind."""

import ast
import collections
import itertools
import typing

from collections.abc import Iterator, Sequence


#: What opens a scope of its own.
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_SCOPES = frozenset({*FUNCTIONS, ast.ClassDef})

Function = ast.FunctionDef | ast.AsyncFunctionDef
# texts, operators and contexts
_PLAIN_FIELDS = frozenset({
    "arg", "asname", "attr", "conversion", "ctx", "id", "is_async", "kind",
    "level", "module", "op", "ops", "simple", "type_comment",
    "type_ignores"})
# the fields that may hold nodes
_FIELDS = {kind: tuple(name for name in kind._fields
                       if name not in _PLAIN_FIELDS)
           for kind in vars(ast).values()
           if isinstance(kind, type) and issubclass(kind, ast.AST)
           and kind is not ast.Constant}
_LEAVES = frozenset({ast.Constant, *(
    kind for kind, fields in _FIELDS.items() if not fields)})
# of these, the items may be texts, or None where one is left out
_MIXED_FIELDS = frozenset({"keys", "kw_defaults", "kwd_attrs", "names"})
_Node = typing.TypeVar("_Node", bound=ast.AST)


class Nodes:
    """The nodes of a tree, but for operators and contexts."""

    def __init__(self, tree: ast.Module) -> None:
        self._tree = tree
        self._by_scope: dict[ast.AST, list[ast.AST]] = {}
        self._by_kind: dict[type[ast.AST], list[ast.AST]] = (
            collections.defaultdict(list))
        scopes: list[ast.AST] = [tree]
        for scope in scopes:
            found = self._by_scope[scope] = list_children(scope)
            for node in found:
                kind = type(node)
                self._by_kind[kind].append(node)
                if kind in _SCOPES:
                    # decorators, defaults and bases belong to this one; what
                    # they bind, a walrus alone, is not worth the telling apart
                    scopes.append(node)
                elif kind not in _LEAVES:
                    found += list_children(node)

    def __iter__(self) -> Iterator[ast.AST]:
        """Yield all nodes, each scope before those inside it."""
        return itertools.chain([self._tree], *self._by_scope.values())

    def find(self, kind: type[_Node]) -> Sequence[_Node]:
        """Find the nodes of a kind."""
        # filed by it
        return typing.cast("Sequence[_Node]", self._by_kind.get(kind, ()))

    def find_functions(self) -> Sequence[Function]:
        """Find all functions that have a name."""
        return *self.find(ast.FunctionDef), *self.find(ast.AsyncFunctionDef)

    def list_in(self, scope: ast.AST) -> Sequence[ast.AST]:
        """List the nodes of a scope, but for those of scopes inside it."""
        return self._by_scope[scope]

    def walk_in(self, scope: ast.AST) -> Iterator[ast.AST]:
        """Yield the nodes of a scope, and of those inside it."""
        for node in self._by_scope[scope]:
            yield node
            if type(node) in _SCOPES:
                yield from self.walk_in(node)


def list_arguments(arguments: ast.arguments) -> Iterator[ast.arg]:
    """List the arguments of a function."""
    for argument in (*arguments.posonlyargs, *arguments.args,
                     *arguments.kwonlyargs, arguments.vararg,
                     arguments.kwarg):
        if argument is not None:
            yield argument


def list_children(node: ast.AST) -> list[ast.AST]:
    """List the nodes right below one, but for operators and contexts."""
    found: list[ast.AST] = []
    for name in _FIELDS.get(type(node), ()):
        value = getattr(node, name, None)
        if type(value) is list:
            found += value if name not in _MIXED_FIELDS else [
                item for item in value if isinstance(item, ast.AST)]
        elif isinstance(value, ast.AST):
            found.append(value)
    return found
