"""Each value of an effective policy, with where it comes from; and what its writer should know."""

from __future__ import annotations

from datetime import date

import pytest

from detectors import registry
from detectors.model import TextFile
from policies import PolicyError, origins, presets, remarks
from policies.chain import Extended
from policies.origins import Origin
from policies.rules import provenance
from policies.rules.provenance import ProvenanceRule
from policies.schema import Policy
from tests.policies.build import policy

BASE: Extended = {
    "acme/base": TextFile(
        "acme/base:.github/byline.yml",
        "version: 1\nextends: disclose\nuse:\n  docs: none\nexempt: {drafts: true}",
        "m",
    )
}
TEXT = """version: 1
extends: acme/base
use:
  code: trivial
detect: {score: off}
cases:
  - when: {author: [new, bot]}
    use: {code: none}
    respond:
      default: [note]
"""


def found() -> dict[str, Origin]:
    every = origins(TEXT, extended=BASE, repository="acme/widget")
    assert len({origin.key for origin in every}) == len(every)
    return {origin.key: origin for origin in every}


@pytest.mark.parametrize(
    ("key", "value", "source", "line"),
    [
        ("version", 1, ".github/byline.yml", 1),
        ("use.code", "trivial", ".github/byline.yml", 4),
        ("use.docs", "none", "acme/base:.github/byline.yml", 4),
        ("use.media", "none", "disclose (preset)", 0),
        ("use.review", None, "default", 0),
        ("exempt.drafts", True, "acme/base:.github/byline.yml", 5),
        ("disclosure.trailers.forbid", (), "default", 0),
        ("detect.score.show", "off", ".github/byline.yml", 5),
        ("detect.score.at", 0.01, ".github/byline.yml", 5),
        ("detect.act_on", "exact", "default", 0),
        ("cases[1].when.author", ("new", "bot"), ".github/byline.yml", 7),
        ("cases[1].use.code", "none", ".github/byline.yml", 8),
        ("cases[1].respond.default", ("note",), ".github/byline.yml", 10),
    ],
)
def test_every_value_tells_where_it_comes_from(key: str, value: object, source: str, line: int) -> None:
    assert found()[key] == Origin(key, value, source, line)


def test_every_key_of_the_language_is_there() -> None:
    sections = {key.partition(".")[0].partition("[")[0] for key in found()}
    assert sections == {*Policy.model_fields} - {"extends"}


def test_a_file_that_cannot_be_used_has_no_origins() -> None:
    with pytest.raises(PolicyError):
        origins("version: 2")


META = "meta: {mode: report, policy_url: 'https://example.org', contact: us"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "",
            ["`mode: observe` means that Byline will write nothing on GitHub: it records, and you can look"],
        ),
        (META + "}", []),
        (
            META + ", mode: enforce}".replace("mode: enforce", "review_by: 2026-01-01"),
            ["`meta.review_by` is over: the project meant to look at this policy again by 2026-01-01"],
        ),
        (
            META + "}\nuse: {code: none}\nrespond: {use_exceeded: [close, draft]}",
            ["close or draft will not be carried out: that takes `mode: enforce`"],
        ),
        (
            META + "}\ncases: [{when: {kind: issue}, respond: {default: [lock]}}]",
            ["lock will not be carried out: that takes `mode: enforce`"],
        ),
        (
            META + "}\nrespond: {unsigned: [note]}",
            ["`respond.unsigned` is never used: no clause of this policy can raise it"],
        ),
        (
            META
            + "}\nrespond: {unsigned: [note]}\ncases: [{when: {kind: issue}, require: {signoff: human}}]",
            [],
        ),
        (
            "meta: {mode: report}\nuse: {code: none}",
            [
                "without `meta.policy_url`, people cannot tell where the rule stands or whom to ask",
                "without `meta.contact`, people cannot tell where the rule stands or whom to ask",
            ],
        ),
        ("meta: {mode: report}\nuse: {code: none}\nrespond: {use_exceeded: ['notify:mods', record]}", []),
        (
            META + "}\ndetect: {references: true}\n"
            "cases: [{when: {kind: issue}, provenance: {headers: note}}]",
            [],
        ),
        (
            META + "}\nuse: {comment: none}\nrespond: {use_exceeded: [note, 'label:AI', 'notify:mods']}",
            ["`respond.use_exceeded`: note or label:AI does nothing on a comment"],
        ),
        (
            META + "}\nuse: {comment: none}\nrespond: {use_exceeded: [note]}\n"
            "cases: [{when: {labels: docs}, use: {docs: none}}]",
            [],
        ),
        (
            META + "}\nuse: {default: none}\ncases:\n"
            "  - {when: {kind: [review, commit]}, respond: {default: [hold, record]}}\n"
            "  - {when: {kind: issue}, respond: {use_exceeded: [request_changes, note]}}\n"
            "  - {when: {kind: [comment, issue]}, respond: {use_exceeded: [note]}}",
            [
                "request_changes will not be carried out: that takes `mode: enforce`",
                "`respond.default`: hold does nothing on a commit or a review",
                "`respond.use_exceeded`: request_changes does nothing on an issue",
            ],
        ),
    ],
)
def test_who_writes_a_policy_is_told_what_it_will_not_do(text: str, told: list[str]) -> None:
    assert remarks(policy(text), date(2026, 11, 22)) == told


def test_nothing_is_said_of_a_key_whose_facts_are_looked_for() -> None:
    assert remarks(policy(META + "}\nprovenance: {identities: hold}"), date(2026, 11, 22)) == []


@pytest.mark.parametrize("rule", provenance.RULES, ids=lambda rule: rule.key)
def test_a_key_is_called_idle_exactly_where_no_family_has_its_detector(rule: ProvenanceRule) -> None:
    told = remarks(policy(META + f"}}\nprovenance: {{{rule.key}: note}}"), date(2026, 11, 22))
    sought = rule.detector.partition("/")[0] in registry.names()
    assert ["no detector" in line for line in told] == [True] * (not sought)


def test_without_a_date_nothing_is_over() -> None:
    assert remarks(policy(META + ", review_by: 2026-01-01}")) == []


@pytest.mark.parametrize("name", presets.names())
def test_the_presets_earn_no_remark_but_that_they_observe(name: str) -> None:
    (observes,) = remarks(presets.get(name).policy)
    assert "mode: observe" in observes
