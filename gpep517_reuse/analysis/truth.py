# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Truth values: which expressions are known to be true for the builder."""

import ast
import typing

from collections.abc import Sequence

from gpep517_reuse.analysis import vocabulary
from gpep517_reuse.analysis.canonical import phrase
from gpep517_reuse.analysis.findings import Circumstances
from gpep517_reuse.analysis.scopes import Scope


class Truth(typing.NamedTuple):
    """The truth value of an expression, and the question that gives it."""

    #: None where it is not known.
    value: bool | None
    question: str = ""


def find_truth(node: ast.expr, scope: Scope, circumstances: Circumstances
               ) -> Truth:
    """Find the truth value that an expression has for the builder."""
    found = phrase(node, scope, circumstances.local)
    if found.is_question and found.is_lasting:
        question = found.as_truth().text
        answer = circumstances.answer(question)
        return Truth({"True": True, "False": False}.get(answer), question)
    path = scope.find_path(node)
    if path in vocabulary.CONSTANTS and not circumstances.is_of_tree(path):
        constant = vocabulary.CONSTANTS[path]
        return Truth(constant == "True", constant)
    return Truth(None)


def leaves(block: Sequence[ast.stmt], scope: Scope) -> bool:
    """Return True if a block ends by leaving the one that it is in."""
    match block[-1:]:
        case [ast.Raise() | ast.Return() | ast.Continue() | ast.Break()]:
            return True
        case [ast.Expr(value=ast.Call(func=function))]:
            return vocabulary.ROLES.get(
                scope.find_path(function)) is vocabulary.Role.LEAVES
    return False
