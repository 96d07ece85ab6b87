"""A project's own form: four placeholders, no code, and nothing that hides the evidence or the appeal."""

from __future__ import annotations

import re

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options
from hypothesis import example, given
from hypothesis import strategies as st

from bot.messages import github as messages
from bot.messages import template
from bot.messages.neutral import MAX_BODY
from bot.messages.parts import Parts
from detectors.model import Evidence
from tests.factories import decision, violation

PARTS = Parts("FOUND-1\n\n- evidence", "ASKS-2", "TODO-3", "APPEAL-4")
PIECES = [
    *("{found}", "{asks}", "{todo}", "{appeal}", "\n", "\n\n", "```", "~~~", "    ", "- ", "> ", "1. ", "# "),
    *(
        "<!--",
        "-->",
        "<details>",
        "<script>alert(1)</script>",
        "<style>",
        "<",
        '[x]: http://y "',
        "[//]: # (",
    ),
    *(
        "](",
        "![",
        "](http://z/p.png)",
        "|",
        "\n---\n",
        "$$",
        "@octocat",
        "\\",
        "`",
        "*",
        "\t",
        "\r",
        "[^1]: ",
    ),
    *(
        "\u200b",
        "\u202e",
        "{",
        "}",
        "{{found}}",
        "{found.__class__}",
        "{0}",
        "%s",
        "${x}",
        "{% x %}",
        "words",
    ),
]


def shown(markdown: str) -> str:
    """The text that a reader sees outside of code, as GitHub's renderer makes it."""
    html = cmarkgfm.github_flavored_markdown_to_html(markdown, Options.CMARK_OPT_UNSAFE)
    html = re.sub(r"(?s)<!--.*?-->|<(pre|code)[^>]*>.*?</\1>", "", html)
    return re.sub(r"<[^>]+>", " ", html)


def test_a_form_places_the_four_parts() -> None:
    form = "# Hello\n\n{found}\n\n{asks}\n\n{todo}\n\nOur *own* words.\n\n{appeal}\n"
    assert template.problem(form) == ""
    assert template.fill(form, PARTS) == (
        "# Hello\n\nFOUND-1\n\n- evidence\n\nASKS-2\n\nTODO-3\n\nOur *own* words.\n\nAPPEAL-4"
    )


def test_what_was_found_and_the_appeal_cannot_be_left_out() -> None:
    made = template.fill("Hello.", PARTS)
    assert "FOUND-1" in shown(made)
    assert "APPEAL-4" in shown(made)


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ("Hi {name}", "{name} is no placeholder"),
        ("{found.__class__}", "is no placeholder"),
        ("{}", "is no placeholder"),
        ("{found}\n\n{found}", "more than once"),
        ("```\n{found}\n```", "{found} is not shown"),
        ("Read this: {found}", "{found} is not shown"),
        ("> {appeal}", "{appeal} is not shown"),
        ("- {appeal}", "{appeal} is not shown"),
        ("Hi\n\n```\nunclosed", "inside a code block"),
        ('[a]: http://x "{appeal}"', "{appeal} is not shown"),
        ("x" * 5001, "5,001 characters"),
    ],
)
def test_what_a_form_may_not_do(form: str, why: str) -> None:
    assert why in template.problem(form)


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=30).map("".join))
@example("<!--\n{found}\n{appeal}\n-->")
@example("<details>\n\n{appeal}")
@example("[//]: # (\n{appeal}\n)")
@example("| a |\n| - |\n{found}")
@example("{found}\n```")
@example("[^1]:\n{found}")
def test_no_form_hides_the_evidence_or_the_appeal_or_brings_html(form: str) -> None:
    if template.problem(form):
        return
    made = template.fill(form, PARTS)
    text = shown(made)
    assert "FOUND-1" in text
    assert "APPEAL-4" in text
    assert not re.search(r"<[A-Za-z!/?]", made)
    assert "@octocat" not in made
    assert len(made) < template.MAX_TEMPLATE * 5 + 200


def test_hostile_evidence_stays_harmless_in_a_form_and_no_part_is_cut() -> None:
    evil = tuple(
        Evidence("description", f"{{appeal}} <script> @octocat `` {n} " + "x" * 400) for n in range(50)
    )
    worst = [
        violation("hold", evidence=evil, message="{todo} <img> @octocat " * 400, clause=f"c{n}")
        for n in range(31)
    ]
    verdict = decision(*worst, contact="c" * 200)
    for form in ("", "Our words.\n\n{todo}"):
        body = messages.comment(verdict, verdict.violations, form=form)
        assert len(body) <= MAX_BODY
        assert "/byline appeal" in body[-1000:]
        assert "was cut" in body
        assert "@octocat" not in shown(body)


def test_a_form_that_cannot_be_used_gives_way_to_bylines_own() -> None:
    verdict = decision(violation("note"))
    assert messages.comment(verdict, verdict.violations, form="{nonsense}") == messages.comment(
        verdict, verdict.violations
    )
