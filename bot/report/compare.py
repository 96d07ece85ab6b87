"""What differs between two reports of one repository: new, gone and changed, in facts that can be looked up.

The estimated share counts as changed only where the answer is another one or the two intervals have nothing
in common: an estimate that moves within its own interval says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, TypeVar

from bot.audit.model import Change, Comparison, Estimate, Licenses, Openness, Report, SelfClaim
from bot.report import words
from bot.report.figures import totals
from bot.report.seen import findings_of, for_files
from detectors.model import Unknown

T = TypeVar("T")

NEW: Final = "new"
GONE: Final = "gone"
CHANGED: Final = "changed"
#: A share has to move by this much to be listed.
_STEP: Final = 0.01


def compare(old: Report, new: Report) -> Comparison:
    """Return what ``new`` has that ``old`` had not, has no more, or has otherwise."""
    old, new = for_files(old), for_files(new)
    changes = tuple(change for part in _PARTS for change in part(old, new))
    return Comparison(old.scope.commit, old.scope.as_of, changes)


def _keyed(items: Iterable[T], what: Callable[[T], str], said: Callable[[T], str]) -> dict[str, str]:
    """Return each item's words by its name; what has the same name is put together in order."""
    held: dict[str, list[str]] = {}
    for one in items:
        held.setdefault(what(one), []).append(said(one))
    return {name: ", ".join(sorted(set(texts))) for name, texts in held.items()}


def _differences(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    for name, text in new.items():
        if name not in old:
            yield Change(NEW, name, text)
        elif old[name] != text:
            yield Change(CHANGED, name, f"{old[name]} → {text}")
    for name, text in old.items():
        if name not in new:
            yield Change(GONE, name, text)


def _method(old: Report, new: Report) -> Iterator[Change]:
    """Say first what makes figures differ although nothing happened in the repository."""
    yield from _differences(_settings(old), _settings(new))


def _settings(report: Report) -> dict[str, str]:
    method, scope = report.method, report.scope
    named = {
        "Byline": method.byline,
        "classifier": method.model,
        "calibration": method.calibration,
        "error rates": method.rates,
        "model registry": method.registry,
        "repository": scope.repository,
        "first day": scope.since or "the beginning",
        "shallow clone": "yes" if scope.shallow else "no",
        "partial clone": "yes" if scope.partial else "no",
    }
    options = {f"option {name}": value for name, value in method.options}
    return {f"method: {name}": value or "none" for name, value in (named | options).items()}


def _agents(old: Report, new: Report) -> Iterator[Change]:
    yield from _differences(
        *(
            _keyed(
                one.ai.agents,
                lambda a: f"agent {a.name} ({a.tier})",
                lambda a: words.counted(a.commits, "commit"),
            )
            for one in (old, new)
        )
    )


def _shares(old: Report, new: Report) -> Iterator[Change]:
    before, after = totals(old), totals(new)
    for name, some, of in (
        ("share of commits with declared AI use", "declared", "commits"),
        ("share of commits with other exact traces", "exact", "commits"),
        ("sign-off coverage", "signed_off", "month_commits"),
        ("coverage by signatures", "signed", "month_commits"),
    ):
        first, second = _share(before[some], before[of]), _share(after[some], after[of])
        if abs(first - second) >= _STEP:
            yield Change(CHANGED, name, f"{words.percent(first)} → {words.percent(second)}")


def _share(some: int, of: int) -> float:
    return some / of if of else 0.0


def _estimate(old: Report, new: Report) -> Iterator[Change]:
    before, after = old.ai.whole, new.ai.whole
    if before != after and (before.verdict != after.verdict or _apart(before, after)):
        yield Change(
            CHANGED,
            "estimated share of machine-written messages",
            f"{words.estimate(before)} → {words.estimate(after)}",
        )


def _apart(one: Estimate, other: Estimate) -> bool:
    if one.low is None or one.high is None or other.low is None or other.high is None:
        return False
    return one.high < other.low or other.high < one.low


def _claims(old: Report, new: Report) -> Iterator[Change]:
    def what(one: SelfClaim) -> str:
        return f"claim in {one.text.path or one.text.commit[:12]}: {one.text.text}"

    def said(one: SelfClaim) -> str:
        how = "differs from" if one.differs else "agrees with"
        return f"{how} the history ({words.counted(one.counted, 'commit')})"

    yield from _differences(_keyed(old.claims, what, said), _keyed(new.claims, what, said))


def _people(old: Report, new: Report) -> Iterator[Change]:
    first, second = (
        {"sign-offs by agents": words.counted(len(one.people.agent_sign_offs), "commit")}
        for one in (old, new)
    )
    yield from _differences(first, second)
    drops = (
        {
            f"large change {d.commit[:12]}": f"{d.subject} ({d.added:,} lines by {d.author})"
            for d in one.people.drops
        }
        for one in (old, new)
    )
    yield from _differences(*drops)


def _licenses(old: Report, new: Report) -> Iterator[Change]:
    before, after = old.licenses, new.licenses
    if isinstance(before, Unknown) or isinstance(after, Unknown):
        yield from _looked("licenses", before, after)
        return
    for name, held in _LICENSE_PARTS.items():
        yield from (
            Change(one.kind, f"{name} {one.what}", one.text)
            for one in _differences(held(before), held(after))
        )


_LICENSE_PARTS: Final[Mapping[str, Callable[[Licenses], dict[str, str]]]] = {
    "license said by": lambda held: _keyed(
        held.declared, lambda d: f"{d.source} {d.path}", lambda d: d.expression
    ),
    "disagreement:": lambda held: dict.fromkeys(held.disagreements, ""),
    "license file change": lambda held: _keyed(
        held.events,
        lambda e: f"{e.commit[:12]} {e.path}",
        lambda e: f"{e.before or 'none'} to {e.after or 'none'}" if e.relicensing else e.action,
    ),
    "others' code": lambda held: _keyed(
        held.vendored, lambda v: v.path, lambda v: f"{v.upstream} {v.expression}".strip()
    ),
    "dependency": lambda held: _keyed(
        held.dependencies,
        lambda d: f"{d.ecosystem} {d.name}",
        lambda d: f"{d.version} ({'license unknown' if isinstance(d.expression, Unknown) else d.expression})",
    ),
    "headers of": lambda held: _keyed(
        held.headers, lambda h: h.language, lambda h: words.coverage(h.with_header, h.files)
    ),
}


def _models(old: Report, new: Report) -> Iterator[Change]:
    before, after = old.openness, new.openness
    if isinstance(before, Unknown) or isinstance(after, Unknown):
        yield from _looked("models and data sets", before, after)
        return
    yield from _differences(_named(before), _named(after))


def _named(held: Openness) -> dict[str, str]:
    return _keyed(
        held.artifacts,
        lambda a: f"{a.kind} {a.name}",
        lambda a: f"{a.license or 'license unknown'}, {a.verdict or 'no verdict'}",
    )


def _looked(what: str, old: object, new: object) -> Iterator[Change]:
    """Say that a section could be looked at only once: then nothing in it is new or gone."""
    first, second = (f"unknown: {one.reason}" if isinstance(one, Unknown) else "known" for one in (old, new))
    if isinstance(old, Unknown) != isinstance(new, Unknown):
        yield Change(CHANGED, what, f"{first} → {second}")


def _findings(old: Report, new: Report) -> Iterator[Change]:
    aside = {one.finding for one in new.dismissed}
    for change in _differences(
        *(
            {f"finding {one.id}: {one.claim}": str(one.severity) for one in findings_of(report)}
            for report in (old, new)
        )
    ):
        name = change.what.removeprefix("finding ").partition(":")[0]
        text = (
            f"{change.text}, set aside by the project"
            if change.kind == GONE and name in aside
            else change.text
        )
        yield Change(change.kind, change.what, text)


_PARTS: Final = (_method, _agents, _shares, _estimate, _claims, _people, _licenses, _models, _findings)
