# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of the house: which package may import which."""

import ast

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

import gpep517_reuse


pytestmark = pytest.mark.once

PACKAGE = "gpep517_reuse"
DIRECTORY = Path(gpep517_reuse.__file__).parent

#: What each package, or module beside them, may import of ours.
MAY_IMPORT: Mapping[str, frozenset[str]] = {
    name: frozenset(imported.split()) for name, imported in {
        "": "",
        "values": "",
        "errors": "values",
        "files": "values",
        "log": "values",
        "temporary": "errors",
        "signals": "temporary values",
        "analysis": "values",
        "backends": "files values",
        "sources": "errors files values",
        "environment": "errors files sources values",
        "wheel": "errors files sources values",
        "store": "analysis environment errors files sources values wheel",
        "decision": ("analysis environment errors files sources store values "
                     "wheel"),
        "build": ("analysis backends decision environment errors files log "
                  "sources store temporary values wheel"),
        "reuse": ("build decision environment errors files log signals "
                  "sources store values"),
        "verify": ("backends decision environment errors files log reuse "
                   "sources store temporary wheel"),
        "bytecode": "log signals values",
        "cli": ("bytecode decision environment errors log reuse signals "
                "sources store temporary values verify"),
        "__main__": "cli",
    }.items()}
#: What imports gpep517 at once, and what does so in functions alone, where a
#: reuse does not come.
OF_GPEP517 = {"build.backend", "cli.parser"}
OF_GPEP517_INSIDE = {"cli.build", "cli.install", "cli.installer", "cli.quick",
                     "environment.sysroot"}
#: Pure: facts about the machine are arguments.
PURE = ("analysis.analyze", "analysis.import_graph", "decision.advice",
        "decision.explanation", "decision.rules", "decision.serialize",
        "verify.compare", "verify.elf")
MACHINE = {"os", "sys", "time", "subprocess", "platform", "sysconfig",
           "tempfile", "shutil", "socket"}

MODULES = {
    ".".join(path.relative_to(DIRECTORY).with_suffix("").parts).removesuffix(
        "__init__").removesuffix("."): path
    for path in sorted(DIRECTORY.rglob("*.py"))}


def read_tree(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


def read_imports(node: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield line and full name of each import, also inside functions."""
    for found in ast.walk(node):
        match found:
            case ast.Import(names=names):
                for alias in names:
                    yield found.lineno, alias.name
            case ast.ImportFrom(module=module, names=names, level=level):
                for alias in names:
                    yield found.lineno, "." * level + (
                        f"{module or ''}.{alias.name}")


def find_package(module: str) -> str:
    """Return the package of a module of ours; the top one is empty."""
    top = module.partition(".")[0]
    return top if top in MODULES else ""


def test_each_package_is_listed() -> None:
    assert {find_package(module) for module in MODULES} == MAY_IMPORT.keys()


def test_no_cycle() -> None:
    for number, imported in enumerate(MAY_IMPORT.values()):
        assert imported <= {*[*MAY_IMPORT][:number]}


@pytest.mark.parametrize("module", MODULES)
def test_imports(module: str) -> None:
    package = find_package(module)
    allowed = MAY_IMPORT[package] | {package}
    wrong = [
        f"line {line} imports {name}"
        for line, name in read_imports(read_tree(module))
        if name.split(".")[0] in {"", PACKAGE} and not (
            name.startswith(f"{PACKAGE}.")
            and find_package(name.removeprefix(f"{PACKAGE}.")) in {
                "", *allowed})]
    assert wrong == []


@pytest.mark.parametrize("module", MODULES)
def test_gpep517_is_imported_in_few_places(module: str) -> None:
    tree = read_tree(module)
    lines = {line for line, name in read_imports(tree)
             if name.partition(".")[0] == "gpep517"}
    inside = {line for node in ast.walk(tree)
              if isinstance(node, ast.FunctionDef)
              for line, _ in read_imports(node)}
    assert bool(lines - inside) is (module in OF_GPEP517)
    assert bool(lines & inside) is (module in OF_GPEP517_INSIDE)


@pytest.mark.parametrize("module", MODULES)
def test_annotations_are_not_evaluated(module: str) -> None:
    """As our named tuples need it, and what only type checkers import."""
    tree = read_tree(module)
    if any(name.startswith(f"{PACKAGE}.values.")
           for _, name in read_imports(tree)):
        assert "__future__.annotations" in [
            name for _, name in read_imports(tree)]


@pytest.mark.parametrize("module", PURE)
def test_pure_modules_ask_nothing_of_the_machine(module: str) -> None:
    wrong = [f"line {line} imports {name}"
             for line, name in read_imports(read_tree(module))
             if name.partition(".")[0] in MACHINE]
    assert wrong == []


@pytest.mark.parametrize("package", sorted(
    find_package(module) for module in MODULES
    if module and MODULES[module].name == "__init__.py"))
def test_init_is_its_sentence(package: str) -> None:
    tree = read_tree(package)
    assert len(tree.body) == 1
    assert ast.get_docstring(tree)
