# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of the recipe."""

import hashlib
import os

from collections.abc import Mapping
from pathlib import Path

import hypothesis
import hypothesis.strategies as st
import pytest

from gpep517_reuse.errors import UsageError
from gpep517_reuse.sources.recipe import (
    BuildOptions,
    Placeholders,
    Recipe,
    read_recipe,
)

from samples import OPTIONS


NO_PLACEHOLDERS = Placeholders(())


@pytest.fixture(autouse=True)
def no_settings_at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/nonexistent/gpep517-reuse")


def read(options: BuildOptions = OPTIONS, *, key: str = "",
         environ: Mapping[str, str] | None = None,
         reuse_env: tuple[str, ...] = ()) -> Recipe:
    return read_recipe(options, key=key, placeholders=NO_PLACEHOLDERS,
                       environ=environ or {}, reuse_env=reuse_env)


# what is given, and the setting that it becomes
CASES: Mapping[str, tuple[BuildOptions, tuple[str, str | None]]] = {
    "allow_compressed": (OPTIONS._replace(allow_compressed=True),
                         ("--allow-compressed", "yes")),
    "backend": (OPTIONS._replace(backend="flit_core.buildapi"),
                ("--backend", "flit_core.buildapi")),
    "config_json, empty": (OPTIONS._replace(config_json={}),
                           ("--config-json", "{}")),
    "config_json": (OPTIONS._replace(config_json={"b": [1], "a": "2"}),
                    ("--config-json", '{"a": "2", "b": [1]}')),
    "no fallback_backend": (OPTIONS._replace(fallback_backend=None),
                            ("--fallback-backend", None)),
    "fallback_backend": (OPTIONS._replace(fallback_backend="other"),
                         ("--fallback-backend", "other")),
    "prefix": (OPTIONS._replace(prefix="/usr"), ("--prefix", "/usr")),
    "sysroot": (OPTIONS._replace(sysroot="/sysroot"),
                ("--sysroot", "/sysroot")),
    "pyproject_toml": (
        OPTIONS._replace(pyproject_toml="missing.toml"),
        ("--pyproject-toml", "missing.toml: No such file or directory")),
}


@pytest.mark.parametrize(("options", "setting"), CASES.values(), ids=CASES)
def test_every_build_option_counts(
        options: BuildOptions, setting: tuple[str, str | None]) -> None:
    plain, changed = read(), read(options)
    name, value = setting
    assert changed.settings.get(name) == value
    assert changed.find_differences(plain) == (name,)
    assert changed.digest != plain.digest


@pytest.mark.parametrize("name", BuildOptions._fields)
def test_every_build_option_is_tried(name: str) -> None:
    assert any(getattr(options, name) != getattr(OPTIONS, name)
               for options, _ in CASES.values())


def test_key_counts() -> None:
    assert read(key="a").find_differences(read()) == ("--reuse-key",)
    assert len({read(key=key).digest for key in ("", "a", "b")}) == 3


def test_usual_settings() -> None:
    assert read() == Recipe(
        {"--fallback-backend": "setuptools.build_meta:__legacy__"})


def test_what_may_be_a_secret_is_not_kept(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".pydistutils.cfg").write_bytes(b"password = b\xff")
    found = read(environ={"WITH": "\udcff"}, reuse_env=("WITH",))
    assert found == Recipe({
        "--fallback-backend": "setuptools.build_meta:__legacy__",
        "WITH": hashlib.sha256(b"\xff").hexdigest(),
        "~/.pydistutils.cfg": hashlib.sha256(
            b"password = b\xff").hexdigest()})


def test_settings_in_the_home_directory_count(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    plain = read()
    (tmp_path / ".pydistutils.cfg").write_text("[build]\n")
    assert read().find_differences(plain) == ("~/.pydistutils.cfg",)


@pytest.mark.parametrize("name", [
    "HOME", "CFLAGS", "PATH", "PYTHONPATH", "EPYTHON", "BUILD_DIR"])
def test_other_variables_do_not_count(name: str) -> None:
    assert read(environ={name: "a"}) == read()


@pytest.mark.parametrize(("given", "counted"), [
    ("HOME", {"HOME"}), ("HO*", {"HOME", "HOST"}), ("H", set()),
    ("*", {"HOME", "HOST", "LANG"})])
def test_reuse_env(given: str, counted: set[str]) -> None:
    environ = {"HOME": "/", "HOST": "a", "LANG": "C"}
    found = read(environ=environ, reuse_env=(given,))
    assert set(found.find_differences(read())) == counted


def test_process_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMPLE", "a")
    found = read_recipe(OPTIONS, key="", placeholders=NO_PLACEHOLDERS,
                        reuse_env=["SAMPLE"])
    assert found.settings.keys() >= {"SAMPLE"}


@pytest.mark.parametrize("path", ["pyproject.toml", "./pyproject.toml",
                                  "a/../pyproject.toml"])
def test_usual_pyproject(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                         path: str) -> None:
    monkeypatch.chdir(tmp_path)
    for given in (path, f"{tmp_path}/{path}"):
        assert read(OPTIONS._replace(pyproject_toml=given)) == read()


def test_other_pyproject_counts_by_content(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("other.toml").write_bytes(b"1")
    found = read(OPTIONS._replace(pyproject_toml="other.toml"))
    assert found.settings["--pyproject-toml"] == (
        f"other.toml: {hashlib.sha256(b'1').hexdigest()}")


def test_extra_config_counts_but_for_the_build_base(tmp_path: Path) -> None:
    path = tmp_path / "a.cfg"
    path.write_text("[build]\nbuild-base = /a\n[build_ext]\ndebug = 1\n")
    found = read(environ={"DIST_EXTRA_CONFIG": str(path)})
    assert found.find_differences(read()) == (
        "DIST_EXTRA_CONFIG [build_ext] debug",)
    assert found.settings["DIST_EXTRA_CONFIG [build_ext] debug"] == "1"
    other = tmp_path / "b.cfg"
    other.write_text("[build_ext]\ndebug = 1\n[build]\nbuild_base = /b\n")
    assert read(environ={"DIST_EXTRA_CONFIG": str(other)}) == found


@pytest.mark.parametrize("path", ["", "/nonexistent/gpep517-reuse"])
def test_extra_config_that_setuptools_ignores(path: str) -> None:
    assert read(environ={"DIST_EXTRA_CONFIG": path}) == read()


def test_extra_config_that_does_not_parse(tmp_path: Path) -> None:
    path = tmp_path / "a.cfg"
    path.write_text("debug = 1\n")
    with pytest.raises(UsageError):
        read(environ={"DIST_EXTRA_CONFIG": str(path)})


@pytest.mark.parametrize(("text", "expected"), [
    ("/build", "{build-dir}"),
    ("/build/", "{build-dir}/"),
    ("-I/build/inc", "-I{build-dir}/inc"),
    ("-L/build -lfoo", "-L{build-dir} -lfoo"),
    ("/build2", "/build2"),
    ("/build-1", "/build-1"),
    ("/build.d", "/build.d"),
    ("/x/build", "/x/build"),
    ("x/build", "x/build"),
    ("../build", "../build"),
    ("a:/build:b", "a:{build-dir}:b"),
    ("/build:/build/lib", "{build-dir}:{build-dir}/lib"),
    ("/build /build", "{build-dir} {build-dir}"),
    ("--with=/build", "--with={build-dir}"),
    ("-Wl,-rpath,/build/lib", "-Wl,-rpath,{build-dir}/lib"),
    ('{"builddir": "/build/meson"}', '{"builddir": "{build-dir}/meson"}'),
    ("['/build']", "['{build-dir}']"),
    ("(/build)", "({build-dir})"),
    ("build", "build"),
    ("", ""),
    # not one-letter options: not told apart from other texts
    ("-isystem/build", "-isystem/build"),
    ("file:///build", "file:///build"),
    ("/build/../build", "{build-dir}/../build"),
])
def test_placeholder(text: str, expected: str) -> None:
    found = Placeholders.of([("build-dir", Path("/build"))])
    assert found.replace_in(text) == expected


@pytest.mark.parametrize("path", ["/b.d", "/b+", "/b (1)", "/b\\1", "/\u00e9"])
def test_placeholder_of_a_path_with_special_characters(path: str) -> None:
    found = Placeholders.of([("build-dir", path)])
    assert found.replace_in(f"-I{path}/inc") == "-I{build-dir}/inc"
    assert found.replace_in("/bXd") == "/bXd"


def test_longer_path_wins() -> None:
    found = Placeholders.of([("wheel-dir", "/w"), ("build-dir", "/w/build")])
    assert found.replace_in("/w/build/a:/w/b") == (
        "{build-dir}/a:{wheel-dir}/b")


def test_placeholder_of_a_relative_path(tmp_path: Path,
                                        monkeypatch: pytest.MonkeyPatch
                                        ) -> None:
    monkeypatch.chdir(tmp_path)
    found = Placeholders.of([("build-dir", "a/./b/")])
    assert found.paths == ((f"{os.getcwd()}/a/b", "{build-dir}"),)
    # only absolute ones are replaced
    assert found.replace_in("a/b") == "a/b"


def test_placeholders_hold_in_all_settings() -> None:
    def read_below(top: str) -> Recipe:
        return read_recipe(
            OPTIONS._replace(config_json={"builddir": f"{top}/meson"}),
            key="", placeholders=Placeholders.of([("build-dir", top)]),
            reuse_env=["FLAGS"], environ={"FLAGS": f"-O2 -I{top}/inc"})

    assert read_below("/one") == read_below("/two")


@pytest.mark.parametrize(("one", "other", "shown"), [
    ({}, {}, ""),
    ({"--prefix": "1", "--sysroot": "x"}, {"--sysroot": "x"},
     "--prefix ('1', here not set)"),
    ({"--prefix": "1", "--sysroot": ""}, {"--prefix": "2"},
     "--prefix ('1', here '2'), --sysroot ('', here not set)"),
    ({"--prefix": "b\n"}, {"--prefix": "b\x1b"},
     r"--prefix ('b\n', here 'b\x1b')"),
    ({"--prefix": 99 * "x" + "1"}, {"--prefix": 99 * "x" + "2" + 99 * "y"},
     f"--prefix (...'{30 * 'x'}1', here ...'{30 * 'x'}2{29 * 'y'}'...)"),
    ({"--prefix": 99 * "x"}, {"--prefix": "x"},
     f"--prefix ({60 * 'x'!r}..., here 'x')"),
    ({"DIST_EXTRA_CONFIG [a] b": "1"}, {},
     "DIST_EXTRA_CONFIG [a] b ('1', here not set)"),
    # what could be a secret
    ({"FLIT_PASSWORD": "a", "WITH": "b"}, {}, "FLIT_PASSWORD, WITH"),
], ids=str)
def test_render_differences(one: dict[str, str], other: dict[str, str],
                            shown: str) -> None:
    assert Recipe(one).render_differences(Recipe(other)) == shown


PATHS = st.lists(st.sampled_from(["a", "b", "ab", "a.b"]), min_size=1,
                 max_size=3).map(lambda parts: "/" + "/".join(parts))
SETTINGS = st.dictionaries(st.text(max_size=3), st.text(max_size=3))


@hypothesis.given(SETTINGS, SETTINGS)
def test_digest_iff_same(left: dict[str, str], right: dict[str, str]) -> None:
    """Two recipes have the same digest exactly when no setting differs."""
    one, other = Recipe(left), Recipe(right)
    assert (one.digest == other.digest) == (left == right)
    assert (one.find_differences(other) == ()) == (left == right)
    assert Recipe(dict(reversed(left.items()))).digest == one.digest
    assert one.find_differences(other) == other.find_differences(one)


@hypothesis.given(PATHS, PATHS)
def test_placeholder_hides_where_a_directory_lies(one: str, other: str
                                                  ) -> None:
    """Wherever the directory lies, what lies below it reads the same."""
    texts = {Placeholders.of([("build-dir", path)]).replace_in(
        f"-I{path}/inc -L{path}:{path}/lib") for path in (one, other)}
    assert texts == {"-I{build-dir}/inc -L{build-dir}:{build-dir}/lib"}


@hypothesis.given(PATHS, PATHS)
def test_placeholder_stands_for_whole_paths(path: str, text: str) -> None:
    """A path is replaced exactly where it is the other or leads to it."""
    replaced = Placeholders.of([("build-dir", path)]).replace_in(text)
    below = (text + "/").startswith(path + "/")
    assert (replaced != text) == below
    assert replaced.replace("{build-dir}", path) == text


@hypothesis.given(st.text(), st.lists(PATHS, max_size=3))
def test_placeholders_lose_nothing(text: str, paths: list[str]) -> None:
    """What is no path of theirs is left as it was."""
    found = Placeholders.of((str(number), path)
                            for number, path in enumerate(paths))
    restored = found.replace_in(text)
    for path, name in found.paths:
        restored = restored.replace(name, path)
    hypothesis.assume("{" not in text)
    assert restored == text
