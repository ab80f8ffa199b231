# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Cross builds: the platform is that of the sysroot."""

import json
import subprocess

from pathlib import Path

import pytest

from integration.environments import Environment
from integration.harness import Workshop


pytestmark = pytest.mark.interpreters


def test_stable_abi_is_reused_in_the_same_sysroot(
        workshop: Workshop, older: Environment, newer: Environment) -> None:
    workshop.unpack("limited-api")
    sysroot = _make_sysroot(workshop, "riscv64-linux-gnu", older, newer)
    options = ("--sysroot", sysroot)

    built = workshop.build(older, *options)
    reused = workshop.build(newer, *options)

    assert built.built
    assert built.name == "sample-1-cp311-abi3-riscv64_linux_gnu.whl"
    assert reused.reused, reused.refusals
    assert reused.sha256 == built.sha256


def test_not_reused_without_the_sysroot_nor_the_other_way(
        workshop: Workshop, older: Environment, newer: Environment) -> None:
    workshop.unpack("limited-api")
    sysroot = _make_sysroot(workshop, "riscv64-linux-gnu", older, newer)
    workshop.build(older, "--sysroot", sysroot)

    here = workshop.build(newer)
    there = workshop.build(newer, "--sysroot", sysroot)

    assert here.built
    assert "another recipe: --sysroot" in here.refusals
    assert "riscv64" not in here.name
    assert there.name == "sample-1-cp311-abi3-riscv64_linux_gnu.whl"
    assert there.reused


def test_a_wheel_of_another_platform_is_refused(
        workshop: Workshop, older: Environment, newer: Environment) -> None:
    workshop.unpack("limited-api")
    sysroot = _make_sysroot(workshop, "riscv64-linux-gnu", older)
    workshop.build(older, "--sysroot", sysroot)
    _make_sysroot(workshop, "aarch64-linux-gnu", newer)

    result = workshop.build(newer, "--sysroot", sysroot)

    assert result.built
    assert result.name == "sample-1-cp311-abi3-aarch64_linux_gnu.whl"


def test_pure_wheels_are_reused_in_a_sysroot(
        workshop: Workshop, older: Environment, newer: Environment) -> None:
    workshop.unpack("flit-pure")
    sysroot = _make_sysroot(workshop, "riscv64-linux-gnu", older, newer)

    assert workshop.build(older, "--sysroot", sysroot).built
    assert workshop.build(newer, "--sysroot", sysroot).reused


def _make_sysroot(workshop: Workshop, platform: str,
                  *environments: Environment) -> Path:
    """Make up a sysroot with interpreters, of this machine's headers."""
    sysroot = workshop.directory / "sysroot"
    for environment in environments:
        paths = json.loads(subprocess.run(
            (environment.python, "-I", "-c",
             "import json, sysconfig as s; print(json.dumps([s.get_path(n) "
             "for n in ('stdlib', 'include', 'platinclude')]))"),
            stdout=subprocess.PIPE, text=True, check=True).stdout)
        stdlib, include = (sysroot / path.lstrip("/") for path in paths[:2])
        stdlib.mkdir(parents=True)
        include.parent.mkdir(parents=True, exist_ok=True)
        include.symlink_to(paths[1])
        variables = {
            "MULTIARCH": platform, "INCLUDEPY": paths[1],
            "CONFINCLUDEPY": paths[1], "INCLUDEDIR": str(
                Path(paths[1]).parent),
            "EXT_SUFFIX": ".cpython-" + environment.name.removeprefix(
                "python").replace(".", "") + f"-{platform}.so"}
        (stdlib / f"_sysconfigdata__{platform}.py").write_text(
            f"build_time_vars = {variables!r}\n")
    return sysroot
