# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""A Python module: its text, parsed once, and what can be taken from it."""

import ast
import functools
import warnings

from collections.abc import Iterator

from gpep517_reuse.analysis.imports import find_reached
from gpep517_reuse.analysis.introspection import UNPARSABLE
from gpep517_reuse.analysis.scopes import Rebinding, Reexports, Scope, Value


class Source:
    """A Python text by its syntax tree.

    ``tree`` is empty, and ``error`` says why, where the running interpreter
    cannot parse the text.
    """

    def __init__(self, text: str | bytes) -> None:
        self.tree = ast.Module(body=[], type_ignores=[])
        self.error: Exception | None = None
        with warnings.catch_warnings():
            # the build has told them, or was told not to
            warnings.simplefilter("ignore")
            try:
                self.tree = ast.parse(text)
            except UNPARSABLE as error:
                self.error = error

    @functools.cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Return all nodes of the tree."""
        return tuple(ast.walk(self.tree))

    @functools.cached_property
    def scope(self) -> Scope:
        """Return the scope of the module alone."""
        return self.make_scope()

    def make_scope(self, outer: Scope | None = None,
                   reexports: Reexports | None = None, package: str = ""
                   ) -> Scope:
        """Return the module's scope, as it is inside another one."""
        return Scope(self.tree, outer, reexports, self._rebinding, package)

    @functools.cached_property
    def _rebinding(self) -> tuple[Rebinding, ...]:
        return tuple(node for node in self.nodes
                     if isinstance(node, (ast.Global, ast.Nonlocal)))


def find_defined(source: Source) -> frozenset[str]:
    """Find the names that a text defines, or gives to what it makes:
    attributes, arguments, and single words in quotes.
    """
    names: set[str] = set()
    for node in source.nodes:
        match node:
            case (ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name)
                  | ast.ClassDef(name=name) | ast.arg(arg=name)
                  | ast.keyword(arg=str(name)) | ast.alias(asname=str(name))
                  | ast.Name(id=name, ctx=ast.Store())
                  | ast.Attribute(attr=name, ctx=ast.Store())):
                names.add(name)
            case ast.alias(name=name):
                names.update(name.split("."))
            case ast.Constant(value=str(text)) if text.isidentifier():
                names.add(text)
            case ast.Call(func=ast.Name(id="namedtuple")
                          | ast.Attribute(attr="namedtuple"),
                          args=[_, ast.Constant(value=str(text)), *_]):
                names.update(text.replace(",", " ").split())
    return frozenset(names)


def find_enumerations(source: Source) -> frozenset[str]:
    """Find the names of the classes that are enumerations."""
    return frozenset(
        node.name for node in source.nodes
        if isinstance(node, ast.ClassDef) and any(
            source.scope.find_path(base).startswith("enum.")
            for base in node.bases))


# what changes the world of others
_EFFECTS = ("os.environ.clear", "os.environ.pop", "os.environ.setdefault",
            "os.environ.update", "os.link", "os.putenv", "os.remove",
            "os.rename", "os.replace", "os.symlink", "os.unlink",
            "os.unsetenv", "os.chdir", "os.makedirs", "os.mkdir",
            "shutil.", "site.addsitedir")
# what does so when it runs, and is often left for a test to call
_EFFECTS_AT_ONCE = ("sys.path.",)
# where modules put themselves
_REGISTRIES = frozenset({"sys.meta_path", "sys.modules"})


@functools.cache
def has_changing_docstring(source: Source) -> bool:
    """Return True if a docstring of a module, or of a class in it, depends on
    the compiler: that of 3.13 removes the indentation that all lines share,
    and expands tabs.
    """
    return any(_is_changed(ast.get_docstring(node, clean=False) or "")
               for node in source.nodes
               if isinstance(node, (ast.Module, ast.ClassDef)))


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
        isinstance(node, ast.Name) and node.id == "__doc__"
        and isinstance(node.ctx, ast.Store) for node in source.nodes)


@functools.cache
def find_literals(source: Source) -> frozenset[str]:
    """Find the names that a module binds once, and to a literal.

    Lists and the like do not count: they may grow afterwards.
    """
    if any(isinstance(node, ast.ImportFrom) and node.names[0].name == "*"
           for node in source.nodes):
        return frozenset()
    if find_reached(_walk_top(source.tree)) is None:
        # they may be bound by their texts
        return frozenset()
    scope = source.scope
    top = {target.id for statement in source.tree.body
           if isinstance(statement, ast.Assign)
           for target in statement.targets if isinstance(target, ast.Name)}
    found = set()
    for name in top:
        match scope.look_up(name):
            case Value(value), _ if _is_literal(value, scope, depth=3):
                found.add(name)
    return frozenset(found)


def _walk_top(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield the nodes of what runs before anything is called."""
    pending: list[ast.AST] = [tree]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(
            child for child in ast.iter_child_nodes(node)
            if not isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)))


def _is_literal(node: ast.expr, scope: Scope, *, depth: int) -> bool:
    """Return True if an expression is a literal, or a name of one."""
    match node:
        case ast.Constant():
            return True
        case ast.Tuple(elts=items):
            return all(_is_literal(item, scope, depth=depth)
                       for item in items)
        case ast.Name(id=name) if depth:
            match scope.look_up(name):
                case Value(value), _:
                    return _is_literal(value, scope, depth=depth - 1)
    return False


def find_exposed(source: Source, words: frozenset[str]) -> frozenset[str]:
    """Find the names of a module that a backend may take besides: those
    that its settings hold, and __version__.
    """
    return source.scope.list_bound() & (words | {"__version__"})


@functools.cache
def patches_others(source: Source) -> bool:
    """Return True if a module changes what it imports: not its own business
    alone then.
    """
    imported = source.scope.list_imported().keys()
    for node in _walk_top(source.tree):
        if isinstance(node, ast.Call) and source.scope.find_path(
                node.func).startswith(_EFFECTS_AT_ONCE):
            return True
    for node in source.nodes:
        match node:
            case (ast.Attribute(ctx=ast.Store() | ast.Del())
                  | ast.Subscript(ctx=ast.Store() | ast.Del())
                  ) if _find_root(node) in imported and (
                      source.scope.find_path(node.value) not in _REGISTRIES):
                return True
            case ast.Call(func=ast.Attribute() as function) if (
                    source.scope.find_path(function).removeprefix(
                        "builtins.").startswith(_EFFECTS)):
                return True
            case ast.Call(func=ast.Name(id="setattr"), args=[first, *_]) if (
                    _find_root(first) in imported):
                return True
    return False


def _find_root(node: ast.expr) -> str:
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
