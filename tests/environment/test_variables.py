# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of environment variables and their values."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from gpep517_reuse.environment.variables import (
    PROGRAM_VARIABLES,
    WHOLE,
    describe_variables,
    find_programs,
    list_program_variables,
    render_difference,
)
from gpep517_reuse.sources.recipe import Placeholders


NO_PLACEHOLDERS = Placeholders(())


def describe(environ: Mapping[str, str], *names: str) -> Mapping[str, str]:
    return describe_variables(names, environ, NO_PLACEHOLDERS)


@pytest.mark.parametrize("name", PROGRAM_VARIABLES)
def test_what_programs_read(name: str) -> None:
    name = name.replace("*", "X")
    assert list_program_variables({name: "", f"_X_{name}": ""}) == {name}


def test_more_that_programs_read() -> None:
    assert list_program_variables({"UV_A": "", "UV": "", "CC": ""},
                                  ["UV_*"]) == {"UV_A", "CC"}


def test_values_differ_and_secrets_are_not_kept() -> None:
    unset, empty, full = (
        describe(environ, "CC", "TOKEN") for environ in (
            {}, {"CC": "", "TOKEN": ""}, {"CC": "gcc", "TOKEN": "gcc"}))
    assert unset == {"CC": "", "TOKEN": ""}
    assert (empty["CC"], full["CC"]) == ("=", "=gcc")
    assert len({unset["TOKEN"], empty["TOKEN"], full["TOKEN"]}) == 3
    assert "gcc" not in full["TOKEN"]


def test_paths_that_differ_by_design() -> None:
    one, two = (
        describe_variables(
            ("CFLAGS", "A", WHOLE),
            {"CFLAGS": f"-I{top}/inc", "A": f"/usr:{top}/lib"},
            Placeholders.of([("build-dir", top)])) for top in ("/1", "/2"))
    assert one == two


def test_the_environment_as_a_whole() -> None:
    plain = describe({"A": "1"}, WHOLE)
    assert describe({"A": "1", "EPYTHON": "3", "TMPDIR": "/x"}, WHOLE
                    ) == plain
    assert describe({"A": "2"}, WHOLE) != plain
    assert describe({"A": "1", "B": ""}, WHOLE) != plain


@pytest.mark.parametrize(("name", "builder", "here", "sentence"), [
    ("CC", "=gcc", "=clang", "CC was 'gcc' for its builder, is 'clang' here"),
    ("CC", "", "=clang", "CC was not set for its builder, is 'clang' here"),
    ("CC", "=gcc", "", "CC was 'gcc' for its builder, is not set here"),
    ("CFLAGS", "=" + 99 * "x" + "1", "=" + 99 * "x" + "2",
     f"CFLAGS was ...'{30 * 'x'}1' for its builder, is ...'{30 * 'x'}2' "
     "here"),
    ("TOKEN", "5a", "3e", "TOKEN has another value here"),
    ("TOKEN", "", "3e", "TOKEN was not set for its builder, is set here"),
    ("TOKEN", "5a", "", "TOKEN was set for its builder, is not set here"),
    (WHOLE, "5a", "3e", "its build took the environment as a whole, which is "
     "another one here"),
], ids=["values", "set here", "not set here", "long values", "secrets",
        "secret here", "no secret here", "all"])
def test_render_difference(name: str, builder: str, here: str, sentence: str
                           ) -> None:
    assert render_difference(name, builder, here) == sentence


def test_find_programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch
                       ) -> None:
    program = tmp_path / "sample"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_programs(
        ["sample", "missing", str(program)],
        Placeholders.of([("reuse-path-1", tmp_path)])) == {
            "sample": "{reuse-path-1}/sample", "missing": "",
            str(program): ""}
