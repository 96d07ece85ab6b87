"""Every action: what a policy may answer, and what Byline then writes."""

from __future__ import annotations

import inspect
from typing import Final, get_args

from bot import actions
from bot.messages.wording import CONCLUSIONS, OUTCOME_TITLES
from docs.generate.text import head, paragraphs, prose, table
from policies.decision import Outcome
from policies.words import ENFORCED_ACTIONS, HARSH_ACTIONS, LABEL_ACTION, NOTIFY_ACTION, PLAIN_ACTIONS

_ABOUT = (
    "Three lists: what a policy file may answer under `respond`, what a decision comes to, and which writes "
    "on GitHub follow. How to write the answers: [The policy file](../policy.md#respond-what-follows)."
)
_ON_ANSWERS: Final = """\
An empty list means that nothing follows. Labels and teams with a colon or a space stand in quotes:
`"label:needs disclosure"`. Each of the strong answers is given once; where a person undoes it, it stays
undone. On closed threads nothing is written. Comments get no answer but `hide`, and reviews and pushes none
at all: there a violation is on record for maintainers.
"""
_ON_WRITES: Final = """\
Each of these is planned only where GitHub differs from what the decision asks for. `byline check` lists them
under `actions`, with the reason where one is withheld.
"""
_THREADS: Final = "pull requests, issues"
#: What each answer does, and to what; which mode it needs the code knows.
RESPONSES: Final = {
    "note": ("one comment, kept up to date, and a neutral check", _THREADS),
    "hold": (
        "the check asks for action, and where it is required the merge waits; on an issue, a comment",
        _THREADS,
    ),
    f"{LABEL_ACTION}<name>": (
        "puts on a label, at most 50 characters long; it comes off again when the matter is settled",
        _THREADS,
    ),
    f"{NOTIFY_ACTION}<team>": (
        "tells maintainers [in private](../configuration.md#notices-to-maintainers)",
        "everywhere",
    ),
    "record": ("keeps it for the maintainers' record; nothing is shown in public", "everywhere"),
    "draft": (
        "makes it a draft; without Contents: write, which the App asks for nowhere, it is held",
        "pull requests",
    ),
    "request_changes": ("a review that asks for changes", "pull requests"),
    "hide": ("hides the comment, with one comment that says why", "comments"),
    "close": ("closes it, with a comment", _THREADS),
    "lock": ("locks the conversation, with a comment", _THREADS),
}
#: In the order of ``RESPONSES``; ``record`` is the one thing that any mode allows.
_WORDS: Final = tuple(RESPONSES)


def page() -> str:
    """Return the page.

    Raises:
        ValueError: the policy language has another answer than this module knows.
    """
    known = {word for word in _WORDS if not word.endswith(">")}
    if known != set(PLAIN_ACTIONS):
        raise ValueError(f"unlike the policy language: {sorted(known ^ set(PLAIN_ACTIONS))}")
    return "\n".join(
        (
            head("Every action", "policies/words.py, policies/decision.py and bot/actions.py", _ABOUT),
            "## What a policy may answer\n",
            table(("answer", "does", "where", "needs"), [_answer(word) for word in _WORDS]),
            _ON_ANSWERS,
            "## What a decision comes to\n",
            "The strongest thing in a decision is its outcome, from the mildest to the strongest:\n",
            table(("outcome", "headline", "the check on GitHub"), [_outcome(one) for one in sorted(Outcome)]),
            "## What Byline writes\n",
            _ON_WRITES,
            table(("action", "what it is"), [_write(kind) for kind in get_args(actions.Action)]),
        )
    )


def _answer(word: str) -> tuple[str, str, str, str]:
    does, where = RESPONSES[word]
    needs = "" if word == "record" else "`mode: enforce`" if word in ENFORCED_ACTIONS else "`mode: report`"
    if word in HARSH_ACTIONS - {"draft"}:
        needs += ", `policy_url`, `contact`"
    return f"`{word}`", does, where, needs


def _outcome(outcome: Outcome) -> tuple[str, str, str]:
    return f"`{outcome}`", OUTCOME_TITLES[outcome], CONCLUSIONS[outcome].replace("_", " ")


def _write(kind: type) -> tuple[str, str]:
    word = next(iter(get_args(inspect.get_annotations(kind, eval_str=True)["action"])))
    return f"`{word}`", prose(paragraphs(inspect.getdoc(kind) or "")[0])
