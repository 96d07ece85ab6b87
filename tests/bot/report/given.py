"""Reports as an audit could give them: a big one, an empty one and one whose every text is hostile."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from typing import Any, Final

from bot.audit.model import (
    Agent,
    AIEvidence,
    Artifact,
    Change,
    Comparison,
    Declared,
    Dependency,
    Dialect,
    Dismissal,
    Drop,
    ErrorRate,
    Estimate,
    Exclusion,
    Headers,
    LicenseEvent,
    Licenses,
    Method,
    Month,
    Openness,
    People,
    Person,
    Quarter,
    Quote,
    Report,
    Reviews,
    Scope,
    SelfClaim,
    Vendored,
    WordDiff,
)
from detectors.model import Audience, Evidence, Finding, Severity, Tier, Unknown

SHA: Final = "0123456789abcdef0123456789abcdef01234567"
NO_ESTIMATE: Final = Estimate(
    "no_estimate", "12 messages could be judged, 50 are needed", 12, 0, None, None, None
)


def sha(number: int) -> str:
    return f"{number:08x}" * 5


def quote(number: int, text: str = "Assisted-by: Toolbox:model-7", path: str = "") -> Quote:
    return Quote(sha(number), path, 3 if path else None, text)


def estimate(verdict: str, low: float, point: float, high: float, judged: int = 400) -> Estimate:
    reason = "" if verdict == "share" else "the lower end is under the rate of the least favorable project"
    return Estimate(verdict, reason, judged, round(judged * point), point, low, high)


def _quarter(at: int) -> Quarter:
    year, part = 2011 + at // 4, at % 4 + 1
    commits = 300 + (at * 37) % 170
    declared = max(0, (at - 48) * 6)
    exact = max(0, (at - 50) * 3)
    if at % 11 == 5:
        held = NO_ESTIMATE
    elif at < 50:
        held = estimate("not_distinguishable", 0.0, 0.004, 0.03 + (at % 5) / 200)
    else:
        middle = 0.05 + (at - 50) * 0.015
        held = estimate("share", middle - 0.035, middle, middle + 0.06)
    return Quarter(f"{year}-Q{part}", commits, declared, exact, commits * 2 // 3, commits // 3, held)


def _month(at: int) -> Month:
    commits = 80 + (at * 29) % 70
    signed_off = commits * min(95, at) // 100
    signed = commits * max(0, at - 90) // 120
    return Month(
        f"{2011 + at // 12}-{at % 12 + 1:02}",
        commits,
        signed_off,
        signed_off - 2 if signed_off > 2 else 0,
        int(at > 170),
        signed,
    )


def finding(**changes: Any) -> Finding:
    held = Finding(
        "licensing/header",
        "licensing",
        Tier.CHECKABLE,
        Severity.WARNING,
        Audience.PUBLIC,
        "The README names another license than the LICENSE file.",
        (
            Evidence("README.md, line 12", "License: MIT", "README.md", 12),
            Evidence("LICENSE", "Apache License", "LICENSE", 1),
        ),
        "Make both say the same, or say which files each is for.",
    )
    return replace(held, **changes)


def big() -> Report:
    """A project of fifteen years with something in every section."""
    scope = Scope(
        "https://github.com/example/widget",
        SHA,
        "main",
        "2026-10-31T12:00:00Z",
        "",
        "",
        24_511,
        1_204,
        "2011-01-04",
        "2026-10-31",
        False,
        False,
        (
            Exclusion("commits of programs", 812, "made by bots that only raise versions"),
            Exclusion("files", 3, "larger than 1 MB"),
        ),
    )
    return Report(
        scope,
        _method(),
        _ai(),
        _people(),
        _licenses(),
        _openness(),
        _claims(),
        (finding(),),
        _dismissed(),
        _comparison(),
    )


def _method() -> Method:
    return Method(
        "0.1.0",
        "commit-2026",
        "shipped-3",
        "rates-1",
        "registry of 2026-09-30",
        (("mails", "digests"), ("dialect", "kernel")),
        (
            ErrorRate(
                "human commit messages that look machine-like",
                0.004,
                0.031,
                120_000,
            ),
            ErrorRate("machine-written messages that look so", 0.41, 0.18, 9_400),
        ),
    )


def _ai() -> AIEvidence:
    agents = (
        Agent(
            "toolbox",
            "Toolbox",
            "declared",
            288,
            "2023-02-03",
            "2026-10-30",
            (quote(1), quote(2, "Co-authored-by: Toolbox <noreply@toolbox.example>")),
        ),
        Agent("toolbox", "Toolbox", "exact", 66, "2023-08-11", "2026-10-02", (quote(3, "toolbox[bot]"),)),
    )
    dialects = (
        Dialect(
            "kernel",
            "coding-assistants.rst of the Linux kernel",
            190,
            98,
            (("no model is named", 60), ("the trailer stands outside the last paragraph", 38)),
            (quote(4, "Assisted-by: Toolbox"),),
        ),
        Dialect("asf", "generative tooling guidance of the ASF", 12, 0, (), ()),
    )
    return AIEvidence(
        agents,
        tuple(_quarter(at) for at in range(63)),
        estimate("share", 0.012, 0.034, 0.071, 15_900),
        dialects,
        "kernel",
    )


def _people() -> People:
    persons = tuple(
        Person(
            f"Person {at}",
            f"sha256:{sha(at)[:12]}",
            ("person", "bot", "agent", "imported")[at % 4 if at < 8 else 0],
            4000 // (at + 1),
            at % 3,
            900 // (at + 1),
            "2012-01-01",
            "2026-09-09",
            at % 5,
        )
        for at in range(240)
    )
    drops = tuple(
        Drop(
            sha(50 + at),
            f"201{at}-05-06",
            f"Person {at}",
            f"Import part {at} of the old tree",
            40 + at,
            9000 - 100 * at,
            ("author", "vendored", "import")[at % 3],
        )
        for at in range(9)
    )
    return People(
        persons,
        232,
        4,
        2,
        3,
        17,
        41,
        tuple(_month(at) for at in range(190)),
        (quote(70, "Signed-off-by: Toolbox <noreply@toolbox.example>"),),
        drops,
        Reviews(
            5_120, 611, 402, 18, ((812, "merged by its author"), (911, "approved by toolbox[bot] alone"))
        ),
    )


def _licenses() -> Licenses:
    diff = WordDiff(
        (
            ("same", "Permission is granted to copy this widget and to "),
            ("removed", "share it under the same terms"),
            ("added", "use it for any purpose"),
            ("same", " as long as this notice stays. " + "It comes as it is. " * 60),
            ("added", "Contributions are under the same license."),
        ),
        False,
    )
    events = (
        LicenseEvent(sha(90), "2011-01-04", "Person 1", "COPYING", "added", "", "GPL-2.0-only", False, None),
        LicenseEvent(
            sha(91), "2016-06-01", "Person 2", "COPYING", "changed", "GPL-2.0-only", "Apache-2.0", True, diff
        ),
        LicenseEvent(
            sha(92),
            "2021-03-02",
            "Person 1",
            "NOTICE",
            "added",
            "",
            "",
            False,
            WordDiff((("added", "Widget, by its contributors"),), True),
        ),
    )
    directories = (
        ("src", "Apache-2.0", 1200),
        ("src", "", 80),
        ("docs", "CC-BY-4.0", 200),
        ("vendor/zip", "Zlib", 44),
        ("vendor/json", "MIT", 3),
        ("tests", "", 300),
        ("tests", "Apache-2.0", 500),
        ("tools", "GPL-3.0-or-later", 12),
    )
    dependencies = tuple(
        Dependency(
            "npm" if at % 2 else "pypi",
            f"package-{at}",
            f"1.{at}.0",
            Unknown("the lock file names no license") if at % 3 else "MIT",
            "package-lock.json" if at % 2 else "poetry.lock",
        )
        for at in range(260)
    )
    return Licenses(
        (
            Declared("file", "LICENSE", "Apache-2.0"),
            Declared("metadata", "pyproject.toml", "Apache-2.0"),
            Declared("readme", "README.md", "MIT"),
        ),
        ("README.md says MIT, LICENSE says Apache-2.0",),
        directories,
        events,
        (
            Headers("C", 900, 880, (("Apache-2.0", 870), ("MIT", 10))),
            Headers("Python", 240, 60, (("Apache-2.0", 60),)),
            Headers("Shell", 14, 0, ()),
        ),
        (
            Vendored("vendor/zip", "zlib 1.3.1", "Zlib", 44, Unknown("no hashes of that version are known")),
            Vendored("vendor/json", "", "MIT", 3, True),
        ),
        dependencies,
    )


def _openness() -> Openness:
    artifacts = (
        Artifact(
            "model",
            "example/tiny-1",
            "Tiny 1",
            "Apache-2.0",
            "open weights",
            (),
            ("example/base-1",),
            (quote(0, "from_pretrained('example/tiny-1')", "src/model.py"),),
        ),
        Artifact(
            "model",
            "other/large-2",
            "Large 2",
            "LicenseRef-large-community",
            "restricted weights",
            ("field of use", "number of users"),
            (),
            (quote(0, "other/large-2", "README.md"),),
        ),
        Artifact(
            "dataset",
            "example/words",
            "Words",
            "",
            "unknown",
            (),
            (),
            (quote(0, "load_dataset('example/words')", "train.py"),),
        ),
    )
    found = finding(
        id="openness/claim",
        detector="openness",
        claim="Large 2 is called open source; its license restricts use.",
    )
    return Openness(artifacts, (found,))


def _claims() -> tuple[SelfClaim, ...]:
    return (
        SelfClaim(
            "ai_free",
            quote(100, "This project is written without any AI.", "README.md"),
            "2024-01-01",
            True,
            tuple(quote(110 + at) for at in range(12)),
            31,
        ),
        SelfClaim(
            "policy_disclose",
            quote(101, "Say in the commit if a tool wrote it.", "CONTRIBUTING.md"),
            "2025-05-05",
            False,
            (),
            0,
        ),
        SelfClaim("disclosure", quote(102, "Parts were made with Toolbox.", "docs/ai.md"), "", True, (), 0),
    )


def _dismissed() -> tuple[Dismissal, ...]:
    return (
        Dismissal("licensing/header", "Person 1", "The README speaks of the examples.", "2027-01-01"),
        Dismissal("traces/branch", "Person 2", "A branch of that name is older than the tool.", ""),
    )


def _comparison() -> Comparison:
    return Comparison(
        sha(5),
        "2026-04-30T00:00:00Z",
        (
            Change("new", "agent Toolbox (exact)", "66 commits since 2023-08-11"),
            Change("gone", "finding licensing/notice", "The NOTICE file lacks a name."),
            Change("changed", "dependency package-7", "1.6.0 → 1.7.0"),
        ),
    )


def empty() -> Report:
    """A repository of no commits, whose tree could not be read."""
    scope = Scope("/srv/empty", "", "", "", "", "", 0, 0, "", "", True, True, ())
    people = People((), 0, 0, 0, 0, 0, 0, (), (), (), Unknown("no token was given, so GitHub was not asked"))
    none = Estimate("no_estimate", "no message could be judged", 0, 0, None, None, None)
    return Report(
        scope,
        Method("0.1.0", "", "", "", "", ()),
        AIEvidence((), (), none, (), ""),
        people,
        Unknown("the tree is not in this clone"),
        Unknown("the tree is not in this clone"),
        (),
        (),
    )


#: Breaks out of HTML, terminals, spreadsheets, Markdown and paths, where one of them lets it.
NASTY: Final = (
    "=cmd|'/c calc'!A0</script></style><script>alert(1)</script><img src=x onerror=alert(2)>\"'>"
    "\x1b[31m\x1b]8;;https://evil.example\x07\x9b\u202e\u2066gnirts\u200b\x00\r\n@everyone "
    '[x](javascript:alert(3)) ${{ secrets }} {{ 7*7 }} {% raw %} ../../etc/passwd %2e%2e \ud800 ,";\t|`code`'
)


def hostile(text: str = NASTY) -> Report:
    """The big report with every text that comes from outside replaced."""
    return replace(_with(big(), text), schema=big().schema)


_OURS: Final = {"tier", "verdict", "kind", "action", "claim", "dialect", "source", "schema", "expires"}


def _with(value: Any, text: str, name: str = "") -> Any:
    if isinstance(value, Finding):
        return replace(
            value, claim=text, evidence=tuple(_with(one, text) for one in value.evidence), remedy=text
        )
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return replace(
            value,
            **{
                field.name: _with(getattr(value, field.name), text, field.name)
                for field in dataclasses.fields(value)
            },
        )
    if isinstance(value, tuple):
        return tuple(_with(one, text, name) for one in value[:3])
    if isinstance(value, str):
        formed = name in {"quarter", "month", "pieces"} and len(value) < 8
        return value if formed or name in _OURS else text
    return value
