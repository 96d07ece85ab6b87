"""``byline policy init``: asks a few questions and writes a policy file with comments."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

import policies
from bot.errors import UsageError
from bot.messages.neutral import visible
from policies import DEFAULT_PATH, PolicyError, presets
from policies.schema import Policy

_NOBODY: Final = "nobody"
_EXEMPT: Final = (_NOBODY, "triage", "write", "maintain", "admin")
_MODES: Final = ("observe", "report")
_SUBJECTS: Final = ("as the preset says", "never", "used", "substantial")


@dataclass(frozen=True, slots=True)
class Answers:
    """What goes into the file. ``disclosure`` and the texts are empty where nothing is to be said of them."""

    preset: str
    mode: str = "observe"
    policy_url: str = ""
    contact: str = ""
    exempt: str = _NOBODY
    disclosure: str = ""


@click.command("init")
@click.option("--preset", type=click.Choice(presets.names()), help="The project's stance, as a preset.")
@click.option("--mode", type=click.Choice(_MODES), help="observe: write nothing yet. report: write notes.")
@click.option(
    "--disclosure",
    type=click.Choice(_SUBJECTS[1:]),
    help="When AI use has to be disclosed, where that is not as the preset says.",
)
@click.option("--exempt", type=click.Choice(_EXEMPT), help="From which role on people are not judged.")
@click.option("--policy-url", help="Where the project's policy can be read.")
@click.option("--contact", help="Whom to ask when Byline is wrong.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path(DEFAULT_PATH),
    show_default=True,
    help="The file to write.",
)
@click.option("--yes", is_flag=True, help="Ask nothing: what no option says stays as the preset has it.")
@click.option("--force", is_flag=True, help="Replace a file that is there.")
def command(*, out: Path, yes: bool, force: bool, **said: str | None) -> None:
    """Ask a few questions, and write a policy file.

    The file has comments and is ready to be changed. One that is there is replaced only with --force, or if
    you say so when asked.

    Reads your answers. Writes --out.

    Exit status: 0 written; 2 usage error, or it cannot be written; 130 you stopped it.

    \b
    Examples:
      byline policy init
      byline policy init --preset disclose --contact "the chat" --yes
      byline policy init --preset human-only --mode report --out policy.yml --yes
    """
    if yes and said["preset"] is None:
        raise UsageError("--yes asks nothing, so it needs --preset (`byline policy presets` lists them)")
    if out.exists() and not force:
        _may_replace(out, yes=yes)
    given = {name: value for name, value in said.items() if value is not None}
    answers = Answers(**given) if yes else _ask(given)
    text = render(answers)
    try:
        policy = policies.load(text, str(out))
    except PolicyError as error:
        raise UsageError("with these answers it is no valid policy:\n" + "\n".join(error.lines())) from error
    _write(out, text)
    click.echo(f"wrote {visible(str(out))}, a valid policy")
    for notice in policies.remarks(policy):
        click.echo(f"  note: {visible(notice)}")
    for need in _template_needs(policy):
        click.echo(f"  first: {visible(need)}")
    click.echo("Next, see what it would have done before anybody is told of it:")
    click.echo(f"  byline policy simulate . --policy {visible(str(out))}")


def _template_needs(policy: Policy) -> Iterator[str]:
    """Yield what everybody is asked to fill in, and can do so only where the project's template has it."""
    asked = policy.disclosure
    if asked.required != "always":
        return
    if "section" in asked.where:
        yield f'put the heading "{asked.section}" into your pull request template'
    if asked.one_of:
        boxes = ", ".join(f'"{label}"' for label in asked.one_of)
        yield f"put these boxes into your pull request template: {boxes}"


def _may_replace(out: Path, *, yes: bool) -> None:
    if yes:
        raise UsageError(f"{out} is there already: --force replaces it")
    click.confirm(f"{visible(str(out))} is there already. Replace it?", abort=True)


def _ask(given: dict[str, str]) -> Answers:
    """Ask for what no option has said."""
    if "preset" not in given:
        click.echo("What does the project accept?")
        wide = max(map(len, presets.names()))
        for name in presets.names():
            click.echo(f"  {click.style(f'{name:{wide}}', bold=True)}  {presets.get(name).title}")
    asked: dict[str, Callable[[], str]] = {
        "preset": lambda: _choice("Preset", presets.names()),
        "disclosure": lambda: _choice("When does AI use have to be disclosed?", _SUBJECTS, _SUBJECTS[0]),
        "exempt": lambda: _choice("From which role on are people exempt?", _EXEMPT, _NOBODY),
        "policy_url": lambda: _line("Address of the written policy (empty: none)"),
        "contact": lambda: _line("Whom to ask when Byline is wrong (empty: nobody)"),
        "mode": lambda: _choice("Write nothing yet, or notes and checks?", _MODES, _MODES[0]),
    }
    answers = {name: given[name] if name in given else ask() for name, ask in asked.items()}
    if answers["disclosure"] == _SUBJECTS[0]:
        answers["disclosure"] = ""
    return Answers(**answers)


def _choice(question: str, words: tuple[str, ...], default: str | None = None) -> str:
    shown = default is not None
    answer: str = click.prompt(question, type=click.Choice(words), default=default, show_choices=shown)
    return answer


def _line(question: str) -> str:
    answer: str = click.prompt(question, default="", show_default=False)
    return answer.strip()


def render(answers: Answers) -> str:
    """Return the policy file; every text of a person is quoted, so it stays text."""
    meta = [f"  mode: {answers.mode}  # observe writes nothing; report writes notes, labels and checks"]
    for key, value, why in (
        ("policy_url", answers.policy_url, "where people read the rule"),
        ("contact", answers.contact, "whom to ask when Byline is wrong"),
    ):
        meta.append(f"  {key}: {_quoted(value)}" if value else f"  # {key}: {why}")
    lines = [
        f"# The AI policy of this project. {presets.get(answers.preset).title}.",
        "# Every key: docs/policy.md of Byline. Check this file: byline policy check",
        "version: 1",
        f"extends: {answers.preset}  # see it whole: byline policy show",
        "meta:",
        *meta,
    ]
    if answers.disclosure:
        lines += ["disclosure:", f"  required: {answers.disclosure}"]
    if answers.exempt == _NOBODY:
        lines += [
            "# exempt:",
            "#   permission: write  # people with this role or a higher one are not judged",
        ]
    else:
        lines += ["exempt:", f"  permission: {answers.exempt}  # and every higher role"]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Return a YAML scalar in double quotes: JSON's strings are YAML's (YAML 1.2, section 1.3)."""
    return json.dumps(text, ensure_ascii=False)


def _write(out: Path, text: str) -> None:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot write {out}: {error.strerror}") from error
