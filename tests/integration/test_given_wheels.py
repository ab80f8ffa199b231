# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""find-wheel among given wheels, by real interpreters."""

import json
import sysconfig

from pathlib import Path

import pytest

from integration.environments import Environments
from integration.harness import Workshop
from wheels import build_wheel


pytestmark = pytest.mark.interpreters

_PLATFORM = sysconfig.get_platform().translate(str.maketrans("-.", "__"))
_FOREIGN = "_x.cpython-314t-x86_64-linux-gnu.so"


@pytest.mark.parametrize(("tags", "chosen"), [
    (("py3-none-any",), {"3.11": 0, "3.12": 0, "3.13": 0, "3.15": 0,
                         "pypy": 0}),
    (("cp312-cp312-PLAT", "cp313-cp313-PLAT"), {}),
    (("cp312-abi3-PLAT",), {"3.12": 0, "3.13": 0, "3.15": 0}),
    (("cp312-abi3-PLAT", "cp313-abi3-PLAT"),
     {"3.12": 0, "3.13": 1, "3.15": 1}),
    (("cp313-abi3-PLAT", "cp312-abi3-PLAT"),
     {"3.12": 1, "3.13": 0, "3.15": 0}),
    (("cp312-abi3-PLAT", "cp315-abi3.abi3t-PLAT"),
     {"3.12": 0, "3.13": 0, "3.15": 1}),
    (("cp312-abi3-PLAT", "cp315-abi3t-PLAT"),
     {"3.12": 0, "3.13": 0, "3.15": 0}),
    (("py39-none-any",), {}),
    (("py312-none-any",), {"3.12": 0}),
    (("py3-none-PLAT",), {"3.11": 0, "3.12": 0, "3.13": 0, "3.15": 0,
                          "pypy": 0}),
    (("py3-none-win_amd64",), {}),
], ids=lambda value: ", ".join(value) if isinstance(value, tuple) else "")
def test_choice(workshop: Workshop, environments: Environments,
                tags: tuple[str, ...], chosen: dict[str, int]) -> None:
    workshop.tree.mkdir()
    wheels = [_make_wheel(workshop.tree, tag) for tag in tags]
    names = {"3.11": "python3.11", "3.12": "python3.12",
             "3.13": "python3.13", "3.15": "python3.15", "pypy": "pypy3.11"}
    answers = {}
    for key, name in names.items():
        found = workshop.run(environments[name], "find-wheel", *wheels)
        if found.status == 0:
            answers[key] = wheels.index(Path(found.stdout.rstrip("\n")))
        else:
            assert (found.status, found.stdout) == (3, "")
            assert len(found.refusals) == len(wheels)

    assert answers == chosen


def test_expect_extension(workshop: Workshop, environments: Environments
                          ) -> None:
    workshop.tree.mkdir()
    wheel = _make_wheel(workshop.tree, "py3-none-any")

    found = workshop.run(environments["python3.12"], "find-wheel", "--json",
                         "--expect-extension", wheel)

    assert found.status == 3
    assert json.loads(found.stdout)["chosen"] is None


def test_an_extension_of_one_interpreter_under_a_stable_tag(
        workshop: Workshop, environments: Environments) -> None:
    workshop.tree.mkdir()
    wheel = _make_wheel(workshop.tree, "cp310-abi3-PLAT", _FOREIGN)
    for environment in environments.pick("python3.12", "python3.13"):
        found = workshop.run(environment, "find-wheel", wheel)

        assert found.status == 3
        assert found.refusals == [
            f"{wheel}: {_FOREIGN} is for cpython-314t alone"]


def _make_wheel(directory: Path, tag: str, member: str = "sample.txt"
                ) -> Path:
    """Make a wheel of one file, for this platform where the tag says so."""
    tag = tag.replace("PLAT", _PLATFORM)
    wheel = directory / f"sample-1-{tag}.whl"
    interpreter, abis, platform = tag.split("-")
    return build_wheel(directory, wheel.name, {member: ""}, tags=tuple(
        f"{interpreter}-{abi}-{platform}" for abi in abis.split(".")))
