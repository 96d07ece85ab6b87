"""``byline policy simulate``: what a policy would have done, before anybody is told of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import click

from bot.cli.inputs import stamp
from bot.cli.options import complete_files, format_option, policy_option
from bot.cli.policy.given import Given, clones_from, clones_option, from_text, named
from bot.cli.progress import watched
from bot.config import Settings, load_settings
from bot.errors import UsageError
from bot.github.names import repository_name
from detectors.model import Audience, Facts, Kind, Need
from policies import DEFAULT_PATH, needs
from policies.schema import Policy
from policies.words import PERMISSION_RANK

if TYPE_CHECKING:  # these load GitHub's library and all detectors, which ``--help`` does without
    from bot.simulation.tally import Tally
    from bot.simulation.threads import Unseen

_LIMIT: Final = 200
_COULD_NOT_LOOK: Final = 3
#: What git does not keep, in the words of the language; said where the policy asks about it.
_NOT_IN_GIT: Final = MappingProxyType(
    {
        Need.AUTHOR_PERMISSION: "the roles of authors (`exempt.permission`; --assume-role takes one for all)",
        Need.AUTHOR_TEAMS: "the teams of authors (`exempt.teams`)",
        Need.TRUST_FILE: "the accounts that the trust file is about",
        Need.TEMPLATES: "descriptions, and the templates that they were written in",
        Need.LINKED_ISSUES: "linked issues and their labels",
        Need.APPROVALS: "approvals",
        Need.AUTHOR_HISTORY: "how many pull requests an author had open",
        Need.REVIEW_BOTS: "which review programs were called",
        Need.MERGED_SHARE: "the share of merged pull requests that AI had a part in",
        Need.LABEL_HISTORY: "labels (--assume-unlabeled takes them to be none)",
    }
)


@dataclass(frozen=True, slots=True)
class _Run:
    """Where contributions come from: ``facts`` yields them; ``count`` is how many there are, if known."""

    tally: Tally
    facts: Iterable[Facts | Unseen]
    policy: Policy | None
    count: int | None = None


@click.command("simulate")
@click.argument(
    "sources",
    nargs=-1,
    required=True,
    metavar="(OWNER/REPO | PATH | FACTS...)",
    shell_complete=complete_files,
)
@policy_option("The policy to try out. Default: the repository's own.")
@click.option(
    "--limit",
    type=click.IntRange(0),
    default=_LIMIT,
    show_default=True,
    help="At most so many contributions, the latest first; 0: all.",
)
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only contributions from this day on.")
@click.option(
    "--assume-role",
    type=click.Choice(tuple(PERMISSION_RANK)),
    help="Take this as the role of every author whose role is not known.",
)
@click.option("--assume-unlabeled", is_flag=True, help="Take labels that are not known to be none.")
@click.option(
    "--show", type=click.IntRange(0), default=20, show_default=True, help="List so many of each at most."
)
@clones_option
@format_option("text", "json", "html")
@click.pass_context
def command(
    context: click.Context,
    /,
    *,
    sources: tuple[str, ...],
    policy_name: str | None,
    clones: tuple[str, ...],
    form: str,
    show: int,
    **bounds: object,
) -> None:
    """Say what a policy would have done, before anybody is told.

    Over open and recent contributions: how many of each outcome and violation, a list, and the people it
    would have touched.

    Reads one source. PATH is a local git clone: each merge counts as one contribution, each other commit as
    one; what git does not keep (descriptions, labels, roles) is unknown. OWNER/REPO asks GitHub for its pull
    requests and issues (BYLINE_GITHUB_TOKEN, or the configured App). FACTS are saved facts files. Writes to
    standard output, and nothing on GitHub.

    Exit status: 0 done; 2 usage or input error; 3 some could not be looked at, which are named.

    \b
    Examples:
      byline policy simulate . --policy disclose
      byline policy simulate acme/widget --policy .github/byline.yml --limit 50
      byline policy simulate . --policy human-only --since 2026-01-01 --format html > simulation.html
    """
    settings = load_settings()
    given = named(policy_name, clones_from(clones)) if policy_name else None
    since, role = _day(bounds["since"]), bounds["assume_role"]
    limit = bounds["limit"] if isinstance(bounds["limit"], int) and bounds["limit"] else None
    run = _run(sources, given, settings, limit, since)
    audience = Audience.PUBLIC if settings.in_workflow else Audience.AUDITOR
    role, unlabeled = role if isinstance(role, str) else None, bool(bounds["assume_unlabeled"])
    if role:
        run.tally.notes.append(f"Every author whose role is not known was taken to have the role {role}.")
    if unlabeled:
        run.tally.notes.append("Every contribution whose labels are not known was taken to have none.")
    _judge(run, role, audience, unlabeled=unlabeled)
    _print(run.tally, form, show)
    context.exit(_COULD_NOT_LOOK if run.tally.unseen else 0)


def _judge(run: _Run, role: str | None, audience: Audience, *, unlabeled: bool) -> None:
    """Judge each contribution, and count what came of it."""
    from bot.simulation.judged import try_out
    from bot.simulation.threads import Unseen

    for found in watched(run.facts, "judging", run.count):
        if isinstance(found, Unseen):
            run.tally.unseen.append(f"{found.name}: {found.reason}")
            if found.last:
                run.tally.unseen.append("Contributions after that one were not looked at.")
        else:
            run.tally.add(try_out(found, run.policy, role=role, unlabeled=unlabeled, audience=audience))


def _day(value: object) -> str:
    return value.date().isoformat() if isinstance(value, datetime) else ""


def _run(
    sources: tuple[str, ...], given: Given | None, settings: Settings, limit: int | None, since: str
) -> _Run:
    paths = [Path(source) for source in sources]
    as_of = stamp(datetime.now(UTC))
    if all(path.is_file() for path in paths):
        return _over_facts(paths, given, limit, since)
    if len(sources) > 1:
        raise UsageError("give one repository or clone, or any number of facts files")
    if paths[0].is_dir():
        return _over_clone(paths[0], given, limit, since, as_of)
    try:
        repository = repository_name(sources[0])
    except UsageError:
        raise UsageError(
            f"{sources[0]}: neither a file, nor a clone, nor a repository (owner/name)"
        ) from None
    return _over_github(repository, given, settings, limit, since, as_of)


def _over_facts(paths: list[Path], given: Given | None, limit: int | None, since: str) -> _Run:
    from bot.gather.facts_file import read_facts
    from bot.simulation.tally import Tally

    policy = given.policy() if given else None
    facts = (read_facts(path) for path in paths)
    recent = (one for one in facts if one.contribution.created_at[:10] >= since)
    tally = Tally("saved facts", policy.name if policy else "each one's own policy")
    return _Run(tally, islice(recent, limit), policy, len(paths))


def _over_clone(path: Path, given: Given | None, limit: int | None, since: str, as_of: str) -> _Run:
    from bot.git import open_local
    from bot.git.tree import checked_out, file_at
    from bot.simulation import history
    from bot.simulation.tally import Tally

    clone = open_local(path)
    if given is None:
        tip = checked_out(clone)
        file = file_at(clone, tip, DEFAULT_PATH) if tip else None
        if file is None:
            raise UsageError(f"{path} has no {DEFAULT_PATH}: name a policy with --policy")
        given = from_text(file)
    policy = given.policy()
    lines = any("changed_lines" in origin.key and origin.value is not None for origin in given.origins())
    facts = history.contributions(clone, as_of, since=since, lines=lines)
    every = history.count(clone)
    tally = Tally(str(path), policy.name, notes=list(_gaps(policy)))
    if limit and every > limit:
        tally.notes.append(f"The history has {every:,} contributions; --limit {limit} took the latest.")
    return _Run(tally, islice(facts, limit), policy, min(every, limit or every))


def _gaps(policy: Policy) -> Iterator[str]:
    """Say what this policy asks about that git does not keep."""
    yield (
        "Each merge is one contribution, and so is each commit of the main line that is no merge. "
        "Issues and comments are not in git."
    )
    wanted = needs(policy, Kind.PULL_REQUEST)
    missing = [words for need, words in _NOT_IN_GIT.items() if need in wanted]
    if policy.exempt.labels and _NOT_IN_GIT[Need.LABEL_HISTORY] not in missing:
        missing.append(_NOT_IN_GIT[Need.LABEL_HISTORY])
    if missing:
        yield f"This policy also asks about what git does not keep: {'; '.join(missing)}."
    if policy.require.exempt_uses:
        yield "Uses that `require.exempt_uses` accepts are stated in descriptions, which git does not keep."
    if policy.exempt.users:
        yield "git names people, not accounts: `exempt.users` was compared with what it has."


def _over_github(
    repository: str, given: Given | None, settings: Settings, limit: int | None, since: str, as_of: str
) -> _Run:
    from bot.cli.policy.given import from_github
    from bot.github.connect import connect
    from bot.simulation import threads
    from bot.simulation.tally import Tally

    client = connect(settings, repository)
    policy = (given or from_github(client, repository)).policy()
    listed = list(threads.threads(client, repository, limit=limit, since=since))
    tally = Tally(repository, policy.name)
    tally.notes.append(
        "Facts are those of now: labels, roles and texts may have been others when a contribution was "
        "opened. Comments and reviews are not part of it."
    )
    facts = threads.facts(listed, client, repository, settings, policy, as_of)
    return _Run(tally, facts, policy, len(listed))


def _print(tally: Tally, form: str, show: int) -> None:
    if form == "json":
        click.echo(json.dumps(tally.as_dict(), indent=2))
    elif form == "html":
        from bot.simulation import page

        click.echo(page.render(tally, show))
    else:
        from bot.simulation import text

        click.echo(text.render(tally, show), nl=False)
