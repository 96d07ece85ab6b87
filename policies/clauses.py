"""A policy's clauses in plain sentences, for a reader who sees the contribution's text and nothing else.

What a count, an account or a file settles (limits, sign-offs, labels, boxes) is not among them: Byline checks
that itself, and a reader of the text could only guess.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from detectors.model import Artifact, Kind
from policies import evidence
from policies.problems import listed
from policies.schema import Disclosure, Policy, Require

_LEVELS: Final = MappingProxyType(
    {
        "none": "No AI use is accepted in {parts}.",
        "trivial": "Only trivial AI use is accepted in {parts}.",
        "assisted": "AI may assist with {parts}, and must not generate them.",
    }
)
_PARTS: Final = MappingProxyType(
    {
        Artifact.CODE: "source code",
        Artifact.DOCS: "documentation",
        Artifact.MEDIA: "images, sound and other media",
        Artifact.COMMIT_MESSAGE: "commit messages",
        Artifact.PR_BODY: "the description of the pull request",
        Artifact.ISSUE: "the issue's text",
        Artifact.COMMENT: "the comment",
        Artifact.REVIEW: "the review",
        Artifact.SECURITY: "the security report",
    }
)
_REQUIRED: Final = MappingProxyType(
    {
        "used": "Whoever used AI says so",
        "substantial": "Whoever let AI write a substantial part says so",
        "always": "Everybody says whether AI was used, also where it was not",
    }
)
_PLACES: Final = MappingProxyType(
    {
        "body": "in the description",
        "section": "in a section of its own",
        "checkbox": "by a ticked box",
        "trailer": "by a commit trailer",
        "title": "in the title",
        "report": "in the report",
    }
)
_EXEMPT: Final = MappingProxyType(
    {
        "translation": "translation",
        "translation_with_original": "translation, with the original text beside it",
        "translation_with_note": "translation, with a note that says so",
        "grammar": "the correction of spelling and grammar",
        "autocomplete": "the completion of lines in an editor",
        "quoted": "AI output that is quoted and marked as such",
        "private": "private study",
        "bug_finding": "the search for bugs",
        "accessibility": "help with a disability",
        "small_fix": "small fixes",
        "experiment": "experiments that are marked as such",
    }
)
_SHOWS_WORK: Final = MappingProxyType(
    {
        "test_log": "the output of tests",
        "reproducer": "steps or code that show the problem",
        "proof_of_concept": "a proof of concept",
        "screenshot": "a picture of the screen",
        "benchmark": "measurements",
    }
)


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: ``name`` is its key in the policy file, ``says`` what it asks, in a sentence."""

    name: str
    says: str


def clauses(policy: Policy, kind: Kind) -> tuple[Clause, ...]:
    """Return what ``policy`` asks of the text of a contribution of ``kind``; its cases aside."""
    return (*_use(policy, kind), *_disclosure(policy.disclosure), *_require(policy.require))


def accepted(policy: Policy) -> str:
    """Return the uses of AI that are accepted whatever the clauses say, as a sentence; empty for none."""
    uses = policy.require.exempt_uses
    if not uses:
        return ""
    return f"Accepted in every part, where the contributor says so: {listed(_EXEMPT[use] for use in uses)}."


def _use(policy: Policy, kind: Kind) -> Iterator[Clause]:
    """One clause for each key of the file, though several parts may go by ``use.default``."""
    parts: dict[tuple[str, str], list[str]] = {}
    for artifact in evidence.PARTS[kind]:
        parts.setdefault(policy.use.clause(artifact), []).append(_PARTS[artifact])
    for (name, level), ruled in parts.items():
        if level in _LEVELS:
            yield Clause(name, _LEVELS[level].format(parts=listed(ruled)))


def _disclosure(asked: Disclosure) -> Iterator[Clause]:
    if asked.required == "never":
        return
    places = listed(_PLACES[place] for place in asked.where)
    details = {
        "heading of the section": asked.section,
        "words that say that no AI was used": asked.none_phrase,
        "start of the title": asked.title_prefix,
        "trailers": ", ".join(asked.trailers.accept),
        "boxes": "; ".join(asked.one_of),
    }
    told = "".join(f" The {what}: {value}." for what, value in details.items() if value)
    yield Clause("disclosure.required", f"{_REQUIRED[asked.required]}, {places}.{told}")
    if asked.fields:
        yield Clause("disclosure.fields", f"A disclosure of AI use says: {', '.join(asked.fields)}.")


def _require(asked: Require) -> Iterator[Clause]:
    if asked.agents != "allow":
        extra = " unless a person stands up for it" if asked.agents == "supervised" else ""
        yield Clause("require.agents", f"A program must not contribute by itself{extra}.")
    if asked.work_evidence:
        shown = listed(_SHOWS_WORK[sort] for sort in asked.work_evidence)
        yield Clause("require.work_evidence", f"The text shows that the work was tried, by {shown}.")
    for key, words in (("allow", "Only these AI tools"), ("deny", "None of these AI tools")):
        tools = getattr(asked.tools, key)
        if tools:
            yield Clause(f"require.tools.{key}", f"{words} may be used: {', '.join(tools)}.")
