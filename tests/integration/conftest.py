# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The fixtures of the integration tests.

GPEP517_REUSE_VENVS=DIR keeps the virtual environments in a directory, for
the next run; GPEP517_REUSE_ALL_INTERPRETERS=1 makes a missing interpreter
a failure.
"""

import os

from pathlib import Path

import pytest

from integration.environments import Environment, Environments
from integration.harness import Workshop


@pytest.fixture(scope="session")
def environments(tmp_path_factory: pytest.TempPathFactory) -> Environments:
    kept = os.environ.get("GPEP517_REUSE_VENVS")
    directory = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        # that of all workers
        directory = directory.parent
    return Environments(Path(kept).resolve() if kept
                        else directory / "environments")


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
