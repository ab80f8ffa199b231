# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The statements: what imports and assignments ask, wherever they stand."""

import ast

from collections.abc import Sequence

from gpep517_reuse.analysis import vocabulary
from gpep517_reuse.analysis.expressions import ExpressionReader
from gpep517_reuse.analysis.findings import (
    Asked,
    Circumstances,
    LocalImport,
    Obstacle,
)
from gpep517_reuse.analysis.imports import (
    find_reached,
    list_imported,
    list_taken,
)
from gpep517_reuse.analysis.module import Source, has_changing_docstring
from gpep517_reuse.analysis.patterns import catches_anything, judge_patch
from gpep517_reuse.analysis.scopes import Scope, Value


class StatementReader(ExpressionReader):
    """Read imports and assignments, and collect."""

    def __init__(self, source: Source, circumstances: Circumstances) -> None:
        super().__init__(circumstances)
        self.source = source
        self.has_changing_docstring = has_changing_docstring(source)
        self.imports: list[LocalImport] = []
        self.private: set[str] = set()
        # a function that is called inside a try may do what fails
        self.catches = catches_anything(source.nodes)
        # in so many try statements this is
        self.tries = 0
        self.if_guarded: dict[str, Asked] = {}
        self.hindering_if_guarded: set[Obstacle] = set()
        self._reached: dict[Scope, frozenset[str] | None] = {}
        # names of the module are used in ways that do not show
        reached = find_reached(source.nodes)
        self._exported = None if (
            reached is None or circumstances.exported is None) else (
                reached | circumstances.exported)

    def read_import(self, node: ast.Import | ast.ImportFrom, scope: Scope
                    ) -> None:
        """Read what is imported, and from where."""
        if self._uses_processes(node):
            self.obstacles.append(Obstacle(
                node.lineno,
                "imports multiprocessing, to start other processes"))
        guarded = "import" in self.guards
        for module, names, bound in list_taken(
                self.source.nodes, node, self.circumstances.package,
                self.circumstances.tops):
            self.imports.append(LocalImport(
                node.lineno, module, names, guarded or bool(self.tries)
                or (self.catches and not scope.is_module), bound))
        for module, name in list_imported(node, self.circumstances.package):
            if self.is_local(node, module):
                if "syntax" in self.guards:
                    self.compiles = self.compiles or node.lineno
                continue
            if what := vocabulary.judge_import(
                    module, name, in_class=scope.is_class):
                self.obstacles.append(Obstacle(node.lineno, what))
            self._judge_failure(node, module, name, guarded=guarded)

    def is_local(self, node: ast.stmt, module: str) -> bool:
        """Tell whether what a statement imports is of the tree."""
        return bool(isinstance(node, ast.ImportFrom) and node.level) or (
            self.is_of_tree(module))

    def _judge_failure(self, node: ast.stmt, module: str, name: str, *,
                       guarded: bool) -> None:
        """Ask whether an import succeeds, where a failure is caught."""
        top = module.partition(".")[0]
        if top in self.circumstances.silent:
            what = Obstacle(node.lineno, f"imports {module}, which is in the "
                            "tree and did not run")
            if guarded:
                self.obstacles.append(what)
            self.hindering_if_guarded.add(what)
        elif top not in self.circumstances.given:
            question = f"importable({module!r}" + (
                f", {name!r})" if name else ")")
            asked = self.asked if guarded else self.if_guarded
            asked.setdefault(question, Asked(node.lineno, question))

    def _uses_processes(self, node: ast.Import | ast.ImportFrom) -> bool:
        """Tell whether multiprocessing is imported for more than the sake
        of having been imported.
        """
        modules = ([item.name for item in node.names]
                   if isinstance(node, ast.Import) else [node.module or ""])
        if not any(module.partition(".")[0] == "multiprocessing"
                   for module in modules):
            return False
        bound = {(item.asname or item.name).partition(".")[0]
                 for item in node.names}
        used = {name.id for name in self.source.nodes
                if isinstance(name, ast.Name)}
        return bool(bound & used) or any(map(self._is_exported, bound))

    def read_assignment(
            self, node: ast.Assign | ast.AnnAssign | ast.AugAssign,
            scope: Scope) -> None:
        """Read what is assigned, unless all uses of it tell more."""
        targets = (node.targets if isinstance(node, ast.Assign)
                   else [node.target])
        if isinstance(node, ast.AugAssign):
            # sys.path += [...] and the like
            self._read_target_value(node.target, scope)
        for target in targets:
            self._read_target(target, scope)
        if node.value is None or _passes_docstring_on(targets, node.value):
            return
        if len(targets) == 1 and self._is_followed(targets[0], scope):
            return
        if all(scope.find_path(target) == "sys.path" for target in targets):
            self._read_path_edit(node.value, scope)
            return
        self.read(node.value, scope)

    def _is_followed(self, target: ast.expr, scope: Scope) -> bool:
        """Tell whether each use of a name says how its value is used."""
        if not isinstance(target, ast.Name):
            return False
        if scope.is_class or self._is_reached(target.id, scope):
            return False
        match scope.look_up(target.id):
            case Value(value), _:
                return bool(self.phrase(target, scope).is_question
                            or vocabulary.is_known(scope.find_path(value)))
        return False

    def _is_reached(self, name: str, scope: Scope) -> bool:
        """Tell whether a name may be used without being named: by other
        scripts, or by way of locals() and the like.
        """
        if scope.is_module:
            return self._is_exported(name)
        if scope not in self._reached:
            self._reached[scope] = find_reached(ast.walk(scope.node))
        reached = self._reached[scope]
        return reached is None or name in reached

    def _is_exported(self, name: str) -> bool:
        if self._exported is None or (
                name.startswith("__") or name in self._exported):
            return True
        self.private.add(name)
        return False

    def _read_target(self, target: ast.expr, scope: Scope) -> None:
        """Read what stands to the left of an assignment."""
        match target:
            case ast.Subscript(value=value, slice=index):
                if scope.find_path(value) not in vocabulary.WRITABLE:
                    self.read(value, scope)
                self.read(index, scope)
            case ast.Attribute(value=value):
                if what := judge_patch(target, scope,
                                       self.circumstances.local):
                    self.obstacles.append(Obstacle(target.lineno, what))
                elif scope.find_path(value) not in {"sys", "os"}:
                    self.read(value, scope)
            case ast.Tuple(elts=items) | ast.List(elts=items):
                for item in items:
                    self._read_target(item, scope)
            case ast.Starred(value=value):
                self._read_target(value, scope)

    def _read_target_value(self, target: ast.expr, scope: Scope) -> None:
        if scope.find_path(target) not in vocabulary.WRITABLE and not (
                isinstance(target, ast.Name)):
            self.read(target, scope)

    def _read_path_edit(self, value: ast.expr, scope: Scope) -> None:
        match value:
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                self._read_path_edit(left, scope)
                self._read_path_edit(right, scope)
            case ast.Subscript(value=inner) if (
                    scope.find_path(inner) == "sys.path"):
                pass
            case _ if scope.find_path(value) == "sys.path":
                pass
            case _:
                self.read(value, scope)


def _passes_docstring_on(targets: Sequence[ast.expr], value: ast.expr
                         ) -> bool:
    """Tell whether a function gets another one's docstring."""
    match value:
        case (ast.Attribute(attr="__doc__")
              | ast.Call(func=ast.Name(id="getattr"),
                         args=[ast.Name(), ast.Constant(value="__doc__"),
                               *_])):
            return all(isinstance(node, ast.Attribute)
                       and node.attr == "__doc__" for node in targets)
    return False
