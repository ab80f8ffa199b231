# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Free-threaded interpreters, which Gentoo builds for first."""

import json
import signal
import shutil

from pathlib import Path

import pytest

from integration.environments import Environment, Environments
from integration.faults import Place, Worker, find_leftovers, read_entries
from integration.harness import Workshop, write_files
from integration.test_stable_abi import ask_for_answer
from samples import PURE


pytestmark = pytest.mark.interpreters

# as the eclass orders them
ORDER = ("python3.14t", "python3.12", "python3.13", "python3.14",
         "python3.15")


def find_reasons(workshop: Workshop, environment: Environment) -> set[str]:
    """Return why an interpreter is handed out nothing."""
    found = workshop.run(environment, "find-wheel", "--json", "--reuse-dir",
                         workshop.reuse_dir)
    assert found.status == 3
    return {refusal["reason"]
            for refusal in json.loads(found.stdout)["refused"]}


@pytest.mark.parametrize(("builder", "user"), [
    ("python3.14t", "python3.14"), ("python3.14", "python3.14t"),
    ("python3.15t", "python3.12"), ("python3.14t", "python3.15t")])
@pytest.mark.parametrize("project", ["flit-pure", "setuptools-setup-py"])
def test_pure(workshop: Workshop, environments: Environments, project: str,
              builder: str, user: str) -> None:
    workshop.unpack(project)
    assert workshop.build(environments[builder]).built
    result = workshop.build(environments[user])
    assert result.reused, result.refusals


def test_the_order_of_the_eclass(workshop: Workshop,
                                 environments: Environments) -> None:
    turn = environments.pick(*ORDER)
    workshop.unpack("setuptools-pure")
    built, *others = workshop.build_in_turn(turn)
    assert built.built
    assert all(other.reused for other in others)
    shutil.rmtree(workshop.tree)
    workshop.unpack("regular-extension")
    for environment, result in zip(turn, workshop.build_in_turn(turn),
                                   strict=True):
        assert result.built
        assert ask_for_answer(environment, result) == "42"


@pytest.mark.parametrize("user", ["python3.14t", "python3.15t"])
def test_abi3_is_nothing_for_them(
        workshop: Workshop, environments: Environments, user: str) -> None:
    workshop.unpack("limited-api")
    assert "-abi3-" in workshop.build(environments["python3.12"]).name
    assert find_reasons(workshop, environments[user]) == {"tag"}
    assert workshop.build(environments["python3.13"]).reused


def test_abi3t_serves_both(workshop: Workshop, environments: Environments
                           ) -> None:
    """As setuptools tags it where there is no GIL."""
    workshop.unpack("abi3t")
    free, other = environments.pick("python3.15t", "python3.15")
    built = workshop.build(free)
    assert built.name.startswith("sample-1-cp315-abi3.abi3t-linux_")
    result = workshop.build(other)
    assert result.reused, result.refusals
    assert result.sha256 == built.sha256
    for environment in free, other:
        assert ask_for_answer(environment, built) == "42"
    assert find_reasons(workshop, environments["python3.14t"]) == {"tag"}
    # what it builds itself has another name, and is the same
    verified = workshop.run(other, "verify-reuse", "--reuse-dir",
                            workshop.reuse_dir)
    assert verified.status == 0, verified.stderr


def test_abi3_of_the_same_sources(
        workshop: Workshop, environments: Environments) -> None:
    """What setuptools builds with a GIL is for abi3 alone."""
    workshop.unpack("abi3t")
    free, other = environments.pick("python3.15t", "python3.15")
    assert workshop.build(other).name.startswith("sample-1-cp315-abi3-linux_")
    assert find_reasons(workshop, free) == {"tag"}
    result = workshop.build(free)
    assert result.built
    assert ask_for_answer(free, result) == "42"


@pytest.mark.parametrize(("keyword", "built"), [
    ('"free" if ANSWER else "locked"', {"python3.12", "python3.14t"}),
    # None, 0 and 1
    ("str(ANSWER)", {"python3.12", "python3.13", "python3.14t"}),
], ids=["truth", "value"])
def test_asked_for_the_gil(workshop: Workshop, environments: Environments,
                           keyword: str, built: set[str]) -> None:
    tree = workshop.unpack("setuptools-pure")
    write_files(tree, {"setup.py": f"""\
        import sysconfig
        from setuptools import setup
        ANSWER = sysconfig.get_config_var("Py_GIL_DISABLED")
        setup(keywords=[{keyword}])
        """})
    names = ("python3.12", "python3.13", "python3.14t", "python3.15t",
             "python3.15", "python3.11")
    results = workshop.build_in_turn(environments.pick(*names))
    assert {name for name, result in zip(names, results, strict=True)
            if result.built} == built


def test_a_module_that_was_left_in_the_tree(
        workshop: Workshop, environments: Environments) -> None:
    """By a build in place: what packs it is for nobody else."""
    tree = workshop.unpack("setuptools-pure")
    free, other, more = environments.pick("python3.14t", "python3.14",
                                          "python3.15")
    suffix = ".cpython-314t-x86_64-linux-gnu.so"
    (tree / "sample" / f"_x{suffix}").write_bytes(b"left")
    write_files(tree, {"setup.py": """\
        from setuptools import setup
        setup(package_data={"sample": ["*.so"]})
        """})
    packed = workshop.build(free)
    assert f"sample/_x{suffix}" in packed.members
    result = workshop.build(other)
    assert result.built
    assert f"sample/_x{suffix}" in result.warnings
    (tree / "sample" / f"_x{suffix}").unlink()
    assert workshop.build(other).built
    assert workshop.build(more).reused
    assert workshop.build(free).reused


def test_killed(environments: Environments, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with Worker(environments["python3.14t"], home) as worker:
        place = Place(tmp_path, worker)
        place.renew()
        total = place.build(kind="kill in the store").passed
        for point in range(1, total, max(1, total // 20)):
            place.renew()
            outcome = place.build(kind="kill in the store",
                                  code=signal.SIGKILL, at=point)
            assert outcome.status == -signal.SIGKILL
            read_entries(place.store)
            outcome = place.build()
            assert (outcome.status, outcome.answer) == (0, f"{PURE}\n")
            assert find_leftovers(place.store, place.wheels) == []
