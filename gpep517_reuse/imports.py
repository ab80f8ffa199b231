# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Imports: which modules a script takes what names from."""

import ast

from collections.abc import Iterable, Iterator


def list_imported(node: ast.Import | ast.ImportFrom, package: str
                  ) -> Iterator[tuple[str, str]]:
    """Yield the modules that are imported, and the names taken from them."""
    if isinstance(node, ast.Import):
        for item in node.names:
            yield item.name, ""
        return
    base = node.module or ""
    if node.level:
        parents = package.split(".")
        kept = parents[:len(parents) - node.level + 1]
        base = ".".join((*kept, *filter(None, [node.module])))
    for item in node.names:
        yield base, item.name


def find_taken(nodes: Iterable[ast.AST], node: ast.Import | ast.ImportFrom,
               module: str, name: str) -> frozenset[str]:
    """Return the names taken from a module, empty where they do not
    show.

    ``nodes`` are all nodes of the script.
    """
    if name:
        return frozenset({name} - {"*"})
    (bound,) = (item.asname or item.name for item in node.names
                if item.name == module)
    uses, attributes = 0, set()
    for item in nodes:
        if isinstance(item, ast.Name) and item.id == bound:
            uses += 1
        elif isinstance(item, ast.Attribute) and isinstance(
                item.value, ast.Name) and item.value.id == bound:
            attributes.add(item.attr)
            uses -= 1
    return frozenset(attributes) if uses == 0 else frozenset()


def find_reached(nodes: Iterable[ast.AST]) -> frozenset[str] | None:
    """Find the names that code reaches by way of globals() and the like,
    None where these do not show.
    """
    uses = 0
    names: list[str] = []
    for node in nodes:
        match node:
            case ast.Name(id="eval" | "exec" | "globals" | "locals" | "vars"):
                uses += 1
            case (ast.Compare(left=ast.Constant(value=str(name)),
                              ops=[ast.In() | ast.NotIn()],
                              comparators=[ast.Call() as call])
                  | ast.Subscript(value=ast.Call() as call,
                                  slice=ast.Constant(value=str(name)))
                  | ast.Call(func=ast.Attribute(value=ast.Call() as call,
                                                attr="get"),
                             args=[ast.Constant(value=str(name)), *_])
                  ) if isinstance(call.func, ast.Name) and (
                      call.func.id in {"globals", "locals", "vars"}
                      and not call.args):
                names.append(name)
    return frozenset(names) if len(names) == uses else None
