# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of the wheel as installed."""

import base64
import hashlib
import stat
import zipfile

import pytest

from collections.abc import Mapping
from pathlib import Path

from gpep517_reuse.errors import ReuseError
from gpep517_reuse.wheel.installed import InstalledFile, read_installed


INFO = "Foo.Bar-1.dist-info"
DATA = "foo_bar-1.data"


def make_row(member: str, content: bytes) -> str:
    digest = base64.urlsafe_b64encode(
        hashlib.sha256(content).digest()).decode().rstrip("=")
    return f"{member},sha256={digest},{len(content)}"


def make_wheel(directory: Path, members: Mapping[str, bytes], *,
               rows: str | None = None, mode: int = stat.S_IFREG | 0o644
               ) -> Path:
    """Zip members, with a right RECORD where no other is given."""
    path = directory / "foo_bar-1-py3-none-any.whl"
    if rows is None:
        rows = "\n".join([*(make_row(member, content)
                            for member, content in members.items()),
                          f"{INFO}/RECORD,,", ""])
    with zipfile.ZipFile(path, "w") as archive:
        for member, content in {
                **members, f"{INFO}/RECORD": rows.encode()}.items():
            item = zipfile.ZipInfo(member)
            item.external_attr = mode << 16
            archive.writestr(item, content)
    return path


def test_places(tmp_path: Path) -> None:
    """Files are where installers put them, whatever the scheme."""
    installed = read_installed(make_wheel(tmp_path, {
        "foo/__init__.py": b"1", f"{DATA}/purelib/foo/a.py": b"2",
        f"{DATA}/platlib/foo/b.so": b"3", f"{DATA}/scripts/foo": b"4",
        f"{DATA}/data/share/foo": b"5", f"{DATA}/headers/foo.h": b"6",
        "other-1.data/scripts/x": b"7", f"{INFO}/METADATA": b"8"}))
    assert {path: file.content
            for path, file in installed.files.items()} == {
        "sitedir/foo/__init__.py": b"1", "sitedir/foo/a.py": b"2",
        "sitedir/foo/b.so": b"3", "scripts/foo": b"4",
        "data/share/foo": b"5", "headers/foo.h": b"6",
        "sitedir/other-1.data/scripts/x": b"7",
        "sitedir/foo_bar.dist-info/METADATA": b"8"}
    assert installed.dist_info == "sitedir/foo_bar.dist-info"
    assert installed.version == "1"
    assert installed.tags == {"py3-none-any"}
    assert installed.record_faults == ()
    assert not installed.is_stable


@pytest.mark.parametrize(("content", "expected"), [
    (b"#!python\nmain()\n", b"#!python\nmain()\n"),
    (b"#!python3.11 -O\nmain()\n", b"#!python\nmain()\n"),
    (b"#!pythonw", b"#!python\n"),
    (b"#!/usr/bin/python\nmain()\n", b"#!/usr/bin/python\nmain()\n"),
    (b"main()\n", b"main()\n"),
])
def test_shebang(tmp_path: Path, content: bytes, expected: bytes) -> None:
    """What installers rewrite counts as one line, what they keep as it is."""
    installed = read_installed(make_wheel(tmp_path, {
        "foo.py": content, f"{DATA}/scripts/foo": content}))
    assert installed.files["scripts/foo"].content == expected
    assert installed.files["sitedir/foo.py"].content == content


@pytest.mark.parametrize(("mode", "executable"), [
    (stat.S_IFREG | 0o644, False), (stat.S_IFREG | 0o755, True),
    (0o755, False)], ids=["plain", "executable", "unknown"])
def test_mode(tmp_path: Path, mode: int, executable: bool) -> None:
    """Installers trust the mode of regular files alone."""
    installed = read_installed(make_wheel(tmp_path, {"a.py": b""}, mode=mode))
    assert installed.files == {"sitedir/a.py": InstalledFile(
        content=b"", executable=executable)}


@pytest.mark.parametrize(("rows", "faults"), [
    ("", ("a.py is not listed",)),
    ("a.py,,", ("a.py is listed without a hash",)),
    ("a.py", ("a.py is listed without a hash",)),
    ("a.py,md5=abc,", (
        "a.py is listed with a hash of an unfit kind, md5",)),
    ("a.py,sha256=abc,", ("a.py is listed with another hash",)),
    ("a.py,sha256=\u00e9,", ("a.py is listed with another hash",)),
    (make_row("a.py", b"a")[:-1] + "7", (
        "a.py is listed with 7 bytes, and has 1",)),
    (make_row("a.py", b"a") + "\nb.py,,", (
        "b.py is listed, and is not there",)),
    (make_row("a.py", b"a") + f"\n{INFO}/RECORD,,", ()),
    ("\udce9".encode(errors="surrogatepass").decode("latin-1"), (
        "a.py is not listed", "\u00ed\u00b3\u00a9 is listed, and is not "
        "there")),
], ids=["empty", "no-hash", "short", "weak", "other-hash", "no-base64",
        "size", "absent", "fine", "odd"])
def test_record(tmp_path: Path, rows: str, faults: tuple[str, ...]) -> None:
    wheel = make_wheel(tmp_path, {"a.py": b"a"}, rows=rows)
    assert read_installed(wheel).record_faults == faults


def test_no_record(tmp_path: Path) -> None:
    path = tmp_path / "foo-1-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("foo-1.dist-info/METADATA", "")
    assert read_installed(path).record_faults == ("it is missing",)


def test_twice(tmp_path: Path) -> None:
    """Two members that end up in one place are a fault."""
    assert read_installed(make_wheel(tmp_path, {
        "a.py": b"", f"{DATA}/purelib/a.py": b""})).record_faults == (
        f"{DATA}/purelib/a.py stands in the wheel twice",)


def test_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "foo-1-py3-none-any.whl"
    path.write_bytes(b"")
    with pytest.raises(ReuseError) as raised:
        read_installed(path)
    assert str(raised.value) == (
        f"{path} cannot be read as a wheel: File is not a zip file\n"
        "hint: build it again")


def test_no_dist_info(tmp_path: Path) -> None:
    path = tmp_path / "foo-1-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.py", "")
    with pytest.raises(ReuseError) as raised:
        read_installed(path)
    assert str(raised.value) == (
        f"{path} cannot be read as a wheel: expected one .dist-info, found "
        "none\nhint: build it again")
