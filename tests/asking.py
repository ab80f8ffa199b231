# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Asking: a script that an interpreter runs, with JSON for its input."""

import json
import os
import subprocess
import typing

from pathlib import Path

from demo import HERE


def run_script(python: Path, script: str, value: object) -> typing.Any:
    """Return what a script prints that is given a value, both as JSON."""
    return json.loads(subprocess.run(
        (python, "-W", "ignore", "-c", script), check=True, text=True,
        env={**os.environ, "PYTHONPATH": str(HERE)},
        input=json.dumps(value), stdout=subprocess.PIPE).stdout)
