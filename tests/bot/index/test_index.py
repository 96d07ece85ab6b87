"""What a tree answers, on small real repositories."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import CouldNotLook, NotFound, UsageError
from bot.git import GitDir
from bot.git.tree import releases
from bot.index import Indexes, Tree, resolve
from bot.index.store import opened
from detectors.model import Answer, Place, Query, Seen, Sought
from tests.fakes.repository import Content, RepositoryBuilder, git

URL_C = """\
#include "url.h"
#define POT_LIMIT 64

int pot_stir(struct pot *p, int times)
{
  if(times > POT_LIMIT)
    return pot_fail(p, "the pot %s boiled over after %d turns", p->name);
  log_message("cannot stir a pot "
              "that has no bottom");
  return 0;
}
"""
FILES: dict[str, Content] = {
    "lib/url.c": URL_C,
    "lib/url.h": "struct pot { char *name; };\nint pot_fail(struct pot *p, const char *why, ...);\n",
    "src/tool/main.c": "int main(void) { return pot_stir(0, 1); }\n",
    "README.md": "# Pots\n\nUse `--max-turns` and set Max Pot Size in the menu.\n",
    "conf/app.yml": "server:\n  limits:\n    turns: 3\n",
    "py/kitchen.py": (
        "class Stove:\n    def light_burner(self): ...\n\nclass Oven(Stove):\n    def bake(self): ...\n"
    ),
    "py/outside.py": "class Grill(vendor.Rack):\n    def char(self): ...\n",
    "py/tints.py": "class Tint(Enum):\n    RED = 1\n",
    "py/other.py": "def wash_dishes(): ...\nvendor.Stove.vent_hood()\n",
}
STAMPED = ("-c", "user.name=x", "-c", "user.email=x@example.com")
Ask = Callable[..., Answer]


@pytest.fixture
def builder(tmp_path: Path) -> RepositoryBuilder:
    return RepositoryBuilder(tmp_path / "pots.git")


@pytest.fixture
def indexes(tmp_path: Path) -> Indexes:
    return Indexes(tmp_path / "indexes", 100)


def clone(builder: RepositoryBuilder) -> GitDir:
    return GitDir(builder.path, builder.path / "objects")


def tree_of(builder: RepositoryBuilder, indexes: Indexes, commit: str) -> Tree:
    return indexes.tree("acme/pots", clone(builder), commit)


@pytest.fixture
def ask(builder: RepositoryBuilder, indexes: Indexes) -> Ask:
    tree = tree_of(builder, indexes, builder.commit("Start", FILES))

    def asked(sought: Sought, name: str, path: str = "", owner: str = "") -> Answer:
        (answer,) = tree.answer([Query(sought, name, path, owner)])
        return answer

    return asked


@pytest.mark.parametrize(
    "cited",
    [
        "lib/url.c",
        "url.c",
        "./lib/url.c",
        "/home/me/pots/lib/url.c",
        "LIB/URL.C",
        "lib\\url.c",
        "src/../lib/url.c",
    ],
)
def test_a_path_is_found_by_its_end_or_behind_other_folders(ask: Ask, cited: str) -> None:
    answer = ask(Sought.PATH, cited)
    assert (answer.seen, answer.places, answer.lines) == (Seen.HERE, (Place("lib/url.c"),), 11)


@pytest.mark.parametrize("cited", ["lib", "lib/", "src/tool", "tool", "/home/me/src/tool"])
def test_a_folder_is_found(ask: Ask, cited: str) -> None:
    assert ask(Sought.PATH, cited).seen is Seen.HERE


@pytest.mark.parametrize("cited", ["/home/me/README.md", "pots/README.md", "b/README.md"])
def test_a_file_at_the_top_is_found_in_the_projects_own_folder(ask: Ask, cited: str) -> None:
    assert ask(Sought.PATH, cited).seen is Seen.HERE


def test_an_import_leaves_the_ending_out(ask: Ask) -> None:
    assert ask(Sought.PATH, "py/kitchen").places == (Place("py/kitchen.py"),)


def test_an_absent_path_has_its_nearest_and_its_real_folder(ask: Ask) -> None:
    answer = ask(Sought.PATH, "lib/urls.c")
    assert (answer.seen, answer.nearest[0], answer.scope) == (Seen.ABSENT, "lib/url.c", "lib")
    assert ask(Sought.PATH, "docs/README.md").seen is Seen.ABSENT


def test_a_removed_or_renamed_path_is_past(builder: RepositoryBuilder, indexes: Indexes) -> None:
    builder.commit("Start", FILES)
    gone = builder.commit("Move", {"lib/url.c": None, "lib/net/url.c": URL_C, "lib/url.h": None})
    commit = builder.commit("Again", {"lib/net/url.c": None, "lib/net/address.c": URL_C})
    moved, removed = tree_of(builder, indexes, commit).answer(
        [Query(Sought.PATH, "lib/url.c"), Query(Sought.PATH, "/src/pots/lib/url.h")]
    )
    assert (moved.seen, moved.until, moved.moved) == (Seen.PAST, gone[:12], "lib/net/address.c")
    assert (removed.seen, removed.until, removed.moved) == (Seen.PAST, gone[:12], "")


@pytest.mark.parametrize(
    "name",
    ["pot_stir", "pot_stir()", "POT_LIMIT", "&pot_stir", "Stove::light_burner", "Stove.light_burner()"],
)
def test_a_name_is_found(ask: Ask, name: str) -> None:
    answer = ask(Sought.SYMBOL, name)
    assert (answer.seen, answer.nearest) == (Seen.HERE, ())
    assert answer.places[0].line


@pytest.mark.parametrize(
    ("name", "real"), [("potStir", "pot_stir"), ("Pot_Stir", "pot_stir"), ("lightBurner", "light_burner")]
)
def test_another_spelling_is_the_same_name(ask: Ask, name: str, real: str) -> None:
    answer = ask(Sought.SYMBOL, name)
    assert (answer.seen, answer.nearest) == (Seen.HERE, (real,))


@pytest.mark.parametrize(
    "name",
    [
        "--max-turns",
        "--no-max-turns",
        "max_turns",
        "MAX_TURNS",
        "Max Pot Size",
        "max-pot-size",
        "server.limits.turns",
    ],
)
def test_options_and_settings_are_found_in_any_spelling(ask: Ask, name: str) -> None:
    assert ask(Sought.SYMBOL, name).seen is Seen.HERE


@pytest.mark.parametrize("name", ["--max-spins", "Max Pot Weight", "server.limits.spins", "pot_stirrup"])
def test_what_is_nowhere_is_absent(ask: Ask, name: str) -> None:
    assert ask(Sought.SYMBOL, name).seen is Seen.ABSENT


def test_an_absent_name_has_its_nearest_and_its_kin(ask: Ask) -> None:
    answer = ask(Sought.SYMBOL, "pot_stirr")
    assert (answer.nearest[0], answer.kin) == ("pot_stir", 4)  # pot, pot_fail, pot_stir, POT_LIMIT


def test_a_name_in_a_file_is_looked_for_there(ask: Ask) -> None:
    assert ask(Sought.SYMBOL, "pot_stir", path="url.c").seen is Seen.HERE
    elsewhere = ask(Sought.SYMBOL, "wash_dishes", path="lib/url.c")
    assert (elsewhere.seen, elsewhere.scope) == (Seen.ELSEWHERE, "lib/url.c")
    assert elsewhere.places == (Place("py/other.py", 1),)
    absent = ask(Sought.SYMBOL, "pot_stirr", path="lib/url.c")
    assert (absent.seen, absent.scope, absent.nearest[0]) == (Seen.ABSENT, "lib/url.c", "pot_stir")
    assert ask(Sought.SYMBOL, "pot_stirr", path="lib/none.c").scope == ""


def test_a_member_is_looked_for_in_its_class_and_what_that_inherits(ask: Ask) -> None:
    assert ask(Sought.SYMBOL, "bake", owner="Oven").seen is Seen.HERE
    assert ask(Sought.SYMBOL, "light_burner", owner="Oven").seen is Seen.HERE
    elsewhere = ask(Sought.SYMBOL, "Oven.wash_dishes")
    assert (elsewhere.seen, elsewhere.scope) == (Seen.ELSEWHERE, "Oven")
    absent = ask(Sought.SYMBOL, "Oven.bake_all")
    assert (absent.seen, absent.scope, absent.nearest) == (Seen.ABSENT, "Oven", ("bake",))
    assert ask(Sought.SYMBOL, "Tint.RED").places == (Place("py/tints.py", 2),)
    assert ask(Sought.SYMBOL, "Fridge.baking").scope == ""


def test_a_member_is_there_where_the_tree_writes_it_so(ask: Ask) -> None:
    """Another library's class may have the name of one of the project's own."""
    assert ask(Sought.SYMBOL, "Stove.vent_hood").seen is Seen.HERE
    assert ask(Sought.SYMBOL, "Stove.class").seen is Seen.HERE


def test_a_class_with_a_parent_from_outside_may_have_any_member(ask: Ask) -> None:
    assert ask(Sought.SYMBOL, "Grill.rotate").seen is Seen.UNKNOWN


@pytest.mark.parametrize(
    "text",
    [
        "if(times > POT_LIMIT)",
        "if ( times  >  POT_LIMIT )",
        "the pot %s boiled over after %d turns",
        "the pot Big Bertha boiled over after 70 turns",
        "cannot stir a pot that has no bottom",
    ],
)
def test_a_line_or_message_is_found(ask: Ask, text: str) -> None:
    answer = ask(Sought.TEXT, text)
    assert (answer.seen, answer.places[0].path) == (Seen.HERE, "lib/url.c")


@pytest.mark.parametrize("text", ["the kettle exploded in orbit", "free(buffer); buffer = NULL; goto done;"])
def test_a_line_that_is_nowhere_is_absent(ask: Ask, text: str) -> None:
    assert ask(Sought.TEXT, text).seen is Seen.ABSENT


def test_a_line_of_another_file_is_elsewhere(ask: Ask) -> None:
    answer = ask(Sought.TEXT, "if(times > POT_LIMIT)", path="src/tool/main.c")
    assert (answer.seen, answer.places) == (Seen.ELSEWHERE, (Place("lib/url.c", 6),))


@pytest.mark.parametrize("text", ["}", "...", "%s", "{}"])
def test_a_line_without_words_cannot_be_looked_for(ask: Ask, text: str) -> None:
    assert ask(Sought.TEXT, text).seen is Seen.UNKNOWN


@pytest.mark.parametrize(
    "name",
    [
        "'; DROP TABLE blob; --",
        "%",
        "_",
        "a%b_c",
        "(((",
        "[a-z]+(",
        "\\",
        "*",
        "x" * 5000,
        "\x00",
        "\n",
        " ",
        "..",
        "../../etc",
        "--",
        "::",
        "a::",
        ".b",
        "é",
        "�",
        "-n",
        "$(rm -rf .)",
    ],
)
@pytest.mark.parametrize("sought", list(Sought))
def test_hostile_questions_are_answered(ask: Ask, sought: Sought, name: str) -> None:
    assert ask(sought, name).seen is not Seen.HERE or sought is not Sought.TAG
    ask(sought, "pot_stir", path=name, owner=name)


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("8.4.0", "pots-8_4_0"),
        ("v8.4.0", "pots-8_4_0"),
        ("pots 8.4.0", "pots-8_4_0"),
        ("8.5.0-rc1", "v8.5.0-RC1"),
        ("release 2.0", "tiny-pots-2_0"),
        ("pots-8_4_0", "pots-8_4_0"),
        ("8.5.0.Final", "v8.5.0"),
    ],
)
def test_versions_are_found_as_people_write_them(builder: RepositoryBuilder, name: str, tag: str) -> None:
    commit = builder.commit("Start", FILES)
    for made in ("pots-8_4_0", "pots-8_3_0", "v8.5.0-RC1", "v8.5.0", "tiny-pots-8_4_0", "tiny-pots-2_0"):
        git(builder.path, "tag", made, commit)
    found = resolve(clone(builder), name)
    assert found == ((tag, commit) if not tag.startswith("tiny") else None)


@pytest.mark.parametrize("name", ["8.4", "8.4.0.1", "18.4.0", "8.4.0-rc1", "kettle", "", "--all", "8" * 500])
def test_no_other_version_is_taken_for_it(builder: RepositoryBuilder, name: str) -> None:
    git(builder.path, "tag", "pots-8_4_0", builder.commit("Start", FILES))
    assert resolve(clone(builder), name) is None


def test_tags_and_commits_are_looked_up(builder: RepositoryBuilder, indexes: Indexes) -> None:
    commit = builder.commit("Start", FILES)
    no_tags = tree_of(builder, indexes, commit).answer([Query(Sought.TAG, "9.9")])
    git(builder.path, *STAMPED, "tag", "-a", "-m", "x", "v1.2", commit)
    tree = tree_of(builder, indexes, commit)
    queries = [
        (Sought.TAG, "1.2"),
        (Sought.TAG, "9.9"),
        (Sought.COMMIT, commit[:9]),
        (Sought.COMMIT, "abcdef1234"),
    ]
    answers = tree.answer([Query(sought, name) for sought, name in queries])
    assert no_tags[0].seen is Seen.UNKNOWN
    assert [answer.seen for answer in answers] == [Seen.HERE, Seen.ABSENT, Seen.HERE, Seen.ABSENT]
    assert resolve(clone(builder), commit[:9]) == (commit[:9], commit)


def test_only_changed_contents_are_read_again(builder: RepositoryBuilder, indexes: Indexes) -> None:
    read: list[int] = []
    first = builder.commit("Start", FILES)
    second = builder.commit("Change", {"lib/new.c": "int pot_new(void) { return 1; }\n"})
    indexes.tree("acme/pots", clone(builder), first, lambda done, total: read.append(total))
    indexes.tree("acme/pots", clone(builder), second, lambda done, total: read.append(total))
    indexes.tree("acme/pots", clone(builder), first, lambda done, total: read.append(total))
    assert read == [len(FILES), 1]


def test_each_tree_answers_for_itself(builder: RepositoryBuilder, indexes: Indexes) -> None:
    before = tree_of(builder, indexes, builder.commit("Start", FILES))
    after = tree_of(builder, indexes, builder.commit("Drop", {"py/other.py": None, "x.c": "int pot_new;\n"}))
    asked = [Query(Sought.SYMBOL, "wash_dishes"), Query(Sought.SYMBOL, "pot_new")]
    assert [answer.seen for answer in before.answer(asked)] == [Seen.HERE, Seen.ABSENT]
    assert [answer.seen for answer in after.answer(asked)] == [Seen.ABSENT, Seen.HERE]


def test_contents_that_are_not_there_make_absence_unknown(
    builder: RepositoryBuilder, indexes: Indexes
) -> None:
    files = {f"lib/part{at}.c": f"int part_{at}(void);\n" for at in range(5)}
    commit = builder.commit("Start", {**FILES, **files})
    for path in files:
        sha = git(builder.path, "rev-parse", f"{commit}:{path}").decode().strip()
        (builder.path / "objects" / sha[:2] / sha[2:]).unlink()
    tree = tree_of(builder, indexes, commit)
    queries = [
        Query(Sought.PATH, "lib/part1.c"),
        Query(Sought.SYMBOL, "pot_stir"),
        Query(Sought.SYMBOL, "part_7"),
        Query(Sought.SYMBOL, "pot_stir", "lib/part1.c"),
        Query(Sought.TEXT, "the kettle exploded in orbit"),
    ]
    assert [answer.seen for answer in tree.answer(queries)] == [Seen.HERE, Seen.HERE, *[Seen.UNKNOWN] * 3]


def test_odd_trees_are_indexed(builder: RepositoryBuilder, indexes: Indexes) -> None:
    odd: dict[str, Content] = {
        'a "quoted" name.c': "int quoted_name(void);\n",
        "line\nbreak.c": "int broken_line(void);\n",
        "umlaut-ä.c": "int with_umlaut(void);\n",
        "picture.c": b"int x;\0\xff",
        "wide.js": "var wide_one = 1;" * 100_000,
        "deep.c": "(" * 300_000,
        "utf16.cs": "class WideLetters { }".encode("utf-16"),
        "empty.c": "",
    }
    commit = builder.commit("Odd", odd, links={"link.c": "empty.c"})
    sub = f"160000,{commit},vendor/kettle"
    (builder.path / "index").unlink(missing_ok=True)
    git(builder.path, "read-tree", commit)
    git(builder.path, "update-index", "--add", "--cacheinfo", sub)
    git(builder.path, "update-index", "-z", "--index-info", stdin=_raw_entry(builder))
    tree_id = git(builder.path, "write-tree").decode().strip()
    commit = git(builder.path, *STAMPED, "commit-tree", "-m", "x", tree_id).decode().strip()
    tree = tree_of(builder, indexes, commit)
    names = ["quoted_name", "broken_line", "with_umlaut", "wide_one", "WideLetters", "from_raw"]
    answers = tree.answer([Query(Sought.SYMBOL, name) for name in names])
    assert [answer.seen for answer in answers] == [Seen.HERE] * len(names)
    paths = [*odd, "link.c", "raw-\ufffd.c", "vendor/kettle"]
    assert {answer.seen for answer in tree.answer([Query(Sought.PATH, path) for path in paths])} == {
        Seen.HERE
    }
    outside = [
        Query(Sought.PATH, "vendor/kettle/src/lid.c"),
        Query(Sought.SYMBOL, "lift_kettle_lid"),
        Query(Sought.TEXT, "return lift_kettle_lid(kettle);"),
        Query(Sought.TEXT, "the kettle exploded in orbit"),
    ]
    assert {answer.seen for answer in tree.answer(outside)} == {Seen.UNKNOWN}
    (inside,) = tree.answer([Query(Sought.SYMBOL, "lift_kettle_lid", "umlaut-ä.c")])
    assert inside.seen is Seen.ABSENT


def _raw_entry(builder: RepositoryBuilder) -> bytes:
    sha = git(builder.path, "hash-object", "-w", "--stdin", stdin=b"int from_raw(void);\n").strip()
    return b"100644 " + sha + b"\traw-\xff.c\0"


def test_an_empty_tree_holds_nothing(builder: RepositoryBuilder, indexes: Indexes) -> None:
    tree = tree_of(builder, indexes, builder.commit("Nothing"))
    asked = [
        Query(Sought.PATH, "a.c"),
        Query(Sought.SYMBOL, "pot_stir"),
        Query(Sought.TEXT, "a line of code"),
    ]
    assert [answer.seen for answer in tree.answer(asked)] == [Seen.ABSENT] * 3
    assert tree.answer([]) == ()


def test_a_commit_that_is_not_there_is_not_found(builder: RepositoryBuilder, indexes: Indexes) -> None:
    builder.commit("Start", FILES)
    with pytest.raises(NotFound, match="no commit 000000000000"):
        tree_of(builder, indexes, "0" * 40)
    with pytest.raises(UsageError):
        tree_of(builder, indexes, "HEAD")


def test_the_index_used_longest_ago_goes_first(builder: RepositoryBuilder, tmp_path: Path) -> None:
    commit = builder.commit("Start", FILES)
    indexes = Indexes(tmp_path / "small", 0)
    old = indexes.tree("acme/old", clone(builder), commit)
    new = indexes.tree("acme/new", clone(builder), commit)
    assert len(list((tmp_path / "small").glob("*.sqlite"))) == 1
    asked = [Query(Sought.SYMBOL, "pot_stir")]
    assert new.answer(asked)[0].seen is Seen.HERE
    assert old.answer(asked)[0].seen is Seen.UNKNOWN


def test_a_forgotten_index_is_deleted(builder: RepositoryBuilder, indexes: Indexes, tmp_path: Path) -> None:
    tree_of(builder, indexes, builder.commit("Start", FILES))
    indexes.forget("acme/pots")
    assert not list((tmp_path / "indexes").glob("*.sqlite*"))


def test_a_damaged_index_is_made_anew(builder: RepositoryBuilder, indexes: Indexes, tmp_path: Path) -> None:
    commit = builder.commit("Start", FILES)
    tree_of(builder, indexes, commit)
    (file,) = (tmp_path / "indexes").glob("*.sqlite")
    for path in (tmp_path / "indexes").glob("*.sqlite-*"):
        path.unlink()
    file.write_bytes(b"no database" * 1000)
    tree = tree_of(builder, Indexes(tmp_path / "indexes", 100), commit)
    assert tree.answer([Query(Sought.SYMBOL, "pot_stir")])[0].seen is Seen.HERE


def test_several_threads_share_an_index(builder: RepositoryBuilder, indexes: Indexes) -> None:
    commits = [builder.commit(f"Step {at}", {**FILES, f"s{at}.c": f"int step_{at};\n"}) for at in range(4)]
    seen: list[Seen] = []

    def look(at: int) -> None:
        tree = tree_of(builder, indexes, commits[at])
        seen.extend(answer.seen for answer in tree.answer([Query(Sought.SYMBOL, f"step_{at}")]))

    threads = [threading.Thread(target=look, args=(at,)) for at in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [Seen.HERE] * 4


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("1.46", Seen.HERE),
        ("v1", Seen.HERE),
        ("1.46.0", Seen.HERE),
        ("1.4", Seen.ABSENT),
        ("1.46.9", Seen.ABSENT),
    ],
)
def test_a_version_is_there_where_one_of_its_line_is(
    builder: RepositoryBuilder, indexes: Indexes, name: str, seen: Seen
) -> None:
    commit = builder.commit("Start", FILES)
    git(builder.path, *STAMPED, "tag", "-a", "-m", "x", "widget-1.46.2", commit)
    (answer,) = tree_of(builder, indexes, commit).answer([Query(Sought.TAG, name)])
    assert answer.seen is seen


KETTLES: dict[str, Content] = {
    "src/kettle.c": (
        "int boil(struct kettle *k)\n{\n"
        '  if(!k->lid_closed)\n    fail(k, "%s: %.*f"); /* the internal limit */\n'
        '  fail(k, "cannot light the burner of %s without gas", k->name);\n'
        '  return pour_tea(k, "the whistle of kettle %d " /* odd */\n              "has been stolen");\n}\n'
    ),
    "src/cup.c": "int drink(void) { return sip_slowly(4); }\n",
    "lisp/tea.el": "".join(
        f"(defun tea-{name}-pot (cup) cup)\n" for name in ("pour", "stir", "wash", "dry", "fill")
    ),
    "doc/options.md": "`--steam-limit`, `--steam-time`, `--steam-valve`, `--steam-on-start`, `--steam-log`\n",
    "conf/kettle.properties": "tea.pot.size=1\ntea.pot.lid=2\ntea.cup.size=3\ntea.cup.lid=4\ntea.milk=5\n",
    "go/shelf.go": (
        "package shelf\n\ntype Shelf struct {\n\tsync.Mutex\n\tcups int\n}\n\n"
        "type Board struct {\n\tPlank\n\tlength int\n}\n\ntype Plank struct {\n\twidth int\n}\n"
    ),
    "rs/jar.rs": (
        "#[derive(Debug, Serialize)]\npub struct Jar { lid: u8 }\n\n"
        "#[derive(Clone)]\npub struct Tin { lid: u8 }\n\nimpl Opens for Tin {\n    fn open(&self) {}\n}\n"
        "trait Opens { fn open(&self); }\n"
    ),
    "rb/tray.rb": "class Tray\n  include Outside::Things\nend\n\nclass Saucer\n  def hold; end\nend\n",
    "py/pans.py": (
        "class Pan(outside.base):\n    pass\n\n@register\nclass Wok:\n    pass\n\n"
        "class RepoListEntry:\n    pass\n"
    ),
}


@pytest.fixture
def ask_kettles(builder: RepositoryBuilder, indexes: Indexes) -> Ask:
    tree = tree_of(builder, indexes, builder.commit("Start", KETTLES))

    def asked(sought: Sought, name: str, path: str = "", owner: str = "") -> Answer:
        (answer,) = tree.answer([Query(sought, name, path, owner)])
        return answer

    return asked


@pytest.mark.parametrize(
    ("text", "path", "seen"),
    [
        ("if(!k->lid_closed)", "src/kettle.c", Seen.HERE),
        ("if(!k->lid_closed)", "src/cup.c", Seen.ELSEWHERE),
        ("if(!k->lid_is_locked)", "src/kettle.c", Seen.ABSENT),
        ("if(!k->lid_is_locked)", "", Seen.ABSENT),
        ("return k->lid_Closed;", "src/cup.c", Seen.ABSENT),
        ("if(!k->lid_clo...", "", Seen.UNKNOWN),
        ("return sip_slowly(4); /* drink_in_one_go */", "src/cup.c", Seen.HERE),
        ("(defun tea--break-cups (cup) cup)", "", Seen.ABSENT),
        ("(defun tea-stir-pot (cup) cup)", "lisp/tea.el", Seen.HERE),
    ],
)
def test_a_line_of_code_is_compared_with_its_file_first(
    ask_kettles: Ask, text: str, path: str, seen: Seen
) -> None:
    assert ask_kettles(Sought.TEXT, text, path=path).seen is seen


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("cannot light the burner of Old Bessie without gas", Seen.HERE),
        ("the whistle of kettle 7 has been stolen", Seen.HERE),
        ("Error: whistle of kettle 12 has been stolen", Seen.HERE),
        ("the whistle of kettle 12 melted in the heat", Seen.UNKNOWN),
        ("steam exceeds the internal pressure limit", Seen.ABSENT),
        ("teapot exploded while being washed", Seen.ABSENT),
        ("Bessie is not a kettle", Seen.UNKNOWN),
        ("lidCount: 9 (expected: no greater than steamLimit(4)", Seen.UNKNOWN),
        ("Bessie: no gas", Seen.UNKNOWN),
    ],
)
def test_a_message_is_known_by_its_runs_of_words(ask_kettles: Ask, text: str, seen: Seen) -> None:
    assert ask_kettles(Sought.TEXT, text).seen is seen


@pytest.mark.parametrize(
    "name", ["tea-boil-over", "--steam-whistle-limit", "--no-steam-puff", "tea.pot.color"]
)
def test_names_with_hyphens_or_dots_have_kin(ask_kettles: Ask, name: str) -> None:
    answer = ask_kettles(Sought.SYMBOL, name)
    assert answer.seen is Seen.ABSENT
    assert answer.kin >= 5


def test_the_nearest_shares_rare_words_and_options_are_nearest_to_options(ask_kettles: Ask) -> None:
    assert ask_kettles(Sought.SYMBOL, "--steam-max-limit").nearest[0] == "steam-limit"
    assert ask_kettles(Sought.SYMBOL, "pour_tea_quickly_now").nearest[0] == "pour_tea"


@pytest.mark.parametrize("name", ["repoListEntries", "REPO_LIST_ENTRY", "RepoListEntrys", "boils", "drinks"])
def test_a_plural_is_the_same_name(ask_kettles: Ask, name: str) -> None:
    assert ask_kettles(Sought.SYMBOL, name).seen is Seen.HERE


@pytest.mark.parametrize(
    ("member", "seen"),
    [
        ("Shelf.dustOff", Seen.UNKNOWN),
        ("Board.dustOff", Seen.ABSENT),
        ("Board.width", Seen.HERE),
        ("Jar::screw_on", Seen.UNKNOWN),
        ("Tin::screw_on", Seen.ABSENT),
        ("Tin::clone", Seen.HERE),
        ("Tray#tilt_over", Seen.UNKNOWN),
        ("Saucer#tilt_over", Seen.ABSENT),
        ("Pan.season_it", Seen.UNKNOWN),
        ("Wok.season_it", Seen.UNKNOWN),
        ("RepoListEntry.season_it", Seen.ABSENT),
    ],
)
def test_a_member_may_come_from_what_cannot_be_seen(ask_kettles: Ask, member: str, seen: Seen) -> None:
    assert ask_kettles(Sought.SYMBOL, member).seen is seen


@pytest.mark.parametrize(
    "text",
    [
        "%" * 2000,
        "%0" * 1000,
        "'" * 2000,
        "a/" * 1000,
        "a." * 1000,
        "aB" * 1000,
        "kettle " * 280,
        "(a-b" * 500,
    ],
)
def test_hostile_texts_are_answered_soon(ask_kettles: Ask, text: str) -> None:
    assert ask_kettles(Sought.TEXT, text, path="src/kettle.c").seen is not Seen.HERE


def test_a_file_that_is_kept_elsewhere_has_no_lines(builder: RepositoryBuilder, indexes: Indexes) -> None:
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 123456\n"
    commit = builder.commit("Start", {"data/pots.csv": pointer})
    (answer,) = tree_of(builder, indexes, commit).answer([Query(Sought.PATH, "data/pots.csv")])
    assert (answer.seen, answer.lines) == (Seen.HERE, None)


def test_one_file_of_code_that_was_not_read_may_hold_a_name(
    builder: RepositoryBuilder, indexes: Indexes
) -> None:
    commit = builder.commit("Start", {"lib/url.c": URL_C, "lib/big.c": "int only_here(void) { return 1; }\n"})
    sha = git(builder.path, "rev-parse", f"{commit}:lib/big.c").decode().strip()
    (builder.path / "objects" / sha[:2] / sha[2:]).unlink()
    (answer,) = tree_of(builder, indexes, commit).answer([Query(Sought.SYMBOL, "only_here")])
    assert answer.seen is Seen.UNKNOWN


def test_a_word_is_found_however_often_its_file_was_read_anew(tmp_path: Path) -> None:
    with opened(tmp_path / "pots.sqlite") as store:
        for at in range(1, 511):
            with store.writing() as writer:
                writer.add(f"{at:040x}", 9, 1, ["boil_over"], [], whole=True)
        assert 510 in store.with_word("boil_over")
        assert 510 in store.with_key("boilover")["boil_over"]


def test_a_tag_with_an_odd_line_end_is_a_tag(builder: RepositoryBuilder, indexes: Indexes) -> None:
    commit = builder.commit("Start", FILES)
    builder.tag("v1.0")
    git(builder.path, "update-ref", "refs/tags/a\u2028b\x85c", commit)
    assert resolve(clone(builder), "1.0") == ("v1.0", commit)
    assert releases(clone(builder))[0].tag == "v1.0"


def test_a_very_long_line_of_code_holds_nothing_up(builder: RepositoryBuilder, indexes: Indexes) -> None:
    line = f"impl Kettle /* {'a' * 200_000} */ {{\n"
    code = f"struct Kettle;\n{line}    fn boil(&self) {{}}\n}}\n" + "\n" * 100
    commit = builder.commit("Start", {"src/kettle.rs": code})
    (answer,) = tree_of(builder, indexes, commit).answer([Query(Sought.SYMBOL, "Kettle::pour")])
    assert answer.seen in {Seen.ABSENT, Seen.UNKNOWN}


def test_a_history_that_is_not_all_there_is_no_absence(builder: RepositoryBuilder, indexes: Indexes) -> None:
    old = builder.commit("Start", {"lib/gone.c": "int gone;\n"})
    commit = builder.commit("Take it away", {"lib/gone.c": None, "lib/url.c": URL_C})
    sha = git(builder.path, "rev-parse", f"{old}^{{tree}}").decode().strip()
    (builder.path / "objects" / sha[:2] / sha[2:]).unlink()
    with pytest.raises(CouldNotLook):
        tree_of(builder, indexes, commit)
