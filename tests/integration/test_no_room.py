# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""File systems that are full, read-only, broken, or not there any more."""

import errno
import functools
import os
import resource
import shutil
import subprocess

from collections.abc import Callable
from pathlib import Path

import pytest

from integration.environments import Environment
from integration.faults import Place, read_entries
from integration.harness import Workshop, read_members
from samples import PURE


pytestmark = pytest.mark.interpreters


@pytest.mark.parametrize("is_filled", [False, True],
                         ids=["first build", "reuse"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EROFS,
                                  errno.EACCES], ids=errno.errorcode.get)
def test_error_from_any_point_on(place: Place, code: int, is_filled: bool
                                 ) -> None:
    """Whenever the store's file system begins to fail, the build succeeds,
    and says so; what is in the store is whole.
    """
    if is_filled:
        place.fill()
    place.renew()
    total = place.build(kind="error").passed
    expected = read_members(place.wheels / PURE)
    warned = 0
    for point in range(1, total + 1, 3):
        place.renew()
        outcome = place.build(kind="error", code=code, at=point)
        assert (outcome.status, outcome.answer) == (0, f"{PURE}\n"), (
            outcome.log)
        assert "Traceback" not in outcome.log
        # all but the removal of what was staged
        warned += outcome.warns
        assert read_members(place.wheels / PURE) == expected
        read_entries(place.store)
    # where there are links, few steps lead to a reuse
    assert warned > (1 if is_filled else 3)
    place.renew()
    assert place.build().status == 0


def test_no_hard_links(place: Place) -> None:
    """Without hard links, wheels are copied, and states noted all the
    same: one that was reached from two has no parent.
    """
    place.renew()
    assert not place.build(links=False).reused
    place.renew_tree()
    assert place.build(links=False).reused
    # what this build leads to is what an edited tree leads to as well
    place.renew_tree()
    (place.tree / "trace.txt").write_text("another one\n")
    assert not place.build("--no-reuse", links=False).reused
    outcome = place.build(links=False)
    assert not outcome.warns
    assert not outcome.reused
    assert all(wheel.stat().st_nlink == 1 for wheel in (
        place.wheels / PURE, *place.store.glob("v1/*/*/*.whl")))


def mount(options: str, target: Path) -> tuple[str, ...]:
    """Return a program that mounts something, and goes with all of it."""
    prefix = ("unshare", "--mount", "--map-root-user", "sh", "-ec",
              f'mount {options} "$0"; exec "$@"', str(target))
    if not shutil.which("unshare") or subprocess.run(
            (*prefix, "true"), stderr=subprocess.DEVNULL,
            check=False).returncode:
        pytest.skip("unshare is missing, or may not mount anything")
    return prefix


# one inode is the directory itself; a first entry takes twelve more
@pytest.mark.parametrize("inodes", range(2, 13))
def test_full_in_the_midst_of_storing(
        workshop: Workshop, older: Environment, inodes: int) -> None:
    workshop.unpack("leaving-traces")
    workshop.reuse_dir.mkdir()
    mounted = mount(f"-t tmpfs -o nr_inodes={inodes},mode=700 none",
                   workshop.reuse_dir)

    result = workshop.build(older, prefix=mounted)

    assert result.built
    assert "No space left on device" in result.warnings


def test_read_only_file_system(workshop: Workshop, older: Environment
                               ) -> None:
    """What can be read suffices for a reuse."""
    workshop.unpack("flit-pure")
    workshop.build(older)
    store = str(workshop.reuse_dir)
    mounted = mount(f"--bind -o ro '{store}'", workshop.reuse_dir)

    assert workshop.build(older, prefix=mounted).reused
    (workshop.tree / "sample/more.txt").write_text("")
    built = workshop.build(older, prefix=mounted)

    assert built.built
    assert "Read-only file system" in built.warnings


def test_limit_of_file_sizes(place: Place, older: Environment,
                             tmp_path: Path) -> None:
    """The record of a tree of many files is longer than the wheel."""
    place.renew()
    for number in range(1000):
        (place.tree / f"{number}.txt").write_text("")

    finished = subprocess.run(
        (older.python, "-P", "-m", "gpep517_reuse", "build-wheel",
         "--wheel-dir", place.wheels, "--output-fd", "1", "--reuse-dir",
         place.store), cwd=place.tree, capture_output=True, text=True,
        check=False, env={**os.environ, "HOME": str(tmp_path)},
        preexec_fn=functools.partial(
            resource.setrlimit, resource.RLIMIT_FSIZE, (20_000, 20_000)))

    assert (finished.returncode, finished.stdout) == (0, f"{PURE}\n")
    assert (f"{PURE} is not kept in {place.store}: File too large"
            in finished.stderr)
    assert not any(read_entries(place.store).values())


def _become_file(store: Path) -> None:
    shutil.rmtree(store)
    store.write_text("")


def _become_empty(store: Path) -> None:
    shutil.rmtree(store)
    store.mkdir()


def _become_link(store: Path) -> None:
    (store / "v1").rename(store.parent / "elsewhere")
    (store / "v1").symlink_to("../elsewhere")


def _lose_states(store: Path) -> None:
    shutil.rmtree(store / "v1/states")


def _become_open(store: Path) -> None:
    (store / "v1").chmod(0o777)


@pytest.mark.parametrize("change", [
    shutil.rmtree, _become_file, _become_empty, _become_link, _lose_states,
    _become_open], ids=lambda value: value.__name__.strip("_"))
def test_store_that_changes_while_a_build_runs(
        place: Place, change: Callable[[Path], None]) -> None:
    """The store is looked at anew after the build."""
    place.renew()
    outcome = place.build_while(lambda: change(place.store))
    assert (outcome.status, outcome.answer) == (0, f"{PURE}\n"), outcome.log
    assert outcome.warns
