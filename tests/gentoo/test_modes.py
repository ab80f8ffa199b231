# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The ways to get the eclass into use, and the repository itself."""

import bz2
import os
import re
import shutil
import subprocess
import sys
import textwrap

from collections.abc import Mapping
from pathlib import Path

import pytest

from gpep517_reuse import __version__

from integration.environments import CHECKOUT
from gentoo.harness import ECLASS, OVERLAY, SAMPLES, STAND_IN, System
from gentoo.test_reuse import BUILT_BY_ALL, BUILT_ONCE, NEW, OLD


pytestmark = pytest.mark.portage

DEPENDENCY = "dev-python/gpep517-reuse["


def test_inherited(system: System) -> None:
    """An ebuild that inherits it depends on us, for each that is enabled."""
    assert (f"{DEPENDENCY}python_targets_python3_11(-)?,"
            in system.read_metadata("flit-pure-1", "BDEPEND"))
    assert DEPENDENCY not in system.read_metadata("flit-pure-0", "BDEPEND")
    assert DEPENDENCY not in system.read_metadata("single-1", "BDEPEND")


def override(system: System, local: Path) -> None:
    """Override distutils-r1.eclass, as docs/gentoo.rst says."""
    for path in ("eclass", "metadata", "profiles"):
        (local / path).mkdir(parents=True)
    (local / "metadata" / "layout.conf").write_text("masters = gentoo\n")
    (local / "profiles" / "repo_name").write_text("local\n")
    (local / "eclass" / "distutils-r1.eclass").write_text(
        f"source {STAND_IN}/eclass/distutils-r1.eclass || die\n"
        f"source {ECLASS} || die\n")
    system.override(local)


def hook(system: System, before: str = "") -> None:
    """Have the user's bashrc source the eclass, after something else."""
    system.write_bashrc(
        "pre_src_compile() {\n"
        "    if declare -F distutils-r1_src_compile > /dev/null; then\n"
        f"        {before}\n"
        f"        source {ECLASS}\n"
        "    fi\n"
        "}\n")


def test_overriding_eclass(tmp_path: Path, system: System) -> None:
    """A distutils-r1.eclass that overrides is for all ebuilds, but that
    those which we need do not depend on us.
    """
    override(system, tmp_path / "local")
    finished = system.ebuild("generated-0", "clean", "compile", "install")
    assert finished.status == 0, finished.log
    assert "inherit" not in finished.log
    assert system["generated-0"].ways == BUILT_BY_ALL
    assert DEPENDENCY in system.read_metadata("generated-0", "BDEPEND")
    assert "dev-python/gpep517[" in system.read_metadata(
        "packaging-0", "BDEPEND")
    assert DEPENDENCY not in system.read_metadata("packaging-0", "BDEPEND")


def test_bashrc(system: System) -> None:
    """A user's bashrc changes what ebuilds do, and no metadata."""
    hook(system)
    assert system.install("generated-0").ways == BUILT_BY_ALL
    installed = system.install("flit-pure-0")
    assert installed.ways == BUILT_ONCE
    (installed.temp.parent / ".compiled").unlink()
    assert system.ebuild("flit-pure-0", "compile").status == 0
    assert installed.ways == BUILT_ONCE
    build_info = installed.temp.parent / "build-info"
    assert DEPENDENCY not in (build_info / "BDEPEND").read_text()


# what a user may do to see more
WRAP = """
        eval "wrapped_$(declare -f distutils_wheel_install)"
        distutils_wheel_install() {
            einfo "wrapped: ${2##*/}"
            wrapped_distutils_wheel_install "${@}"
        }
"""


@pytest.mark.parametrize("package", ["flit-pure-0", "flit-pure-1"],
                         ids=["before", "after"])
def test_wrapped(system: System, package: str) -> None:
    """A user may wrap what installs wheels, before we come and after: that is
    done, and what it calls is ours.
    """
    if package == "flit-pure-0":
        hook(system, WRAP)
    else:
        system.write_bashrc(f"pre_src_compile() {{{WRAP}}}\n")
    installed = system.install(package, MAKEOPTS="-j2")
    assert installed.ways == BUILT_ONCE
    for name in system.names:
        log = installed.read_log(name)
        assert log.count("wrapped: sample-1-py2.py3-none-any.whl") == 1
        assert "gpep517_reuse install-wheel --jobs 2 --destdir=" in log


@pytest.fixture
def newer_system(system: System) -> System:
    """A system with the bash that EAPI 9 wants, skips without one."""
    bash = os.environ.get("GPEP517_REUSE_BASH", "/bin/bash")
    if subprocess.run(
            (bash, "-c", "((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 503))"
             ), check=False).returncode:
        pytest.skip("Portage wants bash 5.3 for EAPI 9")
    system.use_bash(bash)
    return system


@pytest.mark.parametrize("way", ["inherit", "override", "bashrc"])
def test_eapi9(tmp_path: Path, newer_system: System, way: str) -> None:
    """EAPI 9, where variables are not exported, is no way around us."""
    if way == "override":
        override(newer_system, tmp_path / "local")
    elif way == "bashrc":
        hook(newer_system)
    package = "eapi9-1" if way == "inherit" else "eapi9-0"
    installed = newer_system.install(package)
    assert installed.ways == {
        OLD: ["built"], "python3.12": ["reused"], NEW: ["built"]}
    assert installed.read_image(NEW)["sample/built.py"] == (
        b"BUILT_FOR = 'python3.13'\n")


def test_eapi9_without_us(newer_system: System) -> None:
    """The stand-in has the fault there as well."""
    assert newer_system.install("eapi9-0").ways == BUILT_ONCE


def read_instructions() -> Mapping[str, str]:
    """Read the commands of docs/gentoo.rst, by what they do."""
    text = (CHECKOUT / "docs" / "gentoo.rst").read_text()
    section = text.partition("\nVariables\n=========\n")[0]
    setting_up, inheriting, overriding, hooking = (
        textwrap.dedent(block) for block in re.findall(
            r"::\n\n((?:(?:    .*)?\n)+)", section))
    assert inheriting.strip() == "inherit distutils-r1 gpep517-reuse"
    return {"inherit": setting_up, "override": setting_up + overriding,
            "bashrc": setting_up + hooking}


@pytest.mark.parametrize("way", ["inherit", "override", "bashrc"])
def test_instructions(tmp_path: Path, system: System, way: str) -> None:
    """What docs/gentoo.rst says is all that it takes, for overlays as well."""
    system.take_instructions()
    commands = read_instructions()[way]
    for path, here in (("/etc/portage", system.directory / "etc" / "portage"),
                       ("/path/to/gpep517-reuse", CHECKOUT),
                       ("/var/db/repos/gentoo", STAND_IN),
                       ("/var/db/repos/local", tmp_path / "local")):
        commands = commands.replace(path, str(here))
    # its own ebuild is installed by another test
    subprocess.run(
        ("bash", "-e", "-c", f"emerge() {{ :; }}\n{commands}"), check=True)
    accepted = system.directory / "etc" / "portage" / "package.accept_keywords"
    assert (accepted / "gpep517-reuse").read_text() == (
        "dev-python/gpep517-reuse **\n")
    if way == "inherit":
        assert "masters = gentoo gpep517-reuse" in (
            SAMPLES / "metadata" / "layout.conf").read_text().splitlines()
        assert system.install("generated-1").ways == BUILT_BY_ALL
        return
    assert system.install("generated-0").ways == BUILT_BY_ALL
    assert "gpep517_reuse" in system["generated-0"].read_log(NEW)


def test_live_ebuild(system: System) -> None:
    """The ebuild installs us, from the checkout that it lies in."""
    system.install("gpep517-reuse-9999", repository=OVERLAY,
                   PYTHON_TARGETS="python3_12 python3_13")
    package = system["gpep517-reuse-9999"]
    assert package.read_image(OLD) == {}
    assert "gpep517_reuse/cli/main.py" in package.read_image(NEW)
    share = package.usr / "share"
    # Portage compresses it
    (page,) = (share / "man" / "man1").iterdir()
    assert page.name == "gpep517-reuse.1.bz2"
    for path, content in (
            ("man/man1/gpep517-reuse.1", bz2.decompress(page.read_bytes())),
            *((path, (share / path).read_bytes()) for path in (
                "bash-completion/completions/gpep517-reuse",
                "zsh/site-functions/_gpep517-reuse"))):
        assert content == (CHECKOUT / "data" / "share" / path).read_bytes()
    described = system.run_python(
        "gpep517-reuse-9999", NEW,
        "from importlib.metadata import version as find\n"
        "print(find('gpep517-reuse'))")
    assert described.stdout == f"{__version__}\n"
    process = subprocess.run(
        (system.directory / "usr" / "bin" / NEW,
         package.usr / "lib" / "python-exec" / NEW / "gpep517-reuse",
         "--version"), env=system.environ, text=True, check=True,
        stdout=subprocess.PIPE)
    assert f" {__version__} (gpep517 " in process.stdout


@pytest.mark.parametrize("path", sorted(
    path for pattern in ("eclass/*.eclass", "*/*/*.ebuild")
    for path in OVERLAY.glob(pattern)), ids=lambda path: path.name)
def test_shell(path: Path) -> None:
    """Bash parses it, and shellcheck finds nothing.

    Variables are for other eclasses, and expanded by other functions.
    """
    subprocess.run(("bash", "-n", path), check=True)
    shellcheck = shutil.which(
        "shellcheck", path=f"{Path(sys.executable).parent}:/usr/bin")
    if shellcheck is None:
        pytest.skip("shellcheck is not installed")
    process = subprocess.run(
        (shellcheck, "--shell=bash", "--severity=warning",
         "--exclude=SC2034", path), text=True, stdout=subprocess.PIPE,
        check=False)
    assert process.stdout == ""
