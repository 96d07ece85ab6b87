"""Labelled commit messages out of real histories, as a corpus that detectors/train/corpora.py reads.

    python -m benchmarks.history_texts GITDIR... --out FILE.jsonl.gz [--most N]

Each GITDIR is a full history, in a folder OWNER+NAME. Human: both dates before 2022, and the author is no
program. Machine: the author or a trailer is an agent's, found by plain substrings (``FAMILIES``) and not by
the detector; one family alone, no person as co-author, no "Assisted-by", and no squash merge of GitHub's,
which collects the trailers of any commit in it. Of each repository and family at most N texts are kept, by
a hash of the commit, never by what they say: a project's mix of authors and lengths stays its own.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.traces import OLD, commits
from detectors.model import Commit
from detectors.signoff.people import is_program

FAMILIES = {
    "aider": ("aider@aider.chat", "noreply@aider.dev", "noreply@aider.chat", "(aider) <"),
    "amp": ("amp@ampcode.com", "amp-thread-id: "),
    "claude": (
        "noreply@anthropic.com",
        "generated with [claude code]",
        "+claude[bot]@users",
        "claude.ai/code",
    ),
    "codex": ("noreply@openai.com", "codex@openai.com", "chatgpt-codex-connector[bot]@", "+codex@users"),
    "copilot": ("+copilot@users.noreply.github.com", "copilot-swe-agent[bot]@"),
    "crush": ("crush@charm.land", "generated with crush"),
    "cursor": ("cursoragent@cursor.com", "+cursor[bot]@users"),
    "devin": ("devin-ai-integration[bot]@", "noreply@cognition.ai"),
    "droid": ("factory-droid[bot]@",),
    "gemini-cli": ("gemini-cli@google.com", "218195315+gemini-cli@", "noreply@gemini.google.com"),
    "goose": ("goose@block.xyz", "+aaif-goose@"),
    "jules": ("google-labs-jules[bot]@",),
    "junie": ("junie@jetbrains.com", "junie[bot]@"),
    "kimi": ("noreply@kimi.com", "noreply@moonshot.ai", "noreply@moonshot.cn"),
    "kiro": ("noreply@kiro.dev", "+kiro-agent@users"),
    "mux": ("generated with `mux`", "generated with `cmux`", "generated with _mux"),
    "opencode": ("noreply@opencode.ai", "generated with [opencode]"),
    "openhands": ("openhands@all-hands.dev",),
    "qwen": ("qwen-coder@alibabacloud.com",),
    "roo": ("roomote@roocode.com", "roomote[bot]@"),
    "warp": ("agent@warp.dev",),
    "windsurf": ("@windsurf.ai", "windsurf@codeium.com"),
}
#: Mails of GitHub's own review and suggestion features: a person took a proposal in.
SUGGESTED = ("175728472+copilot@", "copilot@github.com", "gemini-code-assist[bot]@", "coderabbitai[bot]@")
UNSET = 946_684_800  # 2000-01-01 UTC: clocks that were never set
FIRST_AGENTS = 1_682_899_200  # 2023-05-01 UTC
HELPED = re.compile(r"^(?:assisted|generated)-by:", re.IGNORECASE | re.MULTILINE)
CO_AUTHOR = re.compile(r"^\s*co-authored-by:\s*(.*)$", re.IGNORECASE | re.MULTILINE)
SQUASHED = re.compile(r"\(#\d+\)\s*$")


def families(text: str) -> set[str]:
    folded = text.casefold()
    return {name for name, marks in FAMILIES.items() if any(mark in folded for mark in marks)}


def family(made: Commit) -> str | None:
    """Return the one family whose mark a commit carries, where nobody else has a part in it."""
    author = families(f"{made.author.name} <{made.author.email}>")
    found = author | families(made.message)
    folded = made.message.casefold()
    if len(found) != 1 or any(mark in folded for mark in SUGGESTED) or HELPED.search(made.message):
        return None
    others = [person for person in CO_AUTHOR.findall(made.message) if not families(person)]
    title = made.message.partition("\n")[0]
    squashed = made.committer.email == "noreply@github.com" and SQUASHED.search(title)
    # A person co-authors every commit that Copilot makes on GitHub: whoever asked for it.
    if not author and (others or squashed or is_program(made.author)):
        return None
    return found.pop()


def texts(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the records of one history, each body once."""
    repository = folder.parent.name if folder.name == "repo" else folder.name
    repository = repository.replace("+", "/")
    seen: set[str] = set()
    for made, latest in commits(folder, "--no-merges"):
        title, _, body = made.message.partition("\n")
        at = int(made.authored_at or 0)
        if not body.strip() or body in seen:
            continue
        if at > UNSET and latest < OLD:
            label, basis, agent = "human", "pre-2022", ""
            if is_program(made.author) or families(made.message):
                continue
        elif at >= FIRST_AGENTS and (named := family(made)):
            label, basis, agent = "ai", f"marked:{named}", named
        else:
            continue
        seen.add(body)
        yield {
            "id": f"{repository}@{made.sha[:12]}",
            "source": f"history:{repository}",
            "repo": repository,
            "kind": "commit",
            "label": label,
            "basis": basis,
            "agent": agent,
            "date": datetime.fromtimestamp(at, UTC).date().isoformat(),
            "author": "",
            "lang": "en",
            "title": title,
            "text": body.strip(),
        }


def chosen(folder: Path, most: int) -> Iterator[dict[str, Any]]:
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for record in texts(folder):
        groups[record["agent"]].append(record)
    for _, records in sorted(groups.items()):
        records.sort(key=lambda record: hashlib.sha256(str(record["id"]).encode()).digest())
        yield from records[:most]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--most", type=int, default=400)
    given = parser.parse_args()
    with gzip.open(given.out, "wt", encoding="utf-8") as out:
        for folder in given.folders:
            for record in chosen(folder, given.most):
                out.write(json.dumps(record, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
