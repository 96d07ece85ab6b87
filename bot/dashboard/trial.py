"""The live demo: paste a contribution, choose a policy, see all that comes of it. Nothing is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.exceptions import RequestEntityTooLarge

from bot.dashboard.asking import client, presets, refusal
from bot.dashboard.forms import read_form
from bot.dashboard.preview import rendered
from bot.dashboard.site import Site
from bot.errors import BylineError, UsageError
from bot.gather.marks import CHECK_NAME
from bot.trial.bench import Bench, Chosen
from bot.trial.given import MAX_PAYLOAD, MAX_TEXT, Given, given_from
from bot.trial.samples import SAMPLES, Sample, sample
from detectors.model import Kind

#: All fields together: a text or a payload, and a policy.
_MOST: Final = MAX_PAYLOAD + MAX_TEXT + 256 * 1024
OWN: Final = "own"
_FIRST: Final = "disclose"
_KINDS: Final = (
    (Kind.PULL_REQUEST, "Pull request"),
    (Kind.ISSUE, "Issue"),
    (Kind.COMMENT, "Comment"),
    (Kind.SECURITY_REPORT, "Security report"),
    (Kind.COMMIT, "Commit message"),
)
#: The line that Byline finds its own comment by; nobody sees it.
_MARKER: Final = re.compile(r"\A<!--[^>]*-->\n")


@dataclass(frozen=True, slots=True)
class Filled:
    """The form as it was filled in. ``policy`` is a preset's name, or ``own``: then ``own`` has the text."""

    given: Given = field(default_factory=lambda: Given(kind=Kind.PULL_REQUEST.value))
    policy: str = _FIRST
    own: str = ""

    @property
    def chosen(self) -> Chosen:
        """The policy to judge by."""
        return Chosen(text=self.own) if self.policy == OWN else Chosen(preset=self.policy)


def add(pages: Blueprint, site: Site, bench: Bench) -> None:
    """Add ``/try``."""

    @pages.get("/try")
    def trial() -> Response:
        name = request.args.get("sample", "")
        if not name:
            return _page(bench, site, Filled())
        try:
            shown = sample(name)
        except UsageError as error:
            return _page(bench, site, Filled(), error=error)
        filled = _of_sample(shown, request.args.get("policy", ""))
        return _judged(bench, site, filled, Given(sample=shown.name))

    @pages.post("/try")
    def judge() -> Response:
        try:
            filled = _read()
        except (UsageError, RequestEntityTooLarge) as error:
            return _page(bench, site, Filled(), error=error)
        return _judged(bench, site, filled, filled.given)


def _read() -> Filled:
    fields = read_form(_MOST)
    # What stands on the other half of the form is not what was sent.
    half, other = ("payload", "text") if fields.get("form") == "payload" else ("text", "payload")
    said = fields.get("file", "") or fields.get(half, "")
    given = given_from({**fields, half: said, other: "", "sample": ""})
    return Filled(given, fields.get("policy") or _FIRST, fields.get("own", ""))


def _of_sample(shown: Sample, policy: str) -> Filled:
    it = shown.contribution
    given = Given(
        kind=it.kind.value,
        title=it.title,
        text=it.body,
        author=it.author.login,
        branch=it.head.name if it.head else "",
        commits=shown.commits,
        sample=shown.name,
    )
    own = shown.policy if "\n" in shown.policy else ""
    return Filled(given, policy or (OWN if own else shown.policy), own)


def _judged(bench: Bench, site: Site, filled: Filled, given: Given) -> Response:
    try:
        found = bench.judge(client(), given, filled.chosen)
    except BylineError as error:
        return _page(bench, site, filled, error=error)
    if "check" not in found:
        return _page(bench, site, filled, problems=found)
    return _page(bench, site, filled, found=found)


def _page(
    bench: Bench,
    site: Site,
    filled: Filled,
    *,
    found: Mapping[str, Any] | None = None,
    problems: Mapping[str, Any] | None = None,
    error: Exception | None = None,
) -> Response:
    status, headers = HTTPStatus.OK, dict[str, str]()
    if isinstance(error, RequestEntityTooLarge):
        status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    elif isinstance(error, BylineError):
        status, headers = refusal(error)
    elif problems:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    answer = make_response(
        render_template(
            "try.html",
            filled=filled,
            kinds=[(kind.value, name) for kind, name in _KINDS],
            presets=presets(bench),
            samples=SAMPLES,
            shown=sample(filled.given.sample) if filled.given.sample else None,
            result=Result(found) if found else None,
            problems=problems,
            error=getattr(error, "description", None) or str(error) if error else "",
            check_name=CHECK_NAME,
            rendered=rendered,
            has_app=site.settings.has_app,
        ),
        status,
    )
    answer.headers.update(headers)
    return answer


class Result:
    """A judgement as the page shows it."""

    def __init__(self, found: Mapping[str, Any]) -> None:
        self.check = found["check"]
        self.decision = self.check["decision"]
        self.scores = found["scores"]
        self.assumed = found["assumed"]
        self.notices = found["notices"]
        self._colors = found["colors"]
        self.actions: list[dict[str, Any]] = self.check["actions"]

    @property
    def comment(self) -> str:
        """The comment's Markdown; empty where there is none."""
        bodies = (act["body"] for act in self.actions if act["action"] == "create_comment")
        return _MARKER.sub("", next(bodies, ""))

    @property
    def labels(self) -> list[tuple[str, str]]:
        """The name and the color (six hex digits) of each label that is put on."""
        added = (act["name"] for act in self.actions if act["action"] == "add_label" and not act["withheld"])
        return [(name, self._colors[name]) for name in added]

    @property
    def run(self) -> dict[str, Any] | None:
        """The check run, where there is one."""
        return next((act for act in self.actions if act["action"] == "write_check"), None)

    @property
    def told(self) -> list[dict[str, Any]]:
        """What maintainers are told in private."""
        return [act for act in self.actions if act["action"] == "notify"]

    @property
    def more(self) -> list[str]:
        """What else is done, or would be if it were not for the reason that is named."""
        said = []
        for act in self.actions:
            phrase = _PHRASES.get(act["action"])
            if phrase:
                said.append(f"{phrase} (withheld: {act['withheld']})" if act["withheld"] else phrase)
            elif act["action"] == "add_label" and act["withheld"]:
                said.append(f"The label {act['name']} is not put on: {act['withheld']}")
        return said

    @property
    def says_nothing(self) -> bool:
        """Whether nobody would hear of Byline."""
        return not (self.comment or self.labels or self.told or self.more)

    @property
    def unavailable(self) -> dict[str, list[str]]:
        """The facts that were not there, by the reason."""
        reasons: dict[str, list[str]] = {}
        for one in self.check["unavailable"]:
            reasons.setdefault(one["reason"], []).append(one["fact"].replace("_", " "))
        return reasons


_PHRASES: Final = {
    "convert_to_draft": "The pull request becomes a draft again",
    "request_changes": "A review asks for changes",
    "hide": "The comment is hidden",
    "close": "It is closed",
    "lock": "The conversation is locked",
}
