# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The effects: what a module does to others when it is imported.

One that is imported for a literal alone may ask whatever it likes, as long as
nothing that it does meanwhile reaches anything else.
"""

import ast
import functools

from collections.abc import Collection, Iterator, Mapping, Sequence

from gpep517_reuse.analysis.imports import list_imported
from gpep517_reuse.analysis.module import Source
from gpep517_reuse.analysis.syntax import list_children
from gpep517_reuse.analysis.vocabulary import ROLES, Role


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


def find_used(source: Source, package: str, *, at_once: bool
              ) -> frozenset[str]:
    """Find what a module may use of what it imports, by the paths of these
    imports: when it is imported itself or, but for ``at_once``, ever.

    Whoever is called, has a subclass or decorates something may keep it.
    """
    names = {node.id for node in (
        _list_called(source) if at_once else source.nodes.find(ast.Name))
        if isinstance(node, ast.Name)}
    return frozenset(
        path for name, paths in _list_imported_anywhere(
            source, package).items()
        # of "*", it does not show
        if name in names or name == "*" for path in paths)


@functools.cache
def _list_imported_anywhere(source: Source, package: str
                            ) -> Mapping[str, Collection[str]]:
    """List what a module and its functions import: paths by name."""
    found: dict[str, set[str]] = {}
    statements: list[ast.Import | ast.ImportFrom] = [
        *source.nodes.find(ast.Import), *source.nodes.find(ast.ImportFrom)]
    for node in statements:
        for (module, name), item in zip(
                list_imported(node, package), node.names, strict=True):
            top = module.partition(".")[0]
            found.setdefault(item.asname or name or top, set()).update(
                [f"{module}.{name}"] if name
                else [module] if item.asname else [module, top])
    return found


def _list_paths(node: ast.expr, source: Source) -> Collection[str]:
    """List the dotted paths that an expression may stand for, by what
    functions import as well.
    """
    path = source.scope.find_path(node)
    name = _find_root(node)
    root = f"builtins.{name}"
    if path.startswith(root):
        imported = _list_imported_anywhere(source, "").get(name, ())
        return [found + path[len(root):] for found in imported] or [path]
    return [path]


def list_run_imports(source: Source, package: str) -> Iterator[str]:
    """Yield what a module may import when it is imported itself, by the paths
    of the modules and of what is taken from them.
    """
    for node in _list_called(source):
        if isinstance(node, ast.Import | ast.ImportFrom):
            for module, name in list_imported(node, package):
                yield module
                yield f"{module}.{name}"


def runs_code(source: Source) -> bool:
    """Return True if a module may run code when it is imported that neither
    its text nor its imports show.
    """
    return any(
        ROLES.get(path) is Role.RUNS_CODE and not _is_inert(path, node)
        for node in _list_called(source) if isinstance(node, ast.Call)
        for path in _list_paths(node.func, source))


def _is_inert(path: str, node: ast.Call) -> bool:
    """Return True if a call runs a text that calls and imports nothing, as
    six does.
    """
    match node.args:
        case [ast.Constant(value=str(text)), *_]:
            return path == "builtins.exec" and (
                "(" not in text and "import" not in text)
    return False


def writes_files(source: Source, *, at_once: bool) -> bool:
    """Return True if a module may write a file, when it is imported or, but
    for ``at_once``, whenever something of it is called.
    """
    return any(_writes_file(node, path) for node in (
        _list_called(source) if at_once else source.nodes.find(ast.Call))
        if isinstance(node, ast.Call)
        for path in _list_paths(node.func, source))


@functools.cache
def _list_called(source: Source) -> Sequence[ast.AST]:
    """List the nodes of what runs when a module is imported, its own functions
    included of which it uses the names.
    """
    later: dict[str, list[ast.AST]] = {}
    for function in source.nodes.find_functions():
        later.setdefault(function.name, []).extend(_get_unused(function))
    for statement in source.nodes.find(ast.Assign):
        match statement.targets:
            case [ast.Name(id=name)]:
                later.setdefault(name, []).extend(_get_unused(statement))
    found = [*_list_top(*(statement for statement in source.tree.body
                          if not _is_for_others(statement, source)))]
    # it grows meanwhile
    for node in found:
        match node:
            case (ast.Name(id=name, ctx=ast.Load())
                  | ast.Call(func=ast.Attribute(attr=name))):
                found += _list_top(*later.pop(name, ()))
    return found


def _list_top(*nodes: ast.AST) -> Sequence[ast.AST]:
    """List the nodes of what runs before anything is called: of functions,
    decorators and defaults, and not what is given another name.
    """
    found = [*nodes]
    # it grows meanwhile
    for node in found:
        unused = _get_unused(node)
        found += [child for child in list_children(node)
                  if child not in unused]
    return found


def _get_unused(node: ast.AST) -> Sequence[ast.AST]:
    """Return what of a node is not used where it stands: it is given a name,
    or asked for its identity.
    """
    match node:
        case ast.FunctionDef(body=body) | ast.AsyncFunctionDef(body=body):
            return body
        case (ast.Assign(targets=[ast.Name()], value=ast.Name() as value)
              | ast.Assign(targets=[ast.Name()],
                           value=ast.Attribute() as value)
              | ast.Compare(left=ast.Name() as value,
                            ops=[ast.Is() | ast.IsNot()])):
            return [value]
    return ()


def _is_for_others(statement: ast.stmt, source: Source) -> bool:
    """Return True if a statement does nothing in a module that is imported:
    'if __name__ == "__main__"', where that name is what Python made it, and
    'if TYPE_CHECKING'.
    """
    match statement:
        case ast.If(test=ast.Name() | ast.Attribute() as test, orelse=[]):
            return source.scope.find_path(test) == "typing.TYPE_CHECKING"
        case ast.If(test=ast.Compare(
                left=ast.Name(id="__name__"), ops=[ast.Eq()],
                comparators=[ast.Constant(value="__main__")]), orelse=[]):
            return "__name__" not in source.scope.list_bound()
    return False


# methods of files and paths, and functions, that write
_WRITING = frozenset({
    "chmod", "hardlink_to", "mkdir", "rename", "rmdir", "symlink_to",
    "touch", "truncate", "unlink", "write", "write_bytes", "write_text",
    "writelines",
})
_OPENING = frozenset({"builtins.open", "codecs.open", "io.open", "os.open"})


def _writes_file(node: ast.Call, path: str) -> bool:
    """Return True if a call of what has a path may write a file."""
    if path in _OPENING:
        modes = [*node.args[1:2], *(keyword.value for keyword in node.keywords
                                    if keyword.arg == "mode")]
        return any(not (isinstance(mode, ast.Constant)
                        and isinstance(mode.value, str)
                        and set(mode.value) <= set("rbtU"))
                   for mode in modes)
    return (isinstance(node.func, ast.Attribute)
            and node.func.attr in _WRITING
            and not path.startswith(("sys.stdout", "sys.stderr"))) or (
        path.startswith(("shutil.", "subprocess.", "os.system",
                         "tempfile.")))


# what changes a list or a table
_CHANGING = frozenset({
    "add", "append", "clear", "extend", "insert", "pop", "register",
    "remove", "setdefault", "update",
})


@functools.cache
def patches_others(source: Source) -> bool:
    """Return True if a module changes what it imports: not its own business
    alone then.
    """
    imported = _list_imported_anywhere(source, "")
    for node in _list_called(source):
        match node:
            case ast.Call(func=function) if any(
                    path.startswith(_EFFECTS_AT_ONCE)
                    for path in _list_paths(function, source)):
                return True
            case ast.Call(func=ast.Attribute(attr=name, value=value)) if (
                    name in _CHANGING and _find_root(value) in imported
                    and source.scope.find_path(value) not in _REGISTRIES):
                return True
    find = source.nodes.find
    for node in (*find(ast.Attribute), *find(ast.Name),
                 *find(ast.Subscript), *find(ast.Call)):
        match node:
            case (ast.Attribute(ctx=ast.Store() | ast.Del())
                  | ast.Subscript(ctx=ast.Store() | ast.Del())
                  ) if _find_root(node) in imported and (
                      source.scope.find_path(node.value) not in _REGISTRIES):
                return True
            case ast.Attribute() | ast.Name() if _find_root(
                    node) in imported and any(
                        path.startswith(_EFFECTS)
                        for path in _list_paths(node, source)):
                return True
            case ast.Call(func=ast.Name(id="setattr"), args=[first, *_]) if (
                    _find_root(first) in imported):
                return True
            case ast.Attribute(ctx=ast.Store(), value=ast.Call()):
                # of what it is, nobody knows
                return True
    return False


def _find_root(node: ast.expr) -> str:
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
