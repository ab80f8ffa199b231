# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Pruning: the tree of a script without the statements that did not run."""

import ast

from collections.abc import Sequence


# what the interpreter calls, or the module ast for a kind of node: not every
# version does
CALLED_BY_OTHERS = ("__", "visit_")
_BLOCKS = ("body", "orelse", "finalbody")


class NotRun(ast.Pass):
    """Statements that did not run: of them, the lines alone remain.

    In an exception handler that was not reached, the lines of all of it.
    """


def prune(tree: ast.Module, lines: frozenset[int]) -> ast.Module:
    """Return a tree without what did not run, given the lines that did.

    What interpreters call of themselves is left as it is.
    """
    return ast.Module(_Pruner(lines).prune_block(tree.body), type_ignores=[])


class _Pruner:
    """Makes new nodes of those that hold blocks, and keeps the others."""

    def __init__(self, lines: frozenset[int]) -> None:
        self._lines = lines

    def prune_block(self, block: Sequence[ast.stmt]) -> list[ast.stmt]:
        """Return a block in which a node stands for all neighbours that did
        not run, and for the whole where nothing of it ran.
        """
        ran = [self._was_run(statement) for statement in block]
        if not any(ran) and not all(map(_has_no_code, block)):
            return [_leave_out(block)]
        found: list[ast.stmt] = []
        start = 0
        for number, statement in enumerate(block):
            if ran[number] or _has_no_code(statement):
                if start < number:
                    found.append(_leave_out(block[start:number]))
                found.append(self._prune(statement))
                start = number + 1
        if start < len(block):
            found.append(_leave_out(block[start:]))
        return found

    def _prune(self, statement: ast.stmt) -> ast.stmt:
        match statement:
            case (ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name)
                  ) if name.startswith(CALLED_BY_OTHERS):
                return statement
            case ast.Match(subject=subject, cases=cases):
                return ast.Match(subject, [
                    ast.match_case(case.pattern, case.guard,
                                   self.prune_block(case.body))
                    for case in cases], **_locate(statement))
        fields: dict[str, Sequence[ast.AST]] = {
            name: self.prune_block(block) for name in _BLOCKS
            if (block := getattr(statement, name, None))}
        if not fields:
            return statement
        if handlers := getattr(statement, "handlers", None):
            fields["handlers"] = [*map(self._prune_handler, handlers)]
        return type(statement)(**{**vars(statement), **fields})

    def _prune_handler(self, handler: ast.ExceptHandler
                       ) -> ast.ExceptHandler:
        if not self._was_run(handler):
            return ast.ExceptHandler(handler.type, None, [
                NotRun(**_locate(handler))], **_locate(handler))
        return ast.ExceptHandler(
            handler.type, handler.name, self.prune_block(handler.body),
            **_locate(handler))

    def _was_run(self, node: ast.stmt | ast.ExceptHandler) -> bool:
        first = min(part.lineno for part in (
            node, *getattr(node, "decorator_list", ())))
        return not self._lines.isdisjoint(
            range(first, (node.end_lineno or first) + 1))


def _has_no_code(statement: ast.stmt) -> bool:
    """Return True for what leaves no trace when it runs, whatever the version
    of the language.
    """
    match statement:
        case (ast.AnnAssign(value=None) | ast.Expr(value=ast.Constant())
              | ast.Global() | ast.Nonlocal()):
            return True
    return False


def _leave_out(block: Sequence[ast.stmt]) -> NotRun:
    first, last = block[0], block[-1]
    return NotRun(lineno=first.lineno,
                  end_lineno=last.end_lineno or last.lineno)


def _locate(node: ast.stmt | ast.ExceptHandler) -> dict[str, int]:
    return {"lineno": node.lineno,
            "end_lineno": node.end_lineno or node.lineno}
