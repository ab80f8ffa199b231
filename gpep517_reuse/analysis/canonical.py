# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Phrasing: a script's expression as a question, in words of its own."""

import ast
import typing

from collections.abc import Iterable, Sequence

from gpep517_reuse.analysis import vocabulary
from gpep517_reuse.analysis.questions import (
    CONVERSIONS,
    FIELDS,
    FUNCTIONS,
    METHODS,
    VALUES,
)
from gpep517_reuse.analysis.scopes import Scope, Value


_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">",
    ast.GtE: ">=", ast.Is: "is", ast.IsNot: "is not", ast.In: "in",
    ast.NotIn: "not in",
}
_ARITHMETIC: dict[type[ast.operator], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mod: "%", ast.Mult: "*",
    ast.FloorDiv: "//", ast.Div: "/", ast.BitAnd: "&", ast.RShift: ">>",
}
# a name is followed through so many assignments
_MOST_DEPTH = 8
_MOST_CHARACTERS = 1000


class Phrase(typing.NamedTuple):
    """Hold an expression in the words of the vocabulary.

    Empty where it has others; no question where it is a constant.
    """

    text: str
    is_question: bool = False
    is_truth: bool = False
    is_atom: bool = True

    @property
    def is_lasting(self) -> bool:
        """Tell whether the answer cannot change while a script runs."""
        # a shim makes true what it asks for
        text = self.text.replace("hasattr(sys, ", "")
        return not any(word in text for word in (
            "os.environ", "os.getenv", "importable(", "hasattr(", "getattr("))

    def as_truth(self) -> "Phrase":
        """Ask for the truth of it alone."""
        if self.is_truth:
            return self
        return Phrase(f"bool({self.text})", is_question=True, is_truth=True)

    def as_operand(self) -> str:
        """Return the text as it stands next to an operator."""
        return self.text if self.is_atom else f"({self.text})"


_NONE = Phrase("")
# a list that begins so is a command, of which the start is observed
_COMMAND = Phrase("sys.executable", is_question=True)


def phrase(node: ast.expr, scope: Scope, local: frozenset[str]) -> Phrase:
    """Phrase an expression.

    ``local`` are the top-level names of the tree's modules, of which
    nothing is asked.
    """
    found = _Phrasing(scope, local, _MOST_DEPTH).phrase(node)
    return found if len(found.text) <= _MOST_CHARACTERS else _NONE


class _Phrasing:
    """Phrase the expressions of one scope."""

    def __init__(self, scope: Scope, local: frozenset[str], depth: int
                 ) -> None:
        self.scope = scope
        self.local = local
        self.depth = depth

    def phrase(self, node: ast.AST) -> Phrase:
        """Phrase an expression, an empty phrase where that fails."""
        match node:
            case ast.Name():
                return self._name(node)
            case ast.Attribute():
                return self._attribute(node)
            case ast.Constant():
                return self._constant(node)
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
            case ast.BoolOp():
                return self._boolean(node)
            case ast.UnaryOp():
                return self._unary(node)
            case ast.BinOp():
                return self._arithmetic(node)
        return _NONE

    def _constant(self, node: ast.Constant) -> Phrase:
        if isinstance(node.value, (str, bytes, int, float, type(None))):
            return Phrase(ascii(node.value))
        return _NONE

    def _name(self, node: ast.Name) -> Phrase:
        found = self._path(node)
        if found.text or not self.depth:
            return found
        match self.scope.look_up(node.id):
            case Value(value), scope:
                return _Phrasing(scope, self.local,
                                 self.depth - 1).phrase(value)
        return _NONE

    def _attribute(self, node: ast.Attribute) -> Phrase:
        found = self._path(node)
        if found.text:
            return found
        base = self.phrase(node.value)
        if base.is_question and node.attr in FIELDS and (
                base.text.endswith("version_info")):
            return Phrase(f"{base.text}.{node.attr}", is_question=True)
        return _NONE

    def _items(self, node: ast.Tuple | ast.List) -> Phrase:
        items = self._all(node.elts)
        if items is None or items[:1] == [_COMMAND]:
            return _NONE
        text = ", ".join(item.text for item in items)
        if isinstance(node, ast.List):
            text = f"[{text}]"
        else:
            text = f"({text},)" if len(items) == 1 else f"({text})"
        return Phrase(text, is_question=_is_any_question(items))

    def _unary(self, node: ast.UnaryOp) -> Phrase:
        operand = self.phrase(node.operand)
        if operand.text and isinstance(node.op, ast.Not):
            return Phrase(f"not {operand.as_operand()}", is_truth=True,
                          is_question=operand.is_question, is_atom=False)
        if operand.text and isinstance(node.op, ast.USub):
            return operand._replace(text=f"-{operand.as_operand()}",
                                    is_atom=False)
        return _NONE

    def _boolean(self, node: ast.BoolOp) -> Phrase:
        operands = self._all(node.values)
        if operands is None:
            return _NONE
        word = " and " if isinstance(node.op, ast.And) else " or "
        return Phrase(
            word.join(item.as_operand() for item in operands),
            is_question=_is_any_question(operands), is_atom=False,
            is_truth=all(item.is_truth for item in operands))

    def _comparison(self, node: ast.Compare) -> Phrase:
        if len(node.ops) == 1:
            special = self._special_comparison(
                node.left, node.ops[0], node.comparators[0])
            if special.text:
                return special
        operands = self._all([node.left, *node.comparators])
        if operands is None:
            return _NONE
        text = operands[0].as_operand()
        for comparison, operand in zip(node.ops, operands[1:], strict=True):
            text += f" {_COMPARISONS[type(comparison)]} "
            text += operand.as_operand()
        return Phrase(text, is_question=_is_any_question(operands),
                      is_truth=True, is_atom=False)

    def _special_comparison(self, left: ast.expr, comparison: ast.cmpop,
                            right: ast.expr) -> Phrase:
        """Phrase "NAME" in os.environ, and find_spec("NAME") is None."""
        if isinstance(comparison, (ast.In, ast.NotIn)) and (
                self._find_path(right) == "os.environ"):
            name = self.phrase(left)
            if not name.text or name.is_question:
                return _NONE
            word = "is not" if isinstance(comparison, ast.In) else "is"
            return Phrase(f"os.environ.get({name.text}) {word} None",
                          is_question=True, is_truth=True, is_atom=False)
        found = self.phrase(left)
        if (found.text.startswith("importable(")
                and isinstance(right, ast.Constant) and right.value is None):
            if isinstance(comparison, (ast.IsNot, ast.NotEq)):
                return found
            return Phrase(f"not {found.text}", is_question=True,
                          is_truth=True, is_atom=False)
        return _NONE

    def _arithmetic(self, node: ast.BinOp) -> Phrase:
        word = _ARITHMETIC.get(type(node.op))
        operands = self._all([node.left, node.right])
        if word is None or operands is None:
            return _NONE
        left, right = operands
        return Phrase(f"{left.as_operand()} {word} {right.as_operand()}",
                      is_question=_is_any_question(operands), is_atom=False)

    def _subscript(self, node: ast.Subscript) -> Phrase:
        index = self._index(node.slice)
        if not index.text or index.is_question:
            return _NONE
        if self._find_path(node.value) == "os.environ":
            return Phrase(f"os.environ[{index.text}]", is_question=True)
        value = self.phrase(node.value)
        if not value.is_question:
            return _NONE
        return Phrase(f"{value.as_operand()}[{index.text}]",
                      is_question=True)

    def _index(self, node: ast.expr) -> Phrase:
        if not isinstance(node, ast.Slice):
            return self.phrase(node)
        bounds = [Phrase("") if bound is None else self.phrase(bound)
                  for bound in (node.lower, node.upper, node.step)]
        if any(bound is not None and not found.text for bound, found in zip(
                (node.lower, node.upper, node.step), bounds, strict=True)):
            return _NONE
        text = ":".join(bound.text for bound in bounds[:2])
        if node.step is not None:
            text += f":{bounds[2].text}"
        return Phrase(text, is_question=_is_any_question(bounds))

    def _call(self, node: ast.Call) -> Phrase:
        arguments = None if node.keywords else self._all(node.args)
        if arguments is None:
            arguments = ()
            if node.keywords or not self._names_module(node):
                return _NONE
        path = self._find_path(node.func)
        path = vocabulary.SYNONYMS.get(path, path)
        if self._names_module(node):
            return self._lookup(path, node)
        texts = ", ".join(argument.text for argument in arguments)
        asks = _is_any_question(arguments)
        name = path.removeprefix("builtins.")
        if path.startswith("builtins.") and name in CONVERSIONS:
            return Phrase(f"{name}({texts})", is_truth=name == "bool",
                          is_question=asks) if asks else _NONE
        if asks:
            return _NONE
        if path in vocabulary.FINDERS and len(arguments) == 1:
            return Phrase(f"importable({texts})", is_question=True,
                          is_truth=True)
        if path in FUNCTIONS:
            return Phrase(f"{path}({texts})", is_question=True)
        return self._method(node, texts)

    def _names_module(self, node: ast.Call) -> bool:
        """Tell whether a call is hasattr() or getattr() of a module."""
        return (self.scope.find_path(node.func) in {
            "builtins.getattr", "builtins.hasattr"}
            and len(node.args) > 1
            and self.scope.find_path(node.args[0])
            in vocabulary.PLAIN_MODULES - self.local)

    def _lookup(self, path: str, node: ast.Call) -> Phrase:
        arguments = self._all(node.args[1:])
        if arguments is None or _is_any_question(arguments):
            return _NONE
        module = self.scope.find_path(node.args[0])
        name = arguments[0].text.strip("'")
        if path == "getattr" and (f"{module}.{name}" in FUNCTIONS or (
                vocabulary.judge(f"{module}.{name}", imported=True)
                and f"{module}.{name}" not in VALUES)):
            return _NONE
        texts = ", ".join((module,
                           *(argument.text for argument in arguments)))
        return Phrase(f"{path}({texts})", is_question=True,
                      is_truth=path == "hasattr")

    def _method(self, node: ast.Call, texts: str) -> Phrase:
        if not (isinstance(node.func, ast.Attribute)
                and node.func.attr in METHODS):
            return _NONE
        base = self.phrase(node.func.value)
        if not base.is_question:
            return _NONE
        return Phrase(
            f"{base.as_operand()}.{node.func.attr}({texts})",
            is_question=True,
            is_truth=node.func.attr in {"endswith", "startswith"})

    def _path(self, node: ast.expr) -> Phrase:
        path = self._find_path(node)
        if path.partition(".")[0] in self.local:
            return _NONE
        if path in vocabulary.CONSTANTS:
            return Phrase(vocabulary.CONSTANTS[path])
        if path in VALUES or vocabulary.is_implementation_field(path):
            return Phrase(path, is_question=True)
        return _NONE

    def _find_path(self, node: ast.expr) -> str:
        return vocabulary.canonicalize(self.scope.find_path(node))

    def _all(self, nodes: Sequence[ast.expr]) -> Sequence[Phrase] | None:
        """Phrase all of them, None where one fails."""
        found = [self.phrase(node) for node in nodes]
        return found if all(item.text for item in found) else None


def _is_any_question(phrases: Iterable[Phrase]) -> bool:
    return any(item.is_question for item in phrases)
