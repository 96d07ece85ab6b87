"""Why the words around a name do not claim that the thing exists."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.references import stance
from detectors.references.model import Citation, Cited, Claim
from detectors.references.text import read


def hedge(marked: str, repository: str = "acorn/oak") -> str:
    """Ask for the hedge of what stands between the two bars."""
    before, name, after = marked.split("|")
    return stance.hedge(before + name + after, len(before), len(before) + len(name), repository)


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("Please add a `|--dry-run|` option to the tool.", stance.PROPOSED),
        ("We should introduce `a_b`, `c_d`, `e_f`, `g_h`, `i_j` and `|k_l|`.", stance.PROPOSED),
        ("It would be nice to have a `|retry_limit|` setting.", stance.PROPOSED),
        ("The method should be called `|getRemote|()`.", stance.PROPOSED),
        ("Rename `fetch_all` to `|fetch_every|`.", stance.PROPOSED),
        ("This change adds `|grow_ring|`.", stance.PROPOSED),
        ("Use `|grow_ring_safely|()` instead.", stance.PROPOSED),
        ("Rename `|fetch_all|` to `fetch_every`.", stance.GONE),
        ("The function `|grow_ring|()` was removed in 8.2.", stance.GONE),
        ("Previously called `|grow_ring|`.", stance.GONE),
        ("There is no `|grow_ring|` in this tree.", stance.DENIED),
        ("`|grow_ring|` does not exist any more.", stance.DENIED),
        ("`|grow_ring|()` is missing from the header.", stance.DENIED),
        ("undefined reference to `|grow_ring|'", stance.DENIED),
        ("cannot find symbol |GrowRing|", stance.DENIED),
        ("unknown option `|--grow|`", stance.DENIED),
        ("The linker says `|grow_ring|` is not defined.", stance.DENIED),
        ("I think it is called `|grow_ring|`.", stance.UNSURE),
        ("Maybe `|grow_ring|` is at fault.", stance.UNSURE),
        ("Is there a `|grow_ring|` function?", stance.UNSURE),
        ("In glibc's `|str_grow|` the same is done.", stance.OTHERS),
        ("The kernel's `|grow_ring|` does that.", stance.OTHERS),
        ("It is what other tools such as `|grow_ring|` do.", stance.OTHERS),
        ("In my code the `|RingKeeper|` calls it.", stance.OWN),
        ("My function `|grow_ring|` calls it.", stance.OWN),
        ("our app's `|RingManager|` does this.", stance.OWN),
        ("a call of `|my_function|()`", stance.PLACEHOLDER),
        ("the class `|FooRing|`", stance.PLACEHOLDER),
        ("run it on `|<path>|`", stance.PLACEHOLDER),
    ],
)
def test_what_is_not_claimed_is_hedged(sentence: str, reason: str) -> None:
    assert hedge(sentence) == reason


@pytest.mark.parametrize(
    "sentence",
    [
        "Add a bounds check in `|grow_ring|()` before the copy.",
        "Add validation to `|grow_ring|()`.",
        "`|grow_ring|()` does not check the length.",
        "The function `|grow_ring|()` should validate the length.",
        "The `|grow_ring|` function fails to validate its input.",
        "`|grow_ring|` in `lib/ring.c` is missing a bounds check.",
        "There is no check in `|grow_ring|()`.",
        "The missing length check in `|grow_ring|` leads to an overflow.",
        "An attacker could call `|grow_ring|()` with a long string.",
        "No validation of the header happens before `|grow_ring|()` is called.",
        "If `|grow_ring|()` is called twice, the second call frees it.",
        "I believe there is a vulnerability in the function `|grow_ring|`.",
        "This could potentially be exploited through `|grow_ring|`.",
        "The vulnerability is in `|grow_ring|()`, which does not check for NULL.",
        "The `|--grow|` option is ignored when the file is empty.",
        "The value of `|RING_LIMIT|` is not checked.",
        "The root cause is `|grow_ring|` not checking the return value.",
        "The progress is drawn by `|progress_bar|`.",
        "Call `|grow_ring|()` with a negative size.",
        "Create a `|RingKeeper|` and close it twice.",
        "While the new process learns from the old one, `|grow_ring|()` moves entries.",
    ],
)
def test_what_a_report_says_a_thing_does_is_no_denial_of_it(sentence: str) -> None:
    assert hedge(sentence) == ""


def test_the_projects_own_name_is_no_other_project() -> None:
    sentence = "curl's `|grow_ring|` is broken."
    assert hedge(sentence, "curl/curl") == ""
    assert hedge(sentence, "acorn/oak") == stance.OTHERS


def test_only_the_sentence_of_the_name_counts() -> None:
    text = read("Please add a test. `grow_ring` reads too much.")
    block = text.blocks[0]
    start = block.text.index("grow_ring")
    assert stance.in_block(block, start, start + 9) == ""


@pytest.mark.parametrize("title", ["[Feature request] limits for rings", "Add a limit", "feat: limit rings"])
def test_a_title_that_asks_for_something_hedges_the_text(title: str) -> None:
    text = read("The `ring_limit` option holds back rings.", title)
    assert stance.whole(text) == stance.REQUEST
    assert stance.sections(text)[1] == stance.REQUEST


@pytest.mark.parametrize(
    "title", ["Crash in grow_ring", "Request smuggling in the proxy", "New crash in 8.2"]
)
def test_a_title_that_reports_something_hedges_nothing(title: str) -> None:
    assert stance.sections(read("It crashes.", title)) == {}


def test_a_heading_of_fixes_hedges_what_stands_under_it() -> None:
    text = read("## Details\n\nOne.\n\n## Suggested fix\n\nTwo.\n\n**Impact**\n\nThree.")
    hedged = {text.blocks[place].text for place in stance.sections(text)}
    assert "Two." in hedged
    assert "One." not in hedged
    assert "Three." not in hedged


def test_what_is_denied_once_is_denied_everywhere_but_where_a_file_is_named() -> None:
    plain = Citation(Cited.SYMBOL, "grow_ring", "grow_ring", 3)
    placed = Citation(Cited.SYMBOL, "grow_ring", "grow_ring", 4, Claim.STATED, "lib/ring.c")
    denied = Citation(Cited.SYMBOL, "grow_ring", "grow_ring", 5, Claim.NONE, hedge=stance.DENIED)
    first, second, third = stance.spread([plain, placed, denied])
    assert (first.claim, first.hedge) == (Claim.NONE, stance.DENIED)
    assert second == placed
    assert third == denied


@pytest.mark.parametrize(
    "name", ["foo", "my_ring", "FooRing", "ring.example.com", "X", "a*", "yourRing", "..."]
)
def test_placeholders(name: str) -> None:
    assert stance.placeholder(name)


@pytest.mark.parametrize("name", ["grow_ring", "progress_bar", "MyriadRing", "sample_weight", "next<Ring>"])
def test_no_placeholders(name: str) -> None:
    assert not stance.placeholder(name)


@given(st.text(max_size=300), st.integers(0, 300), st.integers(0, 300))
def test_any_sentence_gets_an_answer(sentence: str, one: int, two: int) -> None:
    start, end = sorted((min(one, len(sentence)), min(two, len(sentence))))
    assert isinstance(stance.hedge(sentence, start, end), str)
    low, high = stance.bounds(sentence, start, end)
    assert 0 <= low <= start <= end
    assert high <= len(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Plugins are able to call `|grow_ring|()` without any check.",
        "A plugin could call `|grow_ring|()` and an attacker could use `leaf`.",
        "I think `|grow_ring|` resets the mark.",
        "I think `grow_ring` (|leaf_ring.c|) resets the mark.",
        "Do not compare the values of `|grow_ring|`, instead compare the marks.",
        "gdb says `|grow_ring|`.",
    ],
)
def test_what_a_thing_does_is_no_doubt_of_it(sentence: str) -> None:
    assert hedge(sentence) == ""


def test_a_sentence_before_that_ends_at_the_name_says_nothing_of_it() -> None:
    text = "It stops because `grow_ring` is unknown. `drop_ring` still works."
    start = text.index("`drop_ring`")
    assert stance.bounds(text, start, start + 11)[0] == start
