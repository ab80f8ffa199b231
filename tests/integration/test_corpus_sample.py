# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""A small corpus of our own: decisions held against fresh builds.

What tests/corpus.py does with real packages, on sample projects.
"""

from pathlib import Path

import pytest

from corpus_examination import User, examine
from corpus_report import Examined, is_met
from integration.environments import CHECKOUT, Environments


pytestmark = pytest.mark.interpreters

# what they have in common with those that are reused wrongly elsewhere
CHOOSING = ("demo", "version-choice", "optional-limited-api")
PROJECTS = (*CHOOSING, "in-tree-backend", "limited-api", "pdm-pure",
            "setuptools-setup-py")


@pytest.fixture(scope="module")
def users(environments: Environments) -> list[User]:
    return [User.of(environment.name, environment.python)
            for environment in environments.all_found()]


@pytest.fixture(scope="module", params=PROJECTS)
def examined(request: pytest.FixtureRequest, users: list[User],
             tmp_path_factory: pytest.TempPathFactory) -> Examined:
    project: str = request.param
    return examine(project, CHECKOUT / "test-data" / project, users,
                   Path(tmp_path_factory.mktemp(project).resolve()))


def test_all_that_is_the_same_is_reused(examined: Examined) -> None:
    assert not examined.failed
    assert [pair for pair in examined.pairs if pair.is_wrong] == []
    assert [pair for pair in examined.pairs if pair.is_lost] == []
    assert is_met([examined])


def test_a_tag_alone_is_no_proof(examined: Examined) -> None:
    if examined.title in CHOOSING:
        assert any(pair.by_tag and not pair.is_same
                   for pair in examined.pairs)
