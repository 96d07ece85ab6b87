"""What lock files tell of dependencies and their licenses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.audit import dependencies, lock_files
from bot.audit.model import Dependency, Exclusion
from bot.licensing.cache import Cache
from bot.licensing.trees import FolderTree
from detectors.model import Unknown

NPM = {
    "lockfileVersion": 3,
    "packages": {
        "": {"name": "widget", "license": "MIT"},
        "node_modules/gadget": {"version": "1.2.0", "license": "ISC"},
        "node_modules/@acme/gear": {"version": "2.0.0", "license": "(MIT OR Apache-2.0)"},
        "node_modules/gadget/node_modules/cog": {"version": "0.1.0"},
        "node_modules/odd": {"version": "3.0.0", "license": "SEE LICENSE IN LICENSE.md"},
        "node_modules/here": {"link": True, "resolved": "packages/here"},
    },
}
COMPOSER = {
    "packages": [{"name": "acme/gadget", "version": "1.0.0", "license": ["MIT", "GPL-3.0-or-later"]}],
    "packages-dev": [{"name": "acme/cog", "version": "2.0.0", "license": ["BSD-3-Clause"]}],
}
CARGO = """\
[[package]]
name = "widget"
version = "0.1.0"

[[package]]
name = "gadget"
version = "1.2.3"
source = "registry+https://github.com/rust-lang/crates.io-index"
"""
UV = """\
version = 1

[[package]]
name = "widget"
version = "0.1.0"
source = { editable = "." }

[[package]]
name = "gadget"
version = "4.0"
source = { registry = "https://pypi.org/simple" }
"""
POETRY = '[[package]]\nname = "gadget"\nversion = "4.0"\nfiles = []\n'
PIPFILE = {"default": {"gadget": {"version": "==4.0"}}, "develop": {}}
YARN = """\
# yarn lockfile v1

gadget@^1.0.0, gadget@^1.1.0:
  version "1.2.0"
  resolved "https://registry.yarnpkg.com/gadget"

"@acme/gear@~2":
  version "2.0.0"
"""
BERRY = """\
__metadata:
  version: 8

"gadget@npm:^1.0.0":
  version: 1.2.0
  resolution: "gadget@npm:1.2.0"

"widget@workspace:.":
  version: 0.0.0-use.local
"""
PNPM = """\
lockfileVersion: '9.0'
packages:
  gadget@1.2.0:
    resolution: {integrity: sha512-x}
  '@acme/gear@2.0.0(react@18.0.0)':
    resolution: {integrity: sha512-y}
"""
GEMS = """\
GEM
  remote: https://rubygems.org/
  specs:
    gadget (1.2.0)
      cog (>= 1)

PLATFORMS
  ruby
"""
GO = """\
example.org/gadget v1.2.0 h1:abc=
example.org/gadget v1.2.0/go.mod h1:def=
"""


def found(path: Path, files: dict[str, str]) -> tuple[tuple[Dependency, ...], tuple[Exclusion, ...]]:
    for name, text in files.items():
        (path / "widget" / name).parent.mkdir(parents=True, exist_ok=True)
        (path / "widget" / name).write_text(text, encoding="utf-8")
    with Cache(path / "home" / "licenses.sqlite3") as cache:
        return dependencies.of(FolderTree(path / "widget"), cache)


@pytest.mark.parametrize("again", [False, True])
def test_licenses_are_given_where_the_lock_file_has_them(tmp_path: Path, again: bool) -> None:
    files = {"package-lock.json": json.dumps(NPM), "composer.lock": json.dumps(COMPOSER)}
    listed, left_out = found(tmp_path, files)
    if again:
        listed, left_out = found(tmp_path, {})
    assert left_out == ()
    told = {one.name: one.expression for one in listed}
    assert [one.name for one in listed] == ["acme/cog", "acme/gadget", "@acme/gear", "cog", "gadget", "odd"]
    assert told["acme/gadget"] == "MIT OR GPL-3.0-or-later"
    assert told["acme/cog"] == "BSD-3-Clause"
    assert told["@acme/gear"] == "MIT OR Apache-2.0"
    assert told["gadget"] == "ISC"
    assert told["cog"] == Unknown("the lock file gives no license for it")
    assert isinstance(told["odd"], Unknown)
    assert "SEE LICENSE" in told["odd"].reason


@pytest.mark.parametrize(
    ("name", "text", "ecosystem", "expected"),
    [
        ("Cargo.lock", CARGO, "cargo", [("gadget", "1.2.3")]),
        ("uv.lock", UV, "pypi", [("gadget", "4.0")]),
        ("poetry.lock", POETRY, "pypi", [("gadget", "4.0")]),
        ("Pipfile.lock", json.dumps(PIPFILE), "pypi", [("gadget", "4.0")]),
        ("yarn.lock", YARN, "npm", [("@acme/gear", "2.0.0"), ("gadget", "1.2.0")]),
        ("yarn.lock", BERRY, "npm", [("gadget", "1.2.0")]),
        ("pnpm-lock.yaml", PNPM, "npm", [("@acme/gear", "2.0.0"), ("gadget", "1.2.0")]),
        ("Gemfile.lock", GEMS, "gem", [("gadget", "1.2.0")]),
        ("go.sum", GO, "golang", [("example.org/gadget", "v1.2.0")]),
        (
            "package-lock.json",
            '{"dependencies": {"gadget": {"version": "1.0", "dependencies": {"cog": {"version": "2"}}}}}',
            "npm",
            [("cog", "2"), ("gadget", "1.0")],
        ),
    ],
)
def test_lock_files_without_licenses_leave_them_unknown(
    tmp_path: Path, name: str, text: str, ecosystem: str, expected: list[tuple[str, str]]
) -> None:
    listed, left_out = found(tmp_path, {name: text})
    assert [(one.name, one.version) for one in listed] == expected
    assert {one.ecosystem for one in listed} == {ecosystem}
    assert all(isinstance(one.expression, Unknown) for one in listed)
    assert left_out == ()


def test_lock_files_of_tests_and_others_are_counted_and_not_read(tmp_path: Path) -> None:
    text = json.dumps(NPM)
    files = {
        "tests/package-lock.json": text,
        "vendor/gadget/go.sum": GO,
        "node_modules/gadget/package-lock.json": text,
        "examples/one/Cargo.lock": CARGO,
        "app/Cargo.lock": CARGO,
        "Gemfile.lock": "\0",
    }
    listed, left_out = found(tmp_path, files)
    assert {one.path for one in listed} == {"app/Cargo.lock"}
    assert {(one.what, one.count, one.reason) for one in left_out} == {
        ("lock files", 2, "in folders of others' code"),
        ("lock files", 2, "in folders of tests and examples"),
        ("lock files", 1, "no such file, or too long to read"),
    }


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("package-lock.json", "[" * 100_000),
        ("package-lock.json", "[]"),
        ("package-lock.json", '{"packages": 1e999999}'),
        ("composer.lock", '{"packages": ' + "9" * 10_000 + "}"),
        ("pnpm-lock.yaml", "a: &a {}\nb:\n  <<: [*a, *a]\npackages:\n  <<: *a\n"),
        ("pnpm-lock.yaml", "{" * 5_000),
        ("pnpm-lock.yaml", "packages: !!python/object/apply:os.system ['false']\n"),
        ("uv.lock", "[[" * 5_000),
        ("uv.lock", "a = " + "[" * 50_000),
    ],
)
def test_what_is_no_lock_file_gives_nothing(name: str, text: str) -> None:
    assert not lock_files.read(name, text)


def test_a_name_that_is_no_name_is_passed_over() -> None:
    text = json.dumps({"packages": [{"name": "x" * 500, "version": "1"}, {"name": 3}, {"name": "a\ud800"}]})
    read = lock_files.read("composer.lock", text)
    assert read is not None
    assert [one.name for one in read] == ["a?"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=20), inner, max_size=4),
    max_leaves=12,
)


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(["package-lock.json", "composer.lock", "Pipfile.lock", "pnpm-lock.yaml", "yarn.lock"]),
    st.dictionaries(
        st.sampled_from(["packages", "packages-dev", "dependencies", "default", "__metadata"]), JSON
    ),
)
def test_any_table_can_be_read(name: str, table: dict[str, object]) -> None:
    for one in lock_files.read(name, json.dumps(table)) or ():
        assert one.name


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(["Gemfile.lock", "go.sum", "yarn.lock", "Cargo.lock", "pnpm-lock.yaml"]), st.text())
def test_any_text_can_be_read(name: str, text: str) -> None:
    for one in lock_files.read(name, text) or ():
        assert one.name
