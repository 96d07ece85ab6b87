"""What the process that judges makes of questions: samples, texts, payloads and policies."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.trial import past, samples
from bot.trial.given import MAX_PAYLOAD, MAX_TEXT, Given, TooLarge, given_from
from bot.trial.work import answer
from detectors.model import Kind
from policies import presets
from policies.decision import Outcome
from tests.webhooks.running import ROOT

PAYLOAD = (ROOT / "docs" / "examples" / "pull_request.opened.json").read_text()
TEXT = st.text(max_size=400) | st.text(alphabet="`@#<>[]()!-*\n:|\u202e\ud800\x00a1", max_size=200)


def judge(given_: Given, policy: str = "disclose") -> dict[str, Any]:
    chosen = {"preset": policy} if policy in presets.names() else {"policy": policy}
    return answer({"do": "judge", "given": given_.as_dict(), **chosen})


def outcome(found: dict[str, Any]) -> str:
    return str(found["check"]["decision"]["outcome"])


def body(found: dict[str, Any]) -> str:
    comments = [act for act in found["check"]["actions"] if act["action"] == "create_comment"]
    assert all(act["withheld"] is None for act in comments)
    return "".join(act["body"] for act in comments)


@pytest.mark.parametrize("sample", samples.SAMPLES, ids=lambda one: one.name)
def test_each_sample_shows_what_it_is_there_for(sample: samples.Sample) -> None:
    found = judge(Given(sample=sample.name), sample.policy)
    expected = {"undisclosed": "note", "disclosed": "pass", "invented": "note", "plain": "pass"}
    assert outcome(found) == expected[sample.name]
    assert not found["check"]["unavailable"] or sample.name in {"invented", "plain"}
    firm = [one for one in found["check"]["findings"] if one["tier"] != "statistical"]
    if sample.name == "plain":
        assert not firm
        assert "unremarkable" in " ".join(found["scores"][0]["lines"])  # else it would show a false alarm
    if sample.name == "undisclosed":
        assert "names Claude Code as co-author" in body(found)
    if sample.name == "invented":
        assert "`steam_parse_trailer()`" in body(found)
        assert "`src/sensor.c`" not in body(found)


def test_no_sample_is_held_against_anybody_by_its_style() -> None:
    for sample in samples.SAMPLES:
        found = judge(Given(sample=sample.name), sample.policy)
        said = json.dumps(found["check"]["actions"])
        assert "machine-like" not in said
        for part in found["scores"]:
            assert any("no probability" in line for line in part["lines"]) or part["lines"][0].startswith(
                "No score"
            )


def test_a_text_is_judged_as_a_new_one_and_the_mode_is_told() -> None:
    found = judge(
        Given(
            kind="pull_request",
            text="A fix.",
            commits="Fix\n\nCo-authored-by: Claude <noreply@anthropic.com>",
        )
    )
    assert outcome(found) == "note"
    assert "Claude Code" in body(found)
    assert any("`mode: observe`" in line for line in found["assumed"])
    assert any(act["action"] == "write_check" for act in found["check"]["actions"])


def test_a_plain_pull_request_passes_and_what_is_assumed_of_it_is_told() -> None:
    found = judge(Given(kind="pull_request", text="A fix."))
    assert outcome(found) == "pass"
    assert any("changes code, in one file" in line for line in found["assumed"])
    assert len(judge(Given(payload=PAYLOAD, kind="pull_request"))["assumed"]) == 2


def test_a_policy_that_writes_is_taken_as_it_is() -> None:
    found = judge(Given(text="A bug."), "version: 1\nmeta: {mode: enforce}\n")
    assert found["check"]["decision"]["mode"] == "enforce"
    assert len(found["assumed"]) == 1


def test_several_commits_are_told_apart() -> None:
    commits = "One\n\nCo-authored-by: Claude <noreply@anthropic.com>\n---\nTwo\n"
    found = judge(Given(kind="pull_request", text="A fix.", commits=commits), "trailer")
    places = [seen["place"] for one in found["check"]["findings"] for seen in one["evidence"]]
    assert places == ["commit 0000001, line 3"]


def test_an_author_and_a_branch_count() -> None:
    found = judge(Given(kind="pull_request", text="A fix.", author="@copilot-swe-agent[bot]"))
    assert any(one["id"].startswith("traces/") for one in found["check"]["findings"])


def test_a_payload_is_judged() -> None:
    found = judge(Given(payload=PAYLOAD))
    assert found["check"]["subject"]["title"]
    assert "check" in judge(Given(payload=PAYLOAD, event="pull_request"))


@pytest.mark.parametrize(
    ("given_", "reason"),
    [
        (Given(), "nothing to judge"),
        (Given(text=" \n "), "nothing to judge"),
        (Given(payload="{"), "the payload is not JSON"),
        (Given(payload="[]"), "a webhook payload is a JSON object"),
        (Given(payload="{}"), "no webhook payload that Byline judges"),
        (Given(payload='{"a": ' + "[" * 100_000), "the payload is not JSON"),
        (Given(text="x", kind="novel"), "there is no kind"),
        (Given(sample="nothing"), "there is no sample"),
    ],
)
def test_what_cannot_be_judged_is_said(given_: Given, reason: str) -> None:
    assert reason in judge(given_)["refused"]


def test_too_much_is_refused_before_it_is_judged() -> None:
    with pytest.raises(TooLarge, match="at most 256 KiB"):
        given_from({"text": "ä" * (MAX_TEXT // 2 + 1)})
    with pytest.raises(TooLarge, match=r"at most 1,024 KiB"):
        given_from({"payload": "x" * (MAX_PAYLOAD + 1)})


def test_an_unknown_preset_is_the_askers_mistake() -> None:
    question = {"do": "judge", "given": Given(text="x").as_dict(), "preset": "no-such"}
    assert "there is no preset 'no-such'" in answer(question)["refused"]


def test_mistakes_in_a_policy_have_a_place() -> None:
    found = answer({"do": "check", "policy": "version: 1\nuse:\n  cod: none\n"})
    assert [(one["line"], one["column"], one["message"]) for one in found["problems"]] == [
        (3, 3, 'unknown key "cod"; did you mean "code"?')
    ]
    assert found["values"] == []


def test_values_say_where_they_come_from() -> None:
    found = answer({"do": "check", "policy": "version: 1\nextends: disclose\nuse: {code: none}\n"})
    sources = {one["key"]: one["source"] for one in found["values"]}
    assert sources["use.code"] == "line 3"
    assert sources["use.media"] == "disclose (preset)"
    assert found["notices"]


def test_what_is_elsewhere_is_not_fetched_and_that_is_said() -> None:
    found = answer({"do": "check", "policy": f"version: 1\nextends: acme/.github@{'a' * 40}\n"})
    assert not found["problems"]
    assert "no network is used" in found["could_not_look"][-1]


def test_what_was_gathered_of_it_last_counts() -> None:
    file = {"path": "acme/.github:byline.yml", "text": "version: 1\nuse: {code: none}\n"}
    question = {"do": "check", "policy": "version: 1\nextends: acme/.github\n", "repository": "acme/widget"}
    found = answer({**question, "extended": {"acme/.github": file}})
    assert {one["key"]: one["source"] for one in found["values"]}["use.code"] == "acme/.github:byline.yml:2"


def test_the_outcomes_are_those_of_the_language() -> None:
    assert tuple(str(one) for one in Outcome) == past.OUTCOMES


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.builds(Given, st.sampled_from([kind.value for kind in Kind]), *[TEXT] * 5),
    st.sampled_from(presets.names()),
)
def test_any_text_is_judged_or_refused(given_: Given, preset: str) -> None:
    found = judge(given_, preset)
    json.dumps(found)
    assert ("check" in found) != ("refused" in found)


@settings(max_examples=100, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
        max_leaves=12,
    ),
    st.sampled_from(["", "issues", "pull_request", "push", "issue_comment", "repository_advisory", "x" * 99]),
)
def test_any_payload_is_judged_or_refused(payload: object, event: str) -> None:
    found = judge(Given(payload=json.dumps(payload), event=event))
    assert ("check" in found) != ("refused" in found)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(["action", "pull_request", "repository", "sender", "installation"]), st.data())
def test_a_payload_that_is_almost_one_is_judged_or_refused(key: str, data: st.DataObject) -> None:
    payload = json.loads(PAYLOAD)
    inside = payload.get(key)
    if isinstance(inside, dict):
        inside[data.draw(st.sampled_from(sorted(inside)))] = data.draw(
            st.none() | st.integers() | st.text(max_size=9) | st.just({}) | st.just([])
        )
    else:
        payload[key] = data.draw(st.none() | st.integers() | st.just([]))
    found = judge(Given(payload=json.dumps(payload)))
    assert ("check" in found) != ("refused" in found)
