# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of the command line."""

import ast
import inspect
import json
import logging
import marshal
import os
import re
import shlex
import stat
import subprocess
import sys
import textwrap

from importlib import metadata
from pathlib import Path

import pytest

from gpep517 import __main__ as gpep517_main
from gpep517.build import build_wheel_impl

import gpep517_reuse

from gpep517_reuse import __version__
from gpep517_reuse.cli.main import main
from gpep517_reuse.cli.help import COMMANDS
from gpep517_reuse.cli.parser import OUR_OPTIONS, make_parser
from gpep517_reuse.environment.interpreter import read_interpreter, read_target
from gpep517_reuse.sources.recipe import BuildOptions

from samples import COLUMNS, PURE, TABLE, Choice
from wheels import build_wheel


PROG = "gpep517-reuse"
OUR_COMMANDS = [name for name, text in COMMANDS.items() if text.example]
HERE = read_interpreter()
PLATFORM = read_target(HERE, with_tags=False).platform
REPOSITORY = Path(gpep517_reuse.__file__).parent.parent


def run(*arguments: str | Path) -> int:
    return main([PROG, *map(str, arguments)])


def run_to_exit(capsys: pytest.CaptureFixture[str],
                *arguments: str | Path) -> tuple[object, str, str]:
    """Return the status with which argparse exits, and what it prints."""
    with pytest.raises(SystemExit) as caught:
        run(*arguments)
    return caught.value.code, *capsys.readouterr()


def find_column() -> str:
    """Return the column of the table that the running interpreter has."""
    version = "{}.{}".format(*HERE.release)
    if HERE.implementation != "cpython":
        return HERE.implementation + version
    return version + ("t" if "t" in HERE.abiflags else "")


def list_files(directory: Path) -> list[tuple[str, int]]:
    return sorted((str(path), path.lstat().st_mtime_ns)
                  for path in directory.rglob("*"))


@pytest.mark.skipif(find_column() not in COLUMNS,
                    reason="the interpreter is not in the table")
@pytest.mark.parametrize("choice", TABLE.values(), ids=TABLE)
def test_table(tmp_path: Path, capsys: pytest.CaptureFixture[str],
               choice: Choice) -> None:
    pytest.importorskip("packaging.tags")
    wheels = [build_wheel(tmp_path, name, choice.members)
              for name in choice.name_wheels(PLATFORM)]
    options = ["--expect-extension"] * choice.expect_extension
    chosen = choice.name_chosen(find_column(), PLATFORM)
    for given in (wheels, wheels[::-1]):
        before = list_files(tmp_path)
        status = run("find-wheel", *options, *given)
        assert capsys.readouterr().out == (
            f"{tmp_path / chosen}\n" if chosen else "")
        assert status == (0 if chosen else 3)
        assert list_files(tmp_path) == before


NEITHER = ("find-wheel takes either --reuse-dir or wheels\n"
           f"hint: see {PROG} find-wheel --help")


@pytest.mark.parametrize("arguments", [
    ("find-wheel",), ("find-wheel", "--json"),
    ("find-wheel", "--reuse-dir", "store", PURE),
], ids=["neither", "neither, as JSON", "both"])
def test_find_wheel_takes_one_of_two(
        caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str],
        arguments: tuple[str, ...]) -> None:
    assert run(*arguments) == 2
    assert caplog.record_tuples == [
        ("gpep517_reuse.cli.main", logging.ERROR, NEITHER)]
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(("arguments", "error"), [
    ((), "the following arguments are required: command"),
    (("find-wheel", "--wheel-dir"),
     "argument --wheel-dir: expected one argument"),
    (("build-wheel", "--reuse-dir", "store"),
     "the following arguments are required: --output-fd, --wheel-dir"),
    (("build-wheel", "--wheel-dir", "dist"),
     "the following arguments are required: --output-fd"),
    (("find-wheel", "--nonsense"), "unrecognized arguments: --nonsense"),
    (("install-wheel", "--jobs", "-1"),
     "argument --jobs: expected a number of 0 or more, got '-1'"),
    (("install-wheel", "--jobs=x"),
     "argument --jobs: expected a number of 0 or more, got 'x'"),
], ids=["no command", "no value", "ours", "gpep517's", "unknown option",
        "fewer than no jobs", "no number of jobs"])
def test_usage_errors(capsys: pytest.CaptureFixture[str],
                      arguments: tuple[str, ...], error: str) -> None:
    status, out, err = run_to_exit(capsys, *arguments)
    assert status == 2
    assert out == ""
    assert err.startswith(f"usage: {PROG} ")
    assert err.splitlines()[-1].endswith(f": error: {error}")


@pytest.mark.parametrize(("arguments", "usage", "error"), [
    (("find-wheel", "--reuse-dirr", "x", "--lst"), " find-wheel", (
        "unrecognized arguments: --reuse-dirr --lst; did you mean "
        "--reuse-dir, --list?")),
    (("build-wheel", "--reuse-dirr=x", "--output-fd=1", "--wheel-dir=d"),
     " build-wheel",
     "unrecognized arguments: --reuse-dirr=x; did you mean --reuse-dir?"),
    (("build-wheel", "--reus", "x"), " build-wheel", (
        "ambiguous option: --reus could match --reuse-dir, --reuse-tree, "
        "--reuse-env, --reuse-path, --reuse-key")),
    (("install-wheel", "--destdir=d", "--jbos=1", PURE), " install-wheel",
     "unrecognized arguments: --jbos=1; did you mean --jobs?"),
    (("buildwheel",), "",
     "there is no command buildwheel; did you mean build-wheel?"),
], ids=["two", "ours among gpep517's", "abbreviation", "jobs", "command"])
def test_what_is_meant_instead(
        capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...],
        usage: str, error: str) -> None:
    status, out, err = run_to_exit(capsys, *arguments)
    assert (status, out) == (2, "")
    assert err.startswith(f"usage: {PROG}{usage} ")
    assert err.splitlines()[-1] == f"{PROG}{usage}: error: {error}"


def test_unknown_command(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = run_to_exit(capsys, "nonsense")
    assert status == 2
    assert "invalid choice: 'nonsense'" in err


def name_versions() -> str:
    """Name what is installed here, of what --version tells."""
    used = ", ".join(
        f"{name} {metadata.version(name)}" for name in (
            "gpep517", "installer", "packaging", "pyelftools", "abi3info")
        if any(metadata.distributions(name=name)))
    return f"{__version__} ({used})"


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_to_exit(capsys, "--version") == (
        0, f"{PROG} {name_versions()}\n", "")


def test_program_is_named_as_it_was_started(
        capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([str(REPOSITORY / "gpep517_reuse/__main__.py"), "--version"])
    assert capsys.readouterr().out == (
        f"python -m gpep517_reuse {name_versions()}\n")


def test_help_names_all_commands(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run_to_exit(capsys, "--help")
    assert status == 0
    for command in ("build-wheel", "find-wheel", "get-backend",
                    "install-from-source", "install-wheel", "verify-pyc",
                    "verify-reuse"):
        assert re.search(rf"^    {command}\s", out, re.MULTILINE)


@pytest.mark.parametrize("command", ["", *OUR_COMMANDS])
def test_help_fits_a_screen(
        capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
        command: str) -> None:
    """A screen is 80 columns wide, and 24 lines or, at most, 45 high."""
    monkeypatch.setenv("COLUMNS", "200")
    _, out, _ = run_to_exit(capsys, *command.split(), "--help")
    lines = out.splitlines()
    assert len(lines) <= (45 if command else 24)
    assert max(map(len, lines)) < 80
    if command:
        *_, example = out.partition("\nexample:\n")
        words = shlex.split(example.replace("\\\n", ""))
        assert command in words
        make_parser(PROG, {command}).parse_args(
            words[words.index(command):])


def read_options(capsys: pytest.CaptureFixture[str]) -> set[str]:
    """Read the options from the help that was just printed."""
    text = capsys.readouterr().out.partition("\nexample:")[0]
    return set(re.findall(r"(?<![\w-])--[a-z-]+", text)) - {"--help"}


@pytest.mark.parametrize("command", OUR_OPTIONS)
def test_our_options_are_those_that_we_add(
        capsys: pytest.CaptureFixture[str], command: str) -> None:
    with pytest.raises(SystemExit):
        run(command, "--help")
    ours = read_options(capsys)
    with pytest.raises(SystemExit):
        gpep517_main.main([PROG, command, "--help"])
    theirs = read_options(capsys)
    assert theirs & {"--backend", "--optimize"}
    assert theirs <= ours
    assert ours - theirs == OUR_OPTIONS[command]


def test_build_options_are_what_gpep517_reads() -> None:
    tree = ast.parse(textwrap.dedent(inspect.getsource(build_wheel_impl)))
    uses = [node for node in ast.walk(tree)
            if isinstance(node, ast.Name) and node.id == "args"]
    read = [node.attr for node in ast.walk(tree)
            if isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name) and node.value.id == "args"]
    # as a whole it goes nowhere
    assert len(uses) == len(read)
    assert set(read) == set(BuildOptions._fields)
    assert len(BuildOptions._fields) == 7


def read_image(directory: Path) -> dict[str, tuple[int, bytes]]:
    """Read what was installed: mode and content by path, but for the time in
    the headers of bytecode.
    """
    return {str(path.relative_to(directory)): (
                path.lstat().st_mode, os.readlink(path).encode()
                if path.is_symlink() else path.read_bytes()[
                    12 if path.suffix == ".pyc" else 0:])
            for path in directory.rglob("*") if not path.is_dir()}


INSTALLING = ("--prefix", "/usr", "--optimize", "all", "--symlink-pyc")


@pytest.mark.usefixtures("project")
def test_install_in_the_same_process(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is built, reused or verified is installed as by gpep517."""
    # bytecode does not tell when the source was installed then
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    dist, store = tmp_path / "dist", tmp_path / "store"
    images = {}
    for name, command in (("built", "build-wheel"), ("reused", "build-wheel"),
                          ("verified", "verify-reuse")):
        assert run(command, "--wheel-dir", dist, "--output-fd", "1",
                   "--reuse-dir", store, "--destdir", tmp_path / name,
                   "--jobs", "2", *INSTALLING) == 0
        images[name] = read_image(tmp_path / name)
    assert gpep517_main.main([
        PROG, "install-wheel", "--destdir", str(tmp_path / "expected"),
        *INSTALLING, str(dist / PURE)]) == 0
    expected = read_image(tmp_path / "expected")
    assert any(path.endswith(".opt-2.pyc") for path in expected)
    assert images == dict.fromkeys(images, expected)


@pytest.mark.skipif(HERE.implementation != "cpython",
                    reason="PyPy never writes the same bytecode twice")
def test_bytecode_knows_nothing_of_the_build(project: Path) -> None:
    """What a backend interns does not show where it did not run, nor what
    a lookup does.

    On CPython 3.11, bytecode also tells what the modules interned that were
    loaded, by what had been interned where these were compiled: there, the
    code is compared.
    """
    (project / "sample.py").write_text(f"ANSWER = {[*map(chr, range(127))]}\n")
    backend = project / "backend" / "sample_backend.py"
    backend.write_text("import sys\nsys.intern(chr(1))\nsys.intern(chr(2))\n"
                       + backend.read_text())
    for module, *command in (
            *(("gpep517_reuse", "build-wheel", "--wheel-dir", "../dist",
               "--output-fd", "1", "--reuse-dir", "../store",
               "--destdir", f"../{way}") for way in ("built", "reused")),
            ("gpep517", "install-wheel", "--destdir", "../expected",
             f"../dist/{PURE}")):
        subprocess.run(
            (sys.executable, "-P", "-m", module, *command, *INSTALLING),
            check=True, env={**os.environ, "PYTHONPATH": str(REPOSITORY)})
    expected = read_installed_code(project.parent / "expected")
    for way in ("built", "reused"):
        assert read_installed_code(project.parent / way) == expected


def read_installed_code(directory: Path) -> dict[str, tuple[int, object]]:
    """Read what was installed, of 3.11's bytecode the code."""
    return {
        path: (mode, marshal.loads(content[4:])
               if HERE.release < (3, 12) and path.endswith(".pyc")
               and stat.S_ISREG(mode) else content)
        for path, (mode, content) in read_image(directory).items()}


@pytest.mark.usefixtures("project")
def test_failed_installation(tmp_path: Path,
                             capfd: pytest.CaptureFixture[str]) -> None:
    """It is a failure of the call; verify-reuse does not tell the name."""
    for command, output in (("build-wheel", PURE + "\n"),
                            ("verify-reuse", "")):
        (tmp_path / "image").write_text("no directory")
        assert run("-q", command, "--wheel-dir", tmp_path / "dist",
                   "--output-fd", "1", "--reuse-dir", tmp_path / "store",
                   "--destdir", tmp_path / "image") == 1
        printed = capfd.readouterr()
        assert printed.out == output
        assert "NotADirectoryError" in printed.err


@pytest.mark.usefixtures("project")
def test_options_of_installing_without_a_directory(
        tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert run("build-wheel", "--wheel-dir", tmp_path / "dist",
               "--output-fd", "1", "--optimize", "1") == 2
    assert caplog.record_tuples == [(
        "gpep517_reuse.cli.main", logging.ERROR,
        "--optimize has no effect without --destdir\n"
        "hint: name a directory to install into")]
    assert not (tmp_path / "dist").exists()


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("options", [
    (), ("--reuse-dir", "../store"), ("--build-dir", "../build"),
    ("--reuse-dir=../store",)], ids=" ".join)
def test_build_wheel(tmp_path: Path, capsys: pytest.CaptureFixture[str],
                     options: tuple[str, ...]) -> None:
    assert run("build-wheel", "--wheel-dir", tmp_path / "dist",
               "--output-fd", "1", *options) == 0
    assert capsys.readouterr().out == f"{PURE}\n"
    assert os.listdir(tmp_path / "dist") == [PURE]
    assert (tmp_path / "store").exists() is any(
        "reuse" in option for option in options)
    assert (tmp_path / "build").exists() is ("--build-dir" in options)


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("options", [(), ("--reuse-dir", "../store")],
                         ids=" ".join)
@pytest.mark.parametrize("abbreviations", [
    ("--wheel", "../dist", "--out", "1"),
    ("--wheel-d=../dist", "--output=1", "--no-f"),
    ("--w", "../dist", "--outp", "1", "--py", "pyproject.toml", "--allow"),
], ids=" ".join)
def test_abbreviations_of_gpep517(
        tmp_path: Path, capsys: pytest.CaptureFixture[str],
        options: tuple[str, ...], abbreviations: tuple[str, ...]) -> None:
    assert run("-q", "build-wheel", *abbreviations, *options) == 0
    assert capsys.readouterr().out == f"{PURE}\n"
    assert os.listdir(tmp_path / "dist") == [PURE]


@pytest.mark.usefixtures("project")
def test_abbreviation_that_is_ambiguous_next_to_ours(
        tmp_path: Path) -> None:
    assert run("build-wheel", "--wheel-dir", tmp_path / "dist",
               "--output-fd", "1", "--b", "sample_backend", "--no") == 0


@pytest.mark.usefixtures("project")
def test_output_fd(tmp_path: Path, capsys: pytest.CaptureFixture[str]
                   ) -> None:
    for _ in range(2):
        reader, writer = os.pipe()
        with os.fdopen(reader) as stream:
            # main() closes the other end, as gpep517 does
            assert run("build-wheel", "--wheel-dir", tmp_path / "dist",
                       "--output-fd", str(writer), "--reuse-dir",
                       tmp_path / "store") == 0
            assert stream.read() == f"{PURE}\n"
    assert capsys.readouterr().out == ""


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("options", [(), ("--reuse-dir", "../store"),
                                     ("--reuse-d", "../store")], ids=" ".join)
def test_output_fd_that_cannot_be_written_to(
        tmp_path: Path, caplog: pytest.LogCaptureFixture,
        options: tuple[str, ...]) -> None:
    reader, writer = os.pipe()
    os.close(writer)
    with os.fdopen(reader):
        for descriptor in (0, -1, reader, writer):
            assert run("build-wheel", "--wheel-dir", tmp_path / "dist",
                       f"--output-fd={descriptor}", "--build-dir", "../b",
                       *options) == 2
            assert caplog.messages[-1] == (
                f"--output-fd {descriptor} cannot be written to\n"
                "hint: name one that is open, as 3 is after 3>&1")
        # not closed, as it is not ours
        os.fstat(reader)
    assert os.listdir(tmp_path) == ["project"]


@pytest.mark.usefixtures("project")
def test_install_from_source(tmp_path: Path) -> None:
    for number in (1, 2):
        destdir = tmp_path / f"image{number}"
        assert run("install-from-source", "--destdir", destdir,
                   "--reuse-dir", tmp_path / "store") == 0
        (installed,) = destdir.rglob("sample.py")
        assert installed.read_text() == "ANSWER = 42\n"


@pytest.mark.usefixtures("project")
def test_install_from_source_with_jobs(tmp_path: Path) -> None:
    assert run("install-from-source", "--destdir", tmp_path / "image",
               "--optimize", "all", "--jobs", "0") == 0
    assert len(list((tmp_path / "image").rglob("sample.*.pyc"))) == 3


@pytest.mark.usefixtures("project")
def test_get_backend(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("get-backend") == 0
    assert capsys.readouterr().out == "sample_backend\n"


def test_install_wheel(tmp_path: Path) -> None:
    wheel = build_wheel(tmp_path / "dist", PURE, {"sample.py": ""})
    assert run("install-wheel", "--destdir", tmp_path / "image", wheel) == 0
    assert len(list((tmp_path / "image").rglob("sample.py"))) == 1


@pytest.mark.usefixtures("project")
def test_command_can_be_pasted(caplog: pytest.LogCaptureFixture,
                               tmp_path: Path) -> None:
    arguments = ["build-wheel", "--wheel-dir", str(tmp_path / "a b"),
                 "--output-fd", "1", "--config-json", '{"a": "it\'s"}',
                 "--reuse-dir", str(tmp_path / "store")]
    with caplog.at_level(logging.INFO):
        assert run(*arguments) == 0
    lines = [message for _, _, message in caplog.record_tuples
             if message.startswith("Running: ")]
    assert [shlex.split(line) for line in lines] == [[
        "Running:", "cd", os.getcwd(), "&&", sys.executable, "-P", "-m",
        "gpep517_reuse", *arguments]]


@pytest.mark.parametrize("options", [(), ("--reuse-dir", "../store"),
                                     ("--build-dir", "../build")],
                         ids=" ".join)
def test_failing_backend(project: Path, options: tuple[str, ...]) -> None:
    # that the process is left as it was is asserted for all tests
    with pytest.raises(RuntimeError, match="the backend fails"):
        run("build-wheel", "--wheel-dir", project.parent / "dist",
            "--output-fd", "1", "--config-json", '{"raise": ""}', *options)


@pytest.mark.parametrize("option", ["--reuse-dir", "--build-dir"])
def test_unusable_extra_config(
        project: Path, monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture, option: str) -> None:
    path = project.parent / "a.cfg"
    path.write_text("no section\n")
    monkeypatch.setenv("DIST_EXTRA_CONFIG", str(path))
    assert run("build-wheel", "--wheel-dir", project.parent / "dist",
               "--output-fd", "1", option, project.parent / "new") == 2
    assert [message for _, level, message in caplog.record_tuples
            if level == logging.ERROR] == [
        "DIST_EXTRA_CONFIG names a file that cannot be used: File contains "
        f"no section headers. file: '{path}', line: 1 'no section\\n'\n"
        f"hint: correct {path}, or unset the variable"]


def test_find_wheel_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]
                         ) -> None:
    pure = build_wheel(tmp_path, PURE)
    exact = build_wheel(tmp_path, "sample-1-cp39-cp39-any.whl")
    assert run("find-wheel", "--json", exact, pure) == 0
    assert capsys.readouterr().out == json.dumps({
        "chosen": str(pure), "interpreter": HERE.to_json(),
        "reading": None, "refused": [{
            "candidate": str(exact), "reason": "tag", "reading": None,
            "sentence": "cp39 is the ABI of one interpreter",
            "others": [], "wheel": str(exact)}],
        "version": 1}, indent=2, sort_keys=True) + "\n"


def test_find_wheel_json_of_none(tmp_path: Path,
                                 capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / PURE
    path.write_bytes(b"")
    assert run("find-wheel", "--json", path) == 3
    answer = json.loads(capsys.readouterr().out)
    del answer["interpreter"]
    assert answer == {
        "version": 1, "chosen": None, "reading": None, "refused": [{
            "candidate": str(path), "reason": "damaged", "reading": None,
            "sentence": f"{path} cannot be read as a wheel: File is not a "
            "zip file", "others": [], "wheel": None}]}


def test_find_wheel_logs_refusals(tmp_path: Path,
                                  caplog: pytest.LogCaptureFixture) -> None:
    wheel = build_wheel(tmp_path, PURE, {"pip3.12.pth": ""})
    with caplog.at_level(logging.INFO):
        assert run("find-wheel", wheel) == 3
    assert caplog.record_tuples == [
        ("gpep517_reuse.reuse", logging.INFO,
         f"Not reusing {wheel}: pip3.12.pth names 3.12")]


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("options", [
    ["--no-reuse"], ["--expect-extension"], ["--reuse-tree", "."],
    ["--reuse-env", "A"], ["--reuse-path", "p"], ["--reuse-key", "k"],
    ["--trust-backend", "b"], ["--trust-program", "p"], ["--build-dir", "b"]])
def test_options_without_effect(
        options: list[str], caplog: pytest.LogCaptureFixture) -> None:
    assert run("build-wheel", "--wheel-dir", "d", "--output-fd", "1",
               *options) == 0
    assert [message for message in caplog.messages
            if "no effect" in message] == [
        f"{name} has no effect without --reuse-dir" for name in options[:1]
        if name != "--build-dir"]


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(("options", "message"), [
    (["--reuse-dir", ""], "--reuse-dir is the current directory, or empty\n"
     "hint: name a directory of its own, such as ../reuse"),
    (["--reuse-dir", "s", "--reuse-tree", "no"],
     "--reuse-tree no is not a directory\n"
     "hint: name a directory that is there"),
    (["--reuse-dir", "s", "--reuse-path", ""],
     "--reuse-path is empty\nhint: name a path"),
    *((["--reuse-dir", "s", "--reuse-env", name],
       f"--reuse-env '{name}' is not the name of a variable\n"
       "hint: name one without its value, or the beginning of some, as in "
       "CMAKE_*") for name in ("A=B", "*", "A*B", "A**")),
    (["--reuse-dir", "s", "--sysroot", "."],
     "--sysroot . cannot be built for: should have found one "
     "_sysconfigdata file, found []\n"
     "hint: name one that has this version of Python"),
    (["--reuse-dir", "s", "--build-dir", "pyproject.toml"],
     "--build-dir pyproject.toml is not a directory\n"
     "hint: name a directory, which need not be there"),
], ids=["reuse-dir", "reuse-tree", "reuse-path", "value", "all", "middle",
        "two", "sysroot", "build-dir"])
def test_values_that_nobody_can_have_meant(
        options: list[str], message: str, caplog: pytest.LogCaptureFixture
        ) -> None:
    assert run("build-wheel", "--wheel-dir", "d", "--output-fd", "1",
               *options) == 2
    assert caplog.messages[-1] == message
    assert not Path("d").exists()


def test_current_directory_that_is_gone(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert run("find-wheel", "--reuse-dir", tmp_path) == 2
    assert caplog.messages[-1] == (
        "the current directory does not exist any more\n"
        "hint: go to the source tree")


def test_find_wheel_in_a_store(project: Path,
                               capsys: pytest.CaptureFixture[str]) -> None:
    top = project.parent
    store = top / "store"
    build = ("build-wheel", "--wheel-dir", top / "dist", "--output-fd", "1",
             "--reuse-dir", store)
    find = ("find-wheel", "--wheel-dir", top / "dist", "--reuse-dir", store)
    assert run(*build) == 0
    capsys.readouterr()
    before = list_files(top)
    assert run(*find) == 0
    (kept,) = store.glob("v1/*/*/*.whl")
    assert capsys.readouterr().out == f"{kept}\n"
    (project / "sample.py").write_text("")
    before = list_files(top)
    assert run(*find, "--json") == 3
    assert list_files(top) == before
    answer = json.loads(capsys.readouterr().out)
    assert answer["chosen"] is None
    assert answer["refused"] == [{
        "candidate": f"{PURE} of {HERE.name}", "reason": "sources",
        "sentence": "other sources: sample.py", "others": [],
        "reading": None, "wheel": None}]


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("exists", [False, True])
def test_find_wheel_without_a_store_yet(
        tmp_path: Path, capsys: pytest.CaptureFixture[str],
        exists: bool) -> None:
    # the first interpreter's question, before anything was built
    if exists:
        (tmp_path / "store").mkdir()
    before = list_files(tmp_path)
    assert run("find-wheel", "--reuse-dir", tmp_path / "store") == 3
    assert list_files(tmp_path) == before
    assert capsys.readouterr().out == ""


@pytest.mark.usefixtures("project")
def test_find_wheel_in_an_unsafe_store(
        tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    store = tmp_path / "store"
    store.mkdir()
    store.chmod(0o777)
    assert run("find-wheel", "--reuse-dir", store) == 1
    assert caplog.record_tuples == [(
        "gpep517_reuse.cli.main", logging.ERROR,
        f"{store} can be written to by others\nhint: chmod go-w {store}, or "
        "name a directory that only this user can write to")]


def run_in_a_process(code: str, *arguments: str | Path) -> str:
    """Run code in a fresh interpreter; return what it prints."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(
        [str(REPOSITORY), *filter(None, [os.environ.get("PYTHONPATH")])])}
    process = subprocess.run(
        (sys.executable, "-c", code, *map(str, arguments)),
        stdout=subprocess.PIPE, text=True, check=True, env=environment)
    return process.stdout


MODULES = """\
import sys
before = {*sys.modules}
from gpep517_reuse.cli.main import main
status = main(["gpep517-reuse", *sys.argv[1:]])
print(status, *sorted(name for name in sys.modules if name not in before
                      and name not in sys.builtin_module_names))
"""
# what a reuse cannot do without, of ours
NEEDED = {"gpep517_reuse"}.union(f"gpep517_reuse.{name}" for name in (
    "analysis", "analysis.always", "analysis.condition", "cli", "cli.build",
    "cli.command", "cli.install", "cli.main", "cli.options", "cli.quick",
    "decision", "decision.rules", "decision.search", "environment",
    "environment.distributions", "environment.interpreter",
    "environment.sysroot", "environment.variables", "errors", "files", "log",
    "reuse", "sources", "sources.git", "sources.recipe", "sources.tree",
    "store", "store.directory", "store.entry", "store.store", "values",
    "wheel", "wheel.filename"))
# what takes long to import, and a reuse has no use for
COSTLY = {
    "_hashlib", "argparse", "ast", "configparser", "dataclasses", "dis",
    "email", "gpep517", "gpep517_reuse.cli.parser", "hashlib",
    "importlib.metadata", "importlib.util", "inspect", "installer",
    "locale", "logging", "packaging", "pathlib", "sample_backend",
    "setuptools", "shutil", "signal", "subprocess", "sysconfig", "tempfile",
    "threading", "tokenize", "traceback", "typing", "zipfile"}
# of these, what PyPy's standard library imports of itself, and its SHA-256
# is slow
OF_PYPY = {"_hashlib", "hashlib", "importlib.util", "pathlib", "threading",
           "tokenize", "traceback"}
# of these, what installing takes as well: installer imports them
OF_INSTALLER = {
    "_hashlib", "ast", "configparser", "dataclasses", "dis", "email",
    "gpep517", "hashlib", "importlib.util", "inspect", "installer",
    "locale", "logging", "pathlib", "shutil", "sysconfig", "tempfile",
    "threading", "tokenize", "traceback", "typing", "zipfile"}


def run_and_list(*arguments: str | Path) -> set[str]:
    """Run a command that succeeds; return the modules that it imports."""
    last = run_in_a_process(MODULES, *arguments).splitlines()[-1]
    status, *modules = last.split()
    assert status == "0"
    return set(modules)


def list_ours(modules: set[str]) -> set[str]:
    return {name for name in modules
            if name.partition(".")[0] == "gpep517_reuse"}


def test_reuse_imports_no_backend(project: Path) -> None:
    build = ("-q", "build-wheel", "--output-fd", "2",
             "--reuse-dir", project.parent / "store")
    run_and_list(*build, "--wheel-dir", project.parent / "one")
    modules = run_and_list(*build, "--wheel-dir", project.parent / "other")
    assert list_ours(modules) == NEEDED
    assert modules & COSTLY <= (
        OF_PYPY if HERE.implementation == "pypy" else set())
    assert "json" in modules


ASKING = """\
import sys
import gpep517_reuse.reuse
before = {*sys.modules}
from gpep517_reuse.analysis.questions import ask
print(*(ask(question) for question in sys.argv[1:]), *sorted(
    name for name in sys.modules if name not in before))
"""


def test_asking_imports_little() -> None:
    printed = run_in_a_process(
        ASKING, "sys.version_info >= (3, 8)", "importable('nothing.here')")
    answers, modules = printed.split()[:2], {*printed.split()[2:]}
    assert answers == ["True", "False"]
    assert list_ours(modules) == {
        "gpep517_reuse.analysis.introspection",
        "gpep517_reuse.analysis.questions"}
    assert "ast" in modules
    assert not modules & (COSTLY - {"ast"} - (
        OF_PYPY if HERE.implementation == "pypy" else set()))


def test_reuse_and_installation_import_what_installing_takes(
        project: Path) -> None:
    dist, store = project.parent / "dist", project.parent / "store"
    build = ("-q", "build-wheel", "--wheel-dir", dist, "--output-fd", "2",
             "--reuse-dir", store)
    run_and_list(*build)
    modules = run_and_list(*build, "--destdir", project.parent / "image")
    # there, a process is forked before the lookup
    old = sys.version_info < (3, 12)
    assert list_ours(modules) == NEEDED | ({
        "gpep517_reuse.cli.installer", "gpep517_reuse.signals"}
        if old else set())
    assert modules & COSTLY <= OF_INSTALLER | ({"signal"} if old else set())


def test_searching_imports_no_backend(project: Path) -> None:
    dist, store = project.parent / "dist", project.parent / "store"
    run_and_list("-q", "build-wheel", "--wheel-dir", dist, "--output-fd", "2",
                 "--reuse-dir", store)
    for options in (("--reuse-dir", store), (dist / PURE,)):
        modules = run_and_list("-q", "find-wheel", *options)
        assert not modules & {"sample_backend", "setuptools", "installer",
                              "gpep517_reuse.build"}


def test_as_a_module(project: Path) -> None:
    # files of the tree must not stand in for the standard library's
    for name in ("logging", "json", "argparse", "gpep517"):
        (project / f"{name}.py").write_text("raise RuntimeError\n")
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    process = subprocess.run(
        (sys.executable, "-P", "-m", "gpep517_reuse", "build-wheel",
         "--wheel-dir", "../dist", "--output-fd", "1", "--reuse-dir",
         "../store"), capture_output=True, text=True, check=False,
        env=environment)
    assert (process.stdout, process.returncode) == (f"{PURE}\n", 0)
    pattern = (r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} "
               r"(gpep517|gpep517_reuse\.[\w.]+) [A-Z]+ .+")
    assert [line for line in process.stderr.splitlines()
            if not re.fullmatch(pattern, line)] == []
    assert process.stderr.splitlines()[-1].endswith(
        f"Built {PURE} with {HERE.name}: nothing there to reuse")
