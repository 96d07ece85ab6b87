"""A whole audit: the history is noted commit by commit, the notes are counted once, and the tree is read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from pydantic import TypeAdapter

from bot.audit import dates, dismissals, evidence, history, policy, scope, share, version, work
from bot.audit.claims import claims as claims_in
from bot.audit.dialects import chosen
from bot.audit.findings import found
from bot.audit.licenses import licenses as licenses_in
from bot.audit.mails import Mails
from bot.audit.model import Exclusion, Licenses, Method, Openness, Report, SelfClaim
from bot.audit.openness import openness as openness_in
from bot.audit.options import Options, Progress
from bot.audit.reviews import Hosted, reviews
from bot.audit.scope import Clone
from bot.audit.store import Store, place
from bot.audit.tallies import Tallies
from bot.audit.traces import Traces
from bot.errors import CouldNotLook
from bot.gather.marks import MAILMAP_PATH
from bot.git import GitDir
from bot.git.tree import file_at
from detectors.model import Unknown
from detectors.signoff.mailmap import NOBODY, Mailmap
from detectors.signoff.mailmap import read as read_mailmap

_OPENNESS: Final = TypeAdapter(Openness)
#: Before the first second and after the last one that a commit can have.
_FIRST, _LAST = 0, 1 << 40


@dataclass(frozen=True)
class Subject:
    """What is audited: ``name`` is what the report calls it, ``key`` tells it apart on this machine.

    ``hosted`` is where GitHub is asked about it, if it is.
    """

    repository: GitDir
    name: str
    key: str
    hosted: Hosted | None = None


def audit(subject: Subject, options: Options, progress: Progress) -> Report:
    """Return the report on what is checked out.

    What was noted of commits is kept in ``options.home``: stopped at any moment, the next call goes on from
    there.

    Raises:
        UsageError: a day of ``options`` is none.
        CouldNotLook: the repository has no commit, git failed, or notes cannot be kept.
        detectors.authorship.model.ModelUnavailableError: the classifier cannot be loaded.
    """
    since = dates.begins(options.since) if options.since else _FIRST
    until = dates.ends(options.until) if options.until else _LAST
    repository, clone = subject.repository, scope.clone(subject.repository)
    with Store(place(options.home / "audits", subject.key), version.notes()) as store:
        progress("Listing the commits", 0, 0)
        total = store.reach(history.reachable(repository, clone.commit, (since, until)))
        work.complete(repository, store, options.jobs, progress, lines=not clone.partial)
        return _report(subject, clone, store, (since, until), total, options, progress)


def _report(
    subject: Subject,
    clone: Clone,
    store: Store,
    span: tuple[int, int],
    total: int,
    options: Options,
    progress: Progress,
) -> Report:
    audited = store.note(clone.commit)
    if audited is None:
        raise CouldNotLook(f"git cannot read the commit {clone.commit[:12]}")
    at = subject.repository, clone.commit
    aliases, unread = _aliases(*at)
    accepted, not_gone_by = (options.accepted, ()) if options.accepted is not None else policy.accepted(*at)
    aside, not_aside = dismissals.read(*at, dates.day(audited.at))
    mails = Mails(shown=options.mails)
    tallies = _counted(store, span, Tallies.of(accepted, aliases, mails), progress)
    tallies.people.make_good(subject.repository, store.note)
    traces = evidence.traces(store, span, accepted, mails)
    licenses = _named(_licenses(subject, clone, options, progress), store, aliases)
    progress("Reading models and claims", 0, 0)
    openness = _openness(subject, clone, store)
    claims, unclaimed = _claims(subject, clone, traces, options)
    ai = tallies.ai(options.dialect or chosen(accepted))
    as_of = dates.day(audited.at)
    people = tallies.people_found(reviews(subject.hosted, min(options.until or as_of, as_of), progress))
    left_out = (
        *tallies.exclusions(),
        *_missing(total - store.noted(), clone),
        *unread,
        *not_gone_by,
        *not_aside,
        *unclaimed,
    )
    return Report(
        scope=scope.scope(
            subject.name, clone, audited.at, (options.since, options.until), tallies.counts, left_out
        ),
        method=_method(options),
        ai=ai,
        people=people,
        licenses=licenses,
        openness=openness,
        claims=claims,
        findings=found(ai, people, licenses, claims),
        dismissed=aside,
    )


def _counted(store: Store, span: tuple[int, int], tallies: Tallies, progress: Progress) -> Tallies:
    total = store.noted()
    for done, note in enumerate(store.notes(*span), 1):
        tallies.add(note)
        if done % 1_000 == 0:
            progress("Counting", done, total)
    return tallies


def _aliases(repository: GitDir, commit: str) -> tuple[Mailmap, tuple[Exclusion, ...]]:
    """Return the project's mailmap; where there is one that cannot be read, an exclusion says so."""
    try:
        file = file_at(repository, commit, MAILMAP_PATH)
    except CouldNotLook as error:
        return NOBODY, (Exclusion(MAILMAP_PATH, 1, f"could not be read: {error}"),)
    return (read_mailmap(file.text) if file else NOBODY), ()


def _missing(unread: int, clone: Clone) -> tuple[Exclusion, ...]:
    listed = [Exclusion("commits", unread, "git could not read them")] if unread else []
    if clone.shallow:
        listed.append(
            Exclusion("history", 1, "the clone is shallow: what came before its oldest commits is not there")
        )
    if clone.partial:
        listed.append(
            Exclusion("file contents", 1, "the clone is partial: contents that it lacks were not fetched")
        )
    return tuple(listed)


def _method(options: Options) -> Method:
    model, calibration = version.model()
    given = (
        ("since", options.since),
        ("until", options.until),
        ("policy", options.policy),
        ("dialect", options.dialect),
        ("mails", "shown" if options.mails else ""),
    )
    return Method(
        byline=version.byline(),
        model=model,
        calibration=calibration,
        rates=share.rates(),
        registry=version.registry(),
        options=tuple((name, value) for name, value in given if value),
        error_rates=share.error_rates(),
    )


def _openness(subject: Subject, clone: Clone, store: Store) -> Openness | Unknown:
    """Return what the tree says of models; it takes its time, so the answer for one commit is kept."""
    name = _owner_and_name(subject)
    asked = f"openness {clone.commit} {name}"
    if held := store.answer(asked):
        return _OPENNESS.validate_json(held)
    found = openness_in(subject.repository, clone.commit, name=name)
    if isinstance(found, Openness):
        store.keep_answer(asked, _OPENNESS.dump_json(found).decode("utf-8"))
    return found


def _owner_and_name(subject: Subject) -> str:
    """Return ``owner/name`` where the report's name for the repository ends so, else that name."""
    return "/".join(subject.name.rsplit("/", 2)[-2:])


def _claims(
    subject: Subject, clone: Clone, traces: Traces, options: Options
) -> tuple[tuple[SelfClaim, ...], tuple[Exclusion, ...]]:
    """Return what the project says of itself; where its texts cannot be read, an exclusion says so."""
    name = _owner_and_name(subject)
    whole = not (options.since or options.until)
    try:
        return claims_in(subject.repository, clone.commit, traces, name=name, whole=whole), ()
    except CouldNotLook as error:
        return (), (Exclusion("claims", 1, f"the project's texts could not be read: {error}"),)


def _licenses(subject: Subject, clone: Clone, options: Options, progress: Progress) -> Licenses | Unknown:
    progress("Reading licenses", 0, 0)
    return licenses_in(
        subject.repository,
        clone.commit,
        home=options.home,
        name=subject.name,
        since=options.since,
        until=options.until,
        told=lambda done, total: progress("Reading licenses", done, total),
    )


def _named(licenses: Licenses | Unknown, store: Store, aliases: Mailmap) -> Licenses | Unknown:
    """Return the licenses with the authors of their events called as the ``.mailmap`` wants it."""
    if isinstance(licenses, Unknown):
        return licenses
    notes = ((event, store.note(event.commit)) for event in licenses.events)
    events = (
        replace(event, author=aliases.canonical(note.author).name) if note else event for event, note in notes
    )
    return replace(licenses, events=tuple(events))
