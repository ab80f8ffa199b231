# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Build scripts that do what none should: as with gpep517, and nothing of
it is kept where the answer is not to be relied on.
"""

import os
import shutil
import subprocess
import typing

from pathlib import Path

import pytest

from integration.environments import Environment
from integration.faults import read_entries
from integration.harness import Finished, Workshop
from samples import PURE


pytestmark = pytest.mark.interpreters


class _Lie(typing.NamedTuple):
    """Code that replaces the end of the backend's build_wheel(), and
    whether the wheel is kept all the same.
    """

    code: str
    is_kept: bool = False


_LIES = {
    "a path": _Lie("return os.path.join(wheel_directory, name)"),
    "a relative path": _Lie("return './' + name"),
    "a name below": _Lie(
        "os.mkdir(os.path.join(wheel_directory, 'a'))\n"
        "    return os.rename(os.path.join(wheel_directory, name),"
        " os.path.join(wheel_directory, 'a', name)) or 'a/' + name"),
    "up and down": _Lie(
        "return '../' + os.path.basename(wheel_directory) + '/' + name"),
    "a file that is not there": _Lie("return 'other-1-py3-none-any.whl'"),
    "the name of no wheel": _Lie("return 'trace.txt'"),
    "a line too many": _Lie("return name + '\\n' + name"),
    "nothing": _Lie("return ''"),
    "None": _Lie("return None"),
    "bytes": _Lie("return name.encode()"),
    "a Path": _Lie("import pathlib; return pathlib.Path(name)"),
    "a directory": _Lie(
        "path = os.path.join(wheel_directory, name)\n"
        "    return os.remove(path) or os.mkdir(path) or name"),
    "a FIFO": _Lie(
        "path = os.path.join(wheel_directory, name)\n"
        "    return os.remove(path) or os.mkfifo(path) or name"),
    "a link": _Lie(
        "path = os.path.join(wheel_directory, name)\n"
        "    return os.rename(path, path + '.bak') or"
        " os.symlink(path + '.bak', path) or name"),
    "an exit": _Lie("import sys; sys.exit(0)"),
    "an exit with status 7": _Lie("import sys; sys.exit(7)"),
    "an end": _Lie("os._exit(0)"),
    "an end with status 7": _Lie("os._exit(7)"),
    "a signal": _Lie("os.kill(os.getpid(), 9)"),
    "another directory": _Lie("os.chdir('/'); return name", is_kept=True),
    "no directory": _Lie(
        "os.mkdir('gone'); os.chdir('gone'); os.rmdir('../gone')\n"
        "    return name", is_kept=True),
    "words on the answer's descriptor": _Lie(
        "os.write(3, b'lies\\n'); return name", is_kept=True),
    "the answer's descriptor closed": _Lie(
        "os.close(3); return name", is_kept=True),
    "all descriptors closed": _Lie(
        "os.closerange(4, 100); return name", is_kept=True),
    "a hook that sees all": _Lie(
        "import sys; seen = []\n"
        "    sys.addaudithook(lambda *event: seen.append(event))\n"
        "    return name", is_kept=True),
    "a hook that stops the store": _Lie(
        "import sys\n    def stop(event, args):\n"
        "        if event == 'open' and str(args[0]).endswith('.json'):\n"
        "            raise RuntimeError('no')\n"
        "    sys.addaudithook(stop); return name"),
    "a store that is patched": _Lie(
        "import json; json.dumps = None; return name"),
    "a thread": _Lie(
        "import threading, time\n"
        "    threading.Thread(target=time.sleep, args=(.5,)).start()\n"
        "    return name"),
    "a thread that nobody waits for": _Lie(
        "import threading\n"
        "    threading.Thread(target=threading.Event().wait, daemon=True"
        ").start()\n    return name"),
    "an environment that is empty": _Lie(
        "os.environ.clear(); return name", is_kept=True),
    "a umask that is open": _Lie("os.umask(0); return name", is_kept=True),
}


def _run(workshop: Workshop, environment: Environment, module: str,
         *options: str | Path) -> Finished:
    """Build in a fresh tree, with the answer on descriptor 3."""
    wheels = workshop.directory / "dist"
    shutil.rmtree(wheels, ignore_errors=True)
    with (workshop.directory / "answer").open("w+") as answer:
        finished = subprocess.run(
            ("sh", "-c", 'exec 3>&0 </dev/null; exec "$@"', "sh",
             environment.python, "-P", "-m", module, "build-wheel",
             "--wheel-dir", wheels, "--output-fd", "3", *options),
            stdin=answer, cwd=workshop.tree, capture_output=True, text=True,
            check=False, env=workshop.environ(environment))
        answer.seek(0)
        return Finished(finished.returncode, answer.read(), finished.stdout,
                        finished.stderr)


def _unpack(workshop: Workshop, code: str) -> None:
    shutil.rmtree(workshop.tree, ignore_errors=True)
    backend = workshop.unpack("leaving-traces") / "backend/sample_backend.py"
    text = backend.read_text()
    assert "    return name\n" in text
    backend.write_text(text.replace("    return name\n", f"    {code}\n"))


@pytest.mark.parametrize("lie", _LIES.values(), ids=_LIES)
def test_lie(workshop: Workshop, older: Environment, lie: _Lie) -> None:
    """Status and answer are gpep517's."""
    _unpack(workshop, lie.code)
    plain = _run(workshop, older, "gpep517")
    _unpack(workshop, lie.code)

    finished = _run(workshop, older, "gpep517_reuse", "--reuse-dir",
                    workshop.reuse_dir)

    assert (finished.status, finished.output) == (plain.status, plain.output)
    assert plain.status or "Traceback" not in finished.stderr
    entries = [candidate for found in read_entries(workshop.reuse_dir
                                                   ).values()
               for candidate in found]
    assert len(entries) == lie.is_kept
    assert all(candidate.entry.wheel.filename == PURE
               and os.path.isfile(candidate.wheel) for candidate in entries)
    if plain.status == 0 and finished.output:
        assert ("Nothing is kept for reuse: " in finished.stderr
                or f" is not kept in {workshop.reuse_dir}: " in finished.stderr
                ) is not lie.is_kept
        assert " INFO Built " in finished.stderr.splitlines()[-1]


@pytest.mark.parametrize("code", ["raise SystemExit", "sys.exit('no')",
                                  "sys.exit(0)"])
def test_exit_in_setup_py(workshop: Workshop, older: Environment, code: str
                          ) -> None:
    results = []
    for module, options in (("gpep517", ()), ("gpep517_reuse", (
            "--reuse-dir", workshop.reuse_dir))):
        shutil.rmtree(workshop.tree, ignore_errors=True)
        setup = workshop.unpack("setuptools-setup-py") / "setup.py"
        setup.write_text(f"import sys\n{code}\n{setup.read_text()}")
        finished = _run(workshop, older, module, *options)
        results.append((finished.status, finished.output))
    assert results[0] == results[1]
    assert not any(read_entries(workshop.reuse_dir).values())


def test_a_relative_store_after_a_change_of_directory(
        workshop: Workshop, older: Environment) -> None:
    """A relative path is below the directory in which the call began."""
    for _ in range(2):
        _unpack(workshop, "os.chdir('backend'); return name")
        finished = _run(workshop, older, "gpep517_reuse", "--reuse-dir",
                        "../reuse")
        assert finished.status == 0
    assert "Reusing" in finished.messages[-1]
    assert not (workshop.tree / "reuse").exists()
    assert os.listdir(workshop.directory / "dist") == [PURE]
