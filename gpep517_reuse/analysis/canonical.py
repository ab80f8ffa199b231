# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The canonical form: a script's expression in the words of questions."""

import ast
import functools
import typing

from collections.abc import Iterable, Sequence

from gpep517_reuse.analysis import vocabulary
from gpep517_reuse.analysis.questions import (
    ARITHMETIC,
    CONVERSIONS,
    FIELDS,
    FUNCTIONS,
    METHODS,
    VALUES,
    find_dotted_name,
)
from gpep517_reuse.analysis.scopes import Scope, Value


# a name is followed through so many assignments
_MOST_DEPTH = 8
_MOST_CHARACTERS = 1000


class Phrase(typing.NamedTuple):
    """An expression in the words of questions."""

    #: None where the vocabulary has no words for it.
    node: ast.expr | None
    #: False for a constant.
    is_question: bool = False
    #: Whether the value is True or False.
    is_truth: bool = False

    @property
    def text(self) -> str:
        """Return the text of the question, in ASCII."""
        text = ast.unparse(self.node) if self.node else ""
        return text.encode("ascii", "backslashreplace").decode()

    @property
    def is_lasting(self) -> bool:
        """Return True if the answer cannot change while a script runs."""
        return self.node is not None and not any(
            map(_may_change, ast.walk(self.node)))

    def as_truth(self) -> "Phrase":
        """Ask for the truth value alone."""
        if self.is_truth or self.node is None:
            return self
        return _ask(_call(ast.Name("bool"), [self]), is_truth=True)


_NONE = Phrase(None)


def phrase(node: ast.expr, scope: Scope, local: frozenset[str]) -> Phrase:
    """Phrase an expression.

    ``local`` are the top-level names of the tree's modules, of which
    nothing is asked.
    """
    found = _get_phrasing(scope, local).phrase(node)
    if found.is_question and len(found.text) > _MOST_CHARACTERS:
        return _NONE
    return found


@functools.lru_cache(maxsize=8)
def _get_phrasing(scope: Scope, local: frozenset[str]) -> "_Phrasing":
    """Return what phrases in a scope, which is read as one."""
    return _Phrasing(scope, local, _MOST_DEPTH)


class _Phrasing:
    """Phrases the expressions of one scope."""

    def __init__(self, scope: Scope, local: frozenset[str], depth: int
                 ) -> None:
        self._scope = scope
        self._local = local
        self._depth = depth
        # where the whole cannot be phrased, its parts are tried
        self._known: dict[ast.AST, Phrase] = {}

    def phrase(self, node: ast.AST) -> Phrase:
        """Phrase an expression; the node is None where that fails."""
        if (found := self._known.get(node)) is None:
            found = self._known[node] = self._phrase(node)
        return found

    def _phrase(self, node: ast.AST) -> Phrase:
        match node:
            case ast.Name():
                return self._name(node)
            case ast.Attribute():
                return self._attribute(node)
            case ast.Constant(value=str() | bytes() | int() | float() | None):
                return Phrase(node)
            case ast.Call():
                return self._call(node)
            case ast.Tuple() | ast.List():
                return self._items(node)
            case ast.Subscript():
                return self._subscript(node)
        return self._operation(node)

    def _operation(self, node: ast.AST) -> Phrase:
        match node:
            case ast.Compare():
                return self._comparison(node)
            case ast.BoolOp(op=op, values=values):
                found = self._all(values)
                return _NONE if found is None else Phrase(
                    ast.BoolOp(op, _list_nodes(found)),
                    is_question=_is_any_question(found),
                    is_truth=all(item.is_truth for item in found))
            case ast.UnaryOp(op=ast.Not() | ast.USub() as op):
                operand = self.phrase(node.operand)
                return operand if operand.node is None else operand._replace(
                    node=ast.UnaryOp(op, operand.node),
                    is_truth=operand.is_truth or isinstance(op, ast.Not))
            case ast.BinOp(left=left, op=op, right=right) if (
                    type(op) in ARITHMETIC):
                found = self._all([left, right])
                if found is not None:
                    left, right = _list_nodes(found)
                    return Phrase(ast.BinOp(left, op, right),
                                  is_question=_is_any_question(found))
        return _NONE

    def _name(self, node: ast.Name) -> Phrase:
        found = self._path(node)
        if found.node or not self._depth:
            return found
        match self._scope.find_binding(node.id):
            case Value(value), scope:
                return _Phrasing(scope, self._local,
                                 self._depth - 1).phrase(value)
        return _NONE

    def _attribute(self, node: ast.Attribute) -> Phrase:
        found = self._path(node)
        if found.node:
            return found
        base = self.phrase(node.value)
        if base.is_question and node.attr in FIELDS and isinstance(
                base.node, ast.Attribute) and (
                    base.node.attr.endswith("version_info")):
            return _ask(ast.Attribute(base.node, node.attr))
        return _NONE

    def _items(self, node: ast.Tuple | ast.List) -> Phrase:
        found = self._all(node.elts)
        if found is None:
            return _NONE
        nodes = _list_nodes(found)
        if nodes and find_dotted_name(nodes[0]) == "sys.executable":
            # a command, of which the start is observed
            return _NONE
        return Phrase(type(node)(nodes), is_question=_is_any_question(found))

    def _comparison(self, node: ast.Compare) -> Phrase:
        if len(node.ops) == 1:
            special = self._special_comparison(
                node.left, node.ops[0], node.comparators[0])
            if special.node:
                return special
        found = self._all([node.left, *node.comparators])
        if found is None:
            return _NONE
        left, *others = _list_nodes(found)
        return Phrase(ast.Compare(left, node.ops, others), is_truth=True,
                      is_question=_is_any_question(found))

    def _special_comparison(self, left: ast.expr, comparison: ast.cmpop,
                            right: ast.expr) -> Phrase:
        """Phrase find_spec("NAME") is None."""
        found = self.phrase(left)
        match found.node, right:
            case (ast.Call(func=ast.Name(id="importable")) as importable,
                  ast.Constant(value=None)):
                if isinstance(comparison, (ast.IsNot, ast.NotEq)):
                    return found
                return _ask(ast.UnaryOp(ast.Not(), importable),
                            is_truth=True)
        return _NONE

    def _subscript(self, node: ast.Subscript) -> Phrase:
        index = self._index(node.slice)
        if index.node is None or index.is_question:
            return _NONE
        value = self.phrase(node.value)
        if value.node is None or not value.is_question:
            return _NONE
        return _ask(ast.Subscript(value.node, index.node))

    def _index(self, node: ast.expr) -> Phrase:
        if not isinstance(node, ast.Slice):
            return self.phrase(node)
        bounds = [bound if bound is None else self.phrase(bound)
                  for bound in (node.lower, node.upper, node.step)]
        known = [bound for bound in bounds if bound is not None]
        if not all(bound.node for bound in known):
            return _NONE
        return Phrase(ast.Slice(*(bound and bound.node for bound in bounds)),
                      is_question=_is_any_question(known))

    def _call(self, node: ast.Call) -> Phrase:
        if node.keywords:
            return _NONE
        path = self._find_path(node.func)
        path = vocabulary.SYNONYMS.get(path, path)
        if self._names_module(node):
            return self._reflection(path, node)
        arguments = self._all(node.args)
        if arguments is None:
            return _NONE
        name = path.removeprefix("builtins.")
        if path.startswith("builtins.") and name in CONVERSIONS:
            return _ask(_call(ast.Name(name), arguments),
                        is_truth=name == "bool") if (
                            _is_any_question(arguments)) else _NONE
        if _is_any_question(arguments):
            return _NONE
        if len(arguments) == 1 and (
                vocabulary.ROLES.get(path) is vocabulary.Role.FINDS_MODULE):
            return _ask(_call(ast.Name("importable"), arguments),
                        is_truth=True)
        if path in FUNCTIONS:
            return _ask(_call(_spell(path), arguments))
        return self._method(node, arguments)

    def _names_module(self, node: ast.Call) -> bool:
        """Return True for a call of hasattr() or getattr() on a module."""
        return (self._scope.find_path(node.func) in {
            "builtins.getattr", "builtins.hasattr"}
            and len(node.args) > 1
            and self._scope.find_path(node.args[0])
            in vocabulary.PLAIN_MODULES - self._local)

    def _reflection(self, function: str, node: ast.Call) -> Phrase:
        arguments = self._all(node.args[1:])
        if arguments is None or _is_any_question(arguments):
            return _NONE
        module = self._scope.find_path(node.args[0])
        # a name that is put together may be any of the module's
        name = "?"
        match arguments[0].node:
            case ast.Constant(value=str(constant)):
                name = constant
        path = f"{module}.{name}"
        if function == "getattr" and (path in FUNCTIONS or (
                path not in VALUES
                and vocabulary.object_to_path(path, imported=True))):
            return _NONE
        return _ask(_call(ast.Name(function),
                          [Phrase(_spell(module)), *arguments]),
                    is_truth=function == "hasattr")

    def _method(self, node: ast.Call, arguments: Sequence[Phrase]) -> Phrase:
        match node.func:
            case ast.Attribute(value=value, attr=name) if name in METHODS:
                base = self.phrase(value)
                if base.node and base.is_question:
                    return _ask(
                        _call(ast.Attribute(base.node, name), arguments),
                        is_truth=name in {"endswith", "startswith"})
        return _NONE

    def _path(self, node: ast.expr) -> Phrase:
        path = self._find_path(node)
        if path.partition(".")[0] in self._local:
            return _NONE
        if path in vocabulary.CONSTANTS:
            return Phrase(_spell(vocabulary.CONSTANTS[path]))
        if path in VALUES or vocabulary.is_implementation_field(path):
            return _ask(_spell(path))
        return _NONE

    def _find_path(self, node: ast.expr) -> str:
        return vocabulary.canonicalize(self._scope.find_path(node))

    def _all(self, nodes: Sequence[ast.expr]) -> Sequence[Phrase] | None:
        """Phrase all of them, None where one fails."""
        found = [self.phrase(node) for node in nodes]
        return found if all(item.node for item in found) else None


def _ask(node: ast.expr, *, is_truth: bool = False) -> Phrase:
    return Phrase(node, is_question=True, is_truth=is_truth)


def _call(function: ast.expr, arguments: Iterable[Phrase]) -> ast.Call:
    return ast.Call(function, _list_nodes(arguments), [])


@functools.cache
def _spell(path: str) -> ast.expr:
    """Return the expression that a dotted path is."""
    return ast.parse(path, mode="eval").body


def _list_nodes(phrases: Iterable[Phrase]) -> list[ast.expr]:
    return [item.node for item in phrases if item.node]


def _is_any_question(phrases: Iterable[Phrase]) -> bool:
    return any(item.is_question for item in phrases)


def _may_change(node: ast.AST) -> bool:
    """Return True for what asks for something that a script may change."""
    match node:
        case ast.Call(func=ast.Name(id="hasattr"),
                      args=[ast.Name(id="sys"), *_]):
            # a shim makes true what it asks for
            return False
        case ast.Call(func=ast.Name(id="getattr" | "hasattr"
                                    | "importable")):
            return True
    return False
