# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Imports: which modules a script takes what names from."""

import ast
import typing

from collections.abc import Collection, Iterable, Iterator

from gpep517_reuse.analysis.syntax import Nodes


def list_imported(node: ast.Import | ast.ImportFrom, package: str
                  ) -> Iterator[tuple[str, str]]:
    """Yield the modules that are imported, and the names taken from them."""
    if isinstance(node, ast.Import):
        for item in node.names:
            yield item.name, ""
        return
    base = make_absolute("." * node.level + (node.module or ""), package)
    for item in node.names:
        yield base, item.name


def make_absolute(path: str, package: str) -> str:
    """Return the path of what a module of a package imports."""
    rest = path.lstrip(".")
    if not (level := len(path) - len(rest)):
        return path
    parents = package.split(".")
    return ".".join(filter(None, (*parents[:len(parents) - level + 1], rest)))


class LocalImport(typing.NamedTuple):
    """An import of a module of the tree."""

    module: str
    #: What is taken from the module, empty where more of it is used.
    names: frozenset[str]
    #: The name that the module itself has in the script, if any.
    bound: str = ""
    #: Whether a failure is caught.
    guarded: bool = False


def list_taken(nodes: Nodes,
               node: ast.Import | ast.ImportFrom, package: str,
               tops: Collection[str]) -> Iterator[LocalImport]:
    """Yield what a statement imports from modules below these top-level
    ones; ``nodes`` are all of the script.
    """
    for (module, name), item in zip(list_imported(node, package), node.names,
                                    strict=True):
        if module.partition(".")[0] not in tops:
            continue
        if name:
            yield LocalImport(module, frozenset({name} - {"*"}))
            continue
        bound = item.asname or module.partition(".")[0]
        names = _find_attributes(nodes, bound)
        if item.asname or bound == module:
            yield LocalImport(module, names, bound)
        else:
            # import a.b gives the name a
            yield LocalImport(module, frozenset())
            yield LocalImport(bound, names, bound)


def _find_attributes(nodes: Nodes, bound: str) -> frozenset[str]:
    """Find the attributes by which alone a name is used, empty where there
    are other uses.
    """
    uses = sum(item.id == bound for item in nodes.find(ast.Name))
    attributes = [item.attr for item in nodes.find(ast.Attribute)
                  if isinstance(item.value, ast.Name)
                  and item.value.id == bound]
    return frozenset(attributes) if (
        uses == len(attributes)
        and "__dict__" not in attributes) else frozenset()


# what code reaches names by, without naming them
_REACHING = frozenset({"eval", "exec", "globals", "locals", "vars"})
_MAY_REACH = frozenset({ast.Call, ast.Compare, ast.Name, ast.Subscript})


def may_reach(nodes: Nodes) -> bool:
    """Return False if code reaches no name but by naming it."""
    return any(node.id in _REACHING for node in nodes.find(ast.Name))


def find_reached(nodes: Iterable[ast.AST]) -> frozenset[str] | None:
    """Find the names that code reaches by way of globals() and the like,
    None where these do not show.
    """
    uses = 0
    names: list[str] = []
    for node in nodes:
        # most are none of these
        match node if type(node) in _MAY_REACH else None:
            case ast.Name(id=name) if name in _REACHING:
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
