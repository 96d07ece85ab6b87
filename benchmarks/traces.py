"""How often the traces detector names the right agent, and how often it fires where no agent can have been.

    python -m benchmarks.traces GITDIR...

Each GITDIR is a full history. The truth is made without the detector: plain substrings of the raw message,
one list an agent (``RAW``). Commits with the same author and message count once: rebased pull requests repeat
them.
Printed are, for each agent, the commits whose raw message carries one of its strings and those where the
detector named that agent from the same message; then every finding on a commit whose author and committer
dates are both before 2022, every account finding on people whose first name is an agent's, every miss, and
every agent that was named without such a string. README.md lists the repositories measured.
"""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from detectors.model import Account, Commit, Contribution, Facts, Finding, Identity, Kind, Repository, Unknown
from detectors.traces import detect

#: Lower-case substrings of a raw message that make an agent's trailer or footer all but certain.
RAW = {
    "claude": (
        "noreply@anthropic.com",
        "generated with [claude code]",
        "🤖 generated with claude code",
        "claude.ai/code/session_",
    ),
    "copilot-agent": ("198982749+copilot@", "agent-logs-url: https://github.com/"),
    "copilot": ("223556219+copilot@", "175728472+copilot@"),
    "cursor": ("cursoragent@cursor.com",),
    "codex": ("noreply@openai.com", "chatgpt-codex-connector[bot]@"),
    "devin": ("devin-ai-integration[bot]@",),
    "jules": ("google-labs-jules[bot]@",),
    "aider": ("<aider@aider.chat>", "<noreply@aider.dev>"),
    "amp": ("amp@ampcode.com", "amp-thread-id: "),
    "openhands": ("openhands@all-hands.dev",),
    "opencode": ("noreply@opencode.ai", "generated with [opencode]"),
    "crush": ("crush@charm.land", "generated with crush", "assisted-by: crush"),
    "droid": ("factory-droid[bot]@",),
    "roo": ("roomote@roocode.com", "roomote[bot]@"),
    "cline": ("cline-agent@users", "cline-cloud[bot]@"),
    "qwen-code": ("qwen-coder@alibabacloud.com",),
    "kimi-cli": ("noreply@kimi.com", "noreply@moonshot.ai"),
    "kiro": ("noreply@kiro.dev", "kiro-agent@users"),
    "gemini-code-assist": ("gemini-code-assist[bot]@",),
    "ellipsis": ("ellipsis-dev[bot]@",),
    "coderabbit": ("coderabbitai[bot]@",),
}
OLD = 1_640_995_200  # 2022-01-01 UTC
FORMAT = "%H%x00%an%x00%ae%x00%cn%x00%ce%x00%at%x00%ct%x00%B%x01%x00"
FROM_MESSAGE = {"traces/trailer", "traces/footer", "traces/session-link", "traces/disclosure"}


def commits(gitdir: Path, *options: str) -> Iterator[tuple[Commit, int]]:
    """Every commit of a history with the later of its two dates; ``options`` are git's, such as
    ``--no-merges``.
    """
    command = ["git", "-C", str(gitdir), "log", "--all", *options, f"--format={FORMAT}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as log:
        assert log.stdout is not None
        rest = b""
        while chunk := log.stdout.read(1 << 20):
            *records, rest = (rest + chunk).split(b"\x01\0")
            yield from (_commit(record.decode("utf-8", "replace")) for record in records)


def _commit(record: str) -> tuple[Commit, int]:
    sha, name, mail, cname, cmail, at, ct, message = record.lstrip("\n").split("\0", 7)
    made = Commit(
        sha, message, Identity(name, mail), Identity(cname, cmail), at, None, None, Unknown("not asked for")
    )
    return made, max(int(at or 0), int(ct or 0))


def found(made: Commit) -> tuple[Finding, ...]:
    """What the detector says about one commit."""
    what = Contribution(Kind.COMMIT, "x/y", None, made.sha, "", "", Account("x"), "", "", commits=(made,))
    return detect(Facts(what, Repository("x/y", "main", False), "2026-01-01T00:00:00Z"))


def _is_namesake(made: Commit) -> bool:
    """A person with two names, the first of which is an agent's, and with a mail of his own."""
    first, *rest = made.author.name.casefold().split()[:2] or [""]
    raw = made.author.email.casefold()
    own = not any(text.strip("<>") in raw for texts in RAW.values() for text in texts)
    return first in {"claude", "devin", "jules"} and bool(rest) and rest[0].isalpha() and own


def main(paths: list[str]) -> None:
    carried, named = Counter[str](), Counter[str]()
    misses: list[str] = []
    others: list[str] = []
    misfires: list[str] = []
    namesakes: list[str] = []
    people = Counter[str]()
    total = old = either = 0
    seen: set[int] = set()
    for path in paths:
        for made, when in commits(Path(path)):
            if (twin := hash((made.author.email, made.message))) in seen:
                continue
            seen.add(twin)
            total += 1
            findings = found(made)
            if _is_namesake(made):
                people[made.author.name] += 1
                namesakes += [f"{made.author.name}: {f.id}" for f in findings if f.id == "traces/account"]
            label = f"{Path(path).parent.name} {made.sha[:10]}"
            if when < OLD:
                old += 1
                misfires += [f"{label} {f.id} {f.agent}: {f.evidence[0].quote}" for f in findings]
                continue
            raw = made.message.casefold()
            truth = {agent for agent, texts in RAW.items() if any(text in raw for text in texts)}
            said = {f.agent: f for f in findings if f.id in FROM_MESSAGE and f.agent}
            either += bool(truth)
            carried.update(truth)
            named.update(truth & said.keys())
            misses += [
                f"{label} {agent}: {_line(made.message, agent)}" for agent in sorted(truth - said.keys())
            ]
            others += [
                f"{label} {key} {f.id}: {f.evidence[0].quote}" for key, f in said.items() if key not in truth
            ]
    print(f"{total} different commits, {either} with a raw trace, {old} from before 2022\n")
    print("| agent | raw trace | named | share |\n| --- | --- | --- | --- |")
    for agent, count in carried.most_common():
        print(f"| {agent} | {count} | {named[agent]} | {named[agent] / count:.4f} |")
    sums = carried.total(), named.total()
    print(f"| all | {sums[0]} | {sums[1]} | {sums[1] / max(1, sums[0]):.4f} |")
    print(f"\nfindings on commits before 2022: {len(misfires)} of {old}")
    print(f"account findings on {people.total()} commits by {len(people)} namesakes: {len(namesakes)}")
    print(", ".join(f"{name} {count}" for name, count in people.most_common(12)))
    for title, rows in (
        ("misfires", misfires),
        ("namesakes", namesakes),
        ("misses", misses),
        ("named without a raw trace", others),
    ):
        print(f"\n## {title}: {len(rows)}", *rows, sep="\n")


def _line(message: str, agent: str) -> str:
    return next(
        (line for line in message.split("\n") if any(text in line.casefold() for text in RAW[agent])), ""
    )[:200]


if __name__ == "__main__":
    main(sys.argv[1:])
