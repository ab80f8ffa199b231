# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The visitor: what a script asks, node by node, in the order of the text."""

import ast
import typing

from collections.abc import Callable, Iterable, Sequence

from gpep517_reuse.analysis.interpreters import (
    BUILTINS,
    LATER,
    STDLIB,
    UNSTEADY_ATTRIBUTES,
    UNSTEADY_NAMES,
)
from gpep517_reuse.analysis import vocabulary
from gpep517_reuse.analysis.annotations import Annotations, list_annotations
from gpep517_reuse.analysis.canonical import Phrase, phrase
from gpep517_reuse.analysis.exposure import Exposure
from gpep517_reuse.analysis.findings import (
    Asked,
    Circumstances,
    Compilation,
    Finding,
    Hidden,
    IfTaken,
    Obstacle,
    Reading,
)
from gpep517_reuse.analysis.imports import (
    LocalImport,
    list_imported,
    list_taken,
)
from gpep517_reuse.analysis.module import (
    Source,
    find_enumerations,
    has_changing_docstring,
)
from gpep517_reuse.analysis.namespaces import Namespaces
from gpep517_reuse.analysis.patterns import (
    ALL_GUARDS,
    Guards,
    adds_integers,
    dedents_alike,
    catches_anything,
    catches_syntax_errors,
    catches_wrong_calls,
    drop_interpreter,
    find_guards,
    find_multiprocessing,
    find_probed_import,
    find_root,
    find_suppressed,
    object_to_call,
    object_to_patch,
    leave_out_dict,
    list_asked_by_glob,
    passes_docstring_on,
    reads_variables_of_function,
)
from gpep517_reuse.analysis.pruning import CALLED_BY_OTHERS, NotRun
from gpep517_reuse.analysis.questions import SINCE_3_13, SINCE_3_14
from gpep517_reuse.analysis.scopes import Scope
from gpep517_reuse.analysis.syntax import list_children
from gpep517_reuse.analysis.truth import find_truth, leaves
from gpep517_reuse.analysis.vocabulary import ROLES, Role


_Import = ast.Import | ast.ImportFrom
_Function = ast.FunctionDef | ast.AsyncFunctionDef
_Try = ast.Try | ast.TryStar
_Compound = (ast.With | ast.AsyncWith | ast.For | ast.AsyncFor
             | ast.match_case | ast.ClassDef | ast.ExceptHandler | _Function)
# what the module ast calls for a kind of node in some versions
_CALLED_BY_SOME = frozenset({
    "visit_Bytes", "visit_Ellipsis", "visit_NameConstant", "visit_Num",
    "visit_Str"})


def read_script(source: Source, circumstances: Circumstances) -> Reading:
    """Read one script.

    A text that is no Python of the running interpreter is an obstacle.
    """
    if source.error:
        return Reading((Obstacle(
            getattr(source.error, "lineno", None) or 1,
            f"cannot be parsed: {source.error}"),))
    runner = circumstances.runner
    visitor = Visitor(source, circumstances)
    try:
        visitor.visit_block(source.tree.body, Context(source.make_scope(
            runner.scope if runner else None, circumstances.reexports,
            circumstances.package), is_pruned=source.is_pruned))
    except RecursionError:
        visitor.add(Obstacle(1, "is nested too deeply"))
    return visitor.get_reading()


class Context(typing.NamedTuple):
    """Where a node stands."""

    scope: Scope
    #: The kinds of failure that are caught here.
    caught: Guards = frozenset()
    #: Whether an exception handler follows, whatever it catches.
    in_try: bool = False
    #: Whether only the truth value of the node is used.
    as_truth: bool = False
    #: Whether what did not run is left out.
    is_pruned: bool = False

    def inside(self, node: ast.AST) -> "Context":
        """Return the context of what a function or a class holds."""
        return self._replace(scope=self.scope.enter(node), as_truth=False)


class Visitor:
    """Collects the findings of one script."""

    def __init__(self, source: Source, circumstances: Circumstances) -> None:
        self._source = source
        self._circumstances = circumstances
        self._has_changing_docstring = has_changing_docstring(source)
        # a function that is called inside a try may do what fails
        self._catches = catches_anything(source.nodes)
        # of these, "in" takes values as well since Python 3.12
        self._enumerations = find_enumerations(source)
        self._annotations = Annotations(source)
        self._namespaces = Namespaces(source.nodes)
        self._exposure = Exposure(source, circumstances)
        self._findings: list[Finding] = []
        self._imports: list[LocalImport] = []
        self._is_dynamic = False

    def get_reading(self) -> Reading:
        """Return what was found so far."""
        return Reading(
            findings=tuple(self._findings), catches=self._catches,
            imports=tuple(self._imports), is_dynamic=self._is_dynamic)

    def visit(self, node: ast.AST, context: Context) -> str | None:
        """Visit a node; return the question that shows that what follows
        in its block does not run, if one does.
        """
        handler: Callable[[ast.AST, Context], str | None] = getattr(
            self, f"visit_{type(node).__name__}", self.visit_children)
        if isinstance(node, ast.expr) and not isinstance(node, ast.Constant):
            found = self._phrase(node, context.scope)
            if found.is_question:
                self._ask(node, (found.as_truth() if context.as_truth
                                 else found).text)
            if found.node:
                return None
        return handler(node, context)

    def visit_block(self, block: Sequence[ast.stmt], context: Context
                    ) -> None:
        """Visit statements that run one after the other."""
        for number, statement in enumerate(block, 1):
            question = self.visit(statement, context)
            if question is not None and (rest := block[number:]):
                self._hide(rest, question)
                return

    def visit_all(self, nodes: Iterable[ast.AST], context: Context) -> None:
        """Visit nodes that are used as values."""
        if context.as_truth:
            context = context._replace(as_truth=False)
        for node in nodes:
            self.visit(node, context)

    def visit_truth(self, node: ast.expr, context: Context) -> None:
        """Visit an expression of which only the truth value is used."""
        self.visit(node, context._replace(as_truth=True))

    def visit_children(self, node: ast.AST, context: Context) -> None:
        """Visit what a node is made of, each as a value."""
        self.visit_all(list_children(
            drop_interpreter(node, context.scope)), context)

    def _visit_head(self, node: _Compound, context: Context) -> None:
        """Visit what a compound statement is made of but for its blocks."""
        blocks = {*node.body, *getattr(node, "orelse", ())}
        self.visit_all((child for child in list_children(node)
                        if child not in blocks), context)

    def visit_If(self, node: ast.If, context: Context) -> str | None:
        self.visit_truth(node.test, context)
        truth = find_truth(node.test, context.scope, self._circumstances)
        if truth.value is None or context.is_pruned:
            self.visit_block(node.body, context)
            self.visit_block(node.orelse, context)
            return None
        runs, hidden = ((node.body, node.orelse) if truth.value
                        else (node.orelse, node.body))
        if hidden:
            self._hide(hidden, truth.question)
        self.visit_block(runs, context)
        return truth.question if leaves(runs, context.scope) else None

    def visit_Try(self, node: _Try, context: Context) -> None:
        self.visit_block(node.body, context._replace(
            caught=context.caught | find_guards(node.handlers),
            in_try=context.in_try or bool(node.handlers)))
        self._check_syntax_errors(node)
        if catches_wrong_calls(node):
            self._object(node, "catches that a call fails with TypeError")
        for handler in node.handlers:
            self.visit(handler, context)
        self.visit_block(node.orelse, context)
        self.visit_block(node.finalbody, context)

    visit_TryStar = visit_Try

    def visit_ExceptHandler(self, node: ast.ExceptHandler, context: Context
                            ) -> None:
        match node.body:
            case [NotRun(lineno=node.lineno)]:
                # not even its kind of failure was asked for
                pass
            case _:
                self._visit_head(node, context)
        self.visit_block(node.body, context)

    def visit_NotRun(self, node: NotRun, _context: Context) -> None:
        self._hide([node], "")

    def visit_With(self, node: ast.With | ast.AsyncWith, context: Context
                   ) -> None:
        self._visit_head(node, context)
        self.visit_block(node.body, context._replace(
            caught=context.caught | find_suppressed(node, context.scope)))

    visit_AsyncWith = visit_With

    def visit_While(self, node: ast.While, context: Context) -> None:
        self.visit_truth(node.test, context)
        self.visit_block(node.body, context)
        self.visit_block(node.orelse, context)

    def visit_For(self, node: ast.For | ast.AsyncFor | ast.match_case,
                  context: Context) -> None:
        self._visit_head(node, context)
        self.visit_block(node.body, context)
        self.visit_block(getattr(node, "orelse", []), context)

    visit_AsyncFor = visit_match_case = visit_For

    def visit_ClassDef(self, node: ast.ClassDef, context: Context) -> None:
        self._visit_head(node, context)
        self.visit_block(node.body, context.inside(node))

    def visit_FunctionDef(self, node: _Function, context: Context) -> None:
        self._visit_head(node, context)
        self._ask_for_annotations(list_annotations(node), context.scope)
        if node.name in _CALLED_BY_SOME:
            self._object(node, f"defines {node.name}, which not every "
                         "version calls")
        # an import that fails is caught where the function is called
        inside = context.inside(node)._replace(
            caught=ALL_GUARDS if self._catches
            else context.caught - {"import"},
            is_pruned=context.is_pruned and (
                not node.name.startswith(CALLED_BY_OTHERS)))
        self.visit_block(node.body, inside)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Assert(self, node: ast.Assert, context: Context) -> None:
        self.visit_truth(node.test, context)
        if node.msg is not None:
            self.visit(node.msg, context)

    def visit_Expr(self, node: ast.Expr, context: Context) -> None:
        match node.value:
            case ast.Call(func=function, args=arguments) if (
                    ROLES.get(context.scope.find_path(function))
                    is Role.FORGETS):
                self.visit_all(arguments, context)
            case _:
                self.visit(node.value, context)

    def _check_syntax_errors(self, node: _Try) -> None:
        """Object to an exception handler for syntax errors, unless it is
        for those of the tree's own modules.
        """
        catching = [*filter(catches_syntax_errors, node.handlers)]
        if catching and not all(
                isinstance(statement, _Import) and all(
                    self._is_local(statement, module)
                    for module, _ in list_imported(
                        statement, self._circumstances.package))
                for statement in node.body):
            self._object(catching[0], "catches syntax errors")

    def visit_Import(self, node: _Import, context: Context) -> None:
        for name in find_multiprocessing(node):
            self._object_to_multiprocessing(node, name, context.scope)
        caught = "import" in context.caught
        guarded = caught or context.in_try or (
            self._catches and not context.scope.is_module)
        self._imports += (
            imported._replace(guarded=guarded) for imported in list_taken(
                self._source.nodes, node, self._circumstances.package,
                self._circumstances.tops))
        for module, name in list_imported(
                node, self._circumstances.package):
            if self._is_local(node, module):
                if "syntax" in context.caught:
                    self.add(Compilation(node.lineno))
                continue
            if what := vocabulary.object_to_import(
                    module, name, in_class=context.scope.is_class):
                self._object(node, what)
            self._ask_for_import(node, module, name, caught=caught)

    visit_ImportFrom = visit_Import

    def _object_to_multiprocessing(self, node: _Import, name: str,
                                   scope: Scope) -> None:
        """Object to multiprocessing, unless it is only imported."""
        obstacle = Obstacle(
            node.lineno, "imports multiprocessing, to start other processes")
        if self._exposure.is_reached(name, scope) or any(
                item.id == name
                for item in self._source.nodes.find(ast.Name)):
            self.add(obstacle)
        else:
            self.add(IfTaken(name, (obstacle,)))

    def _is_local(self, node: ast.stmt, module: str) -> bool:
        """Return True if what a statement imports is the tree's."""
        return bool(isinstance(node, ast.ImportFrom) and node.level) or (
            self._circumstances.is_of_tree(module))

    def _ask_for_import(self, node: _Import, module: str, name: str, *,
                        caught: bool) -> None:
        """Ask whether an import succeeds, for where its failure is caught,
        here or where the script is imported.
        """
        top = module.partition(".")[0]
        if top in self._circumstances.silent:
            what = Obstacle(node.lineno, f"imports {module}, which is in the "
                            "tree and did not run", if_caught=True)
            self.add(what)
            if caught:
                self.add(what._replace(if_caught=False))
        elif top not in self._circumstances.given:
            question = f"importable({module!r}" + (
                f", {name!r})" if name else ")")
            # without the standard library's, the build itself fails
            fails = top in STDLIB | LATER and (
                not vocabulary.is_lasting(module, name))
            self.add(Asked(node.lineno, question,
                           if_caught=not (caught or fails),
                           is_vital=fails and not caught))

    def visit_Assign(self, node: ast.Assign, context: Context) -> None:
        self._visit_assignment(node.targets, node.value, context)

    def visit_AnnAssign(self, node: ast.AnnAssign, context: Context) -> None:
        self.visit_all([node.annotation], context)
        if context.scope.is_module or context.scope.is_class:
            self._ask_for_annotations([node.annotation], context.scope)
        self._visit_assignment([node.target], node.value, context)

    def visit_AugAssign(self, node: ast.AugAssign, context: Context) -> None:
        # sys.path += [...] and the like
        if not isinstance(node.target, ast.Name) and (
                context.scope.find_path(node.target)
                not in vocabulary.WRITABLE):
            self.visit(node.target, context)
        self._visit_assignment([node.target], node.value, context)

    def _visit_assignment(self, targets: Sequence[ast.expr],
                          value: ast.expr | None, context: Context) -> None:
        """Visit what is assigned, unless all uses of it tell more."""
        for target in targets:
            self._visit_target(target, context)
        if value is None or passes_docstring_on(targets, value):
            return
        match targets:
            case [ast.Name(id=name) as target] if (
                    self._exposure.is_followed(target, context.scope)):
                if context.scope.is_module:
                    self._visit_if_taken(name, value, context)
                return
        if all(context.scope.find_path(target) == "sys.path"
               for target in targets):
            self._visit_search_path(value, context)
        else:
            self.visit(value, context)

    def _visit_if_taken(self, name: str, value: ast.expr, context: Context
                        ) -> None:
        """Visit what is assigned to a name, for where others take that."""
        start = len(self._findings)
        self.visit(value, context)
        self._findings[start:] = [
            IfTaken(name, tuple(self._findings[start:]))]

    def _visit_target(self, target: ast.expr, context: Context) -> None:
        """Visit what stands to the left of an assignment."""
        match target:
            case ast.Subscript(value=value, slice=index):
                if context.scope.find_path(value) not in vocabulary.WRITABLE:
                    self.visit(leave_out_dict(value, context.scope), context)
                self.visit(index, context)
            case ast.Attribute(value=value):
                if what := object_to_patch(target, context.scope,
                                       self._circumstances.local):
                    self._object(target, what)
                elif context.scope.find_path(value) not in {"sys", "os"}:
                    self.visit(value, context)
            case ast.Tuple(elts=items) | ast.List(elts=items):
                for item in items:
                    self._visit_target(item, context)
            case ast.Starred(value=value):
                self._visit_target(value, context)

    def _visit_search_path(self, value: ast.expr, context: Context) -> None:
        """Visit what becomes sys.path, made from sys.path itself or not."""
        match value:
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                self._visit_search_path(left, context)
                self._visit_search_path(right, context)
            case ast.Subscript(value=inner) if (
                    context.scope.find_path(inner) == "sys.path"):
                pass
            case _ if context.scope.find_path(value) == "sys.path":
                pass
            case _:
                self.visit(value, context)

    def visit_Constant(self, node: ast.Constant, _context: Context) -> None:
        if node.value == "__doc__":
            # a name to be looked up
            self._ask(node, SINCE_3_13)

    def visit_BoolOp(self, node: ast.BoolOp, context: Context) -> None:
        # each operand is the value, or decides its truth
        for operand in node.values:
            self.visit(operand, context)

    def visit_UnaryOp(self, node: ast.UnaryOp, context: Context) -> None:
        if isinstance(node.op, ast.Not):
            self.visit_truth(node.operand, context)
        else:
            self.visit_children(node, context)

    def visit_IfExp(self, node: ast.IfExp, context: Context) -> None:
        self.visit_truth(node.test, context)
        self.visit(node.orelse, context)
        self.visit(node.body, context)

    def visit_Compare(self, node: ast.Compare, context: Context) -> None:
        scope = context.scope
        match node:
            case ast.Compare(ops=[ast.In() | ast.NotIn()],
                             comparators=[ast.Name(id=name)
                                          | ast.Attribute(attr=name)]) if (
                    name in self._enumerations):
                self._object(node, f"asks what is in {name}, an enumeration")
            case ast.Compare(left=ast.Constant(value=str(module)),
                             ops=[ast.In() | ast.NotIn()],
                             comparators=[modules]) if (
                    scope.find_path(modules) == "sys.modules"):
                if self._ask_whether_imported(node, module):
                    return
        self.visit_all((
            operand for operand in (node.left, *node.comparators)
            # directory in sys.path
            if not (isinstance(node.ops[-1], ast.In | ast.NotIn)
                    and scope.find_path(operand) == "sys.path")), context)

    def _ask_whether_imported(self, node: ast.Compare, module: str) -> bool:
        """Ask for a module in sys.modules; return True if that is known.

        It was not imported where it cannot be, and one of the tree was if
        what ran before does the same.
        """
        top = module.partition(".")[0]
        if self._circumstances.is_of_tree(module) or (
                module in vocabulary.IMPORTED_BY_SETUPTOOLS
                and module in self._circumstances.given):
            return True
        question = f"importable({top!r})"
        if (top in self._circumstances.tops | self._circumstances.silent
                or self._circumstances.answer(question) != "False"):
            return False
        self._ask(node, question)
        return True

    def visit_Call(self, node: ast.Call, context: Context) -> None:
        scope = context.scope
        path = vocabulary.canonicalize(scope.find_path(node.func))
        self._note_code(node, path, context)
        if path == "builtins.bool" and len(node.args) == 1:
            self.visit_truth(node.args[0], context)
            return
        role = ROLES.get(path)
        if (path == "builtins.sum" and adds_integers(node)) or (
                path == "textwrap.dedent" and dedents_alike(node)):
            role = Role.HARMLESS
        if not self._visit_probe(node, context) and (
                role is not Role.HARMLESS):
            self.visit_all([node.func], context)
        if reads_variables_of_function(
                path, node, scope, evaluates_assignments=(
                    self._circumstances.evaluates_assignments)):
            # a copy since then, in functions (PEP 667)
            self._ask(node, SINCE_3_13)
        self.visit_all(node.args, context)
        self.visit_all((item.value for item in node.keywords), context)

    def _note_code(self, node: ast.Call, path: str, context: Context
                   ) -> None:
        """Note a call that runs or compiles code of its own."""
        is_dynamic = ROLES.get(path) is Role.RUNS_CODE
        self._is_dynamic |= is_dynamic
        if "syntax" in context.caught:
            if path in {"ast.parse", "builtins.compile"}:
                self._object(node, "catches syntax errors")
            elif is_dynamic:
                self.add(Compilation(node.lineno))

    def _visit_probe(self, node: ast.Call, context: Context) -> bool:
        """Visit a call that finds out about the interpreter; return True if
        the function that is called tells no more.
        """
        for question in (*list_asked_by_glob(node, context.scope),
                         *self._namespaces.list_asked(node, context.scope)):
            self._ask(node, question)
        module = find_probed_import(node, context.scope, context.caught)
        if module:
            self._ask(node, f"importable({module!r})")
            return True
        what = ("imports a module by a name that does not show"
                if module is not None
                else object_to_call(node, context.scope,
                                self._circumstances.local))
        if what:
            self._object(node, what)
        return bool(what)

    def visit_Subscript(self, node: ast.Subscript, context: Context) -> None:
        match node:
            case ast.Subscript(value=modules, ctx=ast.Del(),
                               slice=ast.Constant(value=str(module))) if (
                    self._circumstances.is_of_tree(module)
                    and context.scope.find_path(modules) == "sys.modules"):
                # or there would have been a failure here as well
                pass
            case _:
                self.visit_all([leave_out_dict(node.value, context.scope),
                                node.slice], context)

    def visit_Lambda(self, node: ast.Lambda, context: Context) -> None:
        self.visit_all([node.args], context)
        self.visit(node.body, context.inside(node))

    def visit_Name(self, node: ast.Name | ast.Attribute, context: Context
                   ) -> None:
        scope = context.scope
        path = scope.find_path(node)
        self._ask_for_docstring(node, path)
        if "attribute" in context.caught and isinstance(
                node, ast.Attribute) and (
                    node.attr in UNSTEADY_ATTRIBUTES) and (
                        path.rpartition(".")[0]
                        not in vocabulary.PLAIN_MODULES):
            self._object(node, f"asks whether something has {node.attr!r}")
        if not path:
            self._visit_ambiguous(node, context)
            return
        if isinstance(root := find_root(node), ast.Call):
            # of the kind of import_module("a").b
            self.visit_all([root], context)
        self._ask_for_name(node, path, context.caught)
        if path in vocabulary.CHANGED:
            self._ask(node, vocabulary.CHANGED[path])
        name = path.removeprefix("builtins.").partition(".")[0]
        if (path.startswith("builtins.") and name not in BUILTINS
                and self._circumstances.runner is not None):
            self._object(node, f"is text that uses {name}, whatever that is")
        else:
            self._object_to_path(node, path, scope)

    visit_Attribute = visit_Name

    def _object_to_attributes(self, node: ast.expr) -> None:
        """Object to attributes of something of which nothing is known."""
        while isinstance(node, ast.Attribute):
            if what := vocabulary.object_to_attribute(
                    node.attr, self._circumstances.defined):
                self._object(node, what)
            node = node.value

    def _visit_ambiguous(self, node: ast.Name | ast.Attribute,
                         context: Context) -> None:
        """Visit a path of which the beginning has several meanings."""
        root = find_root(node)
        if not isinstance(root, ast.Name):
            self._object_to_attributes(node)
            self.visit_all([root], context)
            return
        imports = context.scope.list_imports(root.id)
        if not imports:
            self._object_to_attributes(node)
            return
        attributes = ast.unparse(node).removeprefix(root.id)
        for path in imports:
            self._object_to_path(node, path + attributes, context.scope)

    def _ask_for_docstring(self, node: ast.Name | ast.Attribute, path: str
                           ) -> None:
        """Ask where a docstring is taken: compilers of 3.13 dedent it."""
        if path.removesuffix(".__doc__") in (
                self._circumstances.plain_docstrings):
            return
        if self._has_changing_docstring if path == "builtins.__doc__" else (
                path.endswith(".__doc__")
                or (isinstance(node, ast.Attribute)
                    and node.attr == "__doc__")):
            self._ask(node, SINCE_3_13)

    def _object_to_path(self, node: ast.Name | ast.Attribute, path: str,
                        scope: Scope) -> None:
        """Object to a path that tells interpreters apart."""
        top = vocabulary.canonicalize(path).partition(".")[0]
        if not top or top in self._circumstances.local:
            return
        # what an attribute of a local variable is called tells nothing
        root = find_root(node)
        imported = not isinstance(root, ast.Name) or (
            scope.find_binding(root.id) is not None)
        if what := vocabulary.object_to_path(path, imported=imported,
                                    defined=self._circumstances.defined):
            self._object(node, what)
        elif not imported and top != "builtins":
            self._object_to_attributes(node)

    def _ask_for_name(self, node: ast.AST, path: str, caught: Guards
                      ) -> None:
        """Ask for a name or an attribute whose lack is caught."""
        first, _, rest = path.partition(".")
        if first == "builtins":
            name = rest.partition(".")[0]
            if "name" in caught and name not in BUILTINS:
                self._ask(node, f"hasattr(builtins, {name!r})")
        elif rest and first not in self._circumstances.local:
            module, _, attribute = path.rpartition(".")
            if path in UNSTEADY_NAMES or (
                    "attribute" in caught
                    and module in vocabulary.PLAIN_MODULES):
                self._ask(node, f"hasattr({module}, {attribute!r})")

    def _ask_for_annotations(self, annotations: Iterable[ast.expr],
                             scope: Scope) -> None:
        """Ask where it shows whether annotations are evaluated."""
        for annotation in annotations:
            if self._annotations.may_act(annotation, scope):
                self._ask(annotation, SINCE_3_14)

    def add(self, finding: Finding) -> None:
        """Add a finding."""
        self._findings.append(finding)

    def _phrase(self, node: ast.expr, scope: Scope) -> Phrase:
        return phrase(node, scope, self._circumstances.local)

    def _ask(self, node: ast.AST, question: str) -> None:
        self.add(Asked(getattr(node, "lineno", 1), question))

    def _object(self, node: ast.AST, what: str) -> None:
        self.add(Obstacle(getattr(node, "lineno", 1), what))

    def _hide(self, nodes: Sequence[ast.stmt | ast.ExceptHandler],
              question: str) -> None:
        self.add(Hidden(
            nodes[0].lineno, nodes[-1].end_lineno or nodes[-1].lineno,
            question))
