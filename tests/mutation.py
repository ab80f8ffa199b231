# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Change what decides, one place at a time, and see whether a test notices.

cosmic-ray names the changes; a sample of places is drawn from decision,
store and analysis, with one change of each.  Not counted is what cannot be
imported any more, which anything would notice, and what changes annotations
or the kinds of parameters alone, which nothing could.  Each change is tried
in a copy of the project, against the unit tests of these packages.

The working directory keeps what is changed and what came of each change, and
another call goes on from there.  --survivors tries those again that no test
noticed, with the tests of now.
"""

import argparse
import ast
import importlib
import json
import os
import pathlib
import random
import shutil
import sqlite3
import subprocess
import sys
import time
import typing

from collections.abc import Iterable, Iterator

from demo import HERE


#: What is changed, and the tests that should notice.
PACKAGES = {
    "decision": ("tests/decision", "tests/test_reuse.py"),
    "store": ("tests/store", "tests/test_reuse.py"),
    "analysis": ("tests/analysis",)}
CONFIGURATION = """\
[cosmic-ray]
module-path = {paths}
timeout = 1
test-command = "true"
[cosmic-ray.distributor]
name = "local"
"""
#: Seconds for the tests of a change, which take a tenth of it.
PATIENCE = 180


class Mutant(typing.NamedTuple):
    """One change of one place."""

    module: str
    operator: str
    #: Which of the operator's places in the module.
    occurrence: int
    line: int
    column: int


def main() -> int:
    """Try a sample of changes, and report those that no test noticed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=pathlib.Path)
    parser.add_argument("--sample", type=int, default=500, metavar="N")
    parser.add_argument("--seed", type=int, default=517)
    parser.add_argument("--survivors", action="store_true")
    args = parser.parse_args()
    work: pathlib.Path = args.directory.resolve()
    copy_project(work)
    if args.survivors:
        survivors = [mutant for mutant, outcome in read_results(work)
                     if outcome == "survived"]
        (work / "results.jsonl").rename(work / "results-before.jsonl")
        try_each(work, survivors, len(survivors))
    else:
        try_each(work, draw(list_mutants(work), args.seed), args.sample)
    return report(work)


def copy_project(work: pathlib.Path) -> None:
    """Copy what is changed once, and the tests at each call."""
    original = work / "original"
    if not original.exists():
        shutil.copytree(HERE / "gpep517_reuse", original)
    tree = work / "tree"
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(original, tree / "gpep517_reuse")
    for name in ("tests", "test-data", "gentoo"):
        shutil.copytree(HERE / name, tree / name)
    shutil.copy(HERE / "pyproject.toml", tree)


def list_mutants(work: pathlib.Path) -> "list[Mutant]":
    """Have cosmic-ray name all changes."""
    session = work / "session.sqlite"
    if not session.exists():
        paths = [f"gpep517_reuse/{package}" for package in PACKAGES]
        configuration = work / "cosmic-ray.toml"
        configuration.write_text(CONFIGURATION.format(paths=paths))
        subprocess.run(
            (sys.executable, "-m", "cosmic_ray.cli", "init", configuration,
             session), cwd=work / "tree", check=True)
    with sqlite3.connect(session) as database:
        return sorted(Mutant(*row) for row in database.execute(
            "SELECT module_path, operator_name, occurrence, start_pos_row,"
            " start_pos_col FROM mutation_specs"))


def draw(mutants: Iterable[Mutant], seed: int) -> Iterator[Mutant]:
    """Yield one change of each place, in random order."""
    shuffled = list(mutants)
    random.Random(seed).shuffle(shuffled)
    places = set()
    for mutant in shuffled:
        place = (mutant.module, mutant.line, mutant.column)
        if place not in places:
            places.add(place)
            yield mutant


def try_each(work: pathlib.Path, mutants: Iterable[Mutant], enough: int
             ) -> None:
    """Try changes until enough are counted; write down each outcome."""
    known = dict(read_results(work))
    counted = 0
    for mutant in mutants:
        outcome = known.get(mutant)
        if outcome is None:
            started = time.monotonic()
            outcome, detail = try_one(work / "tree", mutant)
            result = {"mutant": mutant, "outcome": outcome, "detail": detail,
                      "seconds": round(time.monotonic() - started, 1)}
            with (work / "results.jsonl").open("a") as file:
                file.write(json.dumps(result) + "\n")
        counted += outcome in {"killed", "survived"}
        if counted == enough:
            break


def try_one(tree: pathlib.Path, mutant: Mutant) -> "tuple[str, str]":
    """Make one change, run the tests, and take it back."""
    module = tree / mutant.module
    before = module.read_text()
    after = mutate(before, mutant)
    if strip(before) == strip(after):
        return "no code", ""
    try:
        module.write_text(after)
        name = mutant.module.removesuffix(".py").replace("/", ".")
        if run(tree, "-c", f"import {name}").returncode != 0:
            return "broken", ""
        tests = run(tree, "-m", "pytest", "-q", "-x", "--hypothesis-seed=0",
                    "-p", "no:cacheprovider", "-m", "not interpreters",
                    *PACKAGES[mutant.module.split("/")[1]])
    except subprocess.TimeoutExpired:
        return "killed", "timeout"
    finally:
        module.write_text(before)
    if tests.returncode == 0:
        return "survived", changed_lines(before, after)
    return "killed", tests.stdout[-600:]


def strip(source: str) -> str:
    """Return what is run of a module, in some form; empty for none."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return ""
    for node in ast.walk(tree):
        match node:
            case ast.AnnAssign():
                node.annotation = ast.Constant(None)
            case ast.arg():
                node.annotation = None
            case ast.arguments():
                node.args = node.posonlyargs + node.args + node.kwonlyargs
                node.posonlyargs, node.kwonlyargs = [], []
                node.defaults = [*node.defaults, *filter(
                    None, node.kw_defaults)]
                node.kw_defaults = []
            case ast.FunctionDef():
                node.returns = None
    return ast.dump(tree)


def changed_lines(before: str, after: str) -> str:
    """Return the lines that differ, as they were and as they are."""
    pairs = zip(before.splitlines(), after.splitlines(), strict=False)
    return "\n".join(f"-{old}\n+{new}" for old, new in pairs if old != new)


def run(tree: pathlib.Path, *args: str) -> "subprocess.CompletedProcess[str]":
    """Run Python where the copy is what is imported."""
    environment = {**os.environ, "PYTHONPATH": str(tree),
                   "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        (sys.executable, *args), cwd=tree, env=environment, text=True,
        capture_output=True, check=False, timeout=PATIENCE)


def mutate(source: str, mutant: Mutant) -> str:
    """Return a module's source with the change in it."""
    # no other test needs it
    mutating = importlib.import_module("cosmic_ray.mutating")
    plugins = importlib.import_module("cosmic_ray.plugins")
    operator = plugins.get_operator(mutant.operator)()
    changed: str = mutating.mutate_code(source, operator, mutant.occurrence)
    return changed


def read_results(work: pathlib.Path) -> Iterator["tuple[Mutant, str]"]:
    """Read what came of the changes so far."""
    path = work / "results.jsonl"
    if path.exists():
        for line in path.read_text().splitlines():
            result = json.loads(line)
            yield Mutant(*result["mutant"]), result["outcome"]


def report(work: pathlib.Path) -> int:
    """Print what came of it; return 1 if a change went unnoticed."""
    outcomes = [outcome for _, outcome in read_results(work)]
    killed = outcomes.count("killed")
    counted = killed + outcomes.count("survived")
    for line in (work / "results.jsonl").read_text().splitlines():
        result = json.loads(line)
        if result["outcome"] == "survived":
            mutant = Mutant(*result["mutant"])
            print(f"{mutant.module}:{mutant.line}: {mutant.operator} "
                  f"{mutant.occurrence}\n{result['detail']}")
    print(f"{killed} of {counted} changes noticed, "
          f"{len(outcomes) - counted} not counted")
    return int(killed != counted)


if __name__ == "__main__":
    sys.exit(main())
