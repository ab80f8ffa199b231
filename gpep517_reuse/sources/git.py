# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The checkout: what git knows of a source tree beyond its files.

setuptools-scm and hatch-vcs take the version from it, setuptools-scm the
list of the files to pack.
"""

from __future__ import annotations

import os

from gpep517_reuse.errors import ReuseError
from gpep517_reuse.files import hash_bytes
from gpep517_reuse.values import TYPE_CHECKING


if TYPE_CHECKING:
    from collections.abc import Iterator


_QUESTIONS = (
    # on which branch, and whether history is cut off
    ("rev-parse", "--symbolic-full-name", "--is-shallow-repository", "HEAD"),
    # HEAD and all refs, resolved
    ("show-ref", "--head", "--dereference"),
    # what is tracked
    ("ls-files", "--stage"),
)
# what of that was changed
_CHANGES = ("diff", "--no-ext-diff", "--no-textconv", "--no-color",
            "--full-index", "HEAD")


def list_parents(path: str) -> Iterator[str]:
    """Yield the directories that an absolute path lies in, from within."""
    while (parent := os.path.dirname(path)) != path:
        yield parent
        path = parent


def find_governing(directory: str) -> str | None:
    """Find the .git that git would use in a directory without one."""
    for parent in list_parents(directory):
        if os.path.lexists(git := os.path.join(parent, ".git")):
            return git
    return None


def read_checkout(git: str, *, is_above: bool = False) -> str:
    """Ask git for the state of the checkout that the path .git governs.

    Of one above the tree, what was changed of what is tracked counts as
    well: setuptools-scm looks whether it is clean.
    Returns a SHA-256, in hexadecimal.  Raises ReuseError where git is
    missing or refuses to answer.
    """
    # costs a fifth of a bare interpreter start, and few trees have a .git
    import subprocess

    top = os.path.dirname(git)
    answers = []
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    for question in (*_QUESTIONS, *([_CHANGES] if is_above else [])):
        try:
            answer = subprocess.run(
                ("git", "-C", top, *question),
                stdin=subprocess.DEVNULL, capture_output=True, check=False,
                env=environment)
        except OSError as error:
            raise ReuseError(
                f"git, which governs the tree by {git}, cannot be asked: "
                f"{error.strerror}", hint="install git") from error
        # a checkout without a commit has no refs, and no HEAD to resolve
        if answer.returncode not in {0, 1} and question[0] not in {
                "diff", "rev-parse"}:
            message = os.fsdecode(answer.stderr).strip().partition("\n")[0]
            raise ReuseError(
                f"git, which governs the tree by {git}, fails: {message}",
                hint=f"try: git -C {top} status")
        answers.append(b"%d\0%d\0" % (
            answer.returncode, len(answer.stdout)) + answer.stdout)
    return hash_bytes(b"".join(answers))
