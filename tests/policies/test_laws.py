"""The laws of a policy: nobody is shut out without a reason, or asked for the impossible."""

from __future__ import annotations

import pytest

from policies import PolicyError, load

META = "meta: {policy_url: 'https://example.org/ai', contact: us}\n"


def lines(text: str) -> list[str]:
    with pytest.raises(PolicyError) as caught:
        load(f"version: 1\n{text}")
    return [line.removeprefix(".github/byline.yml:") for line in caught.value.lines()]


@pytest.mark.parametrize("action", ["close", "hide", "lock"])
@pytest.mark.parametrize("key", ["unsigned", "default"])
def test_who_is_shut_out_can_read_why_and_ask(action: str, key: str) -> None:
    respond = f"respond: {{{key}: [note, {action}]}}"
    (line,) = lines(respond)
    assert line.startswith("2:")
    assert f'"{action}" without `meta.policy_url` and `meta.contact`; expected' in line
    (line,) = lines(f"meta: {{contact: us}}\n{respond}")
    assert "without `meta.policy_url`; expected" in line
    load(f"version: 1\n{META}{respond}")


def test_drafts_and_holds_need_no_contact() -> None:
    load("version: 1\nrespond: {unsigned: [draft, hold, request_changes]}")


def test_a_law_that_only_a_case_breaks_points_into_the_case() -> None:
    (line,) = lines("cases:\n  - when: {kind: issue}\n    respond: {default: [close]}")
    assert line.startswith("4:25: ")
    (line,) = lines(
        "disclosure: {where: [body]}\ncases:\n  - when: {kind: issue}\n    disclosure: {required: always}"
    )
    assert line.startswith('5:28: "always" with no place where everybody answers')


def test_a_law_that_the_base_breaks_is_told_once() -> None:
    assert len(lines("respond: {default: [close]}\ncases: [{when: {kind: issue}}, {when: {labels: x}}]")) == 1


def test_a_case_that_makes_no_policy_is_told_of_at_its_key() -> None:
    assert lines("cases: [{when: {kind: issue}, use: }]") == ["2:35: nothing; expected a mapping of keys"]


@pytest.mark.parametrize("action", ["note", "hold", "close", "label:x", "draft"])
def test_security_reports_stay_private(action: str) -> None:
    text = f"{META}cases: [{{when: {{kind: security_report}}, respond: {{undisclosed: ['{action}']}}}}]"
    (line,) = lines(text)
    assert f'"{action}" would show a security report in public; expected notify:<team> or record' in line
    load(f"version: 1\n{text.replace('security_report', '[security_report, issue]')}")


def test_a_security_case_may_notify_and_record_whatever_the_base_does() -> None:
    load(
        "version: 1\nextends: disclose\n"
        "cases: [{when: {kind: security_report}, respond: {undisclosed: ['notify:security', record]}}]"
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "detect: {score: {label: 'ai: suspected'}}",
            'the label "ai: suspected" speaks of AI, and a score is no',
        ),
        (
            "require: {signoff: human}\nrespond: {default: ['label:ai']}",
            '"ai" speaks of AI, and "unsigned" shows',
        ),
        ("require: {tools: {allow: [Claude], deny: [claude]}}", '"claude" is allowed and denied'),
        (
            "require: {exempt_uses: [translation, translation_with_note]}",
            '"translation_with_note", and "translation" accepts every translation',
        ),
        ("require: {exempt_uses: [grammar, grammar]}", '"grammar" a second time'),
        ("exempt: {teams: [core]}", '"core"; expected a team such as organization/team'),
        ("exempt: {trust_file: ../V.td}", '"../V.td"; expected a path such as .github/VOUCHED.td'),
        ("limits: {metafiles: ['a\\b']}", '"a\\b"; expected a glob with / between folders'),
        ("cases: [{when: {}}]", "a case without a condition"),
        ("cases: [{when: {labels: []}}]", "an empty list, which nothing is in"),
        ("cases: [{when: {kind: issue, paths: x}}]", '"paths" in a case for what has no files'),
        ("cases: [{when: {author: vouched}}]", "no list says who that is; expected `exempt.trust_file`"),
        (
            "exempt: {trust_file: a}\ncases: [{when: {kind: issue}, exempt: {trust_file: b}}]",
            'a second trust file, "b"; expected the same trust file everywhere',
        ),
    ],
)
def test_what_could_never_be_met_or_would_accuse_is_refused(text: str, told: str) -> None:
    (line,) = lines(text)
    assert told in line


@pytest.mark.parametrize(
    "text",
    [
        "use: {code: none}\nrespond: {use_exceeded: ['label:ai: suspected']}",
        "require: {signoff: human}\nrespond: {use_exceeded: ['label:ai'], unsigned: ['label:dco']}",
        "cases: [{when: {involvement: agent}, require: {signoff: human}, respond: {default: ['label:ai']}}]",
        "require: {exempt_uses: [translation_with_note, translation_with_original]}",
        "exempt: {trust_file: a}\ncases: [{when: {author: vouched}, exempt: {trust_file: a}}]",
    ],
)
def test_what_rests_on_evidence_is_free(text: str) -> None:
    load(f"version: 1\n{text}")
