# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Run build scripts for a test, and read and answer their questions.

Reads a JSON value a line from standard input, writes one a line.
"""

import importlib
import json
import os
import sys
import tempfile

from collections.abc import Callable

from gpep517_reuse.analysis.analyze import read_conditions
from gpep517_reuse.analysis.import_graph import Scripts
from gpep517_reuse.analysis.questions import ask
from gpep517_reuse.build.watch import observe
from gpep517_reuse.environment.variables import WHOLE, describe_variables
from gpep517_reuse.sources.recipe import Placeholders


# the script, which has no file; the others are modules that it may take
SCRIPT = "hook.py"


def run(texts: dict[str, str]) -> object:
    """Run a script, given with modules by their paths; return what it
    decided.
    """
    for path, text in texts.items():
        if path != SCRIPT:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w") as file:
                file.write(text)
            importlib.invalidate_caches()
            name = path.partition("/")[0]
            for module in [*sys.modules]:
                if module.partition(".")[0] == name:
                    del sys.modules[module]
    decided: list[object] = []
    environment = dict(os.environ)
    try:
        exec(compile(texts[SCRIPT], SCRIPT, "exec"),
             {"decide": decided.append, "__name__": "__main__"})
    except SystemExit:
        decided.append("exit")
    except Exception as error:  # noqa: BLE001
        decided.append(type(error).__name__)
    os.environ.clear()
    os.environ.update(environment)
    return decided


def read(texts: dict[str, str]) -> object:
    """Read the conditions and obstacles of a script and of the modules that
    ran, and what it evaluates; and the variables that it read.
    """
    with observe() as observation:
        run(texts)
    evaluated = tuple(
        (path, source) for caller, source in observation.texts
        if (path := os.path.relpath(caller)) in texts)
    ran = {path: text.encode() for path, text in texts.items()
           if path == SCRIPT or os.path.abspath(path) in observation.executed}
    others = frozenset(texts.keys() - ran.keys())
    found = read_conditions(Scripts(
        files=ran, texts=evaluated, packages=frozenset(
            path for path in texts if path.endswith("__init__.py")),
        others=others, tried=others,
        lines={os.path.relpath(name): frozenset(
            observation.lines.ran.get(name, ()))
            for name in observation.lines.modules
            if os.path.relpath(name) in texts}), ask)
    unseen = set(map(os.path.relpath, observation.nameless)) & (
        texts.keys() - {path for path, _ in evaluated})
    return ([[condition.question, condition.answer]
             for condition in found.conditions],
            [*found.obstacles, *sorted(unseen)],
            [*observation.variables.variables,
             *[WHOLE] * bool(observation.variables.sweeps)])


def answer(questions: list[str]) -> object:
    """Answer questions."""
    return [ask(question) for question in questions]


def describe(names: list[str]) -> object:
    """Describe variables."""
    return describe_variables(names, os.environ, Placeholders(()))


WORK: dict[str, Callable[..., object]] = {
    "run": run, "read": read, "answer": answer, "describe": describe}


def main() -> None:
    """Serve until there is no more input."""
    sys.dont_write_bytecode = True
    with tempfile.TemporaryDirectory() as directory:
        os.chdir(directory)
        sys.path.insert(0, os.getcwd())
        for line in sys.stdin:
            task, argument = json.loads(line)
            print(json.dumps(WORK[task](argument), default=repr), flush=True)
        os.chdir("/")


if __name__ == "__main__":
    main()
