# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of the unpacking of sdists."""

import io
import os
import re
import tarfile
import zipfile

from pathlib import Path

import pytest

from gpep517_reuse.errors import UsageError
from gpep517_reuse.verify.sdist import unpack_sdist


# CPython has it from 3.11.4 on, Debian 12 has 3.11.2
needs_filter = pytest.mark.skipif(
    not hasattr(tarfile, "data_filter"),
    reason="this Python's tarfile has no data_filter: it takes no sdist")


def refuse(sdist: Path, tmp_path: Path) -> str:
    """Return why an sdist is not unpacked."""
    (tmp_path / "to").mkdir()
    with pytest.raises(UsageError) as caught:
        unpack_sdist(sdist, tmp_path / "to")
    return str(caught.value)


def pack(path: Path, *members: tarfile.TarInfo) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for member in members:
            member.size = 4 if member.isreg() else 0
            archive.addfile(member, io.BytesIO(b"text"))
    return path


def make_member(name: str, kind: bytes = tarfile.REGTYPE, target: str = ""
                ) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, target
    return member


@needs_filter
def test_unpacked(tmp_path: Path) -> None:
    sdist = pack(tmp_path / "a-1.tar.gz", make_member("a-1/setup.py"))
    (tmp_path / "to").mkdir()
    assert unpack_sdist(sdist, tmp_path / "to") == tmp_path / "to/a-1"
    assert (tmp_path / "to/a-1/setup.py").read_text() == "text"


@needs_filter
@pytest.mark.parametrize("member", [
    make_member("{outside}"),
    make_member("../outside"),
    make_member("a-1/../../outside"),
    make_member("a-1/link", tarfile.SYMTYPE, "{outside}"),
    make_member("a-1/link", tarfile.SYMTYPE, "../../outside"),
    make_member("a-1/link", tarfile.LNKTYPE, "../../outside"),
    make_member("a-1/null", tarfile.CHRTYPE),
    make_member("a-1/pipe", tarfile.FIFOTYPE),
], ids=["absolute", "above", "winding", "absolute-link", "link-above",
        "hard-link-above", "device", "pipe"])
def test_hostile_members_are_refused(tmp_path: Path, member: tarfile.TarInfo
                                     ) -> None:
    outside = tmp_path / "outside"
    member = member.replace(
        name=member.name.format(outside=outside),
        linkname=member.linkname.format(outside=outside))
    sdist = pack(tmp_path / "a-1.tar.gz", make_member("a-1/setup.py"), member)
    (tmp_path / "to").mkdir()
    with pytest.raises(UsageError, match=(
            f"^{re.escape(str(sdist))} cannot be unpacked: [^\n]+\n"
            "hint: name a directory or an sdist$")):
        unpack_sdist(sdist, tmp_path / "to")
    assert not outside.exists()
    assert not os.path.lexists(tmp_path / "to/a-1/link")


def make_zip(path: Path, name: str = "a-1/setup.py", mode: int = 0o644
             ) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        member = zipfile.ZipInfo(name)
        member.external_attr = mode << 16
        archive.writestr(member, "text")
    return path


@pytest.mark.parametrize("mode", [0o100644, 0o100755, 0o644, 0])
def test_zip(tmp_path: Path, mode: int) -> None:
    sdist = make_zip(tmp_path / "a-1.zip", mode=mode)
    (tmp_path / "to").mkdir()
    assert unpack_sdist(sdist, tmp_path / "to") == tmp_path / "to/a-1"
    script = tmp_path / "to/a-1/setup.py"
    assert script.read_text() == "text"
    assert os.access(script, os.X_OK) is bool(mode & 0o100)


@pytest.mark.parametrize(("name", "mode"), [
    ("/outside", 0o644), ("a-1/../../outside", 0o644),
    ("a-1/link", 0o120777), ("a-1/pipe", 0o010644),
], ids=["absolute", "above", "link", "pipe"])
def test_hostile_zip(tmp_path: Path, name: str, mode: int) -> None:
    sdist = make_zip(tmp_path / "a-1.zip", name, mode)
    assert refuse(sdist, tmp_path) == (
        f"{sdist} cannot be unpacked: {name!r} would lie elsewhere\n"
        "hint: name a directory or an sdist")
    assert list((tmp_path / "to").iterdir()) == []


@pytest.mark.parametrize(("name", "message"), [
    ("a-1-py3-none-any.whl", "is a wheel, and needs no build\n"
     "hint: give two wheels to have them compared"),
    ("random.bin", "is not an sdist\nhint: name a directory or an sdist"),
])
@needs_filter
def test_no_sdist(tmp_path: Path, name: str, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"random")
    with pytest.raises(UsageError) as caught:
        unpack_sdist(path, tmp_path)
    assert str(caught.value) == f"{path} {message}"


def test_refused_without_the_filter(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sdist = pack(tmp_path / "a-1.tar.gz", make_member("a-1/setup.py"))
    monkeypatch.delattr(tarfile, "data_filter", raising=False)
    assert refuse(sdist, tmp_path) == (
        "this Python is too old to unpack an sdist safely\n"
        "hint: take a newer one, or unpack it and name the directory")
    assert list((tmp_path / "to").iterdir()) == []


def test_missing(tmp_path: Path) -> None:
    path = tmp_path / "a-1.tar.gz"
    with pytest.raises(UsageError) as caught:
        unpack_sdist(path, tmp_path)
    assert str(caught.value) == (
        f"{path} does not exist\nhint: name a directory or an sdist")


@needs_filter
@pytest.mark.parametrize(("content", "message"), [
    (b"", "{} is not an sdist"), (b"PK\3\4", "{} is not an sdist"),
    (b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x00", "{} cannot be unpacked: "),
], ids=["empty", "zip", "cut"])
def test_what_is_no_sdist(tmp_path: Path, content: bytes, message: str
                          ) -> None:
    path = tmp_path / "a-1.tar.gz"
    path.write_bytes(content)
    with pytest.raises(UsageError) as caught:
        unpack_sdist(path, tmp_path)
    assert str(caught.value).startswith(message.format(path))
    assert str(caught.value).endswith("\nhint: name a directory or an sdist")


@needs_filter
def test_damaged_sdist(tmp_path: Path) -> None:
    sdist = pack(tmp_path / "a-1.tar.gz", *(
        make_member(f"a-1/{number}") for number in range(100)))
    content = bytearray(sdist.read_bytes())
    content[len(content) // 2] ^= 0xff
    sdist.write_bytes(content)
    (tmp_path / "to").mkdir()
    with pytest.raises(UsageError, match="cannot be unpacked"):
        unpack_sdist(sdist, tmp_path / "to")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="without pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a-1.tar.gz")
    with pytest.raises(UsageError, match="is no regular file"):
        unpack_sdist(tmp_path / "a-1.tar.gz", tmp_path)


@needs_filter
@pytest.mark.parametrize(("names", "held"), [
    ((), "nothing"), (("a-1/setup.py", "b-1/setup.py"), "a-1, b-1"),
    (("setup.py",), "setup.py"),
], ids=["nothing", "two", "file"])
def test_expects_one_directory(tmp_path: Path, names: tuple[str, ...],
                               held: str) -> None:
    sdist = pack(tmp_path / "a-1.tar.gz", *map(make_member, names))
    assert refuse(sdist, tmp_path) == (
        f"{sdist} holds {held}, expected one directory\n"
        "hint: unpack it, and name the directory")
