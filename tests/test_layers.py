# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of the house: which module may import which."""

import ast

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

import gpep517_reuse


PACKAGE = "gpep517_reuse"
DIRECTORY = Path(gpep517_reuse.__file__).parent

# From top to bottom.  A module imports those above its own layer, and of
# its own those before it: so there is no cycle either.  Judgements and
# effects stand side by side, and import nothing from each other.
LAYERS: Mapping[str, tuple[str, ...]] = {
    "package": ("__init__",),
    "values": (
        "errors", "checkout", "fingerprint", "extra_config", "recipe",
        "request", "interpreter", "distributions", "wheelname", "record",
        "wheel",
        "installed", "metadata", "stability", "difference",
        "verification",
        # what build scripts ask
        "condition", "lookups", "questions", "vocabulary", "imports", "names",
        "source", "phrasing", "reading", "guards", "probes", "expressions",
        "literals", "statements", "script", "modules", "conditions",
        "entry",
        # what is byte-compiled
        "levels"),
    "judgements": ("decision", "decision_json", "elf", "linkage", "compare",
                   "report", "report_style", "report_html"),
    "effects": ("directory", "store", "isolation", "interruption", "calls",
                "observation", "backend", "processes", "controls", "sdist",
                "diffoscope", "compilation"),
    "flow": ("places", "evidence", "scripts", "search", "remember", "reuse",
             "verify", "verify_several"),
    "shell": ("command", "cli_install", "cli_build", "cli_verify", "cli",
              "__main__"),
}
APART = {"judgements": "effects", "effects": "judgements"}
OF_GPEP517 = {"backend", "cli", "cli_build", "cli_install", "cli_verify"}

ORDER = [module for modules in LAYERS.values() for module in modules]
MODULES = sorted(path.stem for path in DIRECTORY.glob("*.py"))


def find_layer(module: str) -> str:
    return next((layer for layer, modules in LAYERS.items()
                 if module in modules), "")


def read_imports(module: str) -> Iterator[tuple[int, str]]:
    """Yield line and full name of each import, also inside functions."""
    text = (DIRECTORY / f"{module}.py").read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Import(names=names):
                for alias in names:
                    yield node.lineno, alias.name
            case ast.ImportFrom(module=None):
                yield node.lineno, "."
            case ast.ImportFrom(module=str(name), names=names, level=level):
                for alias in names:
                    yield node.lineno, "." * level + f"{name}.{alias.name}"


def read_own_imports(module: str) -> Iterator[tuple[int, str]]:
    """Yield line and name of each module of ours that is imported."""
    for line, name in read_imports(module):
        top, *rest = name.split(".")
        if top == PACKAGE:
            is_module = bool(rest) and (DIRECTORY / f"{rest[0]}.py").exists()
            yield line, rest[0] if is_module else "__init__"


@pytest.mark.parametrize("module", MODULES)
def test_layer_is_known(module: str) -> None:
    assert module in ORDER, (
        f"{module}.py has no place in the house: add it to LAYERS in "
        f"{Path(__file__).name}, where it belongs")


def test_layers_name_a_module_once() -> None:
    assert len(set(ORDER)) == len(ORDER)


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_up(module: str) -> None:
    if module not in ORDER:
        pytest.skip("its layer is not known")
    wrong = [
        f"{module}.py:{line} imports {other}, which stands below it"
        for line, other in read_own_imports(module)
        if other not in ORDER[:ORDER.index(module)]]
    assert wrong == []


@pytest.mark.parametrize("module", MODULES)
def test_judgements_and_effects_are_apart(module: str) -> None:
    apart = APART.get(find_layer(module))
    wrong = [f"{module}.py:{line} imports {other}, one of the {apart}"
             for line, other in read_own_imports(module)
             if apart is not None and find_layer(other) == apart]
    assert wrong == []


@pytest.mark.parametrize("module", MODULES)
def test_gpep517_is_imported_in_few_places(module: str) -> None:
    lines = [line for line, name in read_imports(module)
             if name.partition(".")[0] == "gpep517"]
    assert bool(lines) is (module in OF_GPEP517), (
        f"{module}.py imports gpep517 in lines {lines}")


@pytest.mark.parametrize("module", MODULES)
def test_imports_are_absolute(module: str) -> None:
    assert [line for line, name in read_imports(module)
            if name.startswith(".")] == []


@pytest.mark.parametrize("module", MODULES)
def test_judgements_ask_nothing_of_the_machine(module: str) -> None:
    if find_layer(module) != "judgements":
        return
    machine = {"os", "sys", "time", "subprocess", "platform", "sysconfig",
               "tempfile", "shutil", "socket"}
    wrong = [f"{module}.py:{line} imports {name}"
             for line, name in read_imports(module)
             if name.partition(".")[0] in machine]
    assert wrong == []
