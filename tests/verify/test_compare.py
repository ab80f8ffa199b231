# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of the comparison."""

import dataclasses
import random

import pytest

from collections.abc import Iterable, Mapping
from hypothesis import given, strategies as st

from gpep517_reuse.verify.compare import GENTOO_IGNORE, Side, compare
from gpep517_reuse.verify.elf import Extensions
from gpep517_reuse.verify.findings import (
    Code,
    Difference,
    Severity,
    Verdict,
    reach_verdict,
)
from gpep517_reuse.wheel.elf import Module
from gpep517_reuse.wheel.installed import (
    Installed,
    InstalledFile,
    find_renamed,
)


pytestmark = pytest.mark.once

INFO = "sitedir/foo.dist-info"
SPEEDUPS = "sitedir/foo/speedups.abi3.so"
STABLE = frozenset({"cp311-abi3-linux_x86_64"})


def make_side(files: Mapping[str, str | bytes], *,
              executable: Iterable[str] = (),
              record_faults: tuple[str, ...] = (), version: str = "1"
              ) -> Side:
    return Side(installed=Installed(
        files={path: InstalledFile(
            content=text if isinstance(text, bytes) else text.encode(),
            executable=path in executable) for path, text in files.items()},
        dist_info=INFO, version=version, record_faults=record_faults))


def make_metadata(*fields: str, description: str = "") -> Side:
    text = "\n".join((*fields, "", description))
    return make_side({f"{INFO}/METADATA": text})


def make_module(release: tuple[int, int], content: bytes = b"", *,
                imports: Iterable[str] = (), needs: Iterable[str] = (),
                run_path: tuple[str, ...] = (), machine: str = "EM_X86_64",
                exports: Iterable[str] = ("PyInit_speedups",),
                violations: tuple[str, ...] = ()) -> Side:
    """Make a wheel with a stable-ABI module, its interpreter in
    /opt/pythonX.Y.
    """
    module = Module(
        machine=machine, bits=64, imports=frozenset(imports),
        exports=frozenset(exports), needs=frozenset(needs),
        run_path=run_path)
    prefix = f"/opt/python{release[0]}.{release[1]}"
    return Side(
        installed=Installed(
            files={SPEEDUPS: InstalledFile(content=b"\x7fELF\0" + content)},
            dist_info=INFO, tags=STABLE),
        extensions=Extensions(
            modules={SPEEDUPS: module},
            violations={SPEEDUPS: violations} if violations else {}),
        release=release, prefixes=(prefix,))


def judge(builder: Side, here: Side, *controls: Side) -> Verdict:
    return reach_verdict(compare(builder, here, controls))


def list_codes(differences: Iterable[Difference]
               ) -> list[tuple[str, str, str]]:
    return [(difference.code.code, difference.severity.name.lower(),
             difference.path) for difference in differences]


def find(differences: Iterable[Difference], severity: Severity
         ) -> list[Difference]:
    return [difference for difference in differences
            if difference.severity is severity]


# -- what there is

def test_files() -> None:
    builder = make_side({"sitedir/a.py": "", "sitedir/py311.pth": ""})
    here = make_side({"sitedir/a.py": "", "sitedir/py312.pth": ""})
    assert compare(builder, here) == (
        Difference(code=Code.FILE_REMOVED, path="sitedir/py311.pth"),
        Difference(code=Code.FILE_ADDED, path="sitedir/py312.pth"))


def test_text() -> None:
    builder = make_side({"sitedir/a.py": "A = 1\nPY = '3.11'\n"})
    here = make_side({"sitedir/a.py": "A = 1\nPY = '3.12'\n"})
    assert compare(builder, here) == (Difference(
        code=Code.TEXT, path="sitedir/a.py",
        old=("PY = '3.11'",), new=("PY = '3.12'",),
        diff="""\
--- builder/sitedir/a.py
+++ here/sitedir/a.py
@@ -1,2 +1,2 @@
 A = 1
-PY = '3.11'
+PY = '3.12'
"""),)


def test_text_is_printable() -> None:
    """Nothing that a package holds reaches the terminal as it is."""
    builder = make_side({"sitedir/a.txt": b"\x1b[31mred\r\n"})
    here = make_side({"sitedir/a.txt": b"caf\xe9\tau lait"})
    (difference,) = compare(builder, here)
    assert difference.old == (r"\x1b[31mred\r",)
    assert difference.new == ("caf\\udce9\tau lait",)
    assert difference.diff == r"""--- builder/sitedir/a.txt
+++ here/sitedir/a.txt
@@ -1 +1 @@
-\x1b[31mred\r
+caf\udce9""" + """\tau lait
\\ No newline at end of file
"""


def test_end_of_file() -> None:
    (difference,) = compare(make_side({"sitedir/a": "one\ntwo"}),
                            make_side({"sitedir/a": "one\ntwo\n"}))
    assert difference.diff == """\
--- builder/sitedir/a
+++ here/sitedir/a
@@ -1,2 +1,2 @@
 one
-two
\\ No newline at end of file
+two
"""


def test_bytes() -> None:
    builder = make_side({"sitedir/a.bin": b"\0"})
    here = make_side({"sitedir/a.bin": b"\0\0"})
    assert compare(builder, here) == (Difference(
        code=Code.BYTES, path="sitedir/a.bin",
        old=("1 bytes, SHA-256 6e340b9cffb3...",),
        new=("2 bytes, SHA-256 96a296d224f2...",)),)
    assert list_codes(compare(builder, here, [
        make_side({"sitedir/a.bin": b"\1"})])) == [
        ("bytes", "unstable", "sitedir/a.bin")]


def test_mode() -> None:
    files = {"scripts/foo": "#!/bin/sh\n"}
    assert compare(make_side(files), make_side(
        files, executable=files)) == (Difference(
            code=Code.MODE, path="scripts/foo",
            old=("not executable",), new=("executable",)),)


def test_script() -> None:
    (difference,) = compare(
        make_side({"scripts/foo": "#!/usr/bin/python3.11\nmain()\n"}),
        make_side({"scripts/foo": "#!/usr/bin/python3.12\nmain()\n"}))
    assert difference.code is Code.SCRIPT
    assert difference.old == ("#!/usr/bin/python3.11",)


def test_record() -> None:
    builder = make_side({}, record_faults=("a is not listed",
                                           "b is not listed"))
    here = make_side({}, record_faults=("b is not listed",))
    assert compare(builder, here) == (
        Difference(code=Code.RECORD, path=f"{INFO}/RECORD",
                   old=("a is not listed",)),
        Difference(code=Code.RECORD, path=f"{INFO}/RECORD",
                   old=("b is not listed",), new=("b is not listed",),
                   severity=Severity.NOTE))


# -- metadata

def test_metadata() -> None:
    builder = make_metadata("Name: foo", "Requires-Dist: a",
                            "Requires-Dist: b")
    here = make_metadata("name: foo", "Requires-Dist: b",
                         "Requires-Dist: c", "License: none",
                         " of them all", "no field")
    assert compare(builder, here) == (
        Difference(code=Code.METADATA, path=f"{INFO}/METADATA",
                   new=(": no field",)),
        Difference(code=Code.METADATA, path=f"{INFO}/METADATA",
                   new=("License: none\\n of them all",)),
        Difference(code=Code.METADATA, path=f"{INFO}/METADATA",
                   old=("Requires-Dist: a",), new=("Requires-Dist: c",)))


def test_metadata_multiset() -> None:
    """A value that is there twice is another metadata."""
    assert judge(make_metadata("Classifier: A", "Classifier: A"),
                 make_metadata("Classifier: A")) is Verdict.DIFFERS


def test_description() -> None:
    (difference,) = compare(make_metadata("Name: foo", description="old\n"),
                            make_metadata("Name: foo", description="new\n"))
    assert difference.code is Code.DESCRIPTION
    assert (difference.old, difference.new) == (("old",), ("new",))


def test_unstable_version() -> None:
    """A version made of the time is no version of the interpreter's."""
    builder, here, control = (
        make_side({f"{INFO}/METADATA": f"Name: foo\nVersion: {second}\n"},
                  version=second) for second in "123")
    assert list_codes(compare(builder, here, [control])) == [
        ("metadata", "unstable", INFO),
        ("metadata", "unstable", f"{INFO}/METADATA")]


def test_entry_points() -> None:
    path = f"{INFO}/entry_points.txt"
    builder = make_side({path: """\
[console_scripts]
pip=pip:main
pip3.11 = pip:main
[gui_scripts]
x = a:b
"""})
    here = make_side({path: """\
; written by another tool
[gui_scripts]
x = a:c

[console_scripts]
pip3.12 = pip:main
pip = pip:main
"""})
    assert compare(builder, here) == (
        Difference(code=Code.ENTRY_POINT, path=path,
                   new=("[console_scripts] pip3.12 = pip:main",)),
        Difference(code=Code.ENTRY_POINT, path=path,
                   old=("[console_scripts] pip3.11 = pip:main",)),
        Difference(code=Code.ENTRY_POINT, path=path,
                   old=("[gui_scripts] x = a:b",),
                   new=("[gui_scripts] x = a:c",)))


def test_wheel_file() -> None:
    """Nobody asks a wheel that is installed by whom it was made."""
    path = f"{INFO}/WHEEL"
    builder = make_side({path: "Generator: setuptools (80)\n"})
    here = make_side({path: "Generator: setuptools (81)\n"})
    assert compare(builder, here) == (Difference(
        code=Code.WHEEL, path=path, old=("Generator: setuptools (80)",),
        new=("Generator: setuptools (81)",), severity=Severity.NOTE),)
    assert judge(builder, here) is Verdict.SAME


# -- what is ignored

@pytest.mark.parametrize("name", [
    "AUTHORS.md", "authors", "LICENSE", "Licence.txt", "licenses/COPYING",
    "license_files/x", "sboms/x.json", "zip-safe", "NOTICE", "LGPL-3",
    "deep/APACHE"])
def test_gentoo_ignores(name: str) -> None:
    builder, here = make_side({}), make_side({f"{INFO}/{name}": ""})
    assert list_codes(compare(builder, here)) == [
        ("file-added", "finding", f"{INFO}/{name}")]
    assert compare(builder, here, ignore=GENTOO_IGNORE) == ()


@pytest.mark.parametrize("path", [
    f"{INFO}/METADATA", f"{INFO}/Zip-Safe", "sitedir/foo/LICENSE",
    "data/share/foo.dist-info/LICENSE"])
def test_gentoo_keeps(path: str) -> None:
    assert compare(make_side({}), make_side({path: ""}),
                   ignore=GENTOO_IGNORE)


def test_ignore() -> None:
    builder = make_side({"sitedir/a/b/_build.py": "1", "sitedir/c.py": "1"})
    here = make_side({"sitedir/a/b/_build.py": "2", "sitedir/c.py": "2"})
    assert list_codes(compare(builder, here, ignore=["*/_build.py"])) == [
        ("text", "finding", "sitedir/c.py")]


# -- what is unstable

def make_build_py(*, names: str, second: int, directory: str, python: str
                  ) -> Side:
    return make_side({"sitedir/foo/_build.py": f"""\
NAMES = {names}
BUILT = '10:00:{second:02}'
PYTHON = '{python}'
WHERE = '{directory}'
"""})


def test_unstable() -> None:
    """Hash order, a date and a directory excuse the file, in which each line
    that differs is still told.
    """
    builder = make_build_py(names="{'b', 'a'}", second=1,
                            directory="/b/1", python="3.11")
    here = make_build_py(names="{'a', 'b'}", second=2,
                         directory="/b/2", python="3.12")
    control = make_build_py(names="{'a', 'c'}", second=3,
                            directory="/b/3", python="3.12")
    assert compare(builder, here, [control]) == (Difference(
        code=Code.TEXT, path="sitedir/foo/_build.py",
        old=("NAMES = {'b', 'a'}", "BUILT = '10:00:01'",
             "PYTHON = '3.11'", "WHERE = '/b/1'"),
        new=("NAMES = {'a', 'b'}", "BUILT = '10:00:02'",
             "PYTHON = '3.12'", "WHERE = '/b/2'"),
        severity=Severity.UNSTABLE, diff="""\
--- builder/sitedir/foo/_build.py
+++ here/sitedir/foo/_build.py
@@ -1,4 +1,4 @@
-NAMES = {'b', 'a'}
-BUILT = '10:00:01'
-PYTHON = '3.11'
-WHERE = '/b/1'
+NAMES = {'a', 'b'}
+BUILT = '10:00:02'
+PYTHON = '3.12'
+WHERE = '/b/2'
"""),)


def test_one_file_excuses_no_other() -> None:
    """A date in one file, and in one field, is none in the next."""
    def make(second: int, python: str) -> Side:
        return make_side({
            "sitedir/a.py": f"DATE = {second}\n",
            "sitedir/b.py": f"PYTHON = '{python}'\n",
            f"{INFO}/METADATA": f"Summary: {second}\nKeywords: {python}\n"})

    assert list_codes(compare(make(1, "3.11"), make(2, "3.12"),
                              [make(3, "3.12")])) == [
        ("text", "unstable", "sitedir/a.py"),
        ("text", "finding", "sitedir/b.py"),
        ("metadata", "finding", f"{INFO}/METADATA"),
        ("metadata", "unstable", f"{INFO}/METADATA")]


def test_unstable_names() -> None:
    """A name that no build repeats excuses those with its suffix, in its
    directory, and no others.
    """
    builder = make_side({"sitedir/x-1.js": "", "sitedir/py311.py": ""})
    here = make_side({"sitedir/x-2.js": "", "sitedir/py312.py": ""})
    control = make_side({"sitedir/x-3.js": "", "sitedir/py312.py": ""})
    assert list_codes(compare(builder, here, [control])) == [
        ("file-removed", "finding", "sitedir/py311.py"),
        ("file-added", "finding", "sitedir/py312.py"),
        ("file-removed", "unstable", "sitedir/x-1.js"),
        ("file-added", "unstable", "sitedir/x-2.js")]


def test_unstable_member() -> None:
    """A file that is not always there is excused, and no other."""
    builder = make_side({"sitedir/a.py": "", "sitedir/py311.pth": ""})
    assert list_codes(compare(
        builder, make_side({}), [make_side({"sitedir/a.py": ""})])) == [
        ("file-removed", "unstable", "sitedir/a.py"),
        ("file-removed", "finding", "sitedir/py311.pth")]


def test_builder_alone_varies() -> None:
    """That two builders differ excuses nothing."""
    side = make_side({"sitedir/a.py": "A\n"})
    assert judge(make_side({"sitedir/a.py": "B\n"}), side, side, side) is (
        Verdict.DIFFERS)


# -- extension modules

def test_code_alone() -> None:
    builder, here = make_module((3, 11), b"1"), make_module((3, 14), b"2")
    assert list_codes(compare(builder, here)) == [
        ("extension-code", "note", SPEEDUPS)]
    assert judge(builder, here) is Verdict.SAME


@pytest.mark.parametrize(("builder", "here", "verdict"), [
    ((3, 11), (3, 13), Verdict.SAME),
    ((3, 13), (3, 11), Verdict.DIFFERS),
    ((3, 13), (3, 13), Verdict.DIFFERS),
])
def test_imports(builder: tuple[int, int], here: tuple[int, int],
                 verdict: Verdict) -> None:
    found = compare(
        make_module(builder, imports=["PyArg_ParseTuple", "malloc"]),
        make_module(here, imports=["_PyArg_ParseTuple_SizeT", "malloc"]))
    assert [(difference.code, difference.path, difference.old,
             difference.new) for difference in found] == [
        (Code.EXTENSION_IMPORTS, SPEEDUPS, ("PyArg_ParseTuple",),
         ("_PyArg_ParseTuple_SizeT",))]
    assert reach_verdict(found) is verdict


def test_imports_of_unknown_builders() -> None:
    """Where nobody says which is older, nothing is excused."""
    builder = make_module((3, 11), imports=["PyArg_ParseTuple"])
    here = make_module((3, 13), imports=[])
    assert judge(dataclasses.replace(builder, release=None), here) is (
        Verdict.DIFFERS)


def test_linkage() -> None:
    found = compare(
        make_module((3, 11), needs=["libpython3.11.so.1.0"]),
        make_module((3, 14), exports=["PyInit_other"], machine="EM_386"))
    assert [(difference.code.code, difference.severity.name,
             difference.old, difference.new) for difference in found] == [
        ("extension-exports", "FINDING", ("PyInit_speedups",),
         ("PyInit_other",)),
        ("extension-machine", "FINDING", ("EM_X86_64, 64 bits",),
         ("EM_386, 64 bits",)),
        ("extension-needs", "FINDING", ("libpython3.11.so.1.0",), ())]


@pytest.mark.parametrize(("builder", "here", "severity"), [
    (("/opt/python3.11/lib",), ("/opt/python3.14/lib",), Severity.NOTE),
    (("/opt/python3.11/lib",), (), Severity.NOTE),
    (("/opt/python3.11/lib", "/opt/foo"), ("/opt/foo",), Severity.NOTE),
    (("/opt/python3.11/lib", "/opt/foo"), (), Severity.FINDING),
    (("/opt/python3.11.9/lib",), (), Severity.FINDING),
    (("/opt/python3.14/lib",), (), Severity.FINDING),
    (("/a", "/b"), ("/b", "/a"), Severity.FINDING),
])
def test_run_path(builder: tuple[str, ...], here: tuple[str, ...],
                  severity: Severity) -> None:
    (difference,) = compare(make_module((3, 11), run_path=builder),
                            make_module((3, 14), run_path=here))
    assert difference.code is Code.EXTENSION_RUN_PATH
    assert difference.severity is severity


def test_shared_prefix() -> None:
    """What lies in /usr is nobody's own, if both interpreters do."""
    builder, here = (
        dataclasses.replace(side, prefixes=("/usr",)) for side in (
            make_module((3, 11), run_path=("/usr/lib/foo",)),
            make_module((3, 14))))
    assert judge(builder, here) is Verdict.DIFFERS


def test_unstable_run_path() -> None:
    """A build directory in the run path is excused."""
    assert judge(*(make_module((3, 14), run_path=(f"/build/{second}",))
                   for second in range(3))) is Verdict.UNSTABLE


def test_violations() -> None:
    """Only the builder's module would be installed by a reuse."""
    clean = make_module((3, 11))
    dirty = make_module((3, 11), violations=("PyCode_New",))
    assert compare(dirty, clean) == (Difference(
        code=Code.STABLE_ABI, path=SPEEDUPS, old=("PyCode_New",)),)
    assert compare(clean, dirty) == (Difference(
        code=Code.STABLE_ABI, path=SPEEDUPS, new=("PyCode_New",),
        severity=Severity.NOTE),)


@pytest.mark.parametrize("content", [b"1", b"2"])
def test_without_libraries(content: bytes) -> None:
    """Without pyelftools nothing is found, and it is told what to do."""
    builder, here = (
        dataclasses.replace(side, extensions=Extensions(
            lacking=("pyelftools",)))
        for side in (make_module((3, 11), b"1"),
                     make_module((3, 14), content)))
    found = compare(builder, here)
    assert not find(found, Severity.FINDING)
    severity = Severity.NOTE if content == b"1" else Severity.UNCHECKED
    assert find(found, severity) == [Difference(
        code=Code.EXTENSION_UNREAD, path=SPEEDUPS, severity=severity,
        new=("without pyelftools: install pyelftools and abi3info",))]


def test_other_shared_object() -> None:
    """Only a stable ABI excuses that the code differs."""
    builder, here = (
        dataclasses.replace(side, installed=dataclasses.replace(
            side.installed, tags=frozenset({"py3-none-linux_x86_64"}),
            files={"sitedir/libfoo.so": side.installed.files[SPEEDUPS]}))
        for side in (make_module((3, 11), b"1"),
                     make_module((3, 14), b"2")))
    assert list_codes(compare(builder, here)) == [
        ("bytes", "finding", "sitedir/libfoo.so")]


# -- the verdict

def test_verdict() -> None:
    note, unstable, unchecked, finding = (
        Difference(code=Code.TEXT, path="a", severity=severity)
        for severity in (Severity.NOTE, Severity.UNSTABLE,
                         Severity.UNCHECKED, Severity.FINDING))
    assert reach_verdict([]) is Verdict.SAME
    assert reach_verdict([note]) is Verdict.SAME
    assert reach_verdict([note, unstable]) is Verdict.UNSTABLE
    assert reach_verdict([unchecked, unstable]) is Verdict.UNCHECKED
    assert reach_verdict([unchecked, finding]) is Verdict.DIFFERS
    assert [verdict.code for verdict in Verdict] == [
        "same", "differs", "unstable", "unchecked", "failed"]
    assert note.is_note
    assert not unstable.is_note


# -- properties

PATHS = st.sampled_from([
    "sitedir/a.py", "sitedir/b.py", "sitedir/c/d.bin", "scripts/e",
    "data/f", f"{INFO}/METADATA", f"{INFO}/WHEEL",
    f"{INFO}/entry_points.txt"])
CONTENTS = st.one_of(
    st.binary(max_size=12),
    st.lists(st.sampled_from(["A: 1\n", "B: 2\n", "B: 3\n", "\n", "x = y\n",
                              "[g]\n", "z"]), max_size=7).map(
        lambda lines: "".join(lines).encode()))
SIDES = st.dictionaries(PATHS, CONTENTS, max_size=6).map(make_side)


@given(SIDES, st.lists(SIDES, max_size=2))
def test_reflexive(side: Side, controls: list[Side]) -> None:
    """A wheel is the same as itself, whatever the controls are."""
    assert compare(side, side, controls) == ()


@given(SIDES, SIDES)
def test_symmetric(one: Side, other: Side) -> None:
    """What is old one way is new the other way."""
    there, back = compare(one, other), compare(other, one)
    turned = {Code.FILE_ADDED: Code.FILE_REMOVED,
              Code.FILE_REMOVED: Code.FILE_ADDED}
    assert sorted((turned.get(found.code, found.code).code, found.path,
                   sorted(found.new), sorted(found.old)) for found in there
                  if not found.diff) == sorted(
        (found.code.code, found.path, sorted(found.old), sorted(found.new))
        for found in back if not found.diff)
    assert {(found.code, found.path) for found in there if found.diff} == {
        (found.code, found.path) for found in back if found.diff}
    assert reach_verdict(there) is reach_verdict(back)


@given(SIDES, SIDES, st.randoms(use_true_random=False))
def test_order_of_members(one: Side, other: Side,
                          chance: random.Random) -> None:
    """The order of the members in a wheel does not matter."""
    files = list(one.installed.files.items())
    chance.shuffle(files)
    shuffled = dataclasses.replace(one, installed=dataclasses.replace(
        one.installed, files=dict(files)))
    assert compare(shuffled, other) == compare(one, other)


@given(st.lists(st.tuples(st.sampled_from("ABC"),
                          st.sampled_from("xyz")), max_size=8),
       st.randoms(use_true_random=False))
def test_order_of_fields(fields: list[tuple[str, str]],
                         chance: random.Random) -> None:
    """The order of the fields in the metadata does not matter."""
    lines = [f"{name}: {value}" for name, value in fields]
    shuffled = lines.copy()
    chance.shuffle(shuffled)
    assert compare(make_metadata(*lines), make_metadata(*shuffled)) == ()


def make_noisy(plan: Iterable[str], chance: random.Random, python: str
               ) -> Side:
    """Write a file of stable lines, dates, sets, and what is planted.

    Chance is not hypothesis's own, which likes builds to be all the same.
    """
    lines: list[str] = []
    for number, kind in enumerate(plan):
        match kind:
            case "stable":
                lines.append(f"line {number}")
            case "blank":
                lines.append("")
            case "date":
                lines.append(f"built {chance.random()}")
            case "set":
                members = [f"member {number} {name}" for name in "abc"]
                chance.shuffle(members)
                lines += members
            case "count":
                lines += ["tick"] * chance.randrange(9)
            case "planted":
                lines.append(f"python {python}")
    return make_side({"sitedir/a.py": "".join(
        f"{line}\n" for line in lines)})


PLANS = st.lists(st.sampled_from(
    ["stable", "blank", "date", "set", "count"]), max_size=12)

SEEDS = st.integers(min_value=0, max_value=1 << 64)


@given(PLANS, PLANS, SEEDS, st.integers(min_value=0, max_value=3))
def test_planted_line(before: list[str], after: list[str],
                      seed: int, controls: int) -> None:
    """A line that depends on the interpreter is told, and is a finding where
    the builds of one interpreter are the same.
    """
    plan = [*before, "planted", *after]
    chance = random.Random(seed)
    builder, here, *others = (
        make_noisy(plan, chance, python)
        for python in ("3.11", "3.12", *["3.12"] * controls))
    (found,) = compare(builder, here, others)
    assert "python 3.11" in found.old
    assert "python 3.12" in found.new
    assert found.severity is (
        Severity.FINDING if all(other == here for other in others)
        else Severity.UNSTABLE)


@given(PLANS, SEEDS)
def test_unstable_alone(plan: list[str], seed: int) -> None:
    """What is unstable never gives a difference of the interpreters'."""
    chance = random.Random(seed)
    sides = [make_noisy(plan, chance, "3.12") for _ in range(10)]
    assert judge(*sides) in {Verdict.SAME, Verdict.UNSTABLE}


@given(st.lists(st.text("abcdef", min_size=1, max_size=1), unique=True,
                min_size=2, max_size=6), st.data())
def test_one_control_shows_a_set(members: list[str], data: st.DataObject
                                 ) -> None:
    """One control in another order tells a set from a list."""
    orders = [data.draw(st.permutations(members)) for _ in range(3)]
    builder, here, control = (
        make_side({"sitedir/a.py": "".join(
            f"{line}\n" for line in ["first", *order, "last"])})
        for order in orders)
    expected = {Verdict.SAME, Verdict.UNSTABLE}
    if orders[1] == orders[2]:
        expected = {Verdict.SAME, Verdict.DIFFERS}
    assert judge(builder, here, control) in expected


LONG = "sitedir/foo/speedups.abi3-x86_64-linux-gnu.so"


def test_newer_names_of_stable_modules_are_noted() -> None:
    """CPython 3.15 names its machine in them, and finds the older name."""
    older, newer = make_module((3, 14)), make_module((3, 15))
    newer = dataclasses.replace(
        newer, installed=newer.installed.rename({SPEEDUPS: LONG}),
        extensions=newer.extensions.rename({SPEEDUPS: LONG}))
    assert compare(older, newer, [newer]) == (Difference(
        code=Code.EXTENSION_NAME, path=LONG, old=(SPEEDUPS,), new=(LONG,),
        severity=Severity.NOTE),)
    # an older interpreter does not find the newer name
    assert list_codes(compare(newer, older)) == [
        ("file-removed", "finding", LONG),
        ("file-added", "finding", SPEEDUPS)]


@pytest.mark.parametrize(("builder", "here", "is_found"), [
    (".abi3t-x86_64-linux-gnu.so", ".abi3-x86_64-linux-gnu.so", True),
    (".abi3t.so", ".abi3-x86_64-linux-gnu.so", True),
    (".abi3t.so", ".abi3t-x86_64-linux-gnu.so", True),
    (".abi3t.so", ".abi3.so", True),
    # there is no such module without a GIL, or for another machine
    (".abi3.so", ".abi3t.so", False),
    (".abi3-x86_64-linux-gnu.so", ".abi3t-x86_64-linux-gnu.so", False),
    (".abi3t-x86_64-linux-gnu.so", ".abi3-aarch64-linux-gnu.so", False),
])
def test_names_of_stable_modules(builder: str, here: str, *, is_found: bool
                                 ) -> None:
    """CPython 3.15 finds what was built for a free-threaded one."""
    names = {f"sitedir/a{builder}": f"sitedir/a{here}"}
    assert find_renamed(names.keys(), names.values()) == (
        names if is_found else {})


def test_renamed_modules_are_compared() -> None:
    older = make_module((3, 14), needs=["libfoo.so"])
    newer = make_module((3, 15))
    newer = dataclasses.replace(
        newer, installed=newer.installed.rename({SPEEDUPS: LONG}),
        extensions=newer.extensions.rename({SPEEDUPS: LONG}))
    assert list_codes(compare(older, newer)) == [
        ("extension-name", "note", LONG),
        ("extension-needs", "finding", LONG)]
