# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of the store."""

import fcntl
import hashlib
import itertools
import json
import os
import shutil
import tempfile
import typing

from collections.abc import Callable
from pathlib import Path

import hypothesis
import hypothesis.strategies as st
import pytest

from gpep517_reuse.analysis.condition import Condition
from gpep517_reuse.errors import StoreError
from gpep517_reuse.sources.recipe import Recipe
from gpep517_reuse.sources.tree import Tree
from gpep517_reuse.store.directory import open_directory
from gpep517_reuse.store.entry import SCHEMA, Candidate, Damaged, Entry
from gpep517_reuse.store.store import (
    Store,
    _is_digest,
    derive_key,
    detach_wheels,
)

from samples import PURE, make_entry
from wheels import build_wheel


A, B, C, D = (letter * 64 for letter in "abcd")
TREE = Tree({"sample.py": f"f{A}"})
RECIPE = Recipe({"--backend": "flit_core"})
HINT = "hint: name a directory that only this user can write to"

needs_posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX")
needs_links = pytest.mark.skipif(
    os.link not in os.supports_follow_symlinks,
    reason="os.link() cannot be told not to follow symbolic links")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "store", create=True)


class Sample(typing.NamedTuple):
    """Hold a wheel, and what the store is told about it."""

    wheel: Path
    entry: Entry

    @property
    def key(self) -> str:
        return derive_key(self.entry.state, self.entry.recipe.digest)


def make_sample(directory: Path, text: str = "", **fields: typing.Any
                ) -> Sample:
    wheel = build_wheel(directory, PURE, {"sample.py": text})
    sha256 = hashlib.sha256(wheel.read_bytes()).hexdigest()
    return Sample(wheel, make_entry(**{
        "sha256": sha256, "state": A, "recipe": RECIPE, **fields}))


@pytest.fixture
def sample(tmp_path: Path) -> Sample:
    return make_sample(tmp_path / "dist")


def find_one(store: Store, sample: Sample) -> Candidate:
    (found,) = store.find([sample.key])
    assert isinstance(found, Candidate)
    return found


def list_files(directory: str | Path) -> list[str]:
    return sorted(str(path.relative_to(directory))
                  for path in Path(directory).rglob("*"))


def test_layout(store: Store, sample: Sample) -> None:
    store.add(sample.entry, sample.wheel, TREE)
    store.note_parent(B, A)
    (name,) = os.listdir(Path(store.directory) / "v1" / sample.key)
    assert name.startswith("sample-1-py3-none-any-")
    assert list_files(store.directory) == sorted([
        "README", "v1", "v1/states", f"v1/states/{B}", "v1/wheels",
        f"v1/wheels/{sample.entry.sha256}", f"v1/{sample.key}",
        *(f"v1/{sample.key}/{name}{end}" for end in (
            "", f"/{PURE}", "/entry.json", "/tree.json"))])


def test_readme(store: Store) -> None:
    text = (Path(store.directory) / "README").read_text()
    assert text == (
        "gpep517-reuse keeps the wheels here that it built, to hand them out "
        "again to\nother Python interpreters.  The directory may be deleted "
        "at any time; then\nthey are built again.\n")
    (Path(store.directory) / "README").write_text("mine")
    Store.open(store.directory, create=True)
    assert (Path(store.directory) / "README").read_text() == "mine"


def test_open_without_create_writes_nothing(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "store", create=False)
    assert list_files(tmp_path) == []
    assert store.find([A]) == ()
    assert list(store.walk_parents(A)) == [A]
    assert not store.knows_wheel(A)


def test_directory_that_is_not_there_is_an_empty_store(tmp_path: Path
                                                       ) -> None:
    store = Store.open(tmp_path / "store", create=False)
    assert list(store.find_others([A], 20)) == []


def test_find_what_was_added(store: Store, sample: Sample) -> None:
    assert store.find([sample.key]) == ()
    store.add(sample.entry, sample.wheel, TREE)
    found = find_one(store, sample)
    assert found.entry == sample.entry
    assert Path(found.wheel).read_bytes() == sample.wheel.read_bytes()
    assert store.check(found) is None
    assert store.read_tree(found) == TREE
    assert store.find([C]) == ()
    assert store.find([C, sample.key]) == (found,)


def test_record_is_json(store: Store, sample: Sample) -> None:
    store.add(sample.entry, sample.wheel, TREE)
    directory = Path(find_one(store, sample).wheel).parent
    for name in ("entry.json", "tree.json"):
        text = (directory / name).read_text()
        assert text == json.dumps(json.loads(text), sort_keys=True,
                                  separators=(",", ":")) + "\n"


def test_known_wheels(store: Store, sample: Sample) -> None:
    assert not store.knows_wheel(sample.entry.sha256)
    store.add(sample.entry, sample.wheel, TREE)
    assert store.knows_wheel(sample.entry.sha256)
    assert not store.knows_wheel(B)


@needs_links
def test_added_by_a_hard_link(store: Store, sample: Sample) -> None:
    store.add(sample.entry, sample.wheel, TREE)
    assert sample.wheel.samefile(find_one(store, sample).wheel)


def test_added_twice(store: Store, sample: Sample) -> None:
    store.add(sample.entry, sample.wheel, TREE)
    before = list_files(store.directory)
    store.add(sample.entry._replace(built=2), sample.wheel, TREE)
    assert list_files(store.directory) == before
    assert find_one(store, sample).entry == sample.entry


@pytest.mark.parametrize("fields", [
    {"ran": ("setup.py",)}, {"interpreter_names": ("a",)},
    {"tools": {"a": "1"}},
    {"sha256": B}], ids=str)
def test_same_wheel_with_other_facts(store: Store, sample: Sample,
                                     fields: dict[str, object]) -> None:
    store.add(sample.entry, sample.wheel, TREE)
    other = Entry(**{**sample.entry._asdict(), **fields})
    store.add(other, sample.wheel, TREE)
    found = store.find([sample.key])
    assert len(found) == 2
    assert other in [item.entry for item in found
                     if isinstance(item, Candidate)]


def test_wheel_that_is_fit_for_nobody_is_not_kept(store: Store,
                                                  sample: Sample) -> None:
    entry = sample.entry._replace(faults=("a",))
    store.add(entry, sample.wheel, TREE)
    found = find_one(store, sample)
    assert found.entry == entry
    assert not Path(found.wheel).exists()
    assert store.knows_wheel(entry.sha256)


def test_failed_add_leaves_nothing(store: Store, sample: Sample) -> None:
    before = list_files(store.directory)
    with pytest.raises(FileNotFoundError):
        store.add(sample.entry, sample.wheel.with_name("gone.whl"), TREE)
    assert list_files(store.directory) == before


def test_unfinished_entry_is_not_found(store: Store, sample: Sample) -> None:
    store.add(sample.entry, sample.wheel, TREE)
    final = Path(find_one(store, sample).wheel).parent
    # as if killed before the rename
    final.rename(Path(store.directory) / ".gpep517-reuse-new-1-abcdef")
    assert store.find([sample.key]) == ()
    assert list(store.find_others([], 20)) == []


def test_hand_out(store: Store, sample: Sample, tmp_path: Path) -> None:
    store.add(sample.entry, sample.wheel, TREE)
    directory = tmp_path / "new" / "dist"
    path = store.hand_out(find_one(store, sample), directory)
    assert path == str(directory / PURE)
    assert Path(path).read_bytes() == sample.wheel.read_bytes()
    assert list_files(directory) == [PURE]


def test_reuses_are_counted(store: Store, sample: Sample, tmp_path: Path
                            ) -> None:
    store.add(sample.entry, sample.wheel, TREE)
    found = find_one(store, sample)
    assert store.count_reuses(found) == 0
    for _ in range(3):
        store.hand_out(found, tmp_path / "dist")
    assert store.count_reuses(found) == 3
    assert store.measure(found) == Path(found.wheel).stat().st_size


@pytest.mark.parametrize("kind", ["link", "directory", "fifo"])
def test_reuses_that_cannot_be_counted(store: Store, sample: Sample,
                                       tmp_path: Path, kind: str) -> None:
    store.add(sample.entry, sample.wheel, TREE)
    found = find_one(store, sample)
    counter = Path(found.wheel).with_name("reuses")
    (tmp_path / "other").write_bytes(b"")
    match kind:
        case "link":
            counter.symlink_to(tmp_path / "other")
        case "directory":
            counter.mkdir()
        case _:
            os.mkfifo(counter)
    assert Path(store.hand_out(found, tmp_path / "dist")).exists()
    assert (tmp_path / "other").read_bytes() == b""


def test_hand_out_next_to_others(store: Store, sample: Sample, tmp_path: Path
                                 ) -> None:
    """What is in a wheel directory is its owner's, and so is a lock on it."""
    store.add(sample.entry, sample.wheel, TREE)
    directory = tmp_path / "dist"
    (directory / ".new-important").mkdir(parents=True)
    with open_directory(directory) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        store.hand_out(find_one(store, sample), directory)
    assert sorted(os.listdir(directory)) == [".new-important", PURE]


def test_what_was_staged_and_left_is_removed(
        store: Store, sample: Sample, tmp_path: Path) -> None:
    store.add(sample.entry, sample.wheel, TREE)
    names = [f".gpep517-reuse-new-1-{name}" for name in ("left", "locked")]
    for name in names:
        (tmp_path / "dist" / name).mkdir(parents=True)
    with open_directory(tmp_path / "dist" / names[1]) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        store.hand_out(find_one(store, sample), tmp_path / "dist")
    assert sorted(os.listdir(tmp_path / "dist")) == [names[1], PURE]


@needs_links
def test_hand_out_by_a_hard_link(store: Store, sample: Sample,
                                 tmp_path: Path) -> None:
    store.add(sample.entry, sample.wheel, TREE)
    found = find_one(store, sample)
    for _ in range(2):
        path = store.hand_out(found, tmp_path / "other")
        assert Path(path).samefile(found.wheel)
    assert list_files(tmp_path / "other") == [PURE]


def test_hand_out_replaces_what_is_there(store: Store, sample: Sample,
                                         tmp_path: Path) -> None:
    store.add(sample.entry, sample.wheel, TREE)
    outside = tmp_path / "outside"
    outside.write_text("mine")
    (tmp_path / "link").mkdir()
    (tmp_path / "link" / PURE).symlink_to(outside)
    path = Path(store.hand_out(find_one(store, sample), tmp_path / "link"))
    assert not path.is_symlink()
    assert path.read_bytes() == sample.wheel.read_bytes()
    assert outside.read_text() == "mine"


@pytest.mark.skipif(not os.path.isdir("/dev/shm")
                    or not os.access("/dev/shm", os.W_OK),
                    reason="needs another file system at /dev/shm")
def test_copied_where_it_cannot_be_linked(store: Store, sample: Sample
                                          ) -> None:
    with tempfile.TemporaryDirectory(dir="/dev/shm") as directory:
        if os.stat(directory).st_dev == os.stat(store.directory).st_dev:
            pytest.skip("/dev/shm is the same file system")
        wheel = Path(directory) / PURE
        shutil.copyfile(sample.wheel, wheel)
        os.utime(wheel, (1, 1))
        store.add(sample.entry, wheel, TREE)
        found = find_one(store, sample)
        assert store.check(found) is None
        path = Path(store.hand_out(found, Path(directory) / "dist"))
        assert path.read_bytes() == wheel.read_bytes()
        assert path.stat().st_nlink == 1
        assert path.stat().st_mtime_ns == wheel.stat().st_mtime_ns


def damage(found: Candidate, content: bytes) -> None:
    # anew, not through the hard link
    Path(found.wheel).unlink()
    Path(found.wheel).write_bytes(content)


def test_other_bytes(store: Store, sample: Sample) -> None:
    store.add(sample.entry, sample.wheel, TREE)
    found = find_one(store, sample)
    damage(found, b"other")
    assert store.check(found) == Damaged(
        found.wheel,
        f"it has SHA-256 {hashlib.sha256(b'other').hexdigest()[:12]}..., "
        f"expected {sample.entry.sha256[:12]}...: something changed it, or "
        "another file that is a hard link to it")


def test_truncated(store: Store, sample: Sample) -> None:
    store.add(sample.entry, sample.wheel, TREE)
    found = find_one(store, sample)
    damage(found, sample.wheel.read_bytes()[:-1])
    assert isinstance(store.check(found), Damaged)


def test_missing(store: Store, sample: Sample) -> None:
    store.add(sample.entry, sample.wheel, TREE)
    found = find_one(store, sample)
    Path(found.wheel).unlink()
    assert store.check(found) == Damaged(
        found.wheel, "it cannot be read: No such file or directory")


def make_directory(path: Path, _: Path) -> None:
    path.mkdir()


def make_link(path: Path, wheel: Path) -> None:
    path.symlink_to(wheel)


def make_fifo(path: Path, _: Path) -> None:
    os.mkfifo(path)


@needs_posix
@pytest.mark.parametrize("make", [make_directory, make_link, make_fifo])
def test_no_file(store: Store, sample: Sample,
                 make: Callable[[Path, Path], None]) -> None:
    store.add(sample.entry, sample.wheel, TREE)
    found = find_one(store, sample)
    Path(found.wheel).unlink()
    make(Path(found.wheel), sample.wheel)
    damaged = store.check(found)
    assert damaged is not None
    assert damaged.reason.startswith("it cannot be read: ")


def rewrite(store: Store, sample: Sample, **fields: object) -> None:
    """Write other fields into the record of the only entry."""
    (path,) = (Path(store.directory) / "v1" / sample.key).glob("*/entry.json")
    path.write_text(json.dumps({**json.loads(path.read_text()), **fields}))


def find_reason(store: Store, sample: Sample) -> str:
    (found,) = store.find([sample.key])
    assert isinstance(found, Damaged)
    assert found.title.startswith(
        f"{store.directory}/v1/{sample.key}/sample-1-")
    return found.reason


@pytest.mark.parametrize(("fields", "reason"), [
    ({"version": SCHEMA + 1},
     f"its entry.json is not valid: its schema is {SCHEMA + 1}, expected "
     f"{SCHEMA}"),
    ({"wheel": "../../evil-1-py3-none-any.whl"},
     "its entry.json is not valid: '../../evil-1-py3-none-any.whl' is not "
     "the name of a wheel"),
    ({"wheel": "/evil-1-py3-none-any.whl"},
     "its entry.json is not valid: '/evil-1-py3-none-any.whl' is not the "
     "name of a wheel"),
    ({"wheel": ".."},
     "its entry.json is not valid: '..' is not the name of a wheel"),
    ({"state": B}, "its entry.json is of another state or recipe"),
    ({"recipe": {}}, "its entry.json is of another state or recipe"),
], ids=["schema", "up", "absolute", "dots", "state", "recipe"])
def test_record_of_something_else(store: Store, sample: Sample,
                                  fields: dict[str, object], reason: str
                                  ) -> None:
    store.add(sample.entry, sample.wheel, TREE)
    rewrite(store, sample, **fields)
    assert find_reason(store, sample) == reason


def test_entry_that_was_moved(store: Store, sample: Sample) -> None:
    store.add(sample.entry, sample.wheel, TREE)
    shelves = Path(store.directory) / "v1"
    (shelves / sample.key).rename(shelves / B)
    (found,) = store.find([B])
    assert isinstance(found, Damaged)
    assert found.reason == "its entry.json is of another state or recipe"


@needs_posix
def test_linked_record_is_not_followed(store: Store, sample: Sample,
                                       tmp_path: Path) -> None:
    store.add(sample.entry, sample.wheel, TREE)
    path = Path(find_one(store, sample).wheel).parent / "entry.json"
    path.rename(tmp_path / "entry.json")
    path.symlink_to(tmp_path / "entry.json")
    assert find_reason(store, sample).startswith(
        "its entry.json cannot be read: it is a symbolic link")


def test_things_that_are_no_entries(store: Store, sample: Sample) -> None:
    store.add(sample.entry, sample.wheel, TREE)
    directory = Path(store.directory) / "v1" / sample.key
    (directory / "file").write_text("")
    (directory / "empty").mkdir()
    reasons = sorted(found.reason for found in store.find([sample.key])
                     if isinstance(found, Damaged))
    assert reasons == [
        "its entry.json cannot be read: No such file or directory",
        "its entry.json cannot be read: Not a directory"]


def test_stray_files_in_the_store(store: Store, sample: Sample) -> None:
    store.add(sample.entry, sample.wheel, TREE)
    (Path(store.directory) / "v1" / ".DS_Store").write_text("")
    assert list(store.find_others([sample.key], 20)) == []


@pytest.mark.once
@hypothesis.given(st.binary())
@hypothesis.example(b"[" * 100_000)
@hypothesis.example(b"9" * 10_000)
@hypothesis.example(b'{"version": 1}')
def test_any_record(content: bytes) -> None:
    """Whatever stands in a record that we did not write, nothing is raised
    and nothing handed out.
    """
    with tempfile.TemporaryDirectory() as directory:
        store = Store.open(Path(directory) / "store", create=True)
        path = Path(store.directory) / "v1" / A / "sample"
        path.mkdir(parents=True)
        (path / "entry.json").write_bytes(content)
        (found,) = store.find([A])
        assert isinstance(found, Damaged)
        assert found.title == str(path)
        assert found.reason.startswith("its entry.json is not valid: ")


@pytest.mark.once
@hypothesis.given(st.integers(min_value=0), st.integers(0, 7))
@hypothesis.example(0, 0)
def test_any_bit(index: int, bit: int) -> None:
    """A record with another bit says the same, or is not used."""
    with tempfile.TemporaryDirectory() as directory:
        store = Store.open(Path(directory) / "store", create=True)
        sample = make_sample(Path(directory), conditions=(
            Condition("setup.py", 1, "sys.version_info >= (3, 12)", "True"),))
        store.add(sample.entry, sample.wheel, TREE)
        record = Path(find_one(store, sample).wheel).with_name("entry.json")
        content = bytearray(record.read_bytes())
        content[index % len(content)] ^= 1 << bit
        record.write_bytes(content)
        (found,) = store.find([sample.key])
        if isinstance(found, Candidate) and not store.check(found):
            assert found.entry._replace(
                built=sample.entry.built) == sample.entry


def test_record_that_says_something_else(store: Store, sample: Sample
                                         ) -> None:
    """It would have others reuse what is not for them, and is made anew."""
    store.add(sample.entry, sample.wheel, TREE)
    rewrite(store, sample, groups=["other"])
    found = find_one(store, sample)
    assert store.check(found) == Damaged(
        os.path.dirname(found.wheel), "something changed its entry.json")
    store.add(sample.entry, sample.wheel, TREE)
    assert store.check(find_one(store, sample)) is None


SURROGATES = st.text(st.characters(categories=["Cs", "Cc", "L"]),
                     max_size=3)


@pytest.mark.once
@hypothesis.given(st.sampled_from(sorted(make_entry().to_json())),
                  SURROGATES | st.floats() | st.lists(SURROGATES, max_size=1)
                  | st.dictionaries(SURROGATES, SURROGATES, max_size=1)
                  | SURROGATES.map("{}-1-py3-none-any.whl".format))
@hypothesis.example("state", "\ud800")
@hypothesis.example("wheel", "\ud800-1-py3-none-any.whl")
@hypothesis.example("wheel", "\0-1-py3-none-any.whl")
@hypothesis.example("built", float("inf"))
def test_any_field(name: str, value: object) -> None:
    """Whatever a field holds, nothing is raised, and a wheel that is not
    there is not handed out.
    """
    with tempfile.TemporaryDirectory() as directory:
        store = Store.open(Path(directory) / "store", create=True)
        data = {**make_entry().to_json(), name: value}
        key = A
        if isinstance(data["state"], str) and isinstance(
                data["recipe"], dict) and data["state"].isprintable():
            key = derive_key(data["state"], Recipe(data["recipe"]).digest)
        path = Path(store.directory) / "v1" / key / "sample"
        path.mkdir(parents=True)
        (path / "entry.json").write_text(json.dumps(data))
        for found in store.find([key]):
            assert isinstance(found, Damaged) or store.check(found)


@pytest.mark.once
@hypothesis.given(st.binary(), st.sampled_from([A, "x", ""]))
@hypothesis.example(b"../../../etc/passwd", A)
@hypothesis.example(b"\0" * 64, A)
@hypothesis.example(B.encode() + b"/..", A)
def test_any_state_note(content: bytes, state: str) -> None:
    """Whatever stands in a note of a state, nothing is raised, and nobody
    is led to another place.
    """
    with tempfile.TemporaryDirectory() as directory:
        store = Store.open(Path(directory) / "store", create=True)
        (Path(store.directory) / "v1" / "states" / A).write_bytes(content)
        found = list(store.walk_parents(state))
        assert found == ([state] if state else [])


@pytest.mark.once
@hypothesis.given(st.binary())
@hypothesis.example(b"[]")
def test_any_tree(content: bytes) -> None:
    """Whatever stands in tree.json, nothing is raised."""
    with tempfile.TemporaryDirectory() as directory:
        store = Store.open(Path(directory) / "store", create=True)
        sample = make_sample(Path(directory) / "dist")
        store.add(sample.entry, sample.wheel, TREE)
        found = find_one(store, sample)
        (Path(found.wheel).parent / "tree.json").write_bytes(content)
        assert store.read_tree(found) in (None, Tree({}))


@pytest.mark.parametrize(("text", "is_digest"), [
    (A, True), ("0123456789abcdef" * 4, True), ("", False),
    (A[1:], False), (A + "a", False), (A.upper(), False),
    (f"{A[1:]}\n", False), (f"\n{A[1:]}", False), (f"{A[1:]}\u0661", False),
    (f"{A[:32]}g{A[33:]}", False), (f"{A[:32]}/{A[33:]}", False)], ids=ascii)
def test_digest(text: str, is_digest: bool) -> None:
    assert _is_digest(text) is is_digest


def test_parents(store: Store) -> None:
    store.note_parent(B, A)
    store.note_parent(C, B)
    assert list(store.walk_parents(C)) == [C, B, A]
    assert list(store.walk_parents(A)) == [A]
    assert list(store.walk_parents(D)) == [D]


def test_state_is_not_its_own_parent(store: Store) -> None:
    store.note_parent(A, A)
    assert list_files(Path(store.directory) / "v1" / "states") == []


def test_parent_that_is_noted_twice(store: Store) -> None:
    for _ in range(3):
        store.note_parent(B, A)
    assert list(store.walk_parents(B)) == [B, A]


def test_two_parents_are_none(store: Store) -> None:
    store.note_parent(C, A)
    store.note_parent(C, B)
    assert list(store.walk_parents(C)) == [C]
    # for good
    store.note_parent(C, A)
    store.note_parent(C, A)
    assert list(store.walk_parents(C)) == [C]


def test_cycle(store: Store) -> None:
    for state, parent in ((A, B), (B, C), (C, A)):
        store.note_parent(state, parent)
    assert list(store.walk_parents(A)) == [A, B, C]


@pytest.mark.once
@hypothesis.given(st.lists(st.tuples(*[st.sampled_from([A, B, C, D])] * 2),
                           max_size=8))
def test_walk_follows_only_parents(notes: list[tuple[str, str]]) -> None:
    """A walk ends, meets no state twice, and goes from each state to the
    only one that it was ever reached from.
    """
    parents: dict[str, set[str]] = {}
    for state, parent in notes:
        if state != parent:
            parents.setdefault(state, set()).add(parent)
    with tempfile.TemporaryDirectory() as directory:
        store = Store.open(Path(directory) / "store", create=True)
        for state, parent in notes:
            store.note_parent(state, parent)
        walked = list(store.walk_parents(A))
    assert walked[0] == A
    assert len(set(walked)) == len(walked)
    for state, parent in itertools.pairwise(walked):
        assert parents[state] == {parent}
    last = parents.get(walked[-1], set())
    assert len(last) != 1 or last <= set(walked)


def test_no_temporary_files_stay(store: Store) -> None:
    for parent in (A, A, B, C):
        store.note_parent(D, parent)
    assert list_files(Path(store.directory) / "v1") == [
        "states", f"states/{D}", "wheels"]


def test_find_others(store: Store, tmp_path: Path) -> None:
    samples = [make_sample(tmp_path / state[0], state=state)
               for state in (A, B, C)]
    for number, item in enumerate(samples):
        store.add(item.entry, item.wheel, TREE)
        os.utime(Path(store.directory) / "v1" / item.key, (number, number))
    others = store.find_others([samples[0].key], 20)
    assert [other.entry.state for other in others] == [C, B]
    others = store.find_others([samples[0].key], 1)
    assert [other.entry.state for other in others] == [C]


def fail_to_open(directory: Path, *, create: bool = True) -> str:
    with pytest.raises(StoreError) as caught:
        Store.open(directory, create=create)
    return str(caught.value)


@needs_posix
@pytest.mark.parametrize("create", [True, False])
@pytest.mark.parametrize("below", ["", "v1"])
def test_world_writable(tmp_path: Path, below: str,
                        create: bool) -> None:
    path = tmp_path / "store" / below
    path.mkdir(parents=True)
    for mode in (0o777, 0o1777, 0o702):
        path.chmod(mode)
        assert fail_to_open(tmp_path / "store", create=create) == (
            f"{path} can be written to by others\nhint: chmod go-w {path}, "
            f"or {HINT.removeprefix('hint: ')}")


@needs_posix
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0,
                    reason="only root can give files away")
@pytest.mark.parametrize("below", ["", "v1"])
def test_foreign_owner(tmp_path: Path, below: str) -> None:
    path = tmp_path / "store" / below
    path.mkdir(parents=True)
    os.chown(path, 12345, -1)
    assert fail_to_open(tmp_path / "store") == (
        f"{path} belongs to user 12345, expected root\n{HINT}")


@needs_posix
def test_symlinked_v1(tmp_path: Path) -> None:
    (tmp_path / "evil").mkdir()
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "v1").symlink_to(tmp_path / "evil")
    for create in (True, False):
        assert fail_to_open(tmp_path / "store", create=create) == (
            f"{tmp_path}/store/v1 is not a directory, or a link to one\n"
            f"{HINT}")


@needs_posix
def test_nothing_is_written_through_a_symlinked_v1(tmp_path: Path) -> None:
    (tmp_path / "evil").mkdir()
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "v1").symlink_to(tmp_path / "evil")
    fail_to_open(tmp_path / "store")
    assert list_files(tmp_path / "evil") == []


@needs_posix
def test_symlinked_store_is_the_callers_own_business(tmp_path: Path
                                                     ) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "v1").symlink_to("real")
    Store.open(tmp_path / "v1", create=True)
    assert (tmp_path / "real" / "v1").is_dir()


def test_file_in_place_of_a_store(tmp_path: Path) -> None:
    path = tmp_path / "store"
    path.write_text("")
    with pytest.raises((OSError, StoreError), match="store"):
        Store.open(path, create=True)
    assert fail_to_open(path, create=False) == (
        f"{path} is not a directory, or a link to one\n{HINT}")


@pytest.mark.parametrize(("state", "recipe"), [(A, B), (B, A), ("", "")])
def test_derive_key(state: str, recipe: str) -> None:
    assert derive_key(state, recipe) == hashlib.sha256(
        f"{state}\0{recipe}".encode()).hexdigest()


@needs_posix
def test_detach_wheels(store: Store, sample: Sample) -> None:
    store.add(sample.entry, sample.wheel, TREE)
    directory = sample.wheel.parent
    (directory / "other.txt").write_text("")
    os.link(directory / "other.txt", directory / "linked.txt")
    content = sample.wheel.read_bytes()
    detach_wheels(directory)
    assert sample.wheel.read_bytes() == content
    assert sample.wheel.stat().st_nlink == 1
    assert (directory / "other.txt").stat().st_nlink == 2
    assert list_files(directory) == ["linked.txt", "other.txt", PURE]
    # what a backend does that writes into the file that is there
    with sample.wheel.open("r+b") as file:
        file.write(b"other")
    assert store.check(find_one(store, sample)) is None


def test_detach_leaves_others_alone(tmp_path: Path) -> None:
    (tmp_path / "dir.whl").mkdir()
    (tmp_path / "gone.whl").symlink_to("nowhere")
    single = build_wheel(tmp_path, PURE)
    before = single.stat()
    detach_wheels(tmp_path)
    assert single.stat() == before
    assert list_files(tmp_path) == ["dir.whl", "gone.whl", PURE]
