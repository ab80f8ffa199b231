# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""A Python module: its text, parsed once, and what can be taken from it."""

import ast
import functools
import warnings

from gpep517_reuse.analysis.imports import find_reached, may_reach
from gpep517_reuse.analysis.introspection import UNPARSABLE
from gpep517_reuse.analysis.pruning import prune
from gpep517_reuse.analysis.scopes import Reexports, Scope, Value
from gpep517_reuse.analysis.syntax import FUNCTIONS, Nodes


class Source:
    """A Python text by its syntax tree.

    ``tree`` is empty, and ``error`` says why, where the running interpreter
    cannot parse the text.  ``is_pruned`` tells whether what did not run is
    left out of it.
    """

    def __init__(self, text: str | bytes, pruned: ast.Module | None = None
                 ) -> None:
        self.text = text
        self.tree = pruned or ast.Module(body=[], type_ignores=[])
        self.is_pruned = pruned is not None
        self.error: Exception | None = None
        if not self.is_pruned:
            self._parse()

    def _parse(self) -> None:
        with warnings.catch_warnings():
            # the build has told them, or was told not to
            warnings.simplefilter("ignore")
            try:
                self.tree = ast.parse(self.text)
            except UNPARSABLE as error:
                self.error = error

    def prune(self, lines: frozenset[int] | None) -> "Source":
        """Return the source without what did not run, given the lines that
        did; the whole where None are known.
        """
        if lines is None or self.error:
            return self
        return Source(self.text, prune(self.tree, lines))

    @functools.cached_property
    def nodes(self) -> Nodes:
        """Return all nodes of the tree."""
        return Nodes(self.tree)

    @functools.cached_property
    def scope(self) -> Scope:
        """Return the scope of the module alone."""
        return self.make_scope()

    def make_scope(self, outer: Scope | None = None,
                   reexports: Reexports | None = None, package: str = ""
                   ) -> Scope:
        """Return the module's scope, as it is inside another one."""
        return Scope(self.tree, self.nodes, outer, reexports, package)


def find_defined(source: Source) -> frozenset[str]:
    """Find the names that a text defines, or gives to what it makes:
    attributes, arguments, and single words in quotes.
    """
    find = source.nodes.find
    names = {
        *(node.name for node in source.nodes.find_functions()),
        *(node.name for node in find(ast.ClassDef)),
        *(node.arg for node in find(ast.arg)),
        *(node.arg for node in find(ast.keyword) if node.arg),
        *(node.id for node in find(ast.Name)
          if isinstance(node.ctx, ast.Store)),
        *(node.attr for node in find(ast.Attribute)
          if isinstance(node.ctx, ast.Store)),
        *(node.value for node in find(ast.Constant)
          if isinstance(node.value, str) and node.value.isidentifier())}
    for alias in find(ast.alias):
        names.update([alias.asname] if alias.asname
                     else alias.name.split("."))
    for call in find(ast.Call):
        match call:
            case ast.Call(func=ast.Name(id="namedtuple")
                          | ast.Attribute(attr="namedtuple"),
                          args=[_, ast.Constant(value=str(text)), *_]):
                names.update(text.replace(",", " ").split())
    return frozenset(names)


def find_enumerations(source: Source) -> frozenset[str]:
    """Find the names of the classes that are enumerations."""
    return frozenset(
        node.name for node in source.nodes.find(ast.ClassDef)
        if any(source.scope.find_path(base).startswith("enum.")
               for base in node.bases))


@functools.cache
def has_changing_docstring(source: Source) -> bool:
    """Return True if a docstring of a module, or of a class in it, depends on
    the compiler: that of 3.13 removes the indentation that all lines share,
    and expands tabs.
    """
    holders: list[ast.Module | ast.ClassDef] = [
        source.tree, *source.nodes.find(ast.ClassDef)]
    return any(_is_changed(ast.get_docstring(node, clean=False) or "")
               for node in holders)


def _is_changed(docstring: str) -> bool:
    first, *others = docstring.split("\n")
    others = [line for line in others if line]
    return first.startswith(" ") or "\t" in "".join((first, *others)) or (
        bool(others) and all(line.startswith(" ") for line in others))


def keeps_docstring(source: Source) -> bool:
    """Return True if a module has the docstring that it begins with, for any
    compiler.
    """
    return not has_changing_docstring(source) and not any(
        node.id == "__doc__" and isinstance(node.ctx, ast.Store)
        for node in source.nodes.find(ast.Name))


@functools.cache
def find_literals(source: Source) -> frozenset[str]:
    """Find the names that a module binds once, and to a literal.

    Lists and the like do not count: they may grow afterwards.
    """
    reached = _find_reached_globals(source)
    if reached is None or any(node.names[0].name == "*" for node
                              in source.nodes.find(ast.ImportFrom)):
        return frozenset()
    scope = source.scope
    top = {target.id for statement in source.tree.body
           if isinstance(statement, ast.Assign)
           for target in statement.targets if isinstance(target, ast.Name)}
    found = set()
    for name in top:
        match scope.find_binding(name):
            case Value(value), _ if _is_literal(value, scope, depth=3):
                found.add(name)
    return frozenset(found - reached)


def _find_reached_globals(source: Source) -> frozenset[str] | None:
    """Find the names that a module may bind by their texts, None where these
    do not show, or where it may put something else in its own place.
    """
    for node in source.nodes.find(ast.Subscript):
        match node:
            case ast.Subscript(ctx=ast.Store(), value=ast.Attribute(
                    attr="__globals__" | "f_globals")):
                return None
            case ast.Subscript(
                    ctx=ast.Store(), value=value,
                    slice=ast.Name(id="__name__") | ast.Constant()) if (
                        source.scope.find_path(value) == "sys.modules"):
                return None
    if any(node.attr == "globals"
           for node in source.nodes.find(ast.Attribute)):
        return None
    if not may_reach(source.nodes):
        return frozenset()
    # there, all but globals() reach those of the function
    inside = {node for kind in FUNCTIONS
              for function in source.nodes.find(kind)
              for node in source.nodes.walk_in(function)
              if isinstance(node, ast.Name) and node.id != "globals"}
    return find_reached(node for node in source.nodes if node not in inside)


def _is_literal(node: ast.expr, scope: Scope, *, depth: int) -> bool:
    """Return True if an expression is a literal, or a name of one."""
    match node:
        case ast.Constant():
            return True
        case ast.Tuple(elts=items):
            return all(_is_literal(item, scope, depth=depth)
                       for item in items)
        case ast.Name(id=name) if depth:
            match scope.find_binding(name):
                case Value(value), _:
                    return _is_literal(value, scope, depth=depth - 1)
    return False


def find_exposed(source: Source, words: frozenset[str]) -> frozenset[str]:
    """Find the names of a module that a backend may take besides: those
    that its settings hold, and __version__.
    """
    return source.scope.list_bound() & (words | {"__version__"})


def reads_statically(source: Source, name: str) -> bool:
    """Return True if setuptools and flit take a name of a module without
    importing it: they find a literal that is assigned to it.
    """
    for statement in source.tree.body:
        targets: list[ast.expr] = []
        match statement:
            case ast.Assign(targets=targets, value=value):
                pass
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                targets = [target]
        if any(isinstance(target, ast.Name) and target.id == name
               for target in targets):
            try:
                ast.literal_eval(value)
            except (*UNPARSABLE, TypeError):
                return False
            return True
    return False
