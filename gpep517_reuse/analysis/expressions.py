# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Expressions: what a script asks by them, and which truth is known."""

import ast

from collections.abc import Iterable, Sequence

from gpep517_reuse.analysis import vocabulary
from gpep517_reuse.analysis.canonical import Phrase, phrase
from gpep517_reuse.analysis.findings import (
    Asked,
    Circumstances,
    Hidden,
    Obstacle,
)
from gpep517_reuse.analysis.patterns import (
    Guards,
    asks_for_recursive_files,
    find_probed_import,
    judge_call,
)
from gpep517_reuse.analysis.questions import SINCE_3_13
from gpep517_reuse.analysis.scopes import Scope


# what takes a function's variables, if it has fewer arguments than these
_OF_FRAMES = {"builtins.eval": 2, "builtins.exec": 2, "builtins.locals": 1,
              "builtins.vars": 1}
_SINCE_3_13 = Phrase(SINCE_3_13, is_question=True, is_truth=True,
                     is_atom=False)


class ExpressionReader:
    """Walk through expressions, and collect what they ask."""

    def __init__(self, circumstances: Circumstances) -> None:
        self.circumstances = circumstances
        self.obstacles: list[Obstacle] = []
        self.asked: dict[str, Asked] = {}
        self.hidden: list[Hidden] = []
        self.guards: Guards = frozenset()
        self.is_dynamic = False
        self.compiles = 0
        self.has_changing_docstring = False

    def read(self, node: ast.AST, scope: Scope, *, as_truth: bool = False
             ) -> None:
        """Read an expression that is used as a value, or as a truth."""
        if self._read_question(node, scope, as_truth=as_truth):
            return
        match node:
            case ast.BoolOp():
                self._read_operands(node, scope, as_truth=as_truth)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                self.read(operand, scope, as_truth=True)
            case ast.IfExp():
                self._read_conditional(node, scope, as_truth=as_truth)
            case ast.Compare():
                self._read_comparison(node, scope)
            case ast.Call():
                self._read_call(node, scope)
            case ast.Subscript(value=modules, ctx=ast.Del(),
                               slice=ast.Constant(value=str(module))) if (
                    self.is_of_tree(module)
                    and scope.find_path(modules) == "sys.modules"):
                # or there would have been a failure here as well
                pass
            case ast.Name() | ast.Attribute():
                self._read_path(node, scope)
            case ast.Lambda(args=arguments, body=body):
                self.read(arguments, scope)
                self.read(body, Scope(node, scope))
            case _:
                self.read_children(node, scope)

    def _read_question(self, node: ast.AST, scope: Scope, *, as_truth: bool
                       ) -> bool:
        """Ask what an expression asks as a whole; tell whether that is all
        there is to it.
        """
        found = self.phrase(node, scope)
        if found.is_question:
            self._ask(node, found.as_truth() if as_truth else found)
        elif isinstance(node, ast.Constant) and node.value == "__doc__":
            # a name to be looked up
            self._ask(node, _SINCE_3_13)
        return found.is_question or bool(found.text)

    def _read_operands(self, node: ast.BoolOp, scope: Scope, *,
                       as_truth: bool) -> None:
        """Read the operands, up to the one that is known to decide."""
        stop = isinstance(node.op, ast.Or)
        for number, operand in enumerate(node.values, 1):
            # an "or" that is a value is the first operand's as well
            self.read(operand, scope, as_truth=as_truth)
            verdict, question = self.decide(operand, scope)
            if verdict is stop and node.values[number:]:
                self.hide(node.values[number:], question)
                return

    def _read_conditional(self, node: ast.IfExp, scope: Scope, *,
                          as_truth: bool) -> None:
        self.read(node.test, scope, as_truth=True)
        verdict, question = self.decide(node.test, scope)
        if verdict is not True:
            self.read(node.orelse, scope, as_truth=as_truth)
        if verdict is not False:
            self.read(node.body, scope, as_truth=as_truth)
        if verdict is not None:
            self.hide([node.orelse if verdict else node.body], question)

    def _read_comparison(self, node: ast.Compare, scope: Scope) -> None:
        match node:
            case ast.Compare(left=ast.Attribute(attr="__doc__", value=value),
                             comparators=[ast.Constant(value=None)]):
                # there is one, or there is none
                self.read(value, scope)
                return
            case ast.Compare(left=ast.Constant(value=str(module)),
                             ops=[ast.In() | ast.NotIn()],
                             comparators=[modules]):
                if (scope.find_path(modules) == "sys.modules"
                        and self._read_presence(node, module)):
                    return
        for operand in (node.left, *node.comparators):
            # directory in sys.path
            if not (scope.find_path(operand) == "sys.path" and isinstance(
                    node.ops[-1], (ast.In, ast.NotIn))):
                self.read(operand, scope)

    def _read_presence(self, node: ast.Compare, module: str) -> bool:
        """Read whether a module was imported by then; tell whether that
        is known.

        It was not where it cannot be, and of the tree's it was if what ran
        before does the same.
        """
        top = module.partition(".")[0]
        if self.is_of_tree(module) or (
                module in vocabulary.IMPORTED_BY_SETUPTOOLS
                and module in self.circumstances.given):
            return True
        question = f"importable({top!r})"
        if (top in self.circumstances.tops | self.circumstances.silent
                or self.circumstances.answer(question) != "False"):
            return False
        self._ask(node, Phrase(question, is_question=True))
        return True

    def is_of_tree(self, module: str) -> bool:
        """Tell whether a module, or what a path leads to, is the tree's."""
        return module.partition(".")[0] in self.circumstances.local

    def _read_call(self, node: ast.Call, scope: Scope) -> None:
        path = vocabulary.canonicalize(scope.find_path(node.func))
        if path in vocabulary.DYNAMIC:
            self.is_dynamic = True
        if "syntax" in self.guards:
            self._read_compilation(node, path)
        if path == "builtins.bool" and len(node.args) == 1:
            self.read(node.args[0], scope, as_truth=True)
            return
        if path in vocabulary.VARIABLE_READERS or (
                path in vocabulary.ENVIRONMENT_READERS):
            self._ask(node, self._phrase_variable(path, node, scope))
        elif self._read_probe(node, scope):
            pass
        elif path not in vocabulary.HARMLESS_CALLS:
            self.read(node.func, scope)
        if path in _OF_FRAMES and len(node.args) < _OF_FRAMES[path] and (
                not scope.is_module):
            # a copy since then, in functions (PEP 667)
            self._ask(node, _SINCE_3_13)
        self.read_all(node.args, scope)
        self.read_all((item.value for item in node.keywords), scope)

    def _read_compilation(self, node: ast.Call, path: str) -> None:
        """Read a call that may fail for what cannot be compiled."""
        if path in {"ast.parse", "builtins.compile"}:
            self.obstacles.append(Obstacle(
                _line(node), "catches syntax errors"))
        elif path in vocabulary.DYNAMIC:
            self.compiles = self.compiles or _line(node)

    def _read_probe(self, node: ast.Call, scope: Scope) -> bool:
        """Read a call that finds out about the interpreter, if it does."""
        if asks_for_recursive_files(node, scope):
            self._ask(node, _SINCE_3_13)
        module = find_probed_import(node, scope, self.guards)
        if module:
            self._ask(node, Phrase(f"importable({module!r})",
                                   is_question=True))
            return True
        what = ("imports a module by a name that does not show"
                if module is not None
                else judge_call(node, scope, self.circumstances.local))
        if what:
            self.obstacles.append(Obstacle(_line(node), what))
        return bool(what)

    def _phrase_variable(self, path: str, node: ast.Call, scope: Scope
                         ) -> Phrase:
        """Phrase the question for the variable that a call reads, or for
        the whole environment where it does not show which.
        """
        if path in vocabulary.VARIABLE_READERS and node.args:
            name = self.phrase(node.args[0], scope)
            if name.text and not name.is_question:
                return Phrase(f"os.environ.get({name.text})",
                              is_question=True)
        return Phrase("os.environ", is_question=True)

    def _read_path(self, node: ast.Name | ast.Attribute, scope: Scope
                   ) -> None:
        path = scope.find_path(node)
        self._check_docstring(node, path)
        if "attribute" in self.guards and isinstance(node, ast.Attribute) and (
                node.attr in vocabulary.UNSTEADY_ATTRIBUTES) and (
                    path.rpartition(".")[0] not in vocabulary.PLAIN_MODULES):
            self.obstacles.append(Obstacle(
                _line(node), f"asks whether something has {node.attr!r}"))
        if not path:
            self._read_possible_paths(node, scope)
            return
        if isinstance(root := _find_root(node), ast.Call):
            # of the kind of import_module("a").b
            self.read(root, scope)
        self._check_guarded(node, path)
        name = path.removeprefix("builtins.").partition(".")[0]
        if (path.startswith("builtins.") and name not in vocabulary.BUILTINS
                and self.circumstances.runner is not None):
            self.obstacles.append(Obstacle(
                _line(node), f"is text that uses {name}, whatever that is"))
        elif what := self._judge_path(path, scope, node):
            self.obstacles.append(Obstacle(_line(node), what))

    def _read_possible_paths(self, node: ast.Name | ast.Attribute,
                             scope: Scope) -> None:
        """Read a path of which the beginning has several meanings."""
        root = _find_root(node)
        if not isinstance(root, ast.Name):
            self.read(root, scope)
            return
        attributes = ast.unparse(node).removeprefix(root.id)
        for path in scope.list_imports(root.id):
            if what := self._judge_path(path + attributes, scope, node):
                self.obstacles.append(Obstacle(_line(node), what))

    def _check_docstring(self, node: ast.Name | ast.Attribute, path: str
                         ) -> None:
        """Ask where a docstring is taken: compilers of 3.13 dedent it."""
        if path.removesuffix(".__doc__") in (
                self.circumstances.plain_docstrings):
            return
        if self.has_changing_docstring if path == "builtins.__doc__" else (
                path.endswith(".__doc__")
                or (isinstance(node, ast.Attribute)
                    and node.attr == "__doc__")):
            self._ask(node, _SINCE_3_13)

    def _judge_path(self, path: str, scope: Scope,
                    node: ast.Name | ast.Attribute) -> str:
        if vocabulary.canonicalize(path).partition(".")[0] in {
                "", *self.circumstances.local}:
            return ""
        # what an attribute of a local variable is called tells nothing
        root = _find_root(node)
        imported = not isinstance(root, ast.Name) or (
            scope.look_up(root.id) is not None)
        return vocabulary.judge(path, imported=imported)

    def _check_guarded(self, node: ast.AST, path: str) -> None:
        """Ask for a name or an attribute that may be missing."""
        first, _, rest = path.partition(".")
        if first == "builtins":
            name = rest.partition(".")[0]
            if "name" in self.guards and name not in vocabulary.BUILTINS:
                self._ask(node, Phrase(f"hasattr(builtins, {name!r})",
                                       is_question=True))
        elif "attribute" in self.guards and rest and (
                first not in self.circumstances.local):
            module, _, attribute = path.rpartition(".")
            if module in vocabulary.PLAIN_MODULES:
                self._ask(node, Phrase(f"hasattr({module}, {attribute!r})",
                                       is_question=True))

    def read_all(self, nodes: Iterable[ast.AST], scope: Scope) -> None:
        """Read expressions that are used as values."""
        for node in nodes:
            self.read(node, scope)

    def read_children(self, node: ast.AST, scope: Scope) -> None:
        """Read all that an expression is made of."""
        self.read_all(ast.iter_child_nodes(_drop_command(node, scope)), scope)

    def phrase(self, node: ast.AST, scope: Scope) -> Phrase:
        """Phrase an expression as a question, if it is one."""
        if not isinstance(node, ast.expr):
            return Phrase("")
        return phrase(node, scope, self.circumstances.local)

    def _ask(self, node: ast.AST, found: Phrase) -> None:
        self.asked.setdefault(found.text, Asked(_line(node), found.text))

    def decide(self, node: ast.expr, scope: Scope
               ) -> tuple[bool | None, str]:
        """Return the truth that an expression has for the builder, None
        where that is not known, and the question behind it.
        """
        found = self.phrase(node, scope)
        if found.is_question and found.is_lasting:
            question = found.as_truth().text
            answer = self.circumstances.answer(question)
            return {"True": True, "False": False}.get(answer), question
        path = scope.find_path(node)
        if path in vocabulary.CONSTANTS and not self.is_of_tree(path):
            constant = vocabulary.CONSTANTS[path]
            return constant == "True", constant
        match node:
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                verdict, question = self.decide(operand, scope)
                return (None if verdict is None else not verdict), question
            case ast.BoolOp(op=op, values=values):
                stop = isinstance(op, ast.Or)
                for value in values:
                    verdict, question = self.decide(value, scope)
                    if verdict is stop:
                        return stop, question
        return None, ""

    def hide(self, nodes: Sequence[ast.stmt | ast.expr], question: str
             ) -> None:
        """Note what does not run, and the question that shows it."""
        self.hidden.append(Hidden(
            nodes[0].lineno, nodes[-1].end_lineno or nodes[-1].lineno,
            question))


def _find_root(node: ast.expr) -> ast.expr:
    """Return what an attribute is of, and be it of another attribute."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node


def _line(node: ast.AST) -> int:
    return getattr(node, "lineno", 1)


def _drop_command(node: ast.AST, scope: Scope) -> ast.AST:
    """Return a list without the interpreter, where that is a command's
    first word: that a program starts is observed.
    """
    if isinstance(node, (ast.List, ast.Tuple)) and node.elts and (
            scope.find_path(node.elts[0]) == "sys.executable"):
        return ast.List(elts=node.elts[1:], ctx=node.ctx)
    return node
