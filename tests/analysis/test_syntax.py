# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The nodes of a tree."""

import ast
import pathlib

import pytest

from gpep517_reuse.analysis.syntax import Nodes


TEXTS = sorted(pathlib.Path(ast.__file__).parent.glob("a*.py"))
# nobody asks for them
LEFT_OUT = (ast.expr_context, ast.operator, ast.unaryop, ast.cmpop,
            ast.boolop)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_all_nodes(path: pathlib.Path) -> None:
    """They are those of ast.walk(), each once."""
    tree = ast.parse(path.read_bytes())
    expected = [node for node in ast.walk(tree)
                if not isinstance(node, LEFT_OUT)]
    assert sorted(map(id, Nodes(tree))) == sorted(map(id, expected))
    assert {id(node) for node in Nodes(tree).find(ast.Name)} == {
        id(node) for node in expected if isinstance(node, ast.Name)}


def test_nodes_of_a_scope() -> None:
    tree = ast.parse("def f(x=a):\n    b\n    lambda: c\nd")
    nodes = Nodes(tree)
    (function,) = nodes.find_functions()
    (inside,) = nodes.find(ast.Lambda)

    def list_names(scope: ast.AST) -> list[str]:
        return [node.id for node in nodes.list_in(scope)
                if isinstance(node, ast.Name)]

    assert list_names(tree) == ["d"]
    assert sorted(list_names(function)) == ["a", "b"]
    assert list_names(inside) == ["c"]
