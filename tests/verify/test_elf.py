# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of the reading of extension modules."""

import contextlib
import functools
import os
import random
import shutil
import subprocess
import sys
import sysconfig
import tempfile

import pytest

from hypothesis import given, strategies as st
from pathlib import Path

from gpep517_reuse.errors import ReuseError
from gpep517_reuse.verify.compare import Side, compare
from gpep517_reuse.verify.elf import (
    Extensions,
    Module,
    find_abi_violations,
    is_elf,
    read_extensions,
    read_module,
)
from gpep517_reuse.verify.findings import Verdict, reach_verdict
from gpep517_reuse.wheel.installed import Installed, InstalledFile


pytest.importorskip("elftools")
pytest.importorskip("abi3info")

COMPILER = shutil.which("cc") or shutil.which("gcc")
HEADERS = sysconfig.get_path("include")

needs_compiler = pytest.mark.skipif(
    COMPILER is None or not sys.platform.startswith("linux"),
    reason="needs a C compiler that makes ELF files")
needs_headers = pytest.mark.skipif(
    sys.implementation.name != "cpython"
    or not os.path.exists(os.path.join(HEADERS, "Python.h")),
    reason="needs the headers of CPython")

SPEEDUPS = """\
#define PY_SSIZE_T_CLEAN
#include <Python.h>

static PyObject *mask(PyObject *self, PyObject *args)
{
    const char *text;
    Py_ssize_t size;
    if (!PyArg_ParseTuple(args, "s#", &text, &size))
        return NULL;
    return PyBytes_FromStringAndSize(text, size);
}

static PyMethodDef methods[] = {
    {"mask", mask, METH_VARARGS, ""}, {NULL, NULL, 0, NULL}};
static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "speedups", NULL, -1, methods};

PyMODINIT_FUNC PyInit_speedups(void)
{
    return PyModule_Create(&definition);
}
"""
IMPORTING = """\
extern void PyList_New(void), PyObject_CallNoArgs(void), PyCode_New(void);
extern void _PyFoo_Own(void), *Py_GenericAlias;
__attribute__((weak)) void weak(void) {}
static void hidden(void) { PyCode_New(); }
void PyInit_importing(void)
{
    PyList_New(); PyObject_CallNoArgs(); _PyFoo_Own(); weak(); hidden();
}
"""


@functools.cache
def build(source: str, *options: str) -> bytes:
    """Compile a shared object; return what is in it."""
    assert COMPILER is not None
    with tempfile.TemporaryDirectory() as directory:
        target = Path(directory) / "module.so"
        subprocess.run(
            (COMPILER, "-shared", "-fPIC", f"-I{HEADERS}", *options,
             "-o", target, "-x", "c", "-"),
            input=source, text=True, check=True)
        return target.read_bytes()


def make_installed(*tags: str, **contents: bytes) -> Installed:
    return Installed(
        tags=frozenset(tags),
        files={f"sitedir/{name}.abi3.so": InstalledFile(content=content)
               for name, content in contents.items()})


# -- reading

@needs_compiler
@needs_headers
def test_read_module() -> None:
    module = read_module(build(
        SPEEDUPS, "-DPy_LIMITED_API=0x030b0000", "-lm", "-Wl,--no-as-needed",
        "-lm", "-Wl,-rpath,/opt/python/lib:$ORIGIN"))
    assert module.machine.startswith("EM_")
    assert module.bits == sys.maxsize.bit_length() + 1
    assert "PyInit_speedups" in module.exports
    assert "mask" not in module.exports
    # as headers of 3.13 say it, and older ones
    assert module.imports & {"PyArg_ParseTuple", "_PyArg_ParseTuple_SizeT"}
    assert "PyModule_Create2" in module.imports
    assert any(name.startswith("libm.so") for name in module.needs)
    assert module.run_path == ("/opt/python/lib", "$ORIGIN")
    assert find_abi_violations(module, "cp311-abi3-linux_x86_64") == ()


@needs_compiler
def test_read_symbols() -> None:
    module = read_module(build(IMPORTING))
    assert {name for name in module.imports if "Py" in name} == {
        "PyCode_New", "PyList_New", "PyObject_CallNoArgs", "_PyFoo_Own"}
    assert module.exports >= {"PyInit_importing"}
    assert module.exports.isdisjoint({"hidden", "weak"})
    assert module.run_path == ()


@needs_compiler
@pytest.mark.parametrize("flag", ["--enable-new-dtags",
                                  "--disable-new-dtags"])
def test_read_run_path(flag: str) -> None:
    """Both kinds of run path are read."""
    module = read_module(build("", f"-Wl,{flag}", "-Wl,-rpath,/a"))
    assert module.run_path == ("/a",)


def test_not_elf() -> None:
    assert not is_elf(b"INPUT(-lfoo)")
    with pytest.raises(ReuseError) as raised:
        read_module(b"INPUT(-lfoo)")
    assert str(raised.value) == "it is not an ELF file"


def test_damaged() -> None:
    with pytest.raises(ReuseError) as raised:
        read_module(b"\x7fELF")
    assert str(raised.value) == (
        "it cannot be read as an ELF file: Invalid EI_CLASS b''\n"
        "hint: build it again")


@needs_compiler
@given(st.integers(min_value=0, max_value=1 << 64))
def test_damaged_anywhere(seed: int) -> None:
    """Damage is told as such, wherever it is."""
    chance = random.Random(seed)
    content = bytearray(build(IMPORTING))
    del content[chance.randrange(4, 2 * len(content)):]
    for _ in range(chance.randrange(40)):
        end = chance.choice((64, 600, len(content)))
        place = chance.randrange(4, max(5, min(end, len(content))))
        content[place:place + 1] = bytes([chance.randrange(256)])
    with contextlib.suppress(ReuseError):
        assert isinstance(read_module(bytes(content)), Module)


# -- the stable ABI

@pytest.mark.parametrize(("tag", "expected"), [
    ("cp312-abi3", ("PyCode_New", "_PyFoo_Own")),
    ("cp312-abi3-linux_x86_64", ("PyCode_New", "_PyFoo_Own")),
    ("cp315-abi3t-linux_x86_64", ("PyCode_New", "_PyFoo_Own")),
    ("cp315-abi3.abi3t-linux_x86_64", ("PyCode_New", "_PyFoo_Own")),
    ("cp38-abi3", ("PyCode_New", "PyObject_CallNoArgs", "_PyFoo_Own")),
    ("cp38.cp312-abi3-any", (
        "PyCode_New", "PyObject_CallNoArgs", "_PyFoo_Own")),
    ("cp312-cp312-linux_x86_64", ()),
    ("py3-none-any", ()),
    ("nonsense", ()),
])
def test_violations(tag: str, expected: tuple[str, ...]) -> None:
    """PyObject_CallNoArgs came with 3.10."""
    module = Module(machine="EM_X86_64", bits=64, imports=frozenset({
        "PyCode_New", "PyList_New", "PyObject_CallNoArgs", "PyExc_OSError",
        "_PyArg_ParseTuple_SizeT", "_PyFoo_Own", "malloc"}))
    assert find_abi_violations(module, tag) == expected


def test_own_symbols() -> None:
    """What the package defines itself is no violation."""
    module = Module(machine="EM_X86_64", bits=64,
                    imports=frozenset({"PyCode_New", "_PyFoo_Own"}))
    assert find_abi_violations(module, "cp312-abi3", own=frozenset(
        {"_PyFoo_Own"})) == ("PyCode_New",)


# -- whole wheels

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
