"""Command-line options, settings and environment variables that a text cites."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.references import options, stance
from detectors.references.model import Citation, Cited, Claim
from detectors.references.text import read


def cited(body: str, title: str = "Crash", repository: str = "acorn/oak") -> list[Citation]:
    return list(options.find(read(body, title), repository))


def names(body: str) -> list[tuple[Cited, str, Claim]]:
    return [(one.cited, one.name, one.claim) for one in cited(body)]


@pytest.mark.parametrize(
    "body",
    [
        "The `--ring-limit` option is ignored.",
        "It crashes with --ring-limit=5 only.",
        "Pass `--ring-limit 5` and it hangs.",
    ],
)
def test_an_option_without_a_tool_is_the_projects_perhaps(body: str) -> None:
    assert names(body) == [(Cited.OPTION, "--ring-limit", Claim.WEAK)]


@pytest.mark.parametrize(
    "body",
    ["Run `oak --ring-limit 5 tree`.", "```\n$ sudo ./build/oak --ring-limit 5 | grep --count x\n```"],
)
def test_an_option_of_the_projects_own_tool_is_stated(body: str) -> None:
    assert names(body) == [(Cited.OPTION, "--ring-limit", Claim.STATED)]


@pytest.mark.parametrize(
    "body",
    [
        "Run `git log --ring-limit`.",
        "We pass `--ring-limit` to docker.",
        "Build it with `unknown-tool --ring-limit`.",
        "feh --ring-limit /tmp/picture",
    ],
)
def test_an_option_of_another_tool_is_not_checked(body: str) -> None:
    assert [(one.claim, one.hedge) for one in cited(body)] == [(Claim.NONE, options.OTHER_TOOL)]


def test_git_is_no_other_tool_in_its_own_repository() -> None:
    assert [one.claim for one in cited("Run `git log --ring-limit`.", repository="git/git")] == [Claim.STATED]


@pytest.mark.parametrize(
    "body",
    [
        "It works --though slowly-- for me.",
        "See `oak --help`.",
        "```\nmake --ring-limit\n```",
        "-Wl,--ring-limit",
    ],
)
def test_what_is_no_option(body: str) -> None:
    assert cited(body) == []


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("Set the `ring.limit` setting to 5.", "ring.limit"),
        ("The setting `ring_limit` is ignored.", "ring_limit"),
        ("With `ring_limit = 5` it hangs.", "ring_limit"),
        ("With `ring.limit: true` it hangs.", "ring.limit"),
        ('The "Max Ring Size" setting is ignored.', "Max Ring Size"),
        ("Built with -DWITH_RINGS=ON here.", "WITH_RINGS"),
    ],
)
def test_a_setting(body: str, name: str) -> None:
    assert names(body) == [(Cited.SETTING, name, Claim.WEAK)]


@pytest.mark.parametrize(
    "body",
    ["$OAK_RINGS is read.", "Run it with `OAK_RINGS=1`.", "The OAK_RINGS environment variable is read."],
)
def test_an_environment_variable(body: str) -> None:
    assert set(names(body)) == {(Cited.VARIABLE, "OAK_RINGS", Claim.WEAK)}


def test_a_variable_of_the_system_is_not_checked() -> None:
    assert {one.hedge for one in cited("Set `LD_LIBRARY_PATH=/opt`.")} == {options.SYSTEM}


def test_a_setting_of_another_project_is_not_checked() -> None:
    assert {one.hedge for one in cited("With `spring.ring.limit=5` it hangs.")} == {stance.OTHERS}


def test_a_setting_said_to_be_in_a_file_is_stated() -> None:
    found = cited("Set the option `ring_limit` in `lib/leaves.c`.")
    assert [(one.path, one.claim) for one in found] == [("lib/leaves.c", Claim.STATED)]


@pytest.mark.parametrize(
    "body",
    [
        "Please add a `--ring-limit` option.",
        "There is no `--ring-limit` option.",
        "## Proposal\n\n`--ring-limit`",
    ],
)
def test_what_is_proposed_or_denied_is_not_checked(body: str) -> None:
    assert [one.claim for one in cited(body)] == [Claim.NONE]


@pytest.mark.parametrize(
    ("command", "name"),
    [("$ sudo ./a/oak -x", "oak"), ("A=1 B=2 oak", "oak"), (r"C:\oak.exe -x", "oak"), ("--x", ""), ("", "")],
)
def test_the_program_of_a_command_line(command: str, name: str) -> None:
    assert options.tool(command) == name


def test_a_short_name_of_the_project_is_its_own_tool() -> None:
    assert options.is_own_tool("rg", "someone/ripgrep") is False
    assert options.is_own_tool("oak", "acorn/liboak")
    assert options.is_own_tool("ot", "acorn/oaktree")
    assert not options.is_own_tool("git", "acorn/gitea")


def test_the_number_is_bounded() -> None:
    assert len(cited(" ".join(f"`--ring-{number}`" for number in range(5_000)))) == options.MAX_FOUND


@given(st.text(alphabet='-=`$ABa_. \n"{}:', max_size=300))
def test_any_text_is_read(body: str) -> None:
    for citation in cited(body):
        assert citation.name
        assert (citation.claim is Claim.NONE) == bool(citation.hedge)


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("With ring.leaf_limit turned off it works.", "ring.leaf_limit"),
        ("I set ring.grow.later and nothing changes.", "ring.grow.later"),
        ("It hangs with ring.grow-check = 30 only.", "ring.grow-check"),
        ("If leaf_limit is enabled, it hangs.", "leaf_limit"),
        ("`oak serve --setting leaf_limit 60` is refused.", "leaf_limit"),
        ("Configured with `-Dleaf-limit-kb=512`.", "leaf-limit-kb"),
        ("Run with -Dorg.oak.leafLimit=2 set.", "org.oak.leafLimit"),
        ("The Max Leaf Size setting is ignored.", "Max Leaf Size"),
    ],
)
def test_settings_of_plain_prose(body: str, name: str) -> None:
    found = [one for one in cited(body) if one.cited is Cited.SETTING and one.claim is not Claim.NONE]
    assert [one.name for one in found] == [name]


@pytest.mark.parametrize(
    "body",
    [
        "Re-enabling test_ring/test_leaf in this change.",
        "target_env = wasi is gone.",
        "The Windows Developer Mode setting is on.",
        "Run with -Dorg.acme.leafLimit=2 and -Db_lto=true.",
        "It is set in ring.yaml, ring.md is set to be read.",
    ],
)
def test_no_settings_of_the_project(body: str) -> None:
    assert [
        one.name for one in cited(body) if one.cited is Cited.SETTING and one.claim is not Claim.NONE
    ] == []


def test_a_flag_with_one_dash_and_a_variable_that_is_exported() -> None:
    found = cited("Users who set -leaf_limit see it, also where OAK_LEAF_LIMIT is exported.")
    assert [(one.cited, one.name) for one in found] == [
        (Cited.OPTION, "-leaf_limit"),
        (Cited.VARIABLE, "OAK_LEAF_LIMIT"),
    ]


def test_where_a_language_ran_does_not_make_an_option_its_own() -> None:
    assert [one.hedge for one in cited("`--leaf-limit` fails with Python 3.13 here.")] == [""]


def test_a_setting_in_the_reporters_configuration_is_said_to_be_in_no_file() -> None:
    found = cited(
        'I put `"ring": {"leaf_limit": 60}` in oak.json, and set `grow_limit = 3` in conf/oak.yaml.'
    )
    settings = [(one.name, one.path, one.claim) for one in found if one.cited is Cited.SETTING]
    assert settings == [("leaf_limit", "", Claim.WEAK), ("grow_limit", "", Claim.WEAK)]


def test_the_keys_of_another_programs_configuration_are_left() -> None:
    assert cited('I put `"ring": {"leaf_limit": 60}` in package.json.') == []
