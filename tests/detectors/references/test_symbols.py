"""Names of code that the writer's sentences cite."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.references import options, stance, symbols
from detectors.references.model import Citation, Cited, Claim
from detectors.references.text import read


def cited(body: str, title: str = "Crash", repository: str = "acorn/oak") -> list[Citation]:
    return list(symbols.find(read(body, title), repository))


def one(body: str) -> Citation:
    found = cited(body)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("It crashes in `grow_ring()`.", "grow_ring"),
        ("It crashes in grow_ring() each time.", "grow_ring"),
        ("The function grow_ring reads too much.", "grow_ring"),
        ("Here `growRing` returns early.", "growRing"),
        ("The `RING_LIMIT` macro is too small.", "RING_LIMIT"),
        ("`ring->max_size` is never set.", "max_size"),
        ("`static int grow_ring(struct ring *r)` trusts the length.", "grow_ring"),
        ("`RingList<Leaf>` keeps them.", "RingList"),
        ("`@ring_cached` keeps the value.", "ring_cached"),
        ("`ring_panic!` is reached.", "ring_panic"),
        ("`if (grow_ring(r) < 0)` is always true.", "grow_ring"),
        ("The class `Parser` leaks.", "Parser"),
    ],
)
def test_a_name_is_found(body: str, name: str) -> None:
    found = one(body)
    assert (found.cited, found.name, found.claim) == (Cited.SYMBOL, name, Claim.WEAK)


@pytest.mark.parametrize(
    "body",
    [
        "The function `grow_ring()` in `lib/ring.c` reads too much.",
        "`grow_ring()` (lib/ring.c:12) reads too much.",
        "`grow_ring` at lib/ring.c:12 reads too much.",
        "`lib/ring.c`: the `grow_ring` function reads too much.",
        "`lib/ring.c:grow_ring` reads too much.",
        "In `lib/ring.c`, the function `grow_ring()` reads too much.",
        "lib/ring.c's `grow_ring` reads too much.",
        "The function `grow_ring()`, located in the file `lib/ring.c`, reads too much.",
        "- **File:** `lib/ring.c`\n- **Function:** `grow_ring()`",
    ],
)
def test_the_file_that_it_is_said_to_be_in_is_kept(body: str) -> None:
    found = one(body)
    assert (found.name, found.path, found.claim) == ("grow_ring", "lib/ring.c", Claim.STATED)


@pytest.mark.parametrize(
    "body",
    [
        "I read lib/leaf.c and think that it crashes since `grow_ring()` frees it.",
        "It calls `grow_ring()`. See also lib/leaf.c for the rest.",
        "`grow_ring` is used with Node.js only.",
    ],
)
def test_a_file_in_the_same_text_is_no_place(body: str) -> None:
    assert one(body).path == ""


@pytest.mark.parametrize(
    "body",
    [
        "`RingKeeper::grow_ring` leaks.",
        "`RingKeeper.growRing()` leaks.".replace("growRing", "grow_ring"),
        "`RingKeeper#grow_ring` leaks.",
        "The `grow_ring` method of the class `RingKeeper` leaks.",
        "`RingKeeper`'s `grow_ring` leaks.",
    ],
)
def test_the_class_that_it_is_said_to_belong_to_is_kept(body: str) -> None:
    found = [citation for citation in cited(body) if citation.name == "grow_ring"]
    assert [(citation.owner, citation.claim) for citation in found] == [("RingKeeper", Claim.STATED)]


def test_two_files_in_one_sentence_go_with_the_names_beside_them() -> None:
    found = cited("`grow_ring()` in `lib/ring.c` calls `drop_leaf()` in `lib/leaf.c`.")
    assert [(one.name, one.path) for one in found] == [
        ("grow_ring", "lib/ring.c"),
        ("drop_leaf", "lib/leaf.c"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        "The `data` is wrong and `open` too.",
        "See `README.md` and `lib/ring.c`.",
        "It happens with JavaScript and on GitHub, in SeaLion as well.",
        "Set the `ring_limit` setting to 5.",
        "```c\nint grow_ring(void);\n```",
        "> `grow_ring` was quoted",
    ],
)
def test_what_is_no_citation_of_a_name(body: str) -> None:
    assert cited(body) == []


def test_names_that_the_reporters_own_code_defines_are_the_reporters() -> None:
    found = cited("```python\ndef keep_ring(ring):\n    grown = 1\n```\n\nThen `keep_ring()` hangs.")
    assert [(one.claim, one.hedge) for one in found] == [(Claim.NONE, stance.OWN)]


def test_names_in_code_that_is_shown_as_the_projects_are_not_the_reporters() -> None:
    code = "```c\nint grow_ring(int n) {\n```"
    body = f"The vulnerable code in `lib/ring.c`:\n\n{code}\n\nHere `grow_ring` trusts `n`."
    assert [one.hedge for one in cited(body)] == [""]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("It ends in `std::make_shared`.", symbols.LIBRARY),
        ("Set `HTTPS_PROXY` for it.", options.SYSTEM),
        ("Please add a `grow_ring` function.", stance.PROPOSED),
        ("public void GrowRingTwice()\nit hangs", stance.OWN),
        ("The call is `grow_\nring_twice`", ""),
    ],
)
def test_reasons_not_to_check(body: str, reason: str) -> None:
    assert {one.hedge for one in cited(body)} <= {reason}
    assert reason == "" or {one.hedge for one in cited(body)} == {reason}


def test_a_library_of_the_same_name_as_the_repository_is_no_other() -> None:
    found = cited("`React.growRings` is wrong.", repository="facebook/react")
    assert [one.hedge for one in found] == [""]


def test_a_proposal_in_one_sentence_hedges_the_name_in_the_next() -> None:
    found = cited("Please add `grow_ring`. With it, `grow_ring` would not be needed by hand.")
    assert {one.claim for one in found} == {Claim.NONE}


def test_the_number_of_names_is_bounded() -> None:
    body = " ".join(f"`grow_ring_{number}`" for number in range(5_000))
    assert len(cited(body)) == symbols.MAX_NAMES


@given(st.text(max_size=400))
def test_any_text_is_read(body: str) -> None:
    for citation in cited(body):
        assert citation.name


@given(
    st.lists(st.sampled_from(["`", "a_b", "::", "()", " in ", "lib/a.c", "\n", "```", "->", ":", "(", "X"]))
)
def test_any_mix_of_marks_is_read(pieces: list[str]) -> None:
    for citation in cited("".join(pieces)):
        assert (citation.claim is Claim.NONE) == bool(citation.hedge)


@pytest.mark.parametrize(
    "bomb", ["`" * 65_000, "a." * 32_000, "a/" * 32_000, "f(" * 32_000, "```\n" + "a\n" * 30_000]
)
def test_hostile_input_yields_nothing(bomb: str) -> None:
    assert cited(bomb) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("growLeafRing loops for ever, drop_old_leaves as well.", {"growLeafRing", "drop_old_leaves"}),
        ("OAK_LEAF_LIMIT is not read.", {"OAK_LEAF_LIMIT"}),
        ("`Oak.Ring.grow_if/2` fails, Oak.Ring.grow_when/3 does not.", {"grow_if", "grow_when"}),
        ("`Ring#grow_all` and `oak::leaf::Ring::shrink_all` differ.", {"grow_all", "shrink_all"}),
        ("It is growRing (lib/ring.c) that loops.", {"growRing"}),
    ],
)
def test_names_of_plain_prose_and_of_other_languages(body: str, expected: set[str]) -> None:
    assert {one.name for one in cited(body) if one.claim is not Claim.NONE} == expected


@pytest.mark.parametrize(
    "body",
    [
        "Our GitHub and JavaScript users see it, LEAF_LIMIT_MAX too.",
        "Acme.Transport.LeafRingSupervisor appears in dumps.",
        "job leaf_c0119_p16318_b1 was started",
        "An `install-oak-now` script is missing.",
    ],
)
def test_words_of_plain_prose_that_may_be_anything_are_left(body: str) -> None:
    assert cited(body) == []


def test_lisp_joins_words_with_dashes() -> None:
    body = (
        "oak-ring--grow-all fails in oak-ring.el, `oak-leaf-drop-now' too; use-some-other-package does not."
    )
    found = cited(body)
    assert {(one.name, one.claim) for one in found} == {
        ("oak-ring--grow-all", Claim.WEAK),
        ("oak-leaf-drop-now", Claim.WEAK),
    }


def test_without_lisp_dashes_join_the_names_of_packages() -> None:
    assert cited("oak-leaf-drop-now is a package of its own.") == []


def test_what_a_reporter_defines_in_lisp_is_the_reporters() -> None:
    body = "With this, `oak-my-own-ring` fails:\n\n```elisp\n(defun oak-my-own-ring () (grow))\n```"
    assert [one.hedge for one in cited(body)] == [stance.OWN]


def test_a_file_behind_two_names_is_the_place_of_both() -> None:
    found = cited("`grow_ring` and `drop_ring()` in lib/ring.c are slow.")
    assert [(one.name, one.path) for one in found] == [
        ("grow_ring", "lib/ring.c"),
        ("drop_ring", "lib/ring.c"),
    ]


def test_a_single_word_that_is_called_a_struct_owns_its_field() -> None:
    found = cited("The struct Ring.left_hint is off by one, `Ring.right_hint` is not.")
    assert {(one.name, one.owner, one.claim) for one in found} == {
        ("left_hint", "Ring", Claim.STATED),
        ("right_hint", "Ring", Claim.WEAK),
    }


def test_the_projects_own_name_before_a_name_states_it() -> None:
    found = cited("`timber::ring::drop_now` hangs, `Timber.Ring.Leaf` too.", repository="acorn/timber")
    assert [(one.name, one.claim) for one in found] == [("drop_now", Claim.STATED), ("Leaf", Claim.STATED)]


def test_what_a_reporters_class_declares_is_the_reporters() -> None:
    body = (
        "```ruby\nclass Oak::Plugin::LeafTagFilter < Oak::Plugin::Filter\n"
        "  config_param :leaf_db_path\nend\n```\n"
        "LeafTagFilter returns nil. leaf_db_path is right, `Oak::Plugin::RingFilter#drop_all` is not called."
    )
    hedges = {one.name: one.hedge for one in cited(body)}
    assert hedges == {"LeafTagFilter": stance.OWN, "leaf_db_path": stance.OWN, "drop_all": ""}


def test_a_namespace_of_another_name_states_nothing() -> None:
    found = cited("`Elm::Leaf::RingKeeper#drop_all` fails, `Oak::Leaf::RingKeeper#grow_all` too.")
    assert [(one.name, one.claim) for one in found] == [("drop_all", Claim.WEAK), ("grow_all", Claim.STATED)]
