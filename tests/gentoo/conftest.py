# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The fixtures of the tests under Portage."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from integration.environments import Environment, Environments
from gentoo.harness import System, find_ebuild


@pytest.fixture(scope="session")
def interpreters(tmp_path_factory: pytest.TempPathFactory
                 ) -> Sequence[Environment]:
    """Return three environments, of ascending versions."""
    try:
        find_ebuild()
    except FileNotFoundError as error:
        pytest.skip(str(error))
    return Environments.of_run(tmp_path_factory).pick(
        "python3.11", "python3.12", "python3.13")


@pytest.fixture
def system(tmp_path: Path, interpreters: Sequence[Environment]) -> System:
    # pytest links to the directory of the last run
    return System(tmp_path.resolve() / "system", interpreters)
