# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""A Python module: its text, parsed once, and what can be taken from it."""

import ast
import functools
import re
import warnings

from collections.abc import Collection, Iterator, Mapping, Sequence

from gpep517_reuse.analysis.imports import find_reached, list_imported
from gpep517_reuse.analysis.introspection import UNPARSABLE
from gpep517_reuse.analysis.pruning import prune
from gpep517_reuse.analysis.scopes import Reexports, Scope, Value
from gpep517_reuse.analysis.syntax import FUNCTIONS, Nodes, list_children
from gpep517_reuse.analysis.vocabulary import ROLES, Role


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


# where a grammar newer than that of 3.11 may be used
_NEWER_GRAMMAR = re.compile(
    rb"\btype[ \t]+\w+[ \t]*[=\[]|\b(?:class|def)[ \t]+\w+[ \t]*\["
    rb"|(?<![\\\w])[rR]?[tT][rR]?[\"']|\bexcept\*?[ \t]+[^:(\n]*,|\blazy[ \t]")
_OLDEST = (3, 11)


def find_newer_grammar(source: Source) -> int:
    """Find a line, 0 for none, that not every version may parse."""
    text = (source.text.encode(errors="surrogatepass")
            if isinstance(source.text, str) else source.text)
    if _NEWER_GRAMMAR.search(text):
        try:
            ast.parse(text, feature_version=_OLDEST)
        except UNPARSABLE as error:
            return getattr(error, "lineno", None) or 1
    # since 3.12, what is in braces may be anything (PEP 701)
    lines = text.split(b"\n")
    return min((node.lineno for node in source.nodes.find(ast.JoinedStr)
                if _is_nested(node, lines)), default=0)


def _is_nested(node: ast.JoinedStr, lines: Sequence[bytes]) -> bool:
    """Return True if there are quotes, backslashes, comments or ends of lines
    in what an f-string puts in.
    """
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            value = part.value
            if value.lineno != value.end_lineno or (
                    value.lineno != node.lineno):
                return True
            inside = lines[value.lineno - 1][
                value.col_offset:value.end_col_offset]
            if b"\\" in inside or b"#" in inside:
                return True
            before = lines[node.lineno - 1][node.col_offset:value.col_offset]
            quote = before.lstrip(b"fFrRbB")[:1]
            if quote in inside:
                return True
    return False


def find_enumerations(source: Source) -> frozenset[str]:
    """Find the names of the classes that are enumerations."""
    return frozenset(
        node.name for node in source.nodes.find(ast.ClassDef)
        if any(source.scope.find_path(base).startswith("enum.")
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
    # there, all but globals() reach those of the function
    inside = {node for kind in FUNCTIONS
              for function in source.nodes.find(kind)
              for node in source.nodes.walk_in(function)
              if isinstance(node, ast.Name) and node.id != "globals"}
    return find_reached(node for node in source.nodes if node not in inside)


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
        case (ast.Lambda(body=value)
              | ast.Assign(targets=[ast.Name()], value=ast.Name() as value)
              | ast.Assign(targets=[ast.Name()],
                           value=ast.Attribute() as value)
              | ast.Compare(left=ast.Name() as value,
                            ops=[ast.Is() | ast.IsNot()])):
            return [value]
    return ()


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
        path for name, paths in list_all_imported(source, package).items()
        # of "*", it does not show
        if name in names or name == "*" for path in paths)


@functools.cache
def list_all_imported(source: Source, package: str
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
    root = f"builtins.{_find_root(node)}"
    imported = list_all_imported(source, "").get(_find_root(node), ())
    if imported and path.startswith(root):
        return [found + path[len(root):] for found in imported]
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
        later.setdefault(function.name, []).extend(function.body)
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
    imported = list_all_imported(source, "")
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
