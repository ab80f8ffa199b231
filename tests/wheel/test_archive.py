# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of the wheel."""

import contextlib
import hashlib
import random
import re
import struct
import tempfile
import zipfile

from collections.abc import Mapping
from pathlib import Path

import hypothesis
import hypothesis.strategies as st
import pytest

from gpep517_reuse.errors import ReuseError
from gpep517_reuse.wheel.archive import (
    digest_script,
    find_foreign_extensions,
    is_script,
    read_wheel,
)

from samples import PURE
from wheels import build_wheel


ABI3 = "sample-1-cp310-abi3-linux_x86_64.whl"
CP312 = "sample-1-cp312-cp312-linux_x86_64.whl"


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_members(tmp_path: Path) -> None:
    wheel = read_wheel(build_wheel(tmp_path, PURE, {
        "sample.py": "a", "sample-1.data/scripts/run": "#!python\nb",
        "other-1.dist-info/METADATA": "c"}))
    assert (wheel.interpreter_names, wheel.faults) == ((), ())
    assert wheel.members == {
        "sample.py": digest("a"), "sample-1.data/scripts/run": digest("b"),
        "other-1.dist-info/METADATA": digest("c")}
    assert b"\nName: sample\n" in wheel.metadata
    assert b"Tag: py3-none-any\n" in wheel.metadata
    assert wheel.name.filename == PURE


def test_directories_are_no_members(tmp_path: Path) -> None:
    wheel = read_wheel(build_wheel(tmp_path, PURE, {"pkg/": ""}))
    assert wheel.members == {}


@pytest.mark.parametrize(("members", "named"), [
    ({"sample-py3.11-nspkg.pth": ""},
     ("sample-py3.11-nspkg.pth names 3.11",)),
    ({"sample-1.data/scripts/pip3.11": ""},
     ("sample-1.data/scripts/pip3.11 names 3.11",)),
    ({"sample-1.data/scripts/pip3": ""}, ()),
    ({"sample-1.data/headers/a3.12.h": ""},
     ("sample-1.data/headers/a3.12.h names 3.12",)),
    ({"sample-1.data/data/a3.12": ""},
     ("sample-1.data/data/a3.12 names 3.12",)),
    ({"sample-1.data/data/share/a3.12": ""}, ()),
    ({"sample-1.data/data/lib3.12/a": ""}, ()),
    ({"sample-1.data/purelib/a3.12.pth": ""},
     ("sample-1.data/purelib/a3.12.pth names 3.12",)),
    ({"sample-1.data/platlib/pkg/a3.12.py": ""}, ()),
    ({"compat/py311.py": "", "compat/3.11.txt": ""}, ()),
    ({"py3.9/a.py": ""}, ("py3.9/a.py names 3.9",)),
    ({"a-1.3.11": "", "a13.11": "", "a3.111": "", "a2.7": ""}, ()),
    ({"pkg/_x.cpython-312.txt": ""},
     ("pkg/_x.cpython-312.txt names cpython-312",)),
    ({"pkg/pypy311-pp73/a": ""}, ("pkg/pypy311-pp73/a names pypy311",)),
    ({"pkg/cpython.py": "", "pkg/pypy.py": "", "pkg/cp312.py": ""}, ()),
    ({"b3.9": "", "a3.9": ""}, ("a3.9 names 3.9", "b3.9 names 3.9")),
], ids=lambda value: next(iter(value), "nothing"))
def test_named_in_members(tmp_path: Path, members: Mapping[str, str],
                          named: tuple[str, ...]) -> None:
    wheel = read_wheel(build_wheel(tmp_path, PURE, members))
    assert wheel.interpreter_names == named


@pytest.mark.parametrize(("line", "named"), [
    ("pip3.11 = pip:main", ("entry point pip3.11 = pip:main names 3.11",)),
    ("run = a.py3_11:main", ()),
    ("run = a:main", ()),
    ("run = a:main  # until 3.12", ()),
    ("  run3.9=a:b", ("entry point run3.9=a:b names 3.9",)),
])
def test_named_in_entry_points(tmp_path: Path, line: str,
                               named: tuple[str, ...]) -> None:
    path = build_wheel(tmp_path, PURE, entry_points=(
        f"[console_scripts]\n{line}\n"))
    assert read_wheel(path).interpreter_names == named


def test_its_own_version_is_none_of_an_interpreter(tmp_path: Path) -> None:
    path = build_wheel(tmp_path, "sample-3.11-py3-none-any.whl", {
        "sample.py": "", "sample-3.11.data/scripts/run": ""})
    wheel = read_wheel(path)
    assert (wheel.interpreter_names, wheel.faults) == ((), ())


@pytest.mark.parametrize(("filename", "member", "faults"), [
    (PURE, "_x.cpython-312-x86_64-linux-gnu.so",
     ("_x.cpython-312-x86_64-linux-gnu.so is for cpython-312 alone",)),
    (PURE, "pkg/_x.cp312-win_amd64.pyd",
     ("pkg/_x.cp312-win_amd64.pyd is for cp312 alone",)),
    (PURE, "_x.pypy311-pp73-x86_64-linux-gnu.so",
     ("_x.pypy311-pp73-x86_64-linux-gnu.so is for pypy311 alone",)),
    (ABI3, "_x.cpython-310-darwin.so",
     ("_x.cpython-310-darwin.so is for cpython-310 alone",)),
    (ABI3, "_x.abi3.so", ()),
    (ABI3, "_x.abi3t.so", ()),
    (ABI3, "_x.so", ()),
    (CP312, "_x.cpython-312-x86_64-linux-gnu.so", ()),
    (PURE, "build/lib/sample.py",
     ("build/lib/sample.py comes from another build's base",)),
    (CP312, "build/lib.linux-x86_64-cpython-312/_x.so",
     ("build/lib.linux-x86_64-cpython-312/_x.so comes from another build's "
      "base",)),
    (PURE, ".gpep517-reuse-build-1/lib/sample.py",
     (".gpep517-reuse-build-1/lib/sample.py comes from another build's "
      "base",)),
    (PURE, "sample.pyc", ("sample.pyc is packed, and not a source",)),
    (CP312, "pkg/bundled.whl", ()),
    (PURE, "build/library/sample.py", ()),
    (PURE, "build/__init__.py", ()),
    (PURE, "pkg/build/lib/sample.py", ()),
])
def test_faults_of_members(tmp_path: Path, filename: str, member: str,
                           faults: tuple[str, ...]) -> None:
    path = build_wheel(tmp_path, filename, {member: ""})
    assert read_wheel(path).faults == faults


def test_extension_module_of_a_free_threaded_interpreter(tmp_path: Path
                                                         ) -> None:
    member = "_x.cpython-314t-x86_64-linux-gnu.so"
    path = build_wheel(tmp_path, ABI3, {member: ""})
    assert read_wheel(path).faults == (
        f"{member} is for cpython-314t alone",)


@pytest.mark.parametrize(("filename", "tags", "faults"), [
    (PURE, ("py3-none-any",), ()),
    ("sample-1-py2.py3-none-any.whl", ("py2-none-any", "py3-none-any"), ()),
    ("sample-1-py2.py3-none-any.whl", ("py2.py3-none-any",), ()),
    (PURE, (), (
        "its name says py3-none-any, its metadata no tag",)),
    (PURE, ("cp312-cp312-linux_x86_64",), (
        "its name says py3-none-any, its metadata "
        "cp312-cp312-linux_x86_64",)),
    ("sample-1-py2.py3-none-any.whl", ("py3-none-any",), (
        "its name says py2-none-any.py3-none-any, its metadata "
        "py3-none-any",)),
], ids=["same", "two", "compressed", "none", "other", "fewer"])
def test_faults_of_tags(tmp_path: Path, filename: str,
                        tags: tuple[str, ...], faults: tuple[str, ...]
                        ) -> None:
    path = build_wheel(tmp_path, filename, tags=tags)
    assert read_wheel(path).faults == faults


@pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")
def test_member_that_stands_in_it_twice(tmp_path: Path) -> None:
    path = build_wheel(tmp_path, PURE, {"sample.py": "a"})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(zipfile.ZipInfo("sample.py"), "b")
    assert read_wheel(path).faults == (
        "sample.py stands in it twice",
        "its RECORD is wrong: sample.py is listed with another hash")


@pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")
def test_metadata_that_stands_in_it_twice(tmp_path: Path) -> None:
    path = build_wheel(tmp_path, PURE)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(zipfile.ZipInfo("sample-1.dist-info/METADATA"), "")
    assert read_wheel(path).faults[0] == (
        "sample-1.dist-info/METADATA stands in it twice")


@pytest.mark.parametrize(("filename", "content", "message"), [
    (PURE, b"", "File is not a zip file"),
    (PURE, b"PK", "File is not a zip file"),
    ("sample.zip", b"", "'sample.zip' is not the name of a wheel"),
], ids=["empty", "no archive", "no wheel's name"])
def test_unreadable(tmp_path: Path, filename: str, content: bytes,
                    message: str) -> None:
    path = tmp_path / filename
    path.write_bytes(content)
    with pytest.raises(ReuseError) as caught:
        read_wheel(path)
    assert str(caught.value) == (
        f"{path} cannot be read as a wheel: {message}\n"
        "hint: build it again")


def test_missing(tmp_path: Path) -> None:
    path = tmp_path / PURE
    with pytest.raises(ReuseError) as caught:
        read_wheel(path)
    assert str(caught.value) == (
        f"{path} cannot be read as a wheel: [Errno 2] No such file or "
        f"directory: '{path}'\nhint: build it again")


@pytest.mark.parametrize("method", [1, 8, 9, 12, 14, 93, 95, 0xffff])
def test_compression_that_is_none(tmp_path: Path, method: int) -> None:
    # what follows the fourth byte is no set of properties of LZMA
    path = build_wheel(tmp_path, PURE, {
        "sample.py": "\t\4\5\0\x7f\0\0\1\0" + "#" * 20})
    content = path.read_bytes()
    field = struct.pack("<H", method)
    # the method is the fifth field of the local header of a member, and
    # the sixth of the one in the central directory
    content = re.sub(rb"(PK\x03\x04....)..", rb"\g<1>" + re.escape(field),
                     content, flags=re.DOTALL)
    content = re.sub(rb"(PK\x01\x02......)..", rb"\g<1>" + re.escape(field),
                     content, flags=re.DOTALL)
    path.write_bytes(content)
    with pytest.raises(ReuseError, match="cannot be read as a wheel: "):
        read_wheel(path)


@hypothesis.given(st.integers(0, 2**32), st.integers(1, 5))
def test_damaged_bytes(seed: int, count: int) -> None:
    """However an archive is damaged, it is read or refused."""
    source = random.Random(seed)
    with tempfile.TemporaryDirectory() as directory:
        path = build_wheel(Path(directory), PURE, {"sample.py": "a"})
        content = bytearray(path.read_bytes())
        for _ in range(count):
            content[source.randrange(len(content))] = source.randrange(256)
        path.write_bytes(content)
        with contextlib.suppress(ReuseError):
            assert read_wheel(path).name.filename == PURE


@pytest.mark.parametrize(("member", "suffix", "is_foreign"), [
    ("_x.cpython-312-x86_64-linux-gnu.so",
     ".cpython-312-x86_64-linux-gnu.so", False),
    ("_x.cpython-311-x86_64-linux-gnu.so",
     ".cpython-312-x86_64-linux-gnu.so", True),
    ("_x.pypy311-pp73-x86_64-linux-gnu.so",
     ".pypy311-pp73-x86_64-linux-gnu.so", False),
    ("_x.cpython-311-x86_64-linux-gnu.so",
     ".pypy311-pp73-x86_64-linux-gnu.so", True),
    ("_x.cp312-win_amd64.pyd", ".cp312-win_amd64.pyd", False),
    ("_x.cp311-win_amd64.pyd", ".cp312-win_amd64.pyd", True),
    ("_x.abi3.so", ".cpython-312-x86_64-linux-gnu.so", False),
    ("_x.so", ".cpython-312-x86_64-linux-gnu.so", False),
    ("_x.cpython-311.py", ".cpython-312-x86_64-linux-gnu.so", False),
    ("_x.cpython-314t-x86_64-linux-gnu.so",
     ".cpython-314-x86_64-linux-gnu.so", True),
    ("_x.cpython-314-x86_64-linux-gnu.so",
     ".cpython-314t-x86_64-linux-gnu.so", True),
    ("_x.cpython-314d-x86_64-linux-gnu.so",
     ".cpython-314-x86_64-linux-gnu.so", True),
])
def test_foreign_extensions(tmp_path: Path, member: str, suffix: str,
                            is_foreign: bool) -> None:
    wheel = read_wheel(build_wheel(tmp_path, CP312, {member: ""}))
    assert find_foreign_extensions(wheel, suffix) == (
        (member,) if is_foreign else ())


@pytest.mark.parametrize(("member", "expected"), [
    ("sample-1.data/scripts/run", True), ("sample-1.data/data/run", False),
    ("scripts/run", False), ("sample.data", False),
    ("pkg/sample-1.data/scripts/run", False)])
def test_is_script(member: str, expected: bool) -> None:
    assert is_script(member) is expected


@pytest.mark.parametrize(("member", "expected"), [
    ("_x.abi3.so", True), ("pkg/_x.pyd", True), ("lib/libx.dylib", True),
    ("sample.py", False), ("sample.so.py", False)])
def test_has_extensions(tmp_path: Path, member: str, expected: bool) -> None:
    wheel = read_wheel(build_wheel(tmp_path, CP312, {member: ""}))
    assert wheel.has_extensions is expected


@pytest.mark.parametrize(("one", "other", "same"), [
    (b"#!python\na", b"#!/usr/bin/python3.12\na", True),
    (b"#!python\na", b"#!python\nb", False),
    (b"#!python\na", b"a", True),
    (b"#a\nb", b"#c\nb", False),
    (b"#!python", b"", True),
])
def test_digest_script(one: bytes, other: bytes,
                       same: bool) -> None:
    assert (digest_script(one) == digest_script(other)) is same
