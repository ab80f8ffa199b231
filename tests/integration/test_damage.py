# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Stores that are damaged, foreign, unusable: a plain build all the same."""

import concurrent.futures
import json
import os
import shutil
import subprocess

from collections.abc import Callable
from pathlib import Path

import pytest

from integration.environments import Environment, Environments
from integration.harness import Result, Workshop


pytestmark = pytest.mark.interpreters

BROKEN = "The reuse directory {} cannot be used: "


def _find_entry(store: Path) -> Path:
    (record,) = store.glob("v1/*/*/entry.json")
    return record.parent


def _find_wheel(store: Path) -> Path:
    (wheel,) = _find_entry(store).glob("*.whl")
    return wheel


def _rewrite(store: Path, **fields: object) -> None:
    record = _find_entry(store) / "entry.json"
    record.write_text(json.dumps(json.loads(record.read_text()) | fields))


def _truncate(store: Path) -> None:
    os.truncate(_find_wheel(store), 100)


def _empty(store: Path) -> None:
    os.truncate(_find_wheel(store), 0)


def _flip_bit(store: Path) -> None:
    wheel = _find_wheel(store)
    content = bytearray(wheel.read_bytes())
    content[len(content) // 2] ^= 1
    wheel.write_bytes(content)


def _append(store: Path) -> None:
    with _find_wheel(store).open("ab") as file:
        file.write(b"\0")


def _rename(store: Path) -> None:
    wheel = _find_wheel(store)
    wheel.rename(wheel.with_name("sample-2-py3-none-any.whl"))


def _lose(store: Path) -> None:
    _find_wheel(store).unlink()


def _replace_by_directory(store: Path) -> None:
    wheel = _find_wheel(store)
    wheel.unlink()
    wheel.mkdir()


def _replace_by_fifo(store: Path) -> None:
    wheel = _find_wheel(store)
    wheel.unlink()
    os.mkfifo(wheel)


def _replace_by_link(store: Path) -> None:
    wheel = _find_wheel(store)
    wheel.rename(store / wheel.name)
    wheel.symlink_to(store / wheel.name)


def _lose_record(store: Path) -> None:
    (_find_entry(store) / "entry.json").unlink()


def _truncate_record(store: Path) -> None:
    os.truncate(_find_entry(store) / "entry.json", 50)


def _nest_record(store: Path) -> None:
    (_find_entry(store) / "entry.json").write_text("[" * 100_000)


def _write_bytes(store: Path) -> None:
    (_find_entry(store) / "entry.json").write_bytes(bytes(range(256)))


def _write_list(store: Path) -> None:
    (_find_entry(store) / "entry.json").write_text("[]")


def _write_other_schema(store: Path) -> None:
    _rewrite(store, version=99)


def _write_other_kinds(store: Path) -> None:
    _rewrite(store, builder=["CPython"], tools=3, built="yesterday")


def _write_huge_number(store: Path) -> None:
    record = _find_entry(store) / "entry.json"
    record.write_text(record.read_text().replace(
        '"built":', '"built":' + "9" * 5000))


def _write_infinity(store: Path) -> None:
    _rewrite(store, built=float("inf"))


def _write_path(store: Path) -> None:
    wheel = _find_wheel(store)
    shutil.copyfile(wheel, store / wheel.name)
    _rewrite(store, wheel=f"../../../{wheel.name}")


def _write_absolute_path(store: Path) -> None:
    _rewrite(store, wheel=str(_find_wheel(store)))


def _move_to_another_key(store: Path) -> None:
    """As somebody does who merges two stores."""
    entry = _find_entry(store)
    record = json.loads((entry / "entry.json").read_text())
    _rewrite(store, state=record["sha256"])


def _put_file(store: Path) -> None:
    entry = _find_entry(store)
    shutil.rmtree(entry)
    entry.write_text("")


@pytest.fixture(scope="module")
def original(environments: Environments,
             tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """Return a workshop in which a wheel was built, to be copied."""
    workshop = Workshop(tmp_path_factory.mktemp("original") / "work")
    workshop.unpack("flit-pure")
    workshop.build(environments["python3.11"])
    return workshop


def test_undamaged(workshop: Workshop, original: Workshop, newer: Environment
                   ) -> None:
    assert _build_in_copy(workshop, original, newer).reused


@pytest.mark.parametrize(("damage", "reason"), [
    (_truncate, "it has SHA-256"),
    (_empty, "it has SHA-256"),
    (_flip_bit, "it has SHA-256"),
    (_append, "it has SHA-256"),
    (_rename, "it cannot be read: No such file"),
    (_lose, "it cannot be read: No such file"),
    (_replace_by_directory, "it cannot be read"),
    (_replace_by_fifo, "it cannot be read"),
    (_replace_by_link, "it cannot be read"),
    (_lose_record, "its entry.json cannot be read: No such file"),
    (_truncate_record, "its entry.json is not valid"),
    (_nest_record, "its entry.json is not valid"),
    (_write_bytes, "its entry.json is not valid"),
    (_write_list, "its entry.json is not valid"),
    (_write_other_schema, "its schema is 99, expected"),
    (_write_other_kinds, "its entry.json is not valid"),
    (_write_huge_number, "its entry.json is not valid"),
    (_write_infinity, "its entry.json is not valid"),
    (_write_path, "is not the name of a wheel"),
    (_write_absolute_path, "is not the name of a wheel"),
    (_move_to_another_key, "its entry.json is of another state or recipe"),
    (_put_file, "its entry.json cannot be read: Not a directory"),
], ids=lambda value: value.__name__.strip("_").replace("_", " ")
    if callable(value) else "")
def test_damaged_entry_is_a_refusal(
        workshop: Workshop, original: Workshop, newer: Environment,
        damage: Callable[[Path], None], reason: str) -> None:
    shutil.copytree(original.reuse_dir, workshop.reuse_dir, symlinks=True)
    damage(workshop.reuse_dir)

    result = _build_in_copy(workshop, original, newer)

    assert result.built
    assert reason in result.refusals
    # what the build adds is good
    again = workshop.build(newer)
    assert again.reused
    assert again.members == result.members


def test_wheel_that_its_user_changed(
        workshop: Workshop, older: Environment, newer: Environment) -> None:
    """It may be a hard link to the store's."""
    workshop.unpack("flit-pure")
    built = workshop.build(older)
    with built.wheel.open("r+b") as file:
        file.write(b"changed")

    result = workshop.build(newer)

    assert result.built
    assert "it has SHA-256" in result.refusals
    assert result.members == built.members


def test_backend_that_overwrites_what_was_handed_out(
        workshop: Workshop, older: Environment, newer: Environment) -> None:
    tree = workshop.unpack("flit-pure")
    wheel_dir = workshop.directory / "dist"
    first = workshop.build(older, wheel_dir=wheel_dir)
    original = (tree / "sample/data.txt").read_bytes()
    (tree / "sample/data.txt").write_bytes(b"other")
    assert workshop.build(newer, wheel_dir=wheel_dir).built
    (tree / "sample/data.txt").write_bytes(original)

    result = workshop.build(newer, wheel_dir=wheel_dir)

    assert result.reused
    assert result.sha256 == first.sha256


def _use_file(store: Path) -> None:
    store.write_text("")


def _use_dangling_link(store: Path) -> None:
    store.symlink_to("nowhere/at/all")


def _use_open_directory(store: Path) -> None:
    store.mkdir()
    store.chmod(0o777)


def _use_open_subdirectory(store: Path) -> None:
    (store / "v1").mkdir(parents=True)
    (store / "v1").chmod(0o777)


def _use_link_inside(store: Path) -> None:
    (store.parent / "elsewhere").mkdir()
    store.mkdir()
    (store / "v1").symlink_to("../elsewhere")


def _use_file_inside(store: Path) -> None:
    store.mkdir()
    (store / "v1").write_text("")


def _use_file_for_states(store: Path) -> None:
    (store / "v1").mkdir(parents=True)
    (store / "v1/states").write_text("")


@pytest.mark.parametrize("prepare", [
    _use_file, _use_dangling_link, _use_open_directory,
    _use_open_subdirectory, _use_link_inside, _use_file_inside,
    _use_file_for_states,
], ids=lambda value: value.__name__.strip("_").replace("_", " "))
def test_unusable_store_is_a_warning(
        workshop: Workshop, older: Environment,
        prepare: Callable[[Path], None]) -> None:
    workshop.unpack("flit-pure")
    prepare(workshop.reuse_dir)

    for _ in range(2):
        result = workshop.build(older)
        assert result.built
        assert BROKEN.format(workshop.reuse_dir) in result.warnings


def test_store_of_another_user_is_a_warning(
        workshop: Workshop, original: Workshop, newer: Environment) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a directory away")
    shutil.copytree(original.reuse_dir, workshop.reuse_dir)
    os.chown(workshop.reuse_dir / "v1", 65534, 65534)

    result = _build_in_copy(workshop, original, newer)

    assert result.built
    assert "belongs to user 65534, expected root" in result.warnings


def test_store_that_cannot_be_written(
        workshop: Workshop, original: Workshop, newer: Environment) -> None:
    shutil.copytree(original.reuse_dir, workshop.reuse_dir)
    prefix = _give_up_rights()
    for directory in (workshop.reuse_dir,
                      *workshop.reuse_dir.glob("**/*/")):
        directory.chmod(0o555)

    # reading suffices for a reuse
    reused = _build_in_copy(workshop, original, newer, prefix=prefix)
    (workshop.tree / "sample/more.txt").write_text("")
    built = workshop.build(newer, prefix=prefix)
    for directory in workshop.reuse_dir.glob("**/*/"):
        directory.chmod(0o755)

    assert reused.reused
    assert built.built
    assert f"is not kept in {workshop.reuse_dir}" in built.warnings


def test_store_that_cannot_be_read(
        workshop: Workshop, original: Workshop, newer: Environment) -> None:
    shutil.copytree(original.reuse_dir, workshop.reuse_dir)
    prefix = _give_up_rights()
    (workshop.reuse_dir / "v1").chmod(0)

    result = _build_in_copy(workshop, original, newer, prefix=prefix)
    (workshop.reuse_dir / "v1").chmod(0o755)

    assert result.built
    assert BROKEN.format(workshop.reuse_dir) in result.warnings


def test_full_store_is_a_warning(workshop: Workshop, older: Environment
                                 ) -> None:
    workshop.unpack("flit-pure")
    # one page, gone with the process
    mount = ("unshare", "--mount", "--map-root-user", "sh", "-ec",
             'mount -t tmpfs -o size=4k,mode=700 none "$0"; exec "$@"',
             str(workshop.reuse_dir))
    workshop.reuse_dir.mkdir()
    if not shutil.which("unshare") or subprocess.run(
            (*mount, "true"), stderr=subprocess.DEVNULL,
            check=False).returncode:
        pytest.skip("unshare is missing, or may not mount anything")

    result = workshop.build(older, prefix=mount)

    assert result.built
    assert (f" is not kept in {workshop.reuse_dir}: No space left on device"
            in result.warnings)


def test_store_that_vanishes_meanwhile(
        workshop: Workshop, older: Environment, newer: Environment) -> None:
    tree = workshop.unpack("setuptools-setup-py")
    setup = tree / "setup.py"
    setup.write_text("import shutil\n"
                     f"shutil.rmtree({str(workshop.reuse_dir)!r})\n"
                     + setup.read_text())
    for environment in (older, newer):
        result = workshop.build(environment)
        assert result.built
        assert f" is not kept in {workshop.reuse_dir}: " in result.warnings


def test_store_in_a_directory_that_is_not_there_yet(
        workshop: Workshop, older: Environment, newer: Environment) -> None:
    workshop.unpack("flit-pure")
    workshop.reuse_dir = workshop.reuse_dir / "deep/down"

    assert workshop.build(older).built
    assert workshop.build(newer).reused


def test_store_inside_the_tree(
        workshop: Workshop, older: Environment, newer: Environment) -> None:
    for project in ("flit-pure", "setuptools-pure"):
        workshop.reuse_dir = workshop.unpack(project, project) / ".reuse"
        for environment, reused in ((older, False), (newer, True)):
            result = workshop.build(environment,
                                    cwd=workshop.reuse_dir.parent)
            assert result.reused == reused


def test_a_build_that_fails_is_not_remembered(
        workshop: Workshop, older: Environment) -> None:
    tree = workshop.unpack("setuptools-setup-py")
    setup = tree / "setup.py"
    setup.write_text(setup.read_text() + "raise SystemError('failed')\n")

    finished = workshop.run(older, "build-wheel", "--wheel-dir", "dist",
                            "--reuse-dir", workshop.reuse_dir)

    assert (finished.status, finished.output) == (1, "")
    assert "SystemError: failed" in finished.stderr
    assert not list(workshop.reuse_dir.glob("v1/*/*/entry.json"))


def test_a_build_that_is_killed_leaves_no_entry(
        workshop: Workshop, older: Environment) -> None:
    tree = workshop.unpack("setuptools-setup-py")
    setup = tree / "setup.py"
    sound = setup.read_text()
    setup.write_text(sound + "import os\nos.kill(os.getpid(), 9)\n")

    finished = workshop.run(older, "build-wheel", "--wheel-dir", "../dist",
                            "--reuse-dir", workshop.reuse_dir)

    assert finished.status == -9
    setup.write_text(sound)
    assert workshop.build(older).built
    assert workshop.build(older).reused


def test_builds_side_by_side(workshop: Workshop, environments: Environments
                             ) -> None:
    """One copy each, one store, all at the same time."""
    turn = environments.pick("python3.11", "python3.12", "python3.13")
    copies = {environment: [
        workshop.unpack("setuptools-pure", f"{environment.name}-{number}")
        for number in range(2)] for environment in turn}

    def build(environment: Environment, copy: Path) -> Result:
        return workshop.build(environment, cwd=copy,
                              wheel_dir=copy / "dist")

    with concurrent.futures.ThreadPoolExecutor() as pool:
        results = [pool.submit(build, environment, copy)
                   for environment in turn for copy in copies[environment]]

    contents = [result.result().members for result in results]
    assert contents.count(contents[0]) == len(contents)
    final = workshop.unpack("setuptools-pure", "final")
    assert build(turn[0], final).reused


def test_find_wheel_in_a_damaged_store(
        workshop: Workshop, original: Workshop, newer: Environment) -> None:
    shutil.copytree(original.tree, workshop.tree)
    shutil.copytree(original.reuse_dir, workshop.reuse_dir)
    _flip_bit(workshop.reuse_dir)

    found = workshop.run(newer, "find-wheel", "--json", "--reuse-dir",
                         workshop.reuse_dir)

    assert found.status == 3
    answer = json.loads(found.stdout)
    assert answer["chosen"] is None
    assert [refusal["reason"] for refusal in answer["refused"]] == ["damaged"]


def _build_in_copy(workshop: Workshop, original: Workshop,
                   environment: Environment,
                   prefix: tuple[str, ...] = ()) -> Result:
    """Build the sources of another workshop."""
    shutil.copytree(original.tree, workshop.tree)
    if not workshop.reuse_dir.exists():
        shutil.copytree(original.reuse_dir, workshop.reuse_dir)
    return workshop.build(environment, prefix=prefix)


def _give_up_rights() -> tuple[str, ...]:
    """Return a program by which root keeps to modes as others do."""
    if os.geteuid() != 0:
        return ()
    prefix = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search",
              "--inh-caps", "-dac_override,-dac_read_search")
    if not shutil.which("setpriv") or subprocess.run(
            (*prefix, "true"), stderr=subprocess.DEVNULL,
            check=False).returncode:
        pytest.skip("root needs setpriv for that")
    return prefix
