# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of the options that come on top of gpep517's."""

import argparse

from pathlib import Path

import pytest

from gpep517_reuse.cli.build import add_build_args
from gpep517_reuse.cli.options import (
    OPTIONS,
    Option,
    list_for_copies,
    make_request,
)
from gpep517_reuse.sources.recipe import Request


def parse(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_build_args(parser)
    return parser.parse_args(arguments)


def test_every_field_of_a_request_has_an_option() -> None:
    assert {option.field for option in OPTIONS} == (
        {*Request._fields} - {"options", "wheel_dir"})


def test_nothing_given_is_the_request_by_default() -> None:
    args = parse()
    request = make_request(args)
    assert request == Request(request.options)
    assert not [*list_for_copies(args)]


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_each_option_reaches_its_field(
        option: Option, monkeypatch: pytest.MonkeyPatch,
        tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "some").mkdir()
    given = (f"{option.name}=some",) if option.metavar else (option.name,)
    args = parse(*given)
    request = make_request(args)
    changed = [field for field in Request._fields if field != "options"
               and getattr(request, field) != getattr(
                   Request(request.options), field)]
    assert changed == [option.field]
    assert bool([*list_for_copies(args)]) == option.is_for_copies


def test_options_for_copies_hold_in_another_directory() -> None:
    assert [*list_for_copies(parse(
        "--reuse-path", "one", "--reuse-path", "/two", "--reuse-env", "A*",
        "--expect-extension", "--reuse-key", "k", "--no-reuse",
        "--reuse-dir", "d"))] == [
            "--expect-extension", "--reuse-env=A*",
            f"--reuse-path={Path.cwd() / 'one'}", "--reuse-path=/two",
            "--reuse-key=k"]
