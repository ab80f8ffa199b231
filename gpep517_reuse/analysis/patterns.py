# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Patterns: which failures code catches, and calls that tell interpreters
apart.
"""

import ast
import re

from collections.abc import Collection, Sequence

from gpep517_reuse.analysis.interpreters import (
    BUILTINS,
    STDLIB,
    UNSTEADY_ATTRIBUTES,
)
from gpep517_reuse.analysis.questions import SINCE_3_12, SINCE_3_13
from gpep517_reuse.analysis.scopes import Scope, find_imported_name
from gpep517_reuse.analysis.syntax import Nodes


# what takes a function's variables, if it has fewer arguments than these
_OF_FRAMES = {"builtins.eval": 2, "builtins.exec": 2, "builtins.locals": 1,
              "builtins.vars": 1}

# for Path.glob(), with a fixed number of directories
_LEVELS = re.compile(r"(?:[\w?-]|\.(?!\.)|\*(?!\*)|/(?=.))+")
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
        ) | (frozenset() if names <= known | BUILTINS
             else ALL_GUARDS)


def catches_anything(nodes: Nodes) -> bool:
    """Return True if a script catches what code elsewhere in it may raise."""
    return (any(find_guards([node]) for node in nodes.find(ast.ExceptHandler))
            or any(node.id == "suppress" for node in nodes.find(ast.Name))
            or any(node.attr == "suppress"
                   for node in nodes.find(ast.Attribute)))


def catches_syntax_errors(handler: ast.ExceptHandler) -> bool:
    """Return True if an except clause is for text of a newer grammar."""
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


_IMPORTERS = frozenset({"builtins.__import__", "importlib.import_module"})
_REFLECTING = frozenset({
    "builtins.delattr", "builtins.dir", "builtins.getattr",
    "builtins.hasattr", "builtins.setattr", "builtins.vars"})
# what tells whether a file is there, and how it is
_LOOKING = frozenset({
    *(f"os.path.{name}" for name in (
        "exists", "getmtime", "getsize", "isdir", "isfile", "islink",
        "lexists")), "os.access", "os.lstat", "os.stat"})
_WARNING_FILTERS = frozenset({"warnings.filterwarnings",
                              "warnings.simplefilter"})


def find_probed_import(node: ast.Call, scope: Scope, guards: Guards
                       ) -> str | None:
    """Return the module that a call imports where a failure is caught, an
    empty text where its name does not show; None for other calls.
    """
    if scope.find_path(node.func) not in _IMPORTERS or (
            _is_relative(node.args[:1])):
        return None
    name = find_imported_name(node)
    return name if not name or "import" in guards else None


def _is_relative(arguments: Sequence[ast.expr]) -> bool:
    """Return True if a module's name begins with a dot: one of the tree."""
    match arguments:
        case ([ast.Constant(value=str(name))]
              | [ast.BinOp(left=ast.Constant(value=str(name)), op=ast.Add())]
              | [ast.JoinedStr(values=[ast.Constant(value=str(name)), *_])]):
            return name.startswith(".")
    return False


def object_to_call(node: ast.Call, scope: Scope, local: Collection[str]
                   ) -> str:
    """Return how a call tells interpreters apart that no question was made of,
    empty where it does not.
    """
    path = scope.find_path(node.func)
    first = scope.find_path(node.args[0]) if node.args else ""
    if path in _REFLECTING and _is_of_stdlib(first, local):
        return f"looks into {first}"
    match node.args:
        case [_, ast.Constant(value=str(name)), *_] if (
                path in _REFLECTING and not first
                and name in UNSTEADY_ATTRIBUTES):
            return f"asks whether something has {name!r}"
    if path == "warnings.catch_warnings" and any(
            keyword.arg == "record" for keyword in node.keywords):
        return "records warnings"
    if path in _LOOKING and any(map(_leads_out, ast.walk(node))):
        return "looks for a file above the tree"
    if path in _WARNING_FILTERS and node.args and isinstance(
            node.args[0], ast.Constant) and node.args[0].value == "error":
        return "turns warnings into errors"
    return ""


def _leads_out(node: ast.AST) -> bool:
    """Return True for a text, or a name, of the directory above."""
    match node:
        case ast.Constant(value=str(text)):
            return ".." in text.split("/")
        case ast.Attribute(attr="pardir") | ast.Name(id="pardir"):
            return True
    return False


def adds_integers(node: ast.Call) -> bool:
    """Return True if a call of sum() adds up lengths, counts or lists: what
    it makes of floats is not the same since Python 3.12.
    """
    match node.args:
        case [ast.GeneratorExp(elt=item) | ast.ListComp(elt=item)]:
            return isinstance(item, ast.Compare) or (
                isinstance(item, ast.Constant)
                and isinstance(item.value, int)) or (
                isinstance(item, ast.Call)
                and isinstance(item.func, ast.Name)
                and item.func.id in {"int", "len"})
        case [_, ast.List() | ast.Tuple()]:
            return True
    return False


def dedents_alike(node: ast.Call) -> bool:
    """Return True if a call of textwrap.dedent() returns the same for every
    interpreter: that of 3.14 takes all white space for such.
    """
    match node.args:
        case [ast.Constant(value=str(text))]:
            return all(character in " \t\n" or not character.isspace()
                       for character in text)
    return False


def catches_wrong_calls(node: ast.Try | ast.TryStar) -> bool:
    """Return True if a call is tried, and an exception handler is for wrong
    arguments: these may have come with a version.
    """
    return any(
        isinstance(name, ast.Name) and name.id == "TypeError"
        for handler in node.handlers if handler.type
        for name in ast.walk(handler.type)) and any(
        isinstance(call, ast.Call)
        for statement in node.body for call in ast.walk(statement))


def object_to_patch(target: ast.expr, scope: Scope, local: Collection[str]
                    ) -> str:
    """Say that an assignment changes the standard library, or nothing.

    What was asked before would be answered otherwise afterwards.
    """
    path = scope.find_path(target)
    first = path.partition(".")[0]
    if path.startswith("builtins.") and path.count(".") > 1:
        # an attribute of what has no name in this script
        return ""
    if isinstance(target, ast.Attribute) and first not in {
            "distutils", "os", "sys"} and _is_of_stdlib(path, local):
        return f"patches {path}"
    return ""


def list_asked_by_glob(node: ast.Call, scope: Scope) -> Sequence[str]:
    """List what a call asks that may be one of Path.glob(): the order of what
    is below directories has changed twice, and since Python 3.13, it gives
    files, too, where the pattern ends in "**".
    """
    if not isinstance(node.func, ast.Attribute) or (
            node.func.attr not in {"glob", "rglob"}
            or scope.find_path(node.func) == "glob.glob"):
        return ()
    match node:
        case ast.Call(func=ast.Attribute(attr="glob"),
                      args=[ast.Constant(value=str(pattern))],
                      keywords=[]) if _LEVELS.fullmatch(pattern):
            return ()
    return SINCE_3_12, SINCE_3_13


def _is_of_stdlib(path: str, local: Collection[str]) -> bool:
    first = path.partition(".")[0]
    return first in STDLIB and first not in local


def reads_variables_of_function(path: str, node: ast.Call, scope: Scope, *,
                                evaluates_assignments: bool) -> bool:
    """Return True if a call takes the variables of a function as a whole, and
    not only to read them.
    """
    if path == "builtins.eval" and not evaluates_assignments:
        match node.args:
            case [ast.Constant(value=str(text))] if ":=" in text:
                return not scope.is_module
        return False
    return len(node.args) < _OF_FRAMES.get(path, 0) and not scope.is_module


def find_multiprocessing(node: ast.Import | ast.ImportFrom) -> frozenset[str]:
    """Find the names that a statement gives to multiprocessing, or to what is
    of it.
    """
    return frozenset(
        (item.asname or item.name).partition(".")[0] for item in node.names
        if (item.name if isinstance(node, ast.Import)
            else node.module or "").partition(".")[0] == "multiprocessing")


def passes_docstring_on(targets: Sequence[ast.expr], value: ast.expr
                        ) -> bool:
    """Return True if a function gets another one's docstring."""
    match value:
        case (ast.Attribute(attr="__doc__")
              | ast.Call(func=ast.Name(id="getattr"),
                         args=[ast.Name(), ast.Constant(value="__doc__"),
                               *_])):
            return all(isinstance(node, ast.Attribute)
                       and node.attr == "__doc__" for node in targets)
    return False


def drop_interpreter(node: ast.AST, scope: Scope) -> ast.AST:
    """Return a list without the interpreter, where that is a command's
    first word: that a program starts is observed.
    """
    if isinstance(node, (ast.List, ast.Tuple)) and node.elts and (
            scope.find_path(node.elts[0]) == "sys.executable"):
        return ast.List(elts=node.elts[1:], ctx=node.ctx)
    return node


def leave_out_dict(node: ast.expr, scope: Scope) -> ast.expr:
    """Return what a __dict__ is of, where that is looked up by a key: what
    it is of is then asked for one attribute alone.
    """
    if isinstance(node, ast.Attribute) and node.attr == "__dict__" and (
            not scope.find_path(node)):
        return node.value
    return node


def find_root(node: ast.expr) -> ast.expr:
    """Return what an attribute is of, and be it of another attribute."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node
