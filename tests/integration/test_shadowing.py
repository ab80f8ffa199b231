# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Trees whose top level holds modules of the names that we import."""

import pytest

from integration.environments import Environment, Environments
from integration.harness import Workshop


pytestmark = pytest.mark.interpreters


@pytest.mark.parametrize("as_script", [False, True],
                         ids=["python -P -m", "script"])
def test_nothing_of_the_tree_hides_our_modules(
        workshop: Workshop, environments: Environments, *, as_script: bool
        ) -> None:
    workshop.unpack("shadowing")
    results = [
        workshop.build(environment, prefix=(
            (environment.python, environment.script) if as_script else ()))
        for environment in environments.pick(
            "python3.11", "python3.12", "pypy3.11")]

    assert [result.reused for result in results] == [False, True, True]


def test_nor_where_a_stable_abi_is_judged(
        workshop: Workshop, older: Environment, newer: Environment) -> None:
    """By ``packaging``, after a build script put the tree on sys.path."""
    tree = workshop.unpack("limited-api")
    workshop.unpack("shadowing", "shadows")
    for path in (workshop.directory / "shadows").rglob("*.py"):
        if "sample" not in path.parts:
            copy = tree / path.relative_to(workshop.directory / "shadows")
            copy.parent.mkdir(exist_ok=True)
            # nothing is imported, neither at once nor later
            copy.write_bytes(path.read_bytes())
    (tree / "setup.py").write_text(
        (tree / "setup.py").read_text()
        + "\nimport sys\nsys.path.insert(0, '.')\n")

    built = workshop.build(older)
    reused = workshop.build(newer)

    assert built.built
    assert reused.reused


def test_commands_that_are_passed_on(workshop: Workshop, older: Environment
                                     ) -> None:
    workshop.unpack("shadowing")

    finished = workshop.run(older, "get-backend", "--output-fd", "1")

    assert finished.status == 0
    assert finished.stdout == "flit_core.buildapi\n"
