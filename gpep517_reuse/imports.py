# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Imports: which modules a script takes what names from."""

import ast

from collections.abc import Iterator


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


def find_taken(tree: ast.Module, node: ast.Import | ast.ImportFrom,
               module: str, name: str) -> frozenset[str]:
    """Return the names taken from a module, empty where they do not
    show.
    """
    if name:
        return frozenset({name} - {"*"})
    (bound,) = (item.asname or item.name for item in node.names
                if item.name == module)
    uses, attributes = 0, set()
    for item in ast.walk(tree):
        if isinstance(item, ast.Name) and item.id == bound:
            uses += 1
        elif isinstance(item, ast.Attribute) and isinstance(
                item.value, ast.Name) and item.value.id == bound:
            attributes.add(item.attr)
            uses -= 1
    return frozenset(attributes) if uses == 0 else frozenset()


def find_reached(tree: ast.Module) -> frozenset[str] | None:
    """Find the names that a script reaches by way of globals() and the
    like, None where these do not show.
    """
    uses = sum(isinstance(node, ast.Name) and node.id in (
        "eval", "exec", "globals", "locals", "vars")
        for node in ast.walk(tree))
    names: list[str] = []
    for node in ast.walk(tree):
        match node:
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
