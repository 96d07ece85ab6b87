"""Facts on disk: nothing is lost, and what is not understood is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import UsageError
from bot.gather.facts_file import (
    RECORDED_PATCHES,
    for_the_record,
    from_json,
    read_facts,
    to_json,
    write_facts,
)
from bot.gather.from_text import facts_from_text
from detectors.model import ChangedFile, Facts, Kind, Unknown

ANY_FACTS = st.builds(Facts)
st.register_type_strategy(str, st.text(st.characters(codec="utf-8"), max_size=12))


def example() -> Facts:
    return facts_from_text("hello", Kind.PULL_REQUEST, "2026-01-02T03:04:05Z")


@settings(max_examples=60, deadline=None)
@given(ANY_FACTS)
def test_any_facts_come_back_as_they_were(facts: Facts) -> None:
    assert from_json(to_json(facts), "test") == facts


@given(st.lists(st.integers(0, 200_000), max_size=6))
def test_a_record_keeps_patches_up_to_a_bound(sizes: list[int]) -> None:
    files = tuple(ChangedFile(f"{at}", "added", 1, 0, "x" * size) for at, size in enumerate(sizes))
    whole = replace(example(), contribution=replace(example().contribution, files=files))
    recorded = for_the_record(whole).contribution.files
    assert isinstance(recorded, tuple)
    assert [replace(file, patch="") for file in recorded] == [replace(file, patch="") for file in files]
    assert sum(len(file.patch) for file in recorded if isinstance(file.patch, str)) <= RECORDED_PATCHES
    assert (recorded == files) == (sum(sizes) <= RECORDED_PATCHES)


def test_unknown_files_stay_unknown_in_the_record() -> None:
    assert for_the_record(example()) == example()


def test_facts_on_disk(tmp_path: Path) -> None:
    path = tmp_path / "facts.json"
    write_facts(path, example())
    assert read_facts(path) == example()
    with pytest.raises(UsageError, match="cannot read"):
        read_facts(tmp_path / "missing.json")
    with pytest.raises(UsageError, match="cannot write"):
        write_facts(tmp_path / "nowhere" / "facts.json", example())


def test_left_out_fields_have_their_defaults() -> None:
    raw = json.loads(to_json(example()))
    del raw["state"]
    del raw["contribution"]["files"]
    facts = from_json(json.dumps(raw), "test")
    assert facts.contribution.files == ()
    assert facts.state.comment == Unknown("not asked for")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"schema": "byline/facts/2"}, "no facts file"),
        ({"as_of": 5}, "as_of"),
        ({"extra": 1}, "extra: there is no such field"),
        ({"repository": None}, "repository"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(change: dict[str, object], says: str) -> None:
    raw = {**json.loads(to_json(example())), **change}
    with pytest.raises(UsageError, match=says) as refused:
        from_json(json.dumps(raw), "facts.json")
    assert "\n" not in str(refused.value)


def test_an_unknown_field_deep_inside_is_named() -> None:
    facts = facts_from_text("message", Kind.COMMIT, "2026-01-02T03:04:05Z")
    raw = json.loads(to_json(facts))
    raw["contribution"]["commits"][0]["author"]["nickname"] = "x"
    with pytest.raises(UsageError, match=r"contribution\.commits\.0\.author\.nickname"):
        from_json(json.dumps(raw), "facts.json")


@pytest.mark.parametrize(
    "text", ["", "[]", "null", "{", "[" * 100_000, '{"schema": ["x"]}', b"\xff\xfe", "1"]
)
def test_other_files_are_refused(text: str | bytes) -> None:
    with pytest.raises(UsageError, match=r"x\.json is no"):
        from_json(text, "x.json")


def test_half_surrogates_are_refused_not_kept() -> None:
    text = to_json(replace(example(), as_of="MARK")).replace("MARK", "\\ud800")
    with pytest.raises(UsageError):
        from_json(text, "x.json")


def test_a_text_is_a_body_and_for_a_commit_a_message() -> None:
    commit = facts_from_text("Subject\n\nBody\0", Kind.COMMIT, "2026-01-02T03:04:05Z").contribution
    assert isinstance(commit.commits, tuple)
    assert commit.commits[0].message == "Subject\n\nBody\ufffd"
    issue = facts_from_text("Body", Kind.ISSUE, "2026-01-02T03:04:05Z", title="T").contribution
    assert (issue.title, issue.body, issue.commits) == ("T", "Body", ())
