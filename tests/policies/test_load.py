"""A policy file is read, or every mistake in it is named with its place and the nearest valid word."""

from __future__ import annotations

import pytest

from policies import PolicyError, load, presets
from policies.decision import Mode
from policies.problems import MAX_PROBLEMS, listed
from policies.schema import CaseRule
from policies.source import MAX_BYTES, MAX_DEPTH
from policies.words import PLAIN_ACTIONS


def lines(text: str) -> list[str]:
    with pytest.raises(PolicyError) as caught:
        load(text)
    return [line.removeprefix(".github/byline.yml:") for line in caught.value.lines()]


def test_the_least_policy_observes_and_asks_for_nothing() -> None:
    policy = load("version: 1")
    assert policy.meta.mode is Mode.OBSERVE
    assert policy.disclosure.required == "never"
    assert policy.use.default == "any"
    assert policy.name == ".github/byline.yml"


def test_every_key_is_read() -> None:
    policy = load(
        """
version: 1
meta: {mode: report, policy_url: "https://example.org/ai#rules", contact: "the #dev channel"}
use: {code: assisted, docs: trivial, media: none, pr_body: any, default: any}
disclosure:
  required: always
  where: [section, trailer, title]
  section: AI Disclosure
  one_of: [Human-written, AI-assisted]
  fields: [tool, extent]
  none_phrase: No AI
  title_prefix: "[AI]"
  trailers: {accept: ["Assisted-by:"], forbid: [Signed-off-by], format: '\\S+( \\S+)*'}
exempt: {permission: write, users: ["dependabot[bot]"], bots: true, labels: [trusted], drafts: true}
respond: {undisclosed: [hold, note, "label: needs answer", record], default: []}
"""
    )
    assert policy.use.media == "none"
    assert policy.disclosure.trailers.accept == ("Assisted-by",)
    assert policy.respond.to("undisclosed") == ("hold", "note", "label:needs answer", "record")
    assert policy.respond.to("use_exceeded") == ()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("version: 1\nrespnd: {}", '2:1: unknown key "respnd"; did you mean "respond"?'),
        ("version: 1\nuse:\n  code: nne", '3:9: "nne"; did you mean "none"?'),
        ("version: 1\nmeta:\n  mod: report", '3:3: unknown key "mod"; did you mean "mode"?'),
        ("version: 1\nextends: discloze", '2:10: unknown preset "discloze"; did you mean "disclose"?'),
        (
            "version: 1\nrespond: {undisclosd: [note]}",
            '2:11: unknown key "undisclosd"; did you mean "undisclosed"?',
        ),
        ("version: 1\nrespond: {default: [nota]}", '2:21: unknown action "nota"; did you mean "note"?'),
        (
            "version: 1\nrespond: {default: [ban]}",
            f'2:21: unknown action "ban"; expected {", ".join(PLAIN_ACTIONS)}, label:<name> or notify:<team>',
        ),
        (
            "version: 1\nextends: [x]",
            f"2:10: a list; expected {', '.join(presets.names())} or owner/repo[:path][@ref]",
        ),
        ("version: 1\nextends: acme/", '2:10: "acme/"; expected owner/repo[:path][@ref]'),
        ("version: 1\ncases: [{when: {kind: isue}}]", '2:23: "isue"; did you mean "issue"?'),
        ("version: 1\ncases: [{use: {code: any}}]", '2:9: no key "when"; expected the key "when"'),
        (
            "version: 1\ncases:\n  - when: {kind: issue}\n    use: {cod: any}",
            '4:11: unknown key "cod"; did you mean "code"?',
        ),
        (
            "version: 1\ncases: [{when: {kind: issue}, meta: {}}]",
            f'2:31: unknown key "meta"; expected {listed(CaseRule.model_fields)}',
        ),
        ("version: 1\ncases: [{when: {kind: issue}, use: }]", "2:35: nothing; expected a mapping of keys"),
        ("version: 2", '1:10: "2"; expected 1'),
        ("use: {code: none}", '1:1: no key "version"; expected `version: 1`'),
        ("version: 1\nuse: none", '2:6: "none"; expected a mapping of keys'),
        ("version: 1\nuse:", "2:5: nothing; expected a mapping of keys"),
        ("version: 1\ndisclosure: {where: body}", '2:21: "body"; expected a list, such as [body]'),
        ("version: 1\nexempt: {drafts: 1}", '2:18: "1"; expected true or false'),
        ("version: 1\nmeta: {contact: 5}", '2:17: "5"; expected text'),
        (
            "version: 1\nmeta: {policy_url: example.org}",
            '2:20: "example.org"; expected a web address that starts with https://',
        ),
        (
            "version: 1\ndisclosure: {trailers: {accept: ['Assisted by']}}",
            '2:34: "Assisted by"; expected the key of a commit trailer, such as Assisted-by',
        ),
        (
            "version: 1\ndisclosure: {trailers: {format: '(a'}}",
            '2:33: the pattern "(a" cannot be used (missing ): (a); expected a pattern in RE2 syntax',
        ),
        (
            f"version: 1\nrespond: {{default: ['label:{'x' * 51}']}}",
            f'2:21: "label:{"x" * 51}"; expected the name of a label, 1 to 50 characters long, after label:',
        ),
        ("version: 1\ndisclosure: {where: []}", "2:21: a list; expected at least one entry"),
        (f"version: 1\nexempt: {{users: [{'x, ' * 51}]}}", "2:17: a list; expected at most 50 entries"),
        (
            f"version: 1\nmeta: {{contact: {'x' * 201}}}",
            f'2:17: "{"x" * 59}…"; expected at most 200 characters',
        ),
        (
            "version: 1\nmeta: {contact: ' '}",
            "2:17: text that is empty or longer than one line; expected one line of text",
        ),
        ("", "1:1: the file is empty; expected at least `version: 1`"),
        ("- version: 1", "1:1: the file is not a mapping; expected keys such as `version: 1`"),
        ("version: 1\nversion: 1", '2:1: the key "version" a second time; expected each key once'),
        ("version: 1\nuse: &x {code: any}", '2:6: the anchor or alias "x"; expected the value written out'),
        ("version: !!int 1", '1:10: the tag "!!int"; expected a plain value'),
        ("version: 1\n---\nversion: 1", "2:1: a second document; expected one document in the file"),
        ("version: 1\n? [a]\n: b", "2:3: a list or a mapping as a key; expected a word as a key"),
        (
            'version: 1\nmeta: {contact: "a\\u202eb"}',
            "2:17: a control character or a text direction mark; expected plain text",
        ),
        (
            "version: 1\nmeta: {mode: report",
            "2:20: not valid YAML: expected ',' or '}', but got '<stream end>'",
        ),
        ('version: "\\Uffffffff"', "1:1: the file has a number or an escape that YAML cannot read"),
        ("version: 1\n\x07", "2:1: a character that YAML does not allow"),
    ],
)
def test_a_mistake_is_one_clear_line(text: str, line: str) -> None:
    assert lines(text) == [line]


def test_a_word_that_yaml_takes_for_a_boolean_is_explained() -> None:
    (line,) = lines("version: 1\nuse: {code: no}")
    assert "YAML reads a bare `no` so" in line


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file() -> None:
    found = lines("version: 1\nrespond: {defalt: [note]}\nuse: {cod: none, docs: som}\nmta: {}")
    assert [line.split(":")[0] for line in found] == ["2", "3", "3", "4"]


def test_a_flood_of_mistakes_is_cut() -> None:
    found = lines("version: 1\n" + "\n".join(f"k{number}: 1" for number in range(100)))
    assert len(found) == MAX_PROBLEMS + 1
    assert found[-1] == "and 80 more"


def test_a_hostile_word_stays_on_one_short_line() -> None:
    (line,) = lines('version: 1\n"a\\nb' + "x" * 5000 + '": 1')
    assert "\n" not in line
    assert len(line) < 300


def test_size_and_depth_are_bounded() -> None:
    assert lines("# " + "x" * MAX_BYTES) == ["1:1: the file is larger than 64 KiB"]
    deep = "version: 1\nuse: " + "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)
    assert lines(deep) == [f"2:{MAX_DEPTH + 5}: nested deeper than {MAX_DEPTH} levels"]
    assert lines("[" * 60_000)[0].endswith("nested deeper than 20 levels")


def test_a_file_extends_a_preset() -> None:
    policy = load(
        "version: 1\nextends: disclose\nuse: {code: assisted}\ndisclosure: {fields: [tool]}", "p.yml"
    )
    assert policy.name == "p.yml (extends disclose)"
    assert policy.meta.mode is Mode.OBSERVE, "a preset does not switch writing on"
    assert (policy.use.code, policy.use.media) == ("assisted", "none"), "mappings merge"
    assert policy.disclosure.fields == ("tool",), "lists replace"
    assert policy.disclosure.required == "used"


def test_an_empty_value_takes_back_what_the_preset_says() -> None:
    assert load("version: 1\nextends: disclose\nuse: {media: }").use.media is None


ANSWERED = "disclosure: {required: always, where: [checkbox]}"


@pytest.mark.parametrize(
    ("text", "place", "found", "expected"),
    [
        (
            "disclosure: {required: used, where: [body, section]}",
            "2:44",
            '"section" and no word about it',
            "`disclosure.section`, the heading of that section",
        ),
        (
            "disclosure: {required: used, where: [title]}",
            "2:38",
            '"title" and no word about it',
            "`disclosure.title_prefix`, what the title starts with",
        ),
        (
            "disclosure: {required: used, where: [trailer]}",
            "2:38",
            '"trailer" and no word about it',
            "`disclosure.trailers.accept`, the trailers that count",
        ),
        (
            "disclosure: {required: always}",
            "2:24",
            '"always" with no place where everybody answers',
            "section or checkbox in `disclosure.where`",
        ),
        (
            "disclosure: {trailers: {accept: [Assisted-by], forbid: [assisted-BY]}}",
            "2:57",
            '"assisted-BY" is accepted and forbidden',
            "each trailer in one of the lists",
        ),
        (
            f"{ANSWERED}\nrespond: {{undisclosed: ['label:ai: suspected']}}",
            "3:25",
            'the label "ai: suspected" speaks of AI, and a blank answer shows none',
            'a label about what is missing, such as "label:needs disclosure"',
        ),
    ],
)
def test_laws_are_checked_when_the_file_is_read(text: str, place: str, found: str, expected: str) -> None:
    assert lines(f"version: 1\n{text}") == [f"{place}: {found}; expected {expected}"]


@pytest.mark.parametrize(
    "label", ["needs AI disclosure", "maintenance", "needs answer", "triage: second look"]
)
def test_labels_that_do_not_say_that_ai_was_used_are_free(label: str) -> None:
    load(f"version: 1\n{ANSWERED}\nrespond: {{default: ['label:{label}']}}")


def test_a_law_broken_together_with_a_preset_points_into_the_file() -> None:
    (line,) = lines("version: 1\nextends: trailer\ndisclosure:\n  required: always")
    assert line.startswith('4:13: "always" with no place where everybody answers')


def test_of_very_many_mistakes_the_first_are_told_and_all_are_counted() -> None:
    text = "version: 1\n" + "".join(f"metta{number}: 1\n" for number in range(5_000))
    with pytest.raises(PolicyError) as caught:
        load(text)
    told = caught.value.lines()
    assert told[0].startswith('.github/byline.yml:2:1: unknown key "metta0"; did you mean "meta"?')
    assert (len(told), told[-1]) == (21, "and 4980 more")


def test_a_file_that_was_read_is_remembered_by_its_text_and_its_name() -> None:
    assert load("version: 1", "a.yml") is load("version: 1", "a.yml")
    assert load("version: 1", "b.yml").name == "b.yml"
