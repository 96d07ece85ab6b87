"""Style in numbers: whatever the text, the same number of finite values, and none of them about the topic."""

from __future__ import annotations

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.authorship.clean import clean
from detectors.authorship.features.stylometry import NAMES, features

COMMON = frozenset(["the", "was", "it", "crashes"])
TEXT = "It crashes when I rotate the phone. Before that, it was fine, and I didn't change anything."


def values(text: str) -> dict[str, float]:
    return dict(zip(NAMES, features(text, COMMON), strict=True))


@settings(deadline=None)
@given(st.text(max_size=2000))
def test_every_text_has_all_values_and_each_is_finite(text: str) -> None:
    found = features(clean(text).prose, COMMON)
    assert len(found) == len(NAMES) == len(set(NAMES))
    assert all(map(math.isfinite, found))


def test_other_names_for_the_same_things_change_nothing_about_sentences() -> None:
    one, other = values(TEXT), values(TEXT.replace("phone", "radio").replace("rotate", "cradle"))
    about_form = [name for name in NAMES if name.startswith(("sentence", "mark", "class", "mask"))]
    assert [one[name] for name in about_form] == [other[name] for name in about_form]


def test_manners_show() -> None:
    assert values(TEXT)["class first person"] > 0
    assert values(TEXT)["contractions"] > 0
    assert values("Ensure that the cache is consistently invalidated.")["class first person"] == 0
