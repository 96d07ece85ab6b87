"""The private finding: one at most, with both rates, and nothing where the classifier says nothing."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors import registry
from detectors.authorship import parts
from detectors.authorship.calibration import LOCAL_MINIMUM, Local
from detectors.authorship.finding import detect
from detectors.authorship.model import load
from detectors.model import Audience, ChangedFile, Facts, Finding, Kind, Severity, Tier, Unknown
from tests.detectors.authorship.test_parts import CASUAL, TIDY, commit, facts
from tests.detectors.authorship.test_score import GOLDEN

MACHINE = min(
    (row for row in GOLDEN if row["kind"] == "issue" and row["answer"]["human_tail"]),
    key=lambda row: row["answer"]["human_tail"],
)["text"]


def issue(body: str) -> Facts:
    made = facts(body)
    return replace(made, contribution=replace(made.contribution, kind=Kind.ISSUE))


def only(found: tuple[Finding, ...]) -> Finding:
    (finding,) = found
    return finding


def test_a_machine_like_text_is_one_private_finding_that_proves_nothing() -> None:
    finding = only(detect(issue(MACHINE)))
    assert (finding.tier, finding.audience, finding.severity) == (
        Tier.STATISTICAL,
        Audience.MAINTAINER,
        Severity.INFO,
    )
    assert "in 1,000 human-written issues look this machine-like" in finding.claim
    assert "in the least favorable project measured" in finding.claim
    assert "proves nothing about who wrote it" in finding.claim
    assert (finding.involvement, finding.agent, finding.trailer) == (None, None, None)


def test_the_evidence_names_the_parts_and_quotes_little() -> None:
    finding = only(detect(facts(TIDY, commit(1, f"{TIDY}\n- And more of it."))))
    assert {item.place for item in finding.evidence} == {"description", "commit 0000000"}
    assert all(len(item.quote) <= 60 and "\n" not in item.quote for item in finding.evidence)
    assert "contributions of 2 texts" in finding.claim


@pytest.mark.parametrize("text", ["", "Fix.", CASUAL])
def test_ordinary_text_and_abstention_are_no_finding(text: str) -> None:
    assert detect(issue(text)) == ()


def test_code_is_never_judged() -> None:
    added = ChangedFile("a.py", "added", 9, 0, "".join(f"+# {line}\n" for line in MACHINE.splitlines()))
    made = facts("")
    assert detect(replace(made, contribution=replace(made.contribution, files=(added,)))) == ()


def test_it_is_among_the_families_and_asks_for_what_it_reads() -> None:
    assert registry.estimate(issue(MACHINE)) == detect(issue(MACHINE))
    assert registry.run(issue(MACHINE)) == registry.estimate(issue(CASUAL)) == ()


def test_a_projects_own_texts_can_only_take_the_finding_away() -> None:
    assert detect(issue(MACHINE), Local({"issue": (0.999,) * LOCAL_MINIMUM})) == ()
    assert detect(issue(MACHINE), Local({"issue": (0.0,) * 200})) != ()
    assert detect(issue(CASUAL), Local({"issue": (0.0,) * 200})) == ()


def test_a_model_that_cannot_be_loaded_is_no_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    load.cache_clear()
    parts.judge.cache_clear()
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    assert detect(issue(MACHINE)) == ()
    monkeypatch.undo()
    assert detect(issue(MACHINE)) != ()


def test_importing_the_detectors_loads_no_model() -> None:
    heavy = "{'onnxruntime', 'numpy', 'py3langid', 'detectors.authorship.model'}"
    code = f"import sys, detectors.registry, bot.engine; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400), st.lists(st.text(max_size=200), max_size=3))
def test_any_text_gives_at_most_one_finding(body: str, messages: list[str]) -> None:
    made = facts(body, *(commit(number, message) for number, message in enumerate(messages)))
    assert len(detect(made)) <= 1
    assert detect(made) == detect(made)


def test_unknown_commits_do_not_matter() -> None:
    made = issue(MACHINE)
    blind = replace(made, contribution=replace(made.contribution, commits=Unknown("not permitted")))
    assert detect(blind) == detect(made)
