"""Claims about programs of others, by the links that name them; no rule looks at them."""

from __future__ import annotations

import pytest

from detectors.openness import audit, claims
from detectors.openness.model import About, Strength

PAGE = "# Marmot\n\nMarmot tells the weather of the mountains.\n\n"


def said(line: str) -> list[tuple[str, About, bool]]:
    """The names, kinds and owners of what a line claims to be open source."""
    found = claims.read(PAGE + line + "\n", "README.md", name="alpine/marmot")
    return [
        (one.subject.name, one.about, one.subject.own) for one in found if one.strength is Strength.STRONG
    ]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("- [Ibex](https://ibex.example) - Open-source map editor for any phone", ["Ibex"]),
        ("- [Ibex](https://ibex.example): an open source map server", ["Ibex"]),
        ("- [Ibex](https://ibex.example) - Map search, open-source Vole alternative", ["Ibex"]),
        ("- **[Ibex Maps](https://ibex.example)** is an open-source interface for hikers", ["Ibex Maps"]),
        (
            "* Meet **[Vole](https://vole.example)** - our [open-source](https://vole.example/src) coworker.",
            ["Vole"],
        ),
        (
            "Our open source libraries [Ibex](https://i.x), [Vole Kit](https://v.x) and [Hare](https://h.x).",
            ["Ibex", "Vole Kit", "Hare"],
        ),
        ("Maps come from the open-source [Ibex](https://ibex.example).", ["Ibex"]),
    ],
)
def test_a_link_names_the_program_that_is_called_open(line: str, names: list[str]) -> None:
    assert said(line) == [(name, About.PROJECT, False) for name in names]


@pytest.mark.parametrize(
    "line",
    [
        "- [documentation](https://ibex.example) - Open-source map editors compared",
        "Join the open-source [community](https://ibex.example).",
        "- [Ibex](https://ibex.example) runs on open-source maps.",
    ],
)
def test_a_link_that_is_no_name_or_does_not_stand_beside_the_words_claims_nothing(line: str) -> None:
    assert [one for one in said(line) if not one[2]] == []


def test_no_rule_raises_anything_from_them() -> None:
    text = PAGE + "- [Ibex](https://ibex.example) - Open-source map editor for any phone\n"
    assert audit.of_text(text, "a text").raised == ()
