# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of the comparison of extension modules."""

import sys

import pytest

from gpep517_reuse.errors import ReuseError
from gpep517_reuse.verify.compare import Side, compare
from gpep517_reuse.verify.elf import Extensions, read_extensions
from gpep517_reuse.verify.findings import Verdict, reach_verdict
from gpep517_reuse.wheel.elf import find_abi_violations, read_module
from gpep517_reuse.wheel.installed import Installed, InstalledFile

from shared_objects import IMPORTING, build, needs_compiler


pytest.importorskip("elftools")
pytest.importorskip("abi3info")


def make_installed(*tags: str, **contents: bytes) -> Installed:
    return Installed(
        tags=frozenset(tags),
        files={f"sitedir/{name}.abi3.so": InstalledFile(content=content)
               for name, content in contents.items()})

@needs_compiler
def test_read_extensions() -> None:
    """One module may define what another one takes."""
    importing = build(IMPORTING)
    extensions = read_extensions(make_installed(
        "cp312-abi3-linux_x86_64", "cp312-abi3-manylinux_2_17_x86_64",
        importing=importing, own=build("void _PyFoo_Own(void) {}"),
        damaged=importing[:99], text=b"INPUT(-lfoo)"))
    assert extensions.modules.keys() == {
        "sitedir/importing.abi3.so", "sitedir/own.abi3.so"}
    assert extensions.violations == {
        "sitedir/importing.abi3.so": ("PyCode_New",)}
    assert extensions.lacking == ()


def test_no_extensions() -> None:
    assert read_extensions(make_installed("py3-none-any")) == Extensions()


@needs_compiler
def test_without_pyelftools(monkeypatch: pytest.MonkeyPatch) -> None:
    content = build(IMPORTING)
    monkeypatch.setitem(sys.modules, "elftools.elf.elffile", None)
    with pytest.raises(ReuseError) as raised:
        read_module(content)
    assert str(raised.value) == (
        "pyelftools is missing, and reads ELF files\n"
        "hint: install pyelftools and abi3info")
    assert read_extensions(make_installed(
        "cp312-abi3-any", a=content)) == Extensions(lacking=("pyelftools",))


@needs_compiler
def test_without_abi3info(monkeypatch: pytest.MonkeyPatch) -> None:
    content = build(IMPORTING)
    monkeypatch.setitem(sys.modules, "abi3info", None)
    with pytest.raises(ReuseError) as raised:
        find_abi_violations(read_module(content), "cp312-abi3")
    assert str(raised.value) == (
        "abi3info is missing, and knows the stable ABI\n"
        "hint: install pyelftools and abi3info")
    extensions = read_extensions(make_installed("cp312-abi3-any", a=content))
    assert extensions.lacking == ("abi3info",)
    assert extensions.modules.keys() == {"sitedir/a.abi3.so"}


@needs_compiler
@pytest.mark.parametrize(("builder", "here", "verdict"), [
    ((3, 11), (3, 13), Verdict.SAME),
    ((3, 13), (3, 11), Verdict.DIFFERS),
])
def test_tornado(builder: tuple[int, int], here: tuple[int, int],
                 verdict: Verdict) -> None:
    """What the headers of 3.13 make of PY_SSIZE_T_CLEAN raises in 3.11."""
    symbol = {(3, 11): "_PyArg_ParseTuple_SizeT",
              (3, 13): "PyArg_ParseTuple"}

    def make_side(release: tuple[int, int]) -> Side:
        prefix = f"/opt/python{release[0]}.{release[1]}"
        installed = make_installed("cp311-abi3-linux_x86_64", speedups=build(
            f"extern void {symbol[release]}(void); "
            f"void PyInit_speedups(void) {{ {symbol[release]}(); }}",
            f"-Wl,-rpath,{prefix}/lib"))
        return Side(
            installed=installed, extensions=read_extensions(installed),
            release=release, prefixes=(prefix,))

    found = compare(make_side(builder), make_side(here))
    assert [(difference.code.code, difference.is_note)
            for difference in found] == [
        ("extension-code", True),
        ("extension-imports", verdict is Verdict.SAME),
        ("extension-run-path", True)]
    assert found[1].old == (symbol[builder],)
    assert found[1].new == (symbol[here],)
    assert reach_verdict(found) is verdict
