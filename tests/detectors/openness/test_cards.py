from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.openness import cards
from detectors.openness.model import Origin, Strength

CARD = """---
language:
- en
license: other
license_name: flux-1-dev-non-commercial-license
license_link: LICENSE.md
base_model:
  - org/base-a
  - org/base-b
base_model_relation: merge
datasets: org/data
tags: [lora, "license:apache-2.0"]
extra_gated_prompt: You agree to use it for research only.
extra_gated_fields:
  I agree to use this model for non-commercial use ONLY: checkbox
---
# Card
"""


def test_the_fields_and_their_lines() -> None:
    card = cards.read(CARD, "README.md")
    assert [(one.text, one.line) for one in card.license] == [("other", 4)]
    assert card.license_name == cards.Value("flux-1-dev-non-commercial-license", 5)
    assert card.license_link == cards.Value("LICENSE.md", 6)
    assert [(one.text, one.line) for one in card.base_models] == [("org/base-a", 8), ("org/base-b", 9)]
    assert card.base_model_relation == cards.Value("merge", 10)
    assert [one.text for one in card.datasets] == ["org/data"]
    assert [one.text for one in card.tags] == ["lora", "license:apache-2.0"]
    assert len(card.gated) == 2
    assert card.present
    assert card.readable


def test_the_claims() -> None:
    held = cards.read(CARD, "README.md").claims
    assert [
        (one.strength, one.words, one.license, one.line) for one in held if one.strength is Strength.LICENSE
    ] == [
        (Strength.LICENSE, "other", "other", 4),
        (Strength.LICENSE, "flux-1-dev-non-commercial-license", "", 5),
        (Strength.LICENSE, "license:apache-2.0", "apache-2.0", 12),
    ]
    assert [one.line for one in held if one.strength is Strength.RESTRICTION] == [13, 15]
    assert {one.origin for one in held} == {Origin.CARD}
    assert held[0].links == ("LICENSE.md",)


def test_no_front_matter() -> None:
    card = cards.read("# Card\n\n---\nlicense: mit\n---\n", "README.md")
    assert not card.present
    assert card.readable
    assert card.claims == ()


def test_front_matter_that_cannot_be_read_is_unknown() -> None:
    for text in ("---\nlicense: [mit\n---\n", "---\nlicense: mit\n", "---\na: " + "[" * 500 + "\n---\n"):
        card = cards.read(text, "README.md")
        assert (card.present, card.readable, card.claims) == (True, False, ())


def test_aliases_do_not_multiply() -> None:
    names = [f"k{number}" for number in range(30)]
    lines = ["k: &k [x, x]"] + [
        f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]"
        for before, name in zip(["k", *names], names, strict=False)
    ]
    card = cards.read("---\n" + "\n".join(lines) + "\nlicense: mit\n---\n", "README.md")
    assert [one.text for one in card.license] == ["mit"]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="abl:-[]{}&*!|>'\"\n #,?%@`\t", max_size=200))
def test_no_text_makes_it_fail(text: str) -> None:
    cards.read(f"---\nlicense: mit\n{text}\n---\n", "README.md")
