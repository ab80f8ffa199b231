# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The fixtures of the integration tests.

GPEP517_REUSE_VENVS=DIR keeps the virtual environments in a directory, for
the next run; GPEP517_REUSE_ALL_INTERPRETERS=1 makes a missing interpreter
a failure, but for those that GPEP517_REUSE_MAY_LACK names.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from integration.environments import Environment, Environments
from integration.faults import Place, Worker
from integration.harness import Workshop


@pytest.fixture(scope="session")
def environments(tmp_path_factory: pytest.TempPathFactory) -> Environments:
    return Environments.of_run(tmp_path_factory)


@pytest.fixture
def older(environments: Environments) -> Environment:
    """Return an environment of one interpreter."""
    return environments["python3.11"]


@pytest.fixture
def newer(environments: Environments) -> Environment:
    """Return an environment of another interpreter."""
    return environments["python3.12"]


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    # pytest links to the directory of the last run
    return Workshop(tmp_path.resolve() / "work")


@pytest.fixture(scope="session")
def worker(environments: Environments,
           tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    """Return a process that forks for each call."""
    with Worker(environments["python3.13"],
                tmp_path_factory.mktemp("home")) as worker:
        yield worker


@pytest.fixture
def place(tmp_path: Path, worker: Worker) -> Place:
    """Return a place for calls that go wrong."""
    return Place(tmp_path, worker)
