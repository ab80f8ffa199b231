# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Questions: what a build script can ask of its interpreter.

A question is an expression in a small part of Python over a fixed
vocabulary: values such as ``sys.version_info``, functions of constants
such as ``sysconfig.get_config_var('SOABI')``, and comparisons, arithmetic
and methods of texts on top of them.  Nothing else is ever evaluated.
"""

from __future__ import annotations

import ast
import importlib
import operator
import os
import re
import sys

from gpep517_reuse.analysis.always import (
    OPTIMIZATION,
    TEXT_ENCODING,
    read_text_encoding,
)
from gpep517_reuse.analysis.introspection import (
    UNPARSABLE,
    can_compile,
    get_attribute,
    has_attribute,
    is_importable,
)
from gpep517_reuse.values import TYPE_CHECKING


if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any


#: Attributes of sys that tell interpreters apart, and can be asked for.
SYS_VALUES = frozenset({
    "abiflags", "api_version", "base_exec_prefix", "base_prefix",
    "builtin_module_names", "byteorder", "copyright", "exec_prefix",
    "executable", "float_repr_style", "hexversion", "implementation",
    "maxsize", "maxunicode", "platform", "platlibdir", "prefix",
    "pypy_version_info", "stdlib_module_names", "subversion", "version",
    "version_info", "winver",
})
#: What tells the order of Path.glob().
SINCE_3_12 = "sys.version_info >= (3, 12)"
#: What tells what CPython 3.13 changed: docstrings, locals(), Path.glob().
SINCE_3_13 = "sys.version_info >= (3, 13)"
#: What tells whether annotations are evaluated where they stand, and more.
SINCE_3_14 = "sys.version_info >= (3, 14)"
#: Other values that can be asked for.
VALUES = frozenset({
    "importlib.util.MAGIC_NUMBER", "os.linesep", "os.name",
    "os.pathsep", "os.sep", OPTIMIZATION, TEXT_ENCODING,
    *(f"sys.{name}" for name in SYS_VALUES),
})
#: Functions that can be asked, with constants for arguments.
FUNCTIONS = frozenset({
    "compiles", "getattr", "hasattr", "importable",
    "platform.architecture", "platform.machine",
    "platform.python_branch", "platform.python_build",
    "platform.python_compiler", "platform.python_implementation",
    "platform.python_revision", "platform.python_version",
    "platform.python_version_tuple", "platform.system",
    "struct.calcsize", "sysconfig.get_config_var", "sysconfig.get_platform",
    "sysconfig.get_python_version",
})
#: Functions and methods of what was asked.
CONVERSIONS: Mapping[str, Callable[[Any], object]] = {
    "bool": bool, "float": float, "int": int, "len": len, "list": list,
    "repr": repr, "str": str, "tuple": tuple,
}
METHODS = frozenset({
    "count", "endswith", "find", "lower", "lstrip", "partition", "replace",
    "rpartition", "rsplit", "rstrip", "split", "startswith", "strip",
    "upper",
})
#: Fields of sys.version_info and its like, by their place.
FIELDS = ("major", "minor", "micro", "releaselevel", "serial")
#: Fields of sys.implementation.
IMPLEMENTATION_FIELDS = frozenset({"cache_tag", "hexversion", "name",
                                   "version"})
# longer questions, and repeated texts, are nobody's
_MOST_CHARACTERS = 2000
_MOST_ITEMS = 10_000

# as a width, or a width that is an argument
_LONG_NUMBER = re.compile(r"\d{4}|%[-+ #0]*\*|\.\*")

_COMPARISONS: Mapping[type[ast.cmpop], Callable[..., object]] = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt,
    ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge,
    ast.Is: operator.is_, ast.IsNot: operator.is_not,
    ast.In: lambda item, items: item in items,
    ast.NotIn: lambda item, items: item not in items,
}
#: Operators of questions.
ARITHMETIC: Mapping[type[ast.operator], Callable[..., object]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mod: operator.mod,
    ast.Mult: operator.mul, ast.FloorDiv: operator.floordiv,
    ast.Div: operator.truediv, ast.BitAnd: operator.and_,
    ast.RShift: operator.rshift,
}


class QuestionError(ValueError):
    """Say that a text is no question."""


def ask(question: str) -> str:
    """Ask the running interpreter.

    Returns the answer as the text of a literal, or "raises KeyError" and
    the like.  Raises QuestionError where the text is no question.
    """
    if len(question) > _MOST_CHARACTERS:
        raise QuestionError(f"{len(question)} characters are too many")
    try:
        tree = ast.parse(question, mode="eval")
    except UNPARSABLE as error:
        raise QuestionError(f"{question!r} is no expression") from error
    try:
        return repr(_evaluate(tree.body))
    except QuestionError:
        raise
    except (ArithmeticError, AttributeError, LookupError, OSError,
            RuntimeError, TypeError, ValueError) as error:
        return f"raises {type(error).__name__}"


def find_dotted_name(node: ast.expr) -> str:
    """Return a name with its attributes, as in "sys.version_info", or an
    empty text for other expressions.
    """
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join((node.id, *reversed(parts)))


def _evaluate(node: ast.AST) -> Any:
    evaluate = _EVALUATORS.get(type(node))
    if evaluate is None:
        raise QuestionError(f"{type(node).__name__} is no part of a question")
    return evaluate(node)


def _evaluate_constant(node: ast.Constant) -> Any:
    return node.value


def _evaluate_tuple(node: ast.Tuple) -> Any:
    return tuple(map(_evaluate, node.elts))


def _evaluate_list(node: ast.List) -> Any:
    return list(map(_evaluate, node.elts))


def _evaluate_unary_op(node: ast.UnaryOp) -> Any:
    value = _evaluate(node.operand)
    return (not value) if isinstance(node.op, ast.Not) else -value


def _evaluate_bool_op(node: ast.BoolOp) -> Any:
    stop = isinstance(node.op, ast.Or)
    for operand in node.values:
        value = _evaluate(operand)
        if bool(value) is stop:
            break
    return value


def _evaluate_compare(node: ast.Compare) -> Any:
    left = _evaluate(node.left)
    for comparison, comparator in zip(node.ops, node.comparators,
                                      strict=True):
        right = _evaluate(comparator)
        if not _COMPARISONS[type(comparison)](left, right):
            return False
        left = right
    return True


def _evaluate_bin_op(node: ast.BinOp) -> Any:
    calculate = ARITHMETIC.get(type(node.op))
    if calculate is None:
        raise QuestionError(f"{type(node.op).__name__} is no part of it")
    left, right = _evaluate(node.left), _evaluate(node.right)
    if isinstance(node.op, ast.Mult) and not (
            isinstance(left, int) and isinstance(right, int)):
        raise QuestionError("only numbers are multiplied")
    if isinstance(left, (str, bytes)) and _LONG_NUMBER.search(
            os.fsdecode(left)):
        raise QuestionError("a width is too large")
    return _bound(calculate(left, right))


def _evaluate_subscript(node: ast.Subscript) -> Any:
    return _evaluate(node.value)[_evaluate(node.slice)]


def _evaluate_slice(node: ast.Slice) -> Any:
    return slice(*(None if bound is None else _evaluate(bound)
                   for bound in (node.lower, node.upper, node.step)))


def _evaluate_attribute(node: ast.Attribute) -> Any:
    name = find_dotted_name(node)
    if name in VALUES:
        return _read_value(name)
    if find_dotted_name(node.value) == "sys.implementation" and (
            node.attr in IMPLEMENTATION_FIELDS):
        return _simplify(getattr(sys.implementation, node.attr))
    if node.attr in FIELDS:
        return _evaluate(node.value)[FIELDS.index(node.attr)]
    raise QuestionError(f"{name or node.attr} is not in the vocabulary")


def _evaluate_call(node: ast.Call) -> Any:
    if node.keywords:
        raise QuestionError("arguments have no names")
    name = find_dotted_name(node.func)
    if name in {"getattr", "hasattr"} and node.args:
        # of a module, which stands there by its name
        module = find_dotted_name(node.args[0])
        return _REFLECTION[name](module, *map(_evaluate, node.args[1:]))
    if name in FUNCTIONS:
        return _simplify(_call(name, [*map(_evaluate, node.args)]))
    if name in CONVERSIONS and len(node.args) == 1:
        return _bound(CONVERSIONS[name](_evaluate(node.args[0])))
    if isinstance(node.func, ast.Attribute) and node.func.attr in METHODS:
        text = _evaluate(node.func.value)
        if isinstance(text, str):
            return _bound(getattr(text, node.func.attr)(
                *map(_evaluate, node.args)))
    raise QuestionError(f"{name or 'that'} cannot be called")


_EVALUATORS: Mapping[type[ast.AST], Callable[[Any], Any]] = {
    ast.Attribute: _evaluate_attribute,
    ast.BinOp: _evaluate_bin_op,
    ast.BoolOp: _evaluate_bool_op,
    ast.Call: _evaluate_call,
    ast.Compare: _evaluate_compare,
    ast.Constant: _evaluate_constant,
    ast.List: _evaluate_list,
    ast.Slice: _evaluate_slice,
    ast.Subscript: _evaluate_subscript,
    ast.Tuple: _evaluate_tuple,
    ast.UnaryOp: _evaluate_unary_op,
}


def _bound(value: Any) -> Any:
    if isinstance(value, (str, bytes, tuple, list)) and (
            len(value) > _MOST_ITEMS):
        raise QuestionError("the answer is too long")
    return value


def _call(name: str, arguments: Sequence[Any]) -> Any:
    if name == "importable":
        return is_importable(*arguments)
    if name == "compiles":
        return can_compile(*arguments)
    if name == "struct.calcsize":
        return _calculate_size(*arguments)
    module, _, function = name.rpartition(".")
    return getattr(importlib.import_module(module), function)(*arguments)


def _calculate_size(text: str) -> int:
    # few ask for it
    import struct

    try:
        return struct.calcsize(text)
    except struct.error as error:
        raise ValueError(str(error)) from error


def _read_value(name: str) -> Any:
    if name == TEXT_ENCODING:
        return read_text_encoding()
    if name == OPTIMIZATION:
        return sys.flags.optimize
    module, _, attribute = name.rpartition(".")
    return _simplify(getattr(importlib.import_module(module), attribute))


def _simplify(value: Any) -> Any:
    """Return a value that has the same text in every interpreter."""
    if value is sys.implementation:
        return sorted((key, _simplify(item))
                      for key, item in vars(value).items())
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return tuple(map(_simplify, value))
    return value


def _get_attribute(module: str, attribute: str, *default: object) -> object:
    value = _simplify(get_attribute(module, attribute, *default))
    if isinstance(value, (str, bytes, int, float, tuple, list, type(None))):
        return value
    # an object has no text that two interpreters share
    return True


_REFLECTION: Mapping[str, Callable[..., object]] = {
    "getattr": _get_attribute, "hasattr": has_attribute,
}
