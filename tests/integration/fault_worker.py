# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Run command lines, each in a fork, with a fault in its way.

Reads a JSON object a line from standard input, writes one a line.  A point
where a fault can be is an audit event, of the whole process or of the store
alone; for a kill within the store, it is the beginning or the end of any call
of a function in C.
"""

import errno
import json
import os
import sys
import tempfile
import traceback
import types
import typing

# what a run loads, but for the backend and what it needs
import gpep517_reuse.build.backend
import gpep517_reuse.build.record
import gpep517_reuse.analysis.questions  # noqa: F401

from gpep517_reuse.cli.main import main


_STORE = ("/gpep517_reuse/store/directory.py",
          "/gpep517_reuse/store/store.py")


class Faults:
    """Count the points that are passed, and fail at one of them.

    ``at`` is its number, 0 for none, ``code`` the number of a signal or of
    an error, ``event`` the audit events at which an error comes, all where
    it is empty.  ``links`` says whether there are hard links.
    """

    def __init__(self, kind: str = "", code: int = 0, at: int = 0, *,
                 event: str = "", links: bool = True) -> None:
        self.kind = kind
        self.code = code
        self.at = at
        self.event = event
        self.links = links
        self.passed = 0
        self._busy = False

    def audit(self, event: str, _: tuple[object, ...]) -> None:
        if self._busy:
            return
        self._busy = True
        try:
            if event == "os.link" and not self.links:
                _fail(errno.EPERM)
            if self.kind == "kill anywhere" or (
                    self.kind == "error" and event != "sys._getframe"
                    and self.event in {"", event} and _is_of_store()):
                self.pass_point()
        finally:
            self._busy = False

    def profile(self, frame: types.FrameType, event: str, _: object) -> None:
        if event in {"c_call", "c_return"} and (
                frame.f_code.co_filename.endswith((*_STORE, "/shutil.py"))):
            self.pass_point()

    def pass_point(self) -> None:
        self.passed += 1
        if self.kind == "error" and 0 < self.at <= self.passed:
            # a file system that fails goes on doing so
            _fail(self.code)
        if self.passed == self.at:
            os.kill(os.getpid(), self.code)


def _fail(code: int) -> typing.NoReturn:
    raise OSError(code, os.strerror(code))


def _is_of_store() -> bool:
    """Tell whether the store is in the midst of something."""
    frame: types.FrameType | None = sys._getframe(2)
    while frame is not None:
        if frame.f_code.co_filename.endswith(_STORE):
            return True
        frame = frame.f_back
    return False


def run(task: dict[str, typing.Any]) -> dict[str, object]:
    """Run a command line; return what comes of it."""
    with (tempfile.TemporaryFile() as answer, tempfile.TemporaryFile() as log,
          tempfile.TemporaryFile() as passed):
        child = os.fork()
        if not child:
            os.dup2(answer.fileno(), 1)
            os.dup2(log.fileno(), 2)
            os.chdir(task["cwd"])
            faults = Faults(**task["fault"])
            status = _run_here(task["argv"], faults)
            passed.write(b"%d" % faults.passed)
            passed.flush()
            os._exit(status)
        _, state = os.waitpid(child, 0)
        for file in (answer, log, passed):
            file.seek(0)
        return {"status": os.waitstatus_to_exitcode(state),
                "answer": answer.read().decode(),
                "log": log.read().decode(errors="replace"),
                "passed": int(passed.read() or 0)}


def _run_here(argv: list[str], faults: Faults) -> int:
    sys.addaudithook(faults.audit)
    if faults.kind == "kill in the store":
        sys.setprofile(faults.profile)
    try:
        status = main(["gpep517-reuse", *argv])
    except BaseException:  # noqa: BLE001
        traceback.print_exc()
        status = 1
    finally:
        sys.setprofile(None)
        faults.at = 0
    sys.stdout.flush()
    sys.stderr.flush()
    return status


def serve() -> None:
    """Serve until there is no more input."""
    for line in sys.stdin:
        print(json.dumps(run(json.loads(line))), flush=True)


if __name__ == "__main__":
    serve()
