# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The reading of a build script: what it asks, by its syntax tree.

A build is repeated exactly as long as every question that its code asks has
the same answer.  So each question that stands in code which may have run is
found, as the outcome of a comparison, as a truth or as a value, whatever the
code goes on to use; where it cannot be told what is asked, that is said.
"""

import ast
import contextlib
import typing

from collections.abc import Callable, Iterable, Iterator, Sequence

from gpep517_reuse import vocabulary
from gpep517_reuse.names import Scope, Value
from gpep517_reuse.phrasing import Phrase, phrase


class Asked(typing.NamedTuple):
    """Name a question, and the line that asks it."""

    line: int
    question: str


class Obstacle(typing.NamedTuple):
    """Name a line of which it cannot be told what it asks."""

    line: int
    what: str


class Hidden(typing.NamedTuple):
    """Name lines that did not run, and the question that shows it."""

    first: int
    last: int
    question: str


class LocalImport(typing.NamedTuple):
    """Name an import of a module of the tree.

    ``names`` are those that are taken from it if nothing else of it is
    used, else empty; ``guarded`` tells whether a failure is caught.
    """

    line: int
    module: str
    names: frozenset[str]
    guarded: bool


class Reading(typing.NamedTuple):
    """Hold all that a script asks, and what stands in the way."""

    asked: tuple[Asked, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()
    hidden: tuple[Hidden, ...] = ()
    imports: tuple[LocalImport, ...] = ()
    is_dynamic: bool = False


class Circumstances(typing.NamedTuple):
    """Hold what reading a script depends on, besides its text.

    ``answer`` asks the builder, as questions.ask() does; ``local`` are the
    top-level names of the tree's modules; ``exported`` are the names that
    others may take from the script, besides those that begin with two
    underscores, None for all; ``guarded`` tells that a failing import of it
    is caught; ``package`` is the script's own, for relative imports; ``given``
    are top-level modules that every build of this kind has; ``runner`` is
    the text of the script that ran this one, in its own name space.
    """

    answer: Callable[[str], str]
    local: frozenset[str] = frozenset()
    exported: frozenset[str] | None = frozenset()
    guarded: bool = False
    package: str = ""
    given: frozenset[str] = frozenset()
    runner: bytes | None = None


def read_script(text: str | bytes, circumstances: Circumstances) -> Reading:
    """Read one script.

    A text that is no Python of the running interpreter is an obstacle.
    """
    try:
        tree = ast.parse(text)
        runner = circumstances.runner
        outer = None if runner is None else Scope(ast.parse(runner))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return Reading(obstacles=(Obstacle(
            getattr(error, "lineno", None) or 1,
            f"cannot be parsed: {error}"),))
    reader = _Reader(tree, circumstances)
    try:
        reader.read_block(tree.body, Scope(tree, outer))
    except RecursionError:
        reader.obstacles.append(Obstacle(1, "is nested too deeply"))
    return reader.get_reading()


# what an except clause can catch, by the kind of failure
_CATCHING = {
    "import": frozenset({"ImportError", "ModuleNotFoundError"}),
    "name": frozenset({"NameError", "UnboundLocalError"}),
    "attribute": frozenset({"AttributeError"}),
}
_CATCHING_ALL = frozenset({"BaseException", "Exception", "StandardError"})
_Guards = frozenset[str]
_ALL_GUARDS = frozenset(_CATCHING)
_FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)


class _Reader:
    """Walk through a script, and collect."""

    def __init__(self, tree: ast.Module, circumstances: Circumstances
                 ) -> None:
        self.circumstances = circumstances
        self.obstacles: list[Obstacle] = []
        self._asked: dict[str, Asked] = {}
        self._hidden: list[Hidden] = []
        self._imports: list[LocalImport] = []
        self._guards: _Guards = frozenset()
        self._is_dynamic = False
        self._tree = tree
        # a function that is called inside a try may import what fails
        self._catches_imports = any(
            isinstance(node, ast.ExceptHandler)
            and "import" in _find_guards([node])
            for node in ast.walk(tree))
        # names of the module are used in ways that do not show
        reached = _find_reached(tree)
        self._exported = None if (
            reached is None or circumstances.exported is None) else (
                reached | circumstances.exported)

    def get_reading(self) -> Reading:
        """Return what was collected."""
        return Reading(
            asked=tuple(sorted(self._asked.values())),
            obstacles=tuple(sorted(set(self.obstacles))),
            hidden=tuple(self._hidden), imports=tuple(self._imports),
            is_dynamic=self._is_dynamic)

    def read_block(self, block: Sequence[ast.stmt], scope: Scope) -> None:
        """Read statements that run one after the other."""
        for number, statement in enumerate(block):
            if isinstance(statement, ast.If):
                question, left = self._read_if(statement, scope)
                if left and block[number + 1:]:
                    self._hide(block[number + 1:], question)
                    return
            else:
                self._read_statement(statement, scope)

    def _read_if(self, node: ast.If, scope: Scope) -> tuple[str, bool]:
        """Read an if; return its question, and whether the branch that is
        known to run leaves the block.
        """
        self._read(node.test, scope, as_truth=True)
        verdict, question = self._decide(node.test, scope)
        if verdict is None:
            self.read_block(node.body, scope)
            self.read_block(node.orelse, scope)
            return question, False
        runs, hides = ((node.body, node.orelse) if verdict
                       else (node.orelse, node.body))
        if hides:
            self._hide(hides, question)
        self.read_block(runs, scope)
        return question, _leaves(runs, scope)

    def _read_statement(self, node: ast.stmt, scope: Scope) -> None:
        match node:
            case ast.Import() | ast.ImportFrom():
                self._read_import(node)
            case ast.Try() | ast.TryStar():
                with self._guarded(_find_guards(node.handlers)):
                    self.read_block(node.body, scope)
                self._read_handlers(node.handlers, scope)
                self.read_block(node.orelse, scope)
                self.read_block(node.finalbody, scope)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self._read_function(node, scope)
            case ast.ClassDef(body=body):
                self._read_children(node, scope, leave_out=body)
                self.read_block(body, Scope(node, scope))
            case ast.While(test=test, body=body, orelse=orelse):
                self._read(test, scope, as_truth=True)
                self.read_block([*body, *orelse], scope)
            case ast.For(body=body, orelse=orelse) | ast.AsyncFor(
                    body=body, orelse=orelse):
                self._read_children(node, scope, leave_out=[*body, *orelse])
                self.read_block(body, scope)
                self.read_block(orelse, scope)
            case ast.With(body=body) | ast.AsyncWith(body=body):
                self._read_children(node, scope, leave_out=body)
                with self._guarded(_find_suppressed(node, scope)):
                    self.read_block(body, scope)
            case ast.Assert(test=test, msg=msg):
                self._read(test, scope, as_truth=True)
                self._read_all(filter(None, [msg]), scope)
            case ast.Assign() | ast.AnnAssign() | ast.AugAssign():
                self._read_assignment(node, scope)
            case _:
                self._read_children(node, scope)

    def _read_handlers(self, handlers: Iterable[ast.ExceptHandler],
                       scope: Scope) -> None:
        for handler in handlers:
            if handler.type is not None:
                self._read(handler.type, scope)
            self.read_block(handler.body, scope)

    def _read_function(self, node: ast.FunctionDef | ast.AsyncFunctionDef,
                       scope: Scope) -> None:
        self._read_children(node, scope, leave_out=node.body)
        guards = _ALL_GUARDS if self._catches_imports else frozenset({
            guard for guard in self._guards if guard != "import"})
        saved, self._guards = self._guards, frozenset(guards)
        self.read_block(node.body, Scope(node, scope))
        self._guards = saved

    def _read_assignment(
            self, node: ast.Assign | ast.AnnAssign | ast.AugAssign,
            scope: Scope) -> None:
        targets = (node.targets if isinstance(node, ast.Assign)
                   else [node.target])
        if isinstance(node, ast.AugAssign):
            # sys.path += [...] and the like
            self._read_target_value(node.target, scope)
        for target in targets:
            self._read_target(target, scope)
        if node.value is None:
            return
        if len(targets) == 1 and self._is_followed(targets[0], scope):
            return
        if all(scope.find_path(target) == "sys.path" for target in targets):
            self._read_path_edit(node.value, scope)
            return
        self._read(node.value, scope)

    def _is_followed(self, target: ast.expr, scope: Scope) -> bool:
        """Tell whether each use of a name says how its value is used."""
        if not isinstance(target, ast.Name):
            return False
        if scope.is_class or (
                scope.is_module and self._is_exported(target.id)):
            return False
        match scope.look_up(target.id):
            case Value(value), found if found is scope:
                return bool(self._phrase(target, scope).is_question
                            or vocabulary.is_known(scope.find_path(value)))
        return False

    def _is_exported(self, name: str) -> bool:
        return self._exported is None or (
            name.startswith("__") or name in self._exported)

    def _read_target(self, target: ast.expr, scope: Scope) -> None:
        """Read what stands to the left of an assignment."""
        match target:
            case ast.Subscript(value=value, slice=index):
                if scope.find_path(value) not in vocabulary.WRITABLE:
                    self._read(value, scope)
                self._read(index, scope)
            case ast.Attribute(value=value):
                if scope.find_path(value) not in {"sys", "os"}:
                    self._read(value, scope)
            case ast.Tuple(elts=items) | ast.List(elts=items):
                for item in items:
                    self._read_target(item, scope)
            case ast.Starred(value=value):
                self._read_target(value, scope)

    def _read_target_value(self, target: ast.expr, scope: Scope) -> None:
        if scope.find_path(target) not in vocabulary.WRITABLE and not (
                isinstance(target, ast.Name)):
            self._read(target, scope)

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
                self._read(value, scope)

    def _read(self, node: ast.AST, scope: Scope, *, as_truth: bool = False
              ) -> None:
        """Read an expression that is used as a value, or as a truth."""
        found = self._phrase(node, scope)
        if found.is_question:
            self._ask(node, found.as_truth() if as_truth else found)
            return
        if found.text:
            return
        match node:
            case ast.BoolOp():
                self._read_operands(node, scope, as_truth=as_truth)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                self._read(operand, scope, as_truth=True)
            case ast.IfExp():
                self._read_conditional(node, scope, as_truth=as_truth)
            case ast.Compare():
                self._read_comparison(node, scope)
            case ast.Call():
                self._read_call(node, scope)
            case ast.Name() | ast.Attribute():
                self._read_path(node, scope)
            case ast.Lambda(args=arguments, body=body):
                self._read(arguments, scope)
                self._read(body, Scope(node, scope))
            case _:
                self._read_children(node, scope)

    def _read_operands(self, node: ast.BoolOp, scope: Scope, *,
                       as_truth: bool) -> None:
        """Read the operands, up to the one that is known to decide."""
        stop = isinstance(node.op, ast.Or)
        for number, operand in enumerate(node.values, 1):
            # an "or" that is a value is the first operand's as well
            self._read(operand, scope, as_truth=as_truth)
            verdict, question = self._decide(operand, scope)
            if verdict is stop and node.values[number:]:
                self._hide(node.values[number:], question)
                return

    def _read_conditional(self, node: ast.IfExp, scope: Scope, *,
                          as_truth: bool) -> None:
        self._read(node.test, scope, as_truth=True)
        verdict, question = self._decide(node.test, scope)
        if verdict is not True:
            self._read(node.orelse, scope, as_truth=as_truth)
        if verdict is not False:
            self._read(node.body, scope, as_truth=as_truth)
        if verdict is not None:
            self._hide([node.orelse if verdict else node.body], question)

    def _read_comparison(self, node: ast.Compare, scope: Scope) -> None:
        for operand in (node.left, *node.comparators):
            # directory in sys.path
            if not (scope.find_path(operand) == "sys.path" and isinstance(
                    node.ops[-1], (ast.In, ast.NotIn))):
                self._read(operand, scope)

    def _read_call(self, node: ast.Call, scope: Scope) -> None:
        path = scope.find_path(node.func)
        if path in vocabulary.DYNAMIC:
            self._is_dynamic = True
        if path == "builtins.bool" and len(node.args) == 1:
            self._read(node.args[0], scope, as_truth=True)
            return
        if path in vocabulary.VARIABLE_READERS or (
                path in vocabulary.ENVIRONMENT_READERS):
            self._ask(node, self._phrase_variable(path, node, scope))
        elif path not in vocabulary.HARMLESS_CALLS:
            self._read(node.func, scope)
        self._read_all(node.args, scope)
        self._read_all((item.value for item in node.keywords), scope)

    def _phrase_variable(self, path: str, node: ast.Call, scope: Scope
                         ) -> Phrase:
        """Phrase the question for the variable that a call reads, or for
        the whole environment where it does not show which.
        """
        if path in vocabulary.VARIABLE_READERS and node.args:
            name = self._phrase(node.args[0], scope)
            if name.text and not name.is_question:
                return Phrase(f"os.environ.get({name.text})",
                              is_question=True)
        return Phrase("os.environ", is_question=True)

    def _read_path(self, node: ast.Name | ast.Attribute, scope: Scope
                   ) -> None:
        path = scope.find_path(node)
        if not path:
            self._read_possible_paths(node, scope)
            return
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
        if isinstance(node, ast.Attribute):
            self._read(node.value, scope)
            return
        for path in scope.list_imports(node.id):
            if what := self._judge_path(path, scope, node):
                self.obstacles.append(Obstacle(_line(node), what))

    def _judge_path(self, path: str, scope: Scope,
                    node: ast.Name | ast.Attribute) -> str:
        if path.partition(".")[0] in {"", *self.circumstances.local}:
            return ""
        # what an attribute of a local variable is called tells nothing
        root: ast.expr = node
        while isinstance(root, ast.Attribute):
            root = root.value
        imported = not isinstance(root, ast.Name) or (
            scope.look_up(root.id) is not None)
        return vocabulary.judge(path, imported=imported)

    def _check_guarded(self, node: ast.AST, path: str) -> None:
        """Ask for a name or an attribute that may be missing."""
        first, _, rest = path.partition(".")
        if first == "builtins":
            name = rest.partition(".")[0]
            if "name" in self._guards and name not in vocabulary.BUILTINS:
                self._ask(node, Phrase(f"hasattr(builtins, {name!r})",
                                       is_question=True))
        elif "attribute" in self._guards and rest and (
                first not in self.circumstances.local):
            module, _, attribute = path.rpartition(".")
            if module in vocabulary.PLAIN_MODULES:
                self._ask(node, Phrase(f"hasattr({module}, {attribute!r})",
                                       is_question=True))

    def _read_import(self, node: ast.Import | ast.ImportFrom) -> None:
        guarded = "import" in self._guards or self.circumstances.guarded
        for module, name in _list_imported(node, self.circumstances.package):
            if module.partition(".")[0] in self.circumstances.local:
                self._imports.append(LocalImport(
                    node.lineno, module,
                    self._find_taken(node, module, name), guarded))
            elif what := vocabulary.judge_import(module, name):
                self.obstacles.append(Obstacle(node.lineno, what))
            elif guarded and (module.partition(".")[0]
                              not in self.circumstances.given):
                question = f"importable({module!r}" + (
                    f", {name!r})" if name else ")")
                self._ask(node, Phrase(question, is_question=True))

    def _find_taken(self, node: ast.Import | ast.ImportFrom, module: str,
                    name: str) -> frozenset[str]:
        """Return the names taken from a module, empty where they do not
        show.
        """
        if name:
            return frozenset({name} - {"*"})
        (bound,) = (item.asname or item.name for item in node.names
                    if item.name == module)
        uses, attributes = 0, set()
        for item in ast.walk(self._tree):
            if isinstance(item, ast.Name) and item.id == bound:
                uses += 1
            elif isinstance(item, ast.Attribute) and isinstance(
                    item.value, ast.Name) and item.value.id == bound:
                attributes.add(item.attr)
                uses -= 1
        return frozenset(attributes) if uses == 0 else frozenset()

    def _read_all(self, nodes: Iterable[ast.AST], scope: Scope) -> None:
        for node in nodes:
            self._read(node, scope)

    def _read_children(self, node: ast.AST, scope: Scope,
                       leave_out: Sequence[ast.stmt] = ()) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(node, (ast.List, ast.Tuple)) and isinstance(
                    child, ast.expr) and child is node.elts[0] and (
                    scope.find_path(child) == "sys.executable"):
                # a command: that a program starts is observed
                continue
            if isinstance(child, ast.stmt):
                if child not in leave_out:
                    self._read_statement(child, scope)
            elif isinstance(child, ast.match_case):
                self._read_children(child, scope, leave_out=child.body)
                self.read_block(child.body, scope)
            else:
                self._read(child, scope)

    def _phrase(self, node: ast.AST, scope: Scope) -> Phrase:
        if not isinstance(node, ast.expr):
            return Phrase("")
        return phrase(node, scope, self.circumstances.local)

    def _ask(self, node: ast.AST, found: Phrase) -> None:
        self._asked.setdefault(found.text, Asked(_line(node), found.text))

    def _decide(self, node: ast.expr, scope: Scope
                ) -> tuple[bool | None, str]:
        """Return the truth that an expression has for the builder, None
        where that is not known, and the question behind it.
        """
        found = self._phrase(node, scope)
        if found.is_question and found.is_lasting:
            question = found.as_truth().text
            answer = self.circumstances.answer(question)
            return {"True": True, "False": False}.get(answer), question
        if (constant := vocabulary.CONSTANTS.get(scope.find_path(node))):
            return constant == "True", constant
        match node:
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                verdict, question = self._decide(operand, scope)
                return (None if verdict is None else not verdict), question
            case ast.BoolOp(op=op, values=values):
                stop = isinstance(op, ast.Or)
                for value in values:
                    verdict, question = self._decide(value, scope)
                    if verdict is stop:
                        return stop, question
        return None, ""

    def _hide(self, nodes: Sequence[ast.stmt | ast.expr], question: str
              ) -> None:
        self._hidden.append(Hidden(
            nodes[0].lineno, nodes[-1].end_lineno or nodes[-1].lineno,
            question))

    @contextlib.contextmanager
    def _guarded(self, guards: _Guards) -> Iterator[None]:
        saved, self._guards = self._guards, self._guards | guards
        yield
        self._guards = saved


def _find_reached(tree: ast.Module) -> frozenset[str] | None:
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


def _line(node: ast.AST) -> int:
    return getattr(node, "lineno", 1)


def _find_guards(handlers: Sequence[ast.ExceptHandler]) -> _Guards:
    """Find the kinds of failure that except clauses catch."""
    names = {name.id if isinstance(name, ast.Name) else ""
             for handler in handlers if handler.type is not None
             for name in (handler.type.elts if isinstance(
                 handler.type, ast.Tuple) else [handler.type])}
    if names & _CATCHING_ALL or "" in names or any(
            handler.type is None for handler in handlers):
        return _ALL_GUARDS
    # an exception of another name may stand for any
    known = frozenset().union(*_CATCHING.values())
    return frozenset(
        kind for kind, catching in _CATCHING.items() if names & catching
        ) | (frozenset() if names <= known | vocabulary.BUILTINS
             else _ALL_GUARDS)


def _find_suppressed(node: ast.With | ast.AsyncWith, scope: Scope
                     ) -> _Guards:
    for item in node.items:
        if isinstance(item.context_expr, ast.Call) and scope.find_path(
                item.context_expr.func) == "contextlib.suppress":
            return _ALL_GUARDS
    return frozenset()


def _list_imported(node: ast.Import | ast.ImportFrom, package: str
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


def _leaves(block: Sequence[ast.stmt], scope: Scope) -> bool:
    """Tell whether what follows a block does not run."""
    match block[-1:]:
        case [ast.Raise() | ast.Return() | ast.Continue() | ast.Break()]:
            return True
        case [ast.Expr(value=ast.Call(func=function))]:
            return scope.find_path(function) in vocabulary.EXITS
    return False
