# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The script: its statements, read in the order in which they run."""

import ast
import contextlib

from collections.abc import Iterable, Iterator, Sequence

from gpep517_reuse.analysis import vocabulary
from gpep517_reuse.analysis.findings import Circumstances, Obstacle, Reading
from gpep517_reuse.analysis.imports import list_imported
from gpep517_reuse.analysis.module import Source
from gpep517_reuse.analysis.patterns import (
    ALL_GUARDS,
    Guards,
    catches_syntax_errors,
    find_guards,
    find_suppressed,
)
from gpep517_reuse.analysis.scopes import Scope
from gpep517_reuse.analysis.statements import StatementReader


def read_script(source: Source, circumstances: Circumstances) -> Reading:
    """Read one script.

    A text that is no Python of the running interpreter is an obstacle.
    """
    if source.error:
        return Reading(obstacles=(Obstacle(
            getattr(source.error, "lineno", None) or 1,
            f"cannot be parsed: {source.error}"),))
    runner = circumstances.runner
    reader = _ScriptReader(source, circumstances)
    try:
        reader.read_block(source.tree.body, source.make_scope(
            runner.scope if runner else None, circumstances.reexports,
            circumstances.package))
    except RecursionError:
        reader.obstacles.append(Obstacle(1, "is nested too deeply"))
    return reader.get_reading()


class _ScriptReader(StatementReader):
    """Walk through a script, and collect."""

    def get_reading(self) -> Reading:
        """Return what was collected."""
        return Reading(
            asked=tuple(sorted(self.asked.values())),
            obstacles=tuple(sorted(set(self.obstacles))),
            hidden=tuple(self.hidden), imports=tuple(self.imports),
            is_dynamic=self.is_dynamic, compiles=self.compiles,
            catches=self.catches,
            private=frozenset(self.private),
            if_guarded=tuple(sorted(self.if_guarded.values())),
            hindering_if_guarded=tuple(sorted(self.hindering_if_guarded)))

    def read_block(self, block: Sequence[ast.stmt], scope: Scope) -> None:
        """Read statements that run one after the other."""
        for number, statement in enumerate(block):
            if isinstance(statement, ast.If):
                question, left = self._read_if(statement, scope)
                if left and block[number + 1:]:
                    self.hide(block[number + 1:], question)
                    return
            else:
                self._read_statement(statement, scope)

    def _read_if(self, node: ast.If, scope: Scope) -> tuple[str, bool]:
        """Read an if; return its question, and whether the branch that is
        known to run leaves the block.
        """
        self.read(node.test, scope, as_truth=True)
        verdict, question = self.decide(node.test, scope)
        if verdict is None:
            self.read_block(node.body, scope)
            self.read_block(node.orelse, scope)
            return question, False
        runs, hides = ((node.body, node.orelse) if verdict
                       else (node.orelse, node.body))
        if hides:
            self.hide(hides, question)
        self.read_block(runs, scope)
        return question, _leaves(runs, scope)

    def _read_statement(self, node: ast.stmt, scope: Scope) -> None:
        match node:
            case ast.Import() | ast.ImportFrom():
                self.read_import(node, scope)
            case ast.Try() | ast.TryStar():
                self.tries += bool(node.handlers)
                with self._guarded(find_guards(node.handlers)):
                    self.read_block(node.body, scope)
                self.tries -= bool(node.handlers)
                self._judge_compiling(node)
                self._read_handlers(node.handlers, scope)
                self.read_block(node.orelse, scope)
                self.read_block(node.finalbody, scope)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self._read_function(node, scope)
            case ast.ClassDef(body=body):
                self._read_parts(node, scope, leave_out=body)
                self.read_block(body, Scope(node, scope))
            case ast.While(test=test, body=body, orelse=orelse):
                self.read(test, scope, as_truth=True)
                self.read_block(body, scope)
                self.read_block(orelse, scope)
            case ast.For(body=body, orelse=orelse) | ast.AsyncFor(
                    body=body, orelse=orelse):
                self._read_parts(node, scope, leave_out=[*body, *orelse])
                self.read_block(body, scope)
                self.read_block(orelse, scope)
            case ast.With(body=body) | ast.AsyncWith(body=body):
                self._read_parts(node, scope, leave_out=body)
                with self._guarded(find_suppressed(node, scope)):
                    self.read_block(body, scope)
            case ast.Assert(test=test, msg=msg):
                self.read(test, scope, as_truth=True)
                self.read_all(filter(None, [msg]), scope)
            case ast.Assign() | ast.AnnAssign() | ast.AugAssign():
                self.read_assignment(node, scope)
            case _:
                self._read_simple(node, scope)

    def _read_handlers(self, handlers: Iterable[ast.ExceptHandler],
                       scope: Scope) -> None:
        for handler in handlers:
            if handler.type is not None:
                self.read(handler.type, scope)
            self.read_block(handler.body, scope)

    def _judge_compiling(self, node: ast.Try | ast.TryStar) -> None:
        """Tell where an except clause for syntax errors is for more than
        the tree's own modules.
        """
        catching = [*filter(catches_syntax_errors, node.handlers)]
        if catching and not all(
                isinstance(statement, ast.Import | ast.ImportFrom) and all(
                    self.is_local(statement, module)
                    for module, _ in list_imported(
                        statement, self.circumstances.package))
                for statement in node.body):
            self.obstacles.append(Obstacle(
                catching[0].lineno, "catches syntax errors"))

    def _read_function(self, node: ast.FunctionDef | ast.AsyncFunctionDef,
                       scope: Scope) -> None:
        self._read_parts(node, scope, leave_out=node.body)
        if self._was_passed_by(node):
            self.hide(node.body, "")
            return
        guards = ALL_GUARDS if self.catches else frozenset({
            guard for guard in self.guards if guard != "import"})
        saved, self.guards = self.guards, frozenset(guards)
        self.read_block(node.body, Scope(node, scope))
        self.guards = saved

    def _was_passed_by(self, node: ast.FunctionDef | ast.AsyncFunctionDef
                       ) -> bool:
        """Tell whether a function was seen not to be called.

        What calls one named for the language itself may be the interpreter,
        and one named for a kind of node the module ast: not every version
        does.
        """
        called = self.circumstances.called
        return called is not None and not node.name.startswith(
            ("__", "visit_")) and (
            min(part.lineno for part in (node, *node.decorator_list))
            not in called)

    def _read_simple(self, node: ast.stmt, scope: Scope) -> None:
        match node:
            case ast.Expr(value=ast.Call(func=function, args=arguments)) if (
                    scope.find_path(function) in vocabulary.FORGETTING):
                self.read_all(arguments, scope)
            case _:
                self._read_parts(node, scope)

    def _read_parts(self, node: ast.AST, scope: Scope,
                    leave_out: Sequence[ast.stmt] = ()) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.stmt):
                if child not in leave_out:
                    self._read_statement(child, scope)
            elif isinstance(child, ast.match_case):
                self._read_parts(child, scope, leave_out=child.body)
                self.read_block(child.body, scope)
            else:
                self.read(child, scope)

    @contextlib.contextmanager
    def _guarded(self, guards: Guards) -> Iterator[None]:
        saved, self.guards = self.guards, self.guards | guards
        yield
        self.guards = saved


def _leaves(block: Sequence[ast.stmt], scope: Scope) -> bool:
    """Tell whether what follows a block does not run."""
    match block[-1:]:
        case [ast.Raise() | ast.Return() | ast.Continue() | ast.Break()]:
            return True
        case [ast.Expr(value=ast.Call(func=function))]:
            return scope.find_path(function) in vocabulary.EXITS
    return False
