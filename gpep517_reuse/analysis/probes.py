# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Probes: calls that find out about the interpreter without a question."""

import ast

from collections.abc import Collection, Sequence

from gpep517_reuse.analysis import vocabulary
from gpep517_reuse.analysis.guards import Guards
from gpep517_reuse.analysis.scopes import Scope, find_imported_name


_IMPORTERS = frozenset({"builtins.__import__", "importlib.import_module"})
_LOOKUPS = frozenset({"builtins.delattr", "builtins.dir", "builtins.getattr",
                      "builtins.hasattr", "builtins.setattr",
                      "builtins.vars"})
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
    """Tell whether a module's name begins with a dot: one of the tree."""
    match arguments:
        case ([ast.Constant(value=str(name))]
              | [ast.BinOp(left=ast.Constant(value=str(name)), op=ast.Add())]
              | [ast.JoinedStr(values=[ast.Constant(value=str(name)), *_])]):
            return name.startswith(".")
    return False


def judge_call(node: ast.Call, scope: Scope, local: Collection[str]) -> str:
    """Say how a call tells interpreters apart that no question was made of,
    empty where it does not.
    """
    path = scope.find_path(node.func)
    first = scope.find_path(node.args[0]) if node.args else ""
    if path in _LOOKUPS and _is_of_stdlib(first, local):
        return f"looks into {first}"
    match node.args:
        case [_, ast.Constant(value=str(name)), *_] if (
                path in _LOOKUPS and not first
                and name in vocabulary.UNSTEADY_ATTRIBUTES):
            return f"asks whether something has {name!r}"
    if path in _WARNING_FILTERS and node.args and isinstance(
            node.args[0], ast.Constant) and node.args[0].value == "error":
        return "turns warnings into errors"
    return ""


def judge_patch(target: ast.expr, scope: Scope, local: Collection[str]
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


def asks_for_recursive_files(node: ast.Call, scope: Scope) -> bool:
    """Tell whether a call is one of Path.glob() that gives files, too,
    since Python 3.13: "**" at the end of the pattern.
    """
    if not (isinstance(node.func, ast.Attribute)
            and node.func.attr in {"glob", "rglob"}
            and scope.find_path(node.func) != "glob.glob" and node.args):
        return False
    match node.args[0]:
        case ast.Constant(value=str(pattern)):
            return pattern.endswith("**")
    return True


def _is_of_stdlib(path: str, local: Collection[str]) -> bool:
    first = path.partition(".")[0]
    return first in vocabulary.STDLIB and first not in local
