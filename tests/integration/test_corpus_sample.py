# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""A small corpus of our own: decisions held against fresh builds.

What tests/corpus.py does with real packages, on sample projects.
"""

from pathlib import Path

import pytest

from corpus_examination import User, examine
from corpus_report import is_met
from integration.environments import (
    CHECKOUT,
    FREE_THREADED,
    Environments,
)


pytestmark = pytest.mark.interpreters

# what they have in common with those that are reused wrongly elsewhere
CHOOSING = ("demo", "version-choice", "optional-limited-api")
PROJECTS = (*CHOOSING, "in-tree-backend", "limited-api", "pdm-pure",
            "setuptools-setup-py")
# each builds alone, and after each of the others
NAMES = ("python3.11", "python3.15", "python3.15t", "pypy3.11")


@pytest.fixture(scope="module")
def users(environments: Environments) -> list[User]:
    return [User.of(environment.name, environment.python)
            for environment in environments.all_found(among=NAMES)]


@pytest.mark.parametrize("project", PROJECTS)
def test_all_that_is_the_same_is_reused(users: list[User], project: str,
                                        tmp_path: Path) -> None:
    """And nothing else is, though the tag alone would have it."""
    examined = examine(project, CHECKOUT / "test-data" / project, users,
                       tmp_path.resolve())
    # PyModuleDef is not of the stable ABI of a free-threaded CPython
    assert {*examined.failed} <= ({*FREE_THREADED} if project == "limited-api"
                                  else set())
    assert [pair for pair in examined.pairs if pair.is_wrong] == []
    assert [pair for pair in examined.pairs if pair.is_lost] == []
    assert is_met([examined])
    if project in CHOOSING:
        assert any(pair.by_tag and not pair.is_same
                   for pair in examined.pairs)
