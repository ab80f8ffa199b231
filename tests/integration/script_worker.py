# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Run build scripts for a test, and read and answer their questions.

Reads a JSON value a line from standard input, writes one a line.
"""

import json
import os
import sys

from collections.abc import Callable

from gpep517_reuse.conditions import read_conditions
from gpep517_reuse.modules import Scripts
from gpep517_reuse.observation import observe
from gpep517_reuse.questions import ask


def run(text: str) -> object:
    """Run a script; return what it decided."""
    decided: list[object] = []
    environment = dict(os.environ)
    try:
        exec(compile(text, "hook.py", "exec"),
             {"decide": decided.append, "__name__": "__main__"})
    except SystemExit:
        decided.append("exit")
    except Exception as error:  # noqa: BLE001
        decided.append(type(error).__name__)
    os.environ.clear()
    os.environ.update(environment)
    return decided


def read(text: str) -> object:
    """Read a script's conditions and obstacles, and what it evaluates."""
    with observe() as observation:
        run(text)
    texts = tuple((caller, source) for caller, source in observation.texts
                  if caller == "hook.py")
    found = read_conditions(Scripts(files={"hook.py": text.encode()},
                                    texts=texts), ask)
    unseen = "hook.py" in observation.nameless and not texts
    return ([[condition.question, condition.answer]
             for condition in found.conditions],
            [*found.obstacles, *["text not seen"] * unseen])


def answer(questions: list[str]) -> object:
    """Answer questions."""
    return [ask(question) for question in questions]


WORK: dict[str, Callable[..., object]] = {
    "run": run, "read": read, "answer": answer}


def main() -> None:
    """Serve until there is no more input."""
    for line in sys.stdin:
        task, argument = json.loads(line)
        print(json.dumps(WORK[task](argument)), flush=True)


if __name__ == "__main__":
    main()
