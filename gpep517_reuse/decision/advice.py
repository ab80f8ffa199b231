# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Advice: what helps against a reason why a wheel is not reused."""

from collections.abc import Mapping, Sequence

from gpep517_reuse.decision.rules import Reason


#: What helps, a sentence without a full stop; nothing does against some.
ADVICE: Mapping[Reason, str] = {
    Reason.TAG: "build extension modules for the stable ABI, if they can be "
    "(py_limited_api); give a pure wheel no python_tag of one version",
    Reason.EXTENSION: "leave --expect-extension out if the package builds "
    "no extension module",
    Reason.PACKAGING: "install packaging for this interpreter",
    Reason.OLDER: "build with the oldest interpreter first",
    Reason.FAULT: "name what it reads with --reuse-tree, or vouch for a "
    "program with --trust-program, where the sentence speaks of such",
    Reason.INTERPRETER_NAME: "install nothing that is named after a version, "
    "as a script pip3.12 or the -nspkg.pth of namespace_packages is",
    Reason.IMPLEMENTATION: "move what setup.py says to pyproject.toml or "
    "setup.cfg, so that no code of the project runs",
    Reason.SCRIPT: "have the build script not look at the interpreter there, "
    "or move what it says to pyproject.toml",
    Reason.CONDITION: "have the build script not ask",
    Reason.GENERATED: "ship the file in the sources, or write it when it is "
    "first needed",
    Reason.DIRECTORY: "build for all interpreters in the same directory, or "
    "name both with --reuse-path",
    Reason.TOOLS: "install the same build tools for all interpreters",
    Reason.VARIABLE: "set the variable to the same value for all, or leave "
    "it unset",
    Reason.BACKEND: "look at what the backend does, and vouch for it with "
    "--trust-backend",
    Reason.SOURCES: "build from the same sources; leave out what changes "
    "between two builds",
    Reason.RECIPE: "build with the same options",
    Reason.OUTRANKED: "",
    Reason.DAMAGED: "delete it, or build once more",
    Reason.UNFIT: "have nothing in the sources lead out of them",
    Reason.DISABLED: "leave --no-reuse out",
}
# what helps where a question has one of these words; the first that fits
# counts
_BY_QUESTION = (
    (("compiles(",),
     ("keep files of a newer grammar out of what older versions of Python "
      "install, or write them in the older one")),
    (("importable(",),
     ("require the module, with an environment marker if need be "
      """("foo; python_version < '3.11'"), in place of trying to import """
      "it")),
    (("sys.version", "hexversion", "python_version"),
     ("""use an environment marker ("foo; python_version < '3.11'") or """
      "requires-python in place of asking for the version")),
    (("implementation",),
     ("""use an environment marker ("foo; """
      """platform_python_implementation == 'PyPy'") in place of asking for """
      "the implementation")),
    (("get_config_var", "sysconfig", "abiflags", "GIL"),
     ("ask this when the package runs, not when it is built; give "
      "py_limited_api as a constant")),
    (("hasattr(",),
     "try the name when the package runs, not when it is built"),
)
_BY_VALUE = (
    "compare the version with a constant, as in sys.version_info >= (3, 11), "
    "and name nothing after it")
# likewise of what stands in the way
_BY_OBSTACLE = (
    (("2to3",),
     ("drop use_2to3, which setuptools has not had since version 58: sources "
      "for Python 3 need none")),
    (("py_limited_api", "bdist_wheel", "get_tag"),
     "give py_limited_api as a constant"),
    (("sys.version", "version_info", "python_version"),
     ("compare with a constant, as in sys.version_info >= (3, 11), or use an "
      """environment marker ("foo; python_version < '3.11'")""")),
    (("sysconfig", "get_config_var", "abiflags", "platform"),
     "compare with a constant, or ask when the package runs"),
    (("os.environ", "environment"), "read the variables by name"),
    (("cannot be read", "of which nothing is known", "no script holds",
      "runs "),
     "put the code into a file of the project, and import it"),
)


def advise_on_question(question: str) -> str:
    """Tell what a packager could do about a question of a build script."""
    if "sys.version" in question and not set("<=>").intersection(question):
        return _BY_VALUE
    return _find(_BY_QUESTION, question) or ADVICE[Reason.CONDITION]


def advise_on_obstacle(obstacle: str) -> str:
    """Tell what a packager could do about what a build script does."""
    return _find(_BY_OBSTACLE, obstacle) or ADVICE[Reason.SCRIPT]


def _find(table: Sequence[tuple[Sequence[str], str]], text: str) -> str:
    return next((advice for words, advice in table
                 if any(word in text for word in words)), "")
