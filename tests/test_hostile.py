# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of hostile wheels, names, records and questions."""

import ast
import contextlib
import hashlib
import re
import stat
import tempfile
import time
import zipfile

from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import hypothesis.strategies as st
import pytest

import gpep517_reuse

from gpep517_reuse.analysis import grammar, patterns, questions
from gpep517_reuse.analysis.questions import QuestionError, ask
from gpep517_reuse.backends import profile
from gpep517_reuse.build import executed, limited_api, summary, watch
from gpep517_reuse.cli import terminal
from gpep517_reuse.cli.main import main
from gpep517_reuse.errors import ReuseError
from gpep517_reuse.sources import recipe
from gpep517_reuse.verify import (
    build_log,
    interpreters,
    report_rows,
    report_sarif,
)
from gpep517_reuse.wheel import archive, installed
from gpep517_reuse.wheel.archive import MOST_BYTES, MOST_MEMBERS, read_wheel
from gpep517_reuse.wheel.filename import WheelName

from samples import PURE
from wheels import build_wheel


INFO = "sample-1.dist-info"


def refuse(path: Path) -> str:
    """Return why a wheel cannot be read."""
    with pytest.raises(ReuseError) as caught:
        read_wheel(path)
    prefix = f"{path} cannot be read as a wheel: "
    assert caught.value.message.startswith(prefix)
    return caught.value.message.removeprefix(prefix)


def add(path: Path, item: zipfile.ZipInfo | str, content: bytes = b"",
        method: int = zipfile.ZIP_STORED) -> None:
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(item, content, method)


def test_bomb(tmp_path: Path) -> None:
    """A wheel that says that it unpacks to more than a gigabyte is not
    unpacked; nor is one that lies about it, beyond what it says.
    """
    path = build_wheel(tmp_path, PURE)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3):
            with archive.open(f"{number}.bin", "w") as file:
                for _ in range(4):
                    file.write(bytes(1 << 20))
    content = path.read_bytes()
    assert len(content) < 1 << 20
    old = (4 << 20).to_bytes(4, "little")
    assert content.count(old) == 6
    path.write_bytes(content.replace(
        old, (MOST_BYTES // 2).to_bytes(4, "little")))
    assert refuse(path).endswith(f" bytes, more than {MOST_BYTES}")
    path.write_bytes(content.replace(old, (9).to_bytes(4, "little")))
    assert "CRC" in refuse(path)


@pytest.mark.once
def test_long_metadata(tmp_path: Path) -> None:
    path = build_wheel(tmp_path, PURE)
    add(path, f"{INFO}/long", bytes((64 << 20) + 1), zipfile.ZIP_DEFLATED)
    assert refuse(path) == (
        f"{INFO}/long has 67108865 bytes, more than 67108864")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA],
                         ids=["bzip2", "LZMA"])
def test_compression_without_a_bound(tmp_path: Path, method: int) -> None:
    path = build_wheel(tmp_path, PURE)
    add(path, "sample.py", b"a", method)
    assert refuse(path) == f"sample.py is compressed by method {method}"


@pytest.mark.once
def test_many_members(tmp_path: Path) -> None:
    """100,000 are refused, before one of them is read."""
    path = tmp_path / PURE
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(100_000):
            archive.writestr(zipfile.ZipInfo(str(number)), b"")
    assert refuse(path) == (
        f"it has 100000 members, more than {MOST_MEMBERS}")


def make_item(name: str, mode: int = 0) -> zipfile.ZipInfo:
    item = zipfile.ZipInfo("placeholder")
    item.filename = name
    item.external_attr = mode << 16
    return item


@pytest.mark.parametrize(("item", "fault"), [
    (make_item("../evil.py"), "../evil.py leads out of the wheel"),
    (make_item("a/../../evil/"), "a/../../evil/ leads out of the wheel"),
    (make_item("/evil.py"), "/evil.py leads out of the wheel"),
    (make_item("link", stat.S_IFLNK | 0o777), "link is not a regular file"),
    (make_item("fifo", stat.S_IFIFO | 0o666), "fifo is not a regular file"),
    (make_item("Sample.PY"), "Sample.PY and sample.py differ by case alone"),
    (make_item("sample.py"), "sample.py stands in it twice"),
    (make_item("a\nb"), "'its RECORD is wrong: a\\nb is not listed'"),
    (make_item("unlisted"), "its RECORD is wrong: unlisted is not listed"),
], ids=lambda value: value if isinstance(value, str) else "")
@pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")
def test_member(tmp_path: Path, item: zipfile.ZipInfo, fault: str) -> None:
    """It is told, nothing is written, and no reuse comes of it."""
    path = build_wheel(tmp_path / "dist", PURE, {"sample.py": ""})
    add(path, item)
    assert fault in read_wheel(path).faults
    assert main(["gpep517-reuse", "find-wheel", str(path)]) == 3
    assert [found.name for found in tmp_path.rglob("*")] == ["dist", PURE]


@pytest.mark.parametrize(("record", "fault"), [
    (None, "it is missing"), (b"", "sample.py is not listed"),
    (b"\xff", "it cannot be parsed: "),
    (b"sample.py,,\n", "sample.py is listed without a hash"),
    (b"sample.py\n", "sample.py is listed without a hash"),
    (b"sample.py,sha256=AAAA,0\n", "sample.py is listed with another hash"),
    (b"sample.py,md5=1B2M2Y8AsgTpgAmY7PhCfg,0\n",
     "sample.py is listed with a hash of an unfit kind, md5"),
    (b"sample.py,shake_128=AAAA,0\n",
     "sample.py is listed with a hash of an unfit kind, shake_128"),
    (b"sample.py,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,1\n",
     "sample.py is listed with 1 bytes, and has 0"),
    (b"gone.py,sha256=AAAA,0\n", "gone.py is listed, and is not there"),
    # PyPy reads fields of any length
    (b"a" * 200_000, ""),
], ids=lambda value: str(value)[:40])
def test_record(tmp_path: Path, record: bytes | None, fault: str) -> None:
    path = tmp_path / PURE
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("sample.py", "")
        archive.writestr(f"{INFO}/WHEEL", "Tag: py3-none-any\n")
        if record is not None:
            archive.writestr(f"{INFO}/RECORD", record)
    assert any(found.startswith(f"its RECORD is wrong: {fault}")
               for found in read_wheel(path).faults)


@pytest.mark.parametrize("kind", ["sha384", "sha512", "blake2b"])
def test_record_of_other_hashes(tmp_path: Path, kind: str) -> None:
    path = build_wheel(tmp_path, PURE)
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if "RECORD" not in name]
        rows = [(name, hashlib.new(kind, archive.read(name)).digest())
                for name in names]
        texts = [archive.read(name) for name in names]
    text = "".join(f"{name},{kind}={encode(digest)},\n"
                   for name, digest in rows) + f"{INFO}/RECORD,,\n"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in zip(names, texts, strict=True):
            archive.writestr(name, content)
        archive.writestr(f"{INFO}/RECORD", text)
    assert read_wheel(path).faults == ()


def encode(digest: bytes) -> str:
    import base64

    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def test_names_that_are_no_text(tmp_path: Path) -> None:
    """The archive says that they are UTF-8, and they are not."""
    path = build_wheel(tmp_path, PURE, {"\u00e9\u00e9": ""})
    path.write_bytes(path.read_bytes().replace("\u00e9\u00e9".encode(),
                                               b"\xff\xfe\xff\xfe"))
    assert "codec can't decode" in refuse(path)


@pytest.mark.parametrize("tag", [
    "a.a-" * 100_000, "-".join(["a.b.c.d.e.f.g.h"] * 3),
    "." * 1_000_000, "py3-none-any\nTag: " * 50_000], ids=[
        "parts", "alternatives", "dots", "lines"])
def test_tags_that_stand_for_too_many(tmp_path: Path, tag: str) -> None:
    path = build_wheel(tmp_path, PURE, tags=(tag,))
    began = time.process_time()
    (fault,) = read_wheel(path).faults
    assert time.process_time() - began < 10
    assert fault.startswith("its name says py3-none-any, its metadata ")
    assert len(fault) < 1000


@hypothesis.given(st.text(max_size=300) | st.lists(
    st.text("ab.-_/\0\n\udcff3", max_size=60), max_size=7).map(
        lambda parts: "-".join(parts) + ".whl"))
@hypothesis.example("a-1-" + "a." * 40 + "a-" + "b." * 40 + "b-c.whl")
@hypothesis.example("a-1-py3-none-any\n.whl")
def test_wheel_names(name: str) -> None:
    """A name is refused, or a plain one of few tags."""
    with contextlib.suppress(ValueError):
        parsed = WheelName.parse(name)
        assert parsed.filename == name
        assert name.isprintable()
        assert "/" not in name
        assert 0 < len(parsed.tags) <= 1000


WORDS = st.sampled_from([
    *questions.VALUES, *questions.FUNCTIONS, *questions.METHODS, "(", ")",
    "[", "]", "'%d'", "%", "*", "**", "9" * 50, "'a'", ".", ",", "(1, 2)",
    "<", "in", "not", "-", "'%*d'", "lambda: 0", "x", "0", "\\", "{", "}"])


@hypothesis.given(st.text(max_size=50) | st.lists(WORDS, max_size=9).map(
    " ".join))
@hypothesis.example("'%*d' % (999999999, 1)")
@hypothesis.example("'%999999999d' % 1")
@hypothesis.example("(" * 1000)
@hypothesis.example("9" * 1999)
@hypothesis.example("importable('a\\0')")
@hypothesis.example("not " * 490 + "1")
@pytest.mark.filterwarnings("ignore::SyntaxWarning")
def test_questions(question: str) -> None:
    """Whatever a record asks, there is a short answer, or a refusal."""
    with contextlib.suppress(QuestionError):
        assert len(ask(question)) < 100_000


def find_patterns() -> Iterator[tuple[str, str]]:
    """Yield each regular expression of the package, where it stands."""
    for path in sorted(Path(gpep517_reuse.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if (isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Attribute)
                    and isinstance(node.func.value, ast.Name)
                    and node.func.value.id == "re"
                    and node.func.attr != "escape"):
                yield path.stem, ast.unparse(node.args[0])


#: What each has most to do with: a text that is repeated.
ATTACKS: dict[tuple[str, str], tuple[Callable[[str], object], str]] = {
    ("elf", "'(?P<interpreters>[a-z0-9.]+)-(?:abi3t?)(?:\\\\.abi3t?)*"
     "(?:-.+)?'"): (re.compile(
         r"(?P<interpreters>[a-z0-9.]+)-(?:abi3t?)(?:\.abi3t?)*(?:-.+)?"
     ).fullmatch, "a.abi3"),
    ("elf", "'cp\\\\d+'"): (re.compile(r"cp\d+").fullmatch, "1"),
    ("installed", repr(installed._STABLE_SUFFIX.pattern)): (
        installed._STABLE_SUFFIX.search, ".abi3-a"),
    ("installed", "'[-_.]+'"): (re.compile("[-_.]+").findall, "-_."),
    ("questions", questions._LONG_NUMBER.pattern.__repr__()): (
        questions._LONG_NUMBER.search, "123"),
    ("recipe", "_PATH_START + re.escape(path) + _PATH_END"): (
        re.compile(recipe._PATH_START + "/a/a" + recipe._PATH_END).findall,
        " -I/a"),
    ("executed", "_DOTTED"): (
        re.compile(executed._DOTTED).findall, "a.b"),
    ("summary", "_REQUIRED"): (
        re.compile(summary._REQUIRED).match, "a-b"),
    ("executed", "_PLAIN_EXPRESSION"): (
        re.compile(executed._PLAIN_EXPRESSION).fullmatch, "a.()"),
    ("executed", "'\\\\w+'"): (re.compile(r"\w+").findall, "a"),
    ("limited_api", repr(limited_api._DEFINITION.pattern)): (
        lambda text: limited_api._DEFINITION.search(text.encode()),
        "define "),
    ("limited_api", repr(limited_api._FEATURE.pattern)): (
        lambda text: limited_api._FEATURE.search(text.encode()), "abi3"),
    ("grammar", "pattern"): (
        lambda text: [pattern.search(text)
                      for pattern in grammar._NEWER_GRAMMAR],
        "\nexcept* (a type"),
    ("grammar", repr(grammar._SUSPECT.pattern)): (
        grammar._SUSPECT.search, " rrf'"),
    ("grammar", "token"): (
        grammar._compile_token().findall, " f\"{{a{'#b\\'''}}}"),
    ("patterns", repr(patterns._LEVELS.pattern)): (
        patterns._LEVELS.fullmatch, "a*./"),
    ("profile", "_COMPARISON"): (
        re.compile(profile._COMPARISON).fullmatch, ">= 3.1 "),
    ("watch", "_PLAIN_COMMAND"): (
        re.compile(watch._PLAIN_COMMAND).fullmatch, "git a 'b'"),
    ("watch", "_QUIET"): (
        lambda text: re.sub(watch._QUIET, " ", text), " 2> /dev/null"),
    ("watch", "_LIMITED_API"): (
        re.compile(watch._LIMITED_API).search, "Py_LIMITED_API"),
    ("build_log", repr(build_log._ERROR.pattern)): (
        build_log._ERROR.search, " :12: ld.a error"),
    ("build_log", repr(build_log._MISSING.pattern)): (
        build_log._MISSING.match, "ModuleNotFoundError: No module named 'a"),
    ("interpreters", repr(interpreters._NAME.pattern)): (
        interpreters._NAME.fullmatch, "python3.1"),
    ("interpreters", repr(interpreters._VERSION.pattern)): (
        interpreters._VERSION.fullmatch, "3.1"),
    ("report_rows", repr(report_rows._SUFFIX.pattern)): (
        report_rows._SUFFIX.search, ".abi3-a.so"),
    ("report_sarif", repr(report_sarif._PLACE.pattern)): (
        report_sarif._PLACE.match, "a:1 "),
    ("terminal", "pattern"): (
        lambda text: [pattern.match(text)
                      for pattern, _ in terminal._COLORS],
        "gpep517-reuse: refused-a: b"),
    ("archive", "'(?<![\\\\d.])3\\\\.\\\\d{1,2}(?![\\\\d])'"): (
        archive._VERSION.search, "3.123"),
    ("archive", "'(?:cpython|graalpy|pypy)-?\\\\d{2,}[a-z]*|"
     "\\\\.cp\\\\d{2,}[a-z]*-'"): (archive._CACHE_TAG.search, ".cp12a"),
    ("archive", "'\\\\.(?:so|pyd|dylib)$'"): (
        archive._EXTENSION.search, ".so"),
}


def test_each_pattern_is_attacked() -> None:
    assert sorted(find_patterns()) == sorted(ATTACKS)


@pytest.mark.parametrize(("match", "text"), ATTACKS.values(), ids=[
    " ".join(key)[:40] for key in ATTACKS])
def test_patterns_are_linear(match: Callable[[str], object], text: str
                             ) -> None:
    """Eight times the text takes no more than 40 times as long, where a
    square would be 64: each of its characters, and the text as a whole.
    """
    for piece in {text, *text}:
        times = []
        for length in (4_000, 32_000):
            attack = (piece * length)[:length] + "!"
            times.append(min(measure(match, attack) for _ in range(5)))
        assert times[1] < 40 * max(times[0], 20_000), piece


def measure(match: Callable[[str], object], text: str) -> int:
    """Return the nanoseconds that the processor takes."""
    began = time.process_time_ns()
    match(text)
    return time.process_time_ns() - began


@hypothesis.given(st.binary(max_size=200), st.text(max_size=20))
def test_any_metadata(content: bytes, name: str) -> None:
    """Whatever the files of .dist-info hold, a wheel is read or refused."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / PURE
        with zipfile.ZipFile(path, "w") as archive:
            for member in ("RECORD", "WHEEL", "entry_points.txt"):
                archive.writestr(f"{INFO}/{member}", content)
            with contextlib.suppress(UnicodeEncodeError):
                archive.writestr(f"a{name}", content)
        with contextlib.suppress(ReuseError):
            assert all(fault.isprintable()
                       for fault in read_wheel(path).faults)
