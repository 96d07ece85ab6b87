"""In which class a commit counts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.audit.evidence import Evidence
from bot.audit.mails import Mails
from bot.audit.model import Quarter
from bot.audit.note import Note
from bot.audit.tallies import Tallies
from detectors.signoff.mailmap import NOBODY
from tests.bot.audit.notes import DAY, START, made

PROSE = (
    "Read the table once and keep it\n\nThe table was read from disk each time somebody asked for a name, "
    "which is slow where the disk is far. It is read when the program starts and again when it has changed. "
    "I tried this with the largest table that we have and it takes a tenth of the time that it took before."
)
COPILOT = "copilot-swe-agent[bot] <198982749+Copilot@users.noreply.github.com>"
DEPENDABOT = "dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>"


def counted(*notes: Note, accepted: frozenset[str] = frozenset()) -> Evidence:
    evidence = Evidence(accepted, Mails(shown=False))
    for note in notes:
        evidence.add(note)
    return evidence


def only(evidence: Evidence) -> Quarter:
    (quarter,) = evidence.quarters()
    return quarter


@pytest.mark.parametrize(
    ("note", "field"),
    [
        (made("Fix\n\nAssisted-by: Claude:claude-3-opus"), "declared"),
        (made("Fix\n\nThis patch was written with Claude Code."), "declared"),
        (made("Fix\n\nCo-authored-by: Claude <noreply@anthropic.com>"), "exact"),
        (made("Fix", author=COPILOT), "exact"),
        (made("Fix\n\nAssisted-by: C:x\n\nCo-authored-by: Claude <noreply@anthropic.com>"), "exact"),
        (made("Fix"), "not_judged"),
        (made(PROSE), "judged"),
    ],
)
def test_each_commit_counts_once(note: Note, field: str) -> None:
    quarter = only(counted(note))
    counts = {name: getattr(quarter, name) for name in ("declared", "exact", "judged", "not_judged")}
    assert counts == dict.fromkeys(counts, 0) | {field: 1}
    assert quarter.commits == 1


def test_a_commit_with_traces_of_both_classes_is_declared() -> None:
    note = made("Fix\n\nAssisted-by: Claude:claude-3-opus\nCo-authored-by: Claude <noreply@anthropic.com>")
    evidence = counted(note)
    assert (only(evidence).declared, only(evidence).exact) == (1, 0)
    assert {it.tier for it in evidence.agents()} == {"declared", "exact"}


def test_merges_and_bots_are_in_no_quarter() -> None:
    assert counted(made("Merge", parents=2), made("Bump", author=DEPENDABOT)).quarters() == ()


def test_the_report_says_that_a_merge_with_a_trace_is_listed_and_in_no_quarter() -> None:
    tallies = Tallies.of(frozenset(), NOBODY, Mails(shown=False))
    for note in (
        made("Merge 1\n\nThis patch was written with Claude Code.", parents=2),
        made("Merge 2", parents=2),
        made("Fix\n\nCo-authored-by: Claude <noreply@anthropic.com>"),
    ):
        tallies.add(note)
    assert [agent.commits for agent in tallies.evidence.agents()] == [1, 1]
    assert only(tallies.evidence).commits == 1
    (left_out,) = (one for one in tallies.exclusions() if "listed under the agents" in one.reason)
    assert left_out.count == 1


def test_the_words_of_a_commit_with_a_trace_are_not_judged() -> None:
    assert made(f"{PROSE}\n\nCo-authored-by: Claude <noreply@anthropic.com>").tail is None
    assert made(PROSE).tail is not None


def test_people_with_an_agents_first_name_are_people() -> None:
    evidence = counted(made("Fix\n\nCo-authored-by: Claude Monet <claude@example.com>"))
    assert evidence.agents() == ()


def test_the_whole_is_the_sum_of_the_quarters() -> None:
    notes = [replace(made(PROSE), at=START + n * 100 * DAY, tail=0.5 if n else 0.001) for n in range(4)]
    evidence = counted(*notes)
    assert [it.judged for it in evidence.quarters()] == [1, 1, 1, 1]
    assert (evidence.whole().judged, evidence.whole().flagged) == (4, 1)


def test_the_latest_traces_are_the_examples() -> None:
    notes = [made(f"Fix {n}\n\nGenerated-by: ChatGPT", at=START + n * DAY) for n in range(9)]
    (agent,) = counted(*notes).agents()
    assert (agent.commits, agent.first, agent.last) == (9, "2025-01-06", "2025-01-14")
    assert [quote.commit for quote in agent.examples] == [note.sha for note in notes[4:]]
    assert agent.examples[0].line == 3
