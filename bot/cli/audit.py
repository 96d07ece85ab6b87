"""``byline audit``: where a whole repository came from, as a report that people and tools read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from bot.cli.auditing import Request, baseline_in, compared, listed_in, many, one, status, write
from bot.cli.options import complete_files, policy_option
from bot.cli.policy.given import named
from bot.cli.severity import severity_option
from bot.config import Settings, load_settings
from bot.errors import UsageError

if TYPE_CHECKING:
    from bot.audit.options import Options

#: Each takes about 220 MB.
_MOST_JOBS: Final = 8
#: As ``bot.report.formats`` has them; that module loads the libraries of all of them.
FORMATS: Final = ("text", "json", "html", "sarif", "csv", "spdx", "cyclonedx", "intoto")
#: As ``bot.audit.dialects`` has them.
DIALECTS: Final = ("kernel", "asf", "open-liberty", "sfc")


def _formats(_context: click.Context, _option: click.Parameter, value: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(part.strip() for part in value.split(",") if part.strip()))
    wrong = [name for name in names if name not in FORMATS]
    if wrong or not names:
        raise click.BadParameter(
            f"{', '.join(wrong) or 'nothing'} is no format; there are {', '.join(FORMATS)}"
        )
    return names


@click.command("audit")
@click.argument("subject", metavar="[PATH|URL]", required=False, shell_complete=complete_files)
@click.option("--since", default="", metavar="DAY", help="Count commits from this day on (2026-01-31, UTC).")
@click.option("--until", default="", metavar="DAY", help="Count commits up to this day.")
@policy_option(
    "Go by this policy: which trailers disclose AI use, in which form. Default: the repository's own."
)
@click.option(
    "--dialect",
    type=click.Choice(DIALECTS),
    help="Hold disclosures against this form, whatever the policy says.",
)
@click.option(
    "--baseline",
    type=click.Path(path_type=Path, dir_okay=False),
    help="An earlier report in JSON: what is new since then is said.",
)
@click.option(
    "--list",
    "listed",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A file with a PATH or URL on each line: all are audited, each into a folder of --out.",
)
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="The folder to write files into."
)
@click.option(
    "--name", default="", help="What the report calls the repository. Default: its origin's address."
)
@click.option(
    "--reviews",
    "reviewed",
    is_flag=True,
    help="Also ask GitHub who merged and reviewed the latest pull requests (BYLINE_GITHUB_TOKEN).",
)
@click.option("--mails", is_flag=True, help="Show mail addresses in the place of their digests.")
@click.option("--jobs", type=click.IntRange(1, 64), help="Worker processes (default: one a core, at most 8).")
@click.option(
    "--format",
    "formats",
    default="text",
    show_default=True,
    callback=_formats,
    help=f"One or more of {', '.join(FORMATS)}, with commas between them.",
)
@severity_option
@click.pass_context
def audit(
    context: click.Context,
    /,
    *,
    subject: str | None,
    baseline: Path | None,
    listed: Path | None,
    out: Path | None,
    name: str,
    formats: tuple[str, ...],
    fail_on: str,
    **asked: Any,
) -> None:
    """Report where a whole repository came from.

    AI evidence, people, sign-offs, licenses, models and data sets, and what the project says of itself. PATH
    is a git clone, of which what is checked out is read with all of its history; a URL (https) is cloned.

    Reads the clone; GitHub only for a URL there, and with --reviews. Writes the report to standard output,
    or files into --out; what it noted of each commit into $BYLINE_HOME/audits: an audit that was stopped goes
    on where it was, and the next one looks at new commits only.

    Exit status: 0 no finding at or above --fail-on; 1 one is; 2 usage or input error; 3 could not look (no
    such repository, network).

    \b
    Examples:
      byline audit .
      byline audit https://github.com/curl/curl --format text,html,json --out report
      byline audit . --since 2025-01-01 --dialect kernel --fail-on warning
      byline audit . --format json --out report
      byline audit . --baseline report/audit.json
      byline audit --list repositories.txt --format html,json --out reports
    """
    settings = load_settings()
    reviewed: bool = asked.pop("reviewed")
    options = _options(settings, **asked)
    request = Request(formats, out, baseline_in(baseline), fail_on, reviewed)
    if (subject is None) == (listed is None):
        raise UsageError("give a PATH or URL, or --list FILE with several")
    if listed is not None:
        context.exit(many(listed_in(listed), settings, options, request))
    if out is None and len(formats) > 1:
        raise UsageError("several formats are written into a folder: add --out DIR")
    report = compared(one(str(subject), name, settings, options, reviewed=reviewed), request.baseline)
    write(report, formats, out)
    context.exit(status(report, request.fail_on))


def _options(
    settings: Settings,
    *,
    since: str,
    until: str,
    policy_name: str | None,
    dialect: str | None,
    mails: bool,
    jobs: int | None,
) -> Options:
    from bot.audit.dates import begins, ends
    from bot.audit.options import Options
    from bot.audit.policy import trailers

    if since and until and begins(since) >= ends(until):
        raise UsageError(f"--since {since} is after --until {until}")
    policy = named(policy_name).policy() if policy_name else None
    return Options(
        home=settings.home,
        since=since,
        until=until,
        policy=Path(policy_name or "").name,
        accepted=trailers(policy) if policy else None,
        dialect=dialect or "",
        mails=mails,
        jobs=jobs or min(os.cpu_count() or 1, _MOST_JOBS),
    )
