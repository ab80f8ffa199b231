# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of the reading of extension modules."""

import contextlib
import random
import sys
import sysconfig

import pytest

from hypothesis import given, strategies as st

from gpep517_reuse.errors import ReuseError
from gpep517_reuse.wheel.elf import (
    Module,
    find_abi_violations,
    is_elf,
    read_module,
)

from shared_objects import (
    IMPORTING,
    SPEEDUPS,
    build,
    needs_compiler,
    needs_headers,
)


pytest.importorskip("elftools")
pytest.importorskip("abi3info")


@needs_compiler
@needs_headers
@pytest.mark.skipif(
    bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
    reason="a free-threaded CPython has another limited API, if any")
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
