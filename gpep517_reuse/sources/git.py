# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The checkout: what git knows of a source tree beyond its files.

setuptools-scm and hatch-vcs take the version from it, setuptools-scm the
list of the files to pack.
"""

import hashlib
import os
import pathlib

from gpep517_reuse.errors import ReuseError


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


def find_governing(directory: pathlib.Path) -> pathlib.Path | None:
    """Find the .git that git would use in a directory without one."""
    for parent in directory.parents:
        if os.path.lexists(parent / ".git"):
            return parent / ".git"
    return None


def read_checkout(git: pathlib.Path, *, is_above: bool = False) -> str:
    """Ask git for the state of the checkout that the path .git governs.

    Of one above the tree, what was changed of what is tracked counts as
    well: setuptools-scm looks whether it is clean.
    Returns a SHA-256, in hexadecimal.  Raises ReuseError where git is
    missing or refuses to answer.
    """
    # costs a fifth of a bare interpreter start, and few trees have a .git
    import subprocess

    digest = hashlib.sha256(usedforsecurity=False)
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    for question in (*_QUESTIONS, *([_CHANGES] if is_above else [])):
        try:
            answer = subprocess.run(
                ("git", "-C", str(git.parent), *question),
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
                hint=f"try: git -C {git.parent} status")
        digest.update(b"%d\0%d\0" % (answer.returncode, len(answer.stdout)))
        digest.update(answer.stdout)
    return digest.hexdigest()
