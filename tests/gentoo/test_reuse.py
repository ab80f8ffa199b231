# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Who builds, who reuses, and what is installed, under Portage."""

import re
import subprocess
import sys
import tomllib

from pathlib import Path

import pytest

from gentoo.harness import ECLASS, STAND_IN, System


pytestmark = pytest.mark.portage

OLD, MIDDLE, NEW = "python3.11", "python3.12", "python3.13"
ALL = (OLD, MIDDLE, NEW)
BUILT_ONCE = {OLD: ["built"], MIDDLE: ["reused"], NEW: ["reused"]}
BUILT_BY_ALL = {name: ["built"] for name in ALL}
CALL = "import sample; print(sample.answer())"


@pytest.mark.parametrize(
    "package", ["flit-pure", "hatchling-pure", "setuptools-pure"])
def test_pure(system: System, package: str) -> None:
    """A pure wheel is built once, and installed the same for all."""
    installed = system.install(f"{package}-1")
    assert installed.ways == BUILT_ONCE
    assert "sample/__init__.py" in installed.read_image(OLD)
    assert installed.read_image(OLD).keys() == (
        installed.read_image(NEW).keys())


def test_variables_of_the_eclass(system: System) -> None:
    """One wheel was built; the one in use is the last one's own."""
    installed = system.install("flit-pure-1")
    assert installed.read_wheels() == [
        "flit-pure-1-python3_11/wheel/sample-1-py2.py3-none-any.whl"]
    assert installed.read_wheel_path() == (
        "flit-pure-1-python3_13/wheel/sample-1-py2.py3-none-any.whl")


@pytest.mark.parametrize("package", ["limited-api", "meson-abi3"])
def test_stable_abi(system: System, package: str) -> None:
    """A wheel for the stable ABI serves all that are newer; what differs
    per implementation in the settings for meson is no other recipe.
    """
    assert system.install(f"{package}-1").ways == BUILT_ONCE
    for name in ALL:
        assert system.run_python(f"{package}-1", name, CALL).stdout == "42\n"


def test_build_base(system: System) -> None:
    """What setuptools compiled is found where the eclass has it put: in
    a directory by the number of wheels, also after a second run.
    """
    for _ in range(2):
        assert system.ebuild("regular-extension-1", "compile").status == 0
        package = system["regular-extension-1"]
        (package.temp.parent / ".compiled").unlink()
        for number, name in enumerate(ALL):
            directory = package.work / (
                f"regular-extension-1-{name.replace('.', '_')}")
            (extension,) = directory.glob(f"build{number}/lib*/*.so")
            assert name[-2:] in extension.name
            assert len(list(directory.glob(".gpep517-reuse-build-*"))) == 1


@pytest.mark.parametrize("package", ["regular-extension",
                                     "name-abi3-regular"])
def test_regular_extension(system: System, package: str) -> None:
    """Each builds its own extension, whatever the package is called."""
    assert system.install(f"{package}-1").ways == BUILT_BY_ALL
    for name in ALL:
        assert system.run_python(f"{package}-1", name, CALL).stdout == "42\n"


def test_name_without_us(system: System) -> None:
    """The stand-in has the fault: the name passes for a tag."""
    assert system.install("name-abi3-regular-0").ways == BUILT_ONCE
    process = system.run_python("name-abi3-regular-0", NEW, CALL)
    assert "ModuleNotFoundError" in process.stderr


def test_generated_source(system: System) -> None:
    """What python_compile() generates in the sources is seen."""
    installed = system.install("generated-1")
    assert installed.ways == BUILT_BY_ALL
    for name in ALL:
        assert installed.read_image(name)["sample/built.py"] == (
            f"BUILT_FOR = '{name}'\n".encode())


def test_generated_source_without_us(system: System) -> None:
    """The stand-in has the fault: it installs the first one for all."""
    installed = system.install("generated-0")
    assert installed.ways == BUILT_ONCE
    assert installed.read_image(NEW)["sample/built.py"] == (
        b"BUILT_FOR = 'python3.11'\n")


@pytest.mark.parametrize(("package", "path", "text"), [
    ("configured", "sample/built.py", b"BUILT_FOR = 'python3.13'\n"),
    ("prepared", "sample/__init__.py", b"PATCHED = True\n"),
])
def test_changed_before(system: System, package: str, path: str, text: bytes
                        ) -> None:
    """What python_configure() and python_prepare() left of the sources
    when the first one builds is what all others would build from.
    """
    installed = system.install(f"{package}-1")
    assert installed.ways == BUILT_ONCE
    for name in ALL:
        assert installed.read_image(name)[path].endswith(text)


def test_patched_for_one(system: System) -> None:
    """A patch for one implementation is for that one alone."""
    installed = system.install("patched-1")
    assert installed.ways == {
        OLD: ["built"], MIDDLE: ["built"], NEW: ["reused"]}
    assert [b"PATCHED" in installed.read_image(name)["sample/__init__.py"]
            for name in ALL] == [False, True, False]


def test_called_twice(system: System) -> None:
    """Each call reuses what the call of the same number built."""
    installed = system.install("twice-1")
    assert installed.ways == {
        OLD: ["built", "built"], MIDDLE: ["reused", "reused"],
        NEW: ["reused", "reused"]}
    assert {"first.py", "second.py"} <= installed.read_image(NEW).keys()
    assert [Path(path).name for path in installed.read_wheels()] == [
        "first-1-py3-none-any.whl", "second-1-py3-none-any.whl"]


def test_nested(system: System) -> None:
    """The sources of a package in a subdirectory are all of ${S}."""
    installed = system.install("nested-1")
    assert installed.ways == BUILT_ONCE
    assert f"--reuse-tree {installed.sources} " in installed.read_log(OLD)


@pytest.mark.parametrize(("package", "targets"), [
    ("direct-1", "python3_12 python3_13"),
    ("single-1", "python3_12 python3_13"),
    ("flit-pure-1", "python3_12"),
])
def test_untouched(system: System, package: str, targets: str) -> None:
    """A direct call of distutils_pep517_install(), DISTUTILS_SINGLE_IMPL,
    and a single implementation have gpep517 build.
    """
    finished = system.ebuild(package, "clean", "compile", "install",
                             PYTHON_TARGETS=targets)
    assert finished.status == 0
    assert "-m gpep517 build-wheel" in finished.log
    assert "gpep517_reuse" not in finished.log


def test_in_one_process(system: System) -> None:
    """What builds or reuses also installs, and byte-compiles with as many
    processes as make may have; the backend is read without one.
    """
    installed = system.install("flit-pure-1", MAKEOPTS="-O -j2")
    for name in system.names:
        (command,) = re.findall(r"(.* -m gpep517.*)",
                                installed.read_log(name))
        assert " build-wheel " in command
        assert " --optimize all --jobs 2 " in command
        assert " --backend flit_core.buildapi " in command
    assert "Byte-compiling 1 files, 1 at once" in installed.read_log(NEW)


def test_trusted_programs(system: System) -> None:
    """What an ebuild vouches for is passed on, each by its name."""
    installed = system.install("flit-pure-1",
                               DISTUTILS_REUSE_TRUST="ninja meson")
    for name in system.names:
        assert installed.read_log(name).count(
            " --trust-program ninja --trust-program meson ") == 1


def test_one_interpreter(tmp_path: Path, system: System) -> None:
    """Each implementation is started once, even where the eclass asks where
    its modules are, which it is asked for before anything is installed.
    """
    for name in system.names:
        program = system.directory / "usr" / "bin" / name
        program.write_text(program.read_text().replace(
            "exec", f'echo "${{0##*/}} ${{*:1:4}}" >> {tmp_path}/log\nexec')
            .replace("/bin/sh", "/bin/bash"))
    assert system.install("flit-pure-1").ways == BUILT_ONCE
    assert (tmp_path / "log").read_text().splitlines() == [
        f"{name} -P -m gpep517_reuse build-wheel" for name in ALL]
    (tmp_path / "log").unlink()
    hook = "python_compile() { python_get_sitedir >&2; }"
    system.write_bashrc(f"pre_src_compile() {{ {hook}; }}\n")
    assert system.ebuild("flit-pure-1", "clean", "compile").status == 0
    assert [system["flit-pure-1"].read_log(name).strip().endswith(
        f"/usr/lib/{name}/site-packages") for name in ALL] == [True] * 3
    assert (tmp_path / "log").read_text().splitlines() == [
        f"{name} - {sys.prefix}/usr" for name in ALL]


BUILD_SYSTEM = '[build-system]\nrequires = []\n'


@pytest.mark.parametrize(("text", "is_told"), [
    (f'{BUILD_SYSTEM}build-backend = "a_b.c:d"\n[project]\n', True),
    (f'[project]\n{BUILD_SYSTEM}  build-backend="a"', True),
    (f"{BUILD_SYSTEM}[project]\n", True),
    (f"{BUILD_SYSTEM}build-backend = 'a'\n", False),
    (f'{BUILD_SYSTEM}build-backend = "a" # why\n', False),
    (f'{BUILD_SYSTEM}"build\\u002dbackend" = "a"\n', False),
    ('build-system.build-backend = "a"\n', False),
    (f'{BUILD_SYSTEM}[tool.a] # why\nbuild-backend = "b"\n', False),
    (f'a = """\n{BUILD_SYSTEM}build-backend = "a"\n"""\n', False),
    (f"a = '''\n{BUILD_SYSTEM}build-backend = 'a'\n'''\n", False),
], ids=["usual", "indented", "none", "quotes", "comment", "escape", "dotted",
        "another table", "string", "literal string"])
def test_backend(tmp_path: Path, text: str, *, is_told: bool) -> None:
    """The backend is read without a process where that is safe; else it is
    for gpep517 to tell.
    """
    (tmp_path / "pyproject.toml").write_text(text)
    process = subprocess.run(
        ("bash", "-c", """
            distutils-r1_src_compile() { :; }
            distutils-r1_python_compile() { :; }
            python_get_sitedir() { :; }
            source "$1"
            _gpep517-reuse_set_backend
            [[ -v _GPEP517_REUSE_BACKEND ]] && echo "${_GPEP517_REUSE_BACKEND}"
        """, "bash", ECLASS), cwd=tmp_path, text=True, check=False,
        stdout=subprocess.PIPE,
        env={"EAPI": "8", "EPYTHON": "python3", "PATH": "/usr/bin:/bin"})
    backend = tomllib.loads(text).get("build-system", {}).get(
        "build-backend", "")
    assert process.stdout == (f"{backend}\n" if is_told else "")


def test_not_installed(system: System) -> None:
    """An implementation that we are not installed for builds, by gpep517,
    and a warning says so; others reuse all the same.
    """
    (system.find_sitedir(MIDDLE) / "gpep517_reuse").unlink()
    finished = system.ebuild("limited-api-1", "clean", "compile", "install")
    assert finished.status == 0, finished.log
    installed = system["limited-api-1"]
    assert installed.ways == {
        OLD: ["built"], MIDDLE: ["built"], NEW: ["reused"]}
    assert "gpep517_reuse" not in installed.read_log(MIDDLE)
    assert finished.log.count(
        "gpep517-reuse is not installed for: python3.12\n") == 1


def test_switched_off(system: System) -> None:
    """An empty DISTUTILS_ALLOW_WHEEL_REUSE has each build, without us."""
    installed = system.install("flit-pure-1", DISTUTILS_ALLOW_WHEEL_REUSE="")
    assert installed.ways == BUILT_BY_ALL
    assert len(installed.read_wheels()) == len(ALL)
    assert "gpep517_reuse" not in "".join(map(installed.read_log, ALL))


@pytest.mark.parametrize("form", ["map", "list"])
def test_form_of_the_wheels(system: System, form: str) -> None:
    """Both forms of DISTUTILS_WHEELS hold what was built, in two runs."""
    path = ("limited-api-1-python3_11/wheel/"
            "sample-1-cp311-abi3-linux_x86_64.whl")
    assert system.ebuild("limited-api-1", "clean", "compile",
                         STAND_IN_WHEELS=form).status == 0
    package = system["limited-api-1"]
    assert package.read_wheels() == [path]
    (package.temp.parent / ".compiled").unlink()
    assert system.ebuild("limited-api-1", "compile").status == 0
    assert package.ways == BUILT_ONCE
    assert package.read_wheels() == [path]


@pytest.mark.parametrize("edit", ["", "EDITED = True\n"],
                         ids=["as it was", "edited"])
def test_rerun(system: System, edit: str) -> None:
    """A second src_compile builds from the sources as they are then."""
    package = system.install("flit-pure-1")
    for phase in ("compiled", "installed"):
        (package.temp.parent / f".{phase}").unlink()
    with (package.sources / "sample" / "__init__.py").open("a") as file:
        file.write(edit)
    finished = system.ebuild("flit-pure-1", "compile", "install")
    assert finished.status == 0, finished.log
    assert "QA Notice" not in finished.log
    assert package.ways == BUILT_ONCE
    for name in ALL:
        assert package.read_image(name)["sample/__init__.py"].endswith(
            edit.encode())
    assert len(package.read_wheels()) == 1


def test_rerun_without_us(system: System) -> None:
    """The stand-in has the fault: it hands out what it built before."""
    assert system.ebuild("flit-pure-0", "clean", "compile").status == 0
    package = system["flit-pure-0"]
    (package.temp.parent / ".compiled").unlink()
    finished = system.ebuild("flit-pure-0", "compile")
    assert finished.status == 1
    assert "FileExistsError" in finished.log
    assert package.ways[OLD] == ["reused"]


@pytest.mark.parametrize(("environment", "way"), [
    ("environment", "Built"),
    (f"gpep517-reuse-{NEW}-1.sh", "Reusing"),
])
def test_pasted(system: System, environment: str, way: str) -> None:
    """The command in the log does when it is pasted; with all variables
    that it had, it does the same.
    """
    package = system.install("meson-abi3-1")
    (command,) = re.findall(r"INFO Running: (cd \S+ && .* build-wheel .*)",
                            package.read_log(NEW))
    process = subprocess.run(
        ("bash", "-c", f"source {package.temp}/{environment}; {command}"),
        cwd=package.sources, env=system.environ, text=True, check=True,
        stdin=subprocess.DEVNULL, capture_output=True)
    assert "\nsample-1-cp31" in f"\n{process.stdout}"
    assert f"gpep517_reuse.reuse INFO {way} " in process.stderr


@pytest.mark.parametrize(("text", "replacement"), [
    ('"${EPYTHON}" -m gpep517 build-wheel',
     '"${EPYTHON}" -m gpep517 make-wheel'),
    ("DISTUTILS_WHEEL_PATH=", "DISTUTILS_WHEEL="),
    ("${DISTUTILS_ALLOW_WHEEL_REUSE}", "${DISTUTILS_REUSE}"),
], ids=["call", "path", "switch"])
def test_other_text(tmp_path: Path, system: System, text: str,
                    replacement: str) -> None:
    """Where distutils-r1.eclass is not as we know it, it dies at once, names
    what is missed, and says what helps.
    """
    changed = tmp_path / "changed"
    subprocess.run(("cp", "-R", STAND_IN, changed), check=True)
    eclass = changed / "eclass" / "distutils-r1.eclass"
    assert text in eclass.read_text()
    eclass.write_text(eclass.read_text().replace(text, replacement))
    system.replace_stand_in(changed)
    finished = system.ebuild("flit-pure-1", "clean", "compile")
    assert finished.status == 1
    assert f"distutils-r1.eclass has changed, it lacks: {text}\n" in (
        finished.log)
    assert 'DISTUTILS_ALLOW_WHEEL_REUSE=""' in finished.log
    assert "Building the wheel" not in finished.log
    if "make-wheel" not in replacement:
        assert system.ebuild("flit-pure-1", "clean", "compile",
                             DISTUTILS_ALLOW_WHEEL_REUSE="").status == 0


def test_other_installation(tmp_path: Path, system: System) -> None:
    """Where wheels are installed in another way than is known, that is left
    to a process of its own.
    """
    changed = tmp_path / "changed"
    subprocess.run(("cp", "-R", STAND_IN, changed), check=True)
    eclass = changed / "eclass" / "distutils-r1.eclass"
    eclass.write_text(eclass.read_text().replace(
        "--optimize=all", "--optimize=1"))
    system.replace_stand_in(changed)
    installed = system.install("flit-pure-1", MAKEOPTS="-j2")
    assert installed.ways == BUILT_ONCE
    for name in ALL:
        assert "gpep517_reuse install-wheel --jobs 2 --destdir=" in (
            installed.read_log(name))
