"""What people do on the fake GitHub, and what Byline must have made of it in the end."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tests.e2e.conftest import policy_file
from tests.e2e.test_path import FOOTER, LABELED
from tests.fakes.github import FakeGitHub, Issue

REPOSITORIES = ("acme/widget", "acme/gadget", "umbrella/tool")
DOOMED = "acme/doomed"
_OWN = "I wrote this by hand, and ran the tests."
_NAMES = re.compile(r"[0-9a-f]{40}|\b[0-9a-f]{7,12}\b|#\d+|\b[a-z]+/(?:widget|gadget|tool)\b|\d+")

Step = Callable[[FakeGitHub, Issue], None]


@dataclass(frozen=True)
class Script:
    """A contribution's story: how it begins, what follows at once, and what happens once it was judged."""

    pull: bool
    body: str
    soon: tuple[Step, ...] = ()
    later: tuple[Step, ...] = ()


def _push(github: FakeGitHub, issue: Issue) -> None:
    number = len(issue.repository.git.path.parts) + random.randrange(10**9)  # any new file will do
    github.push(issue, {f"more-{issue.number}-{number}.py": f"y = {number}\n"})


def _rewrite(github: FakeGitHub, issue: Issue) -> None:
    github.edit(issue, body=_OWN)


def _retitle(github: FakeGitHub, issue: Issue) -> None:
    github.edit(issue, title=f"{issue.title}, again")


def _talk(github: FakeGitHub, issue: Issue) -> None:
    github.comment(issue, "Thank you, I shall have a look at it tomorrow.", by="maintainer")


def _unlabel(github: FakeGitHub, issue: Issue) -> None:
    for name in issue.label_names:
        github.unlabel(issue, name)


def _recheck(github: FakeGitHub, issue: Issue) -> None:
    github.comment(issue, "/byline recheck", by="maintainer")


SCRIPTS = {
    "machine's pull request, reworked": Script(True, FOOTER, (_push, _retitle), (_rewrite,)),
    "machine's pull request, pushed to": Script(True, FOOTER, (_push, _push), (_push, _retitle, _push)),
    "machine's pull request, unlabeled": Script(True, FOOTER, (_talk,), (_unlabel, _push)),
    "machine's pull request, rechecked": Script(True, FOOTER, (), (_recheck, _talk)),
    "plain pull request": Script(True, _OWN, (_push,), (_retitle, _push)),
    "machine's issue, reworked": Script(False, FOOTER, (_retitle, _talk), (_rewrite,)),
    "machine's issue, unlabeled": Script(False, FOOTER, (), (_unlabel, _talk, _retitle)),
    "plain issue, rechecked": Script(False, _OWN, (_talk,), (_recheck,)),
}


@dataclass(frozen=True)
class Seen:
    """What anybody sees of Byline in a contribution, without names and numbers."""

    labels: tuple[str, ...]
    comments: tuple[str, ...]
    checks: tuple[tuple[str, ...], ...]
    reactions: tuple[str, ...]


@dataclass
class Story:
    """A script that is being played."""

    name: str
    issue: Issue
    steps: list[Step] = field(default_factory=list)

    @property
    def label(self) -> str:
        return f"{self.issue.repository.full_name}#{self.issue.number} ({self.name})"


class Scenario:
    """The contributions of one run."""

    def __init__(self, github: FakeGitHub, chance: random.Random) -> None:
        self._github, self._chance = github, chance
        self.stories: list[Story] = []
        self._doomed: list[Issue] = []
        self._turned = False
        files = policy_file("human-only", LABELED)
        for name in (*REPOSITORIES, DOOMED):
            github.add_repository(name, files=files)

    def begin(self, name: str) -> Story:
        """Open a contribution in some repository."""
        script, repository = SCRIPTS[name], self._chance.choice(REPOSITORIES)
        story = Story(name, self._open(repository, script), list(script.soon))
        self.stories.append(story)
        return story

    def _open(self, repository: str, script: Script) -> Issue:
        number = self._chance.randrange(10**9)
        if not script.pull:
            return self._github.open_issue(repository, f"It breaks, case {number}", script.body)
        files = {f"a-{number}.py": f"x = {number}\n"}
        title, head = f"Mend case {number}", f"case-{number}"
        return self._github.open_pull(repository, title, script.body, head=head, files=files)

    def begin_any(self) -> None:
        """Open something; once the stories have turned, what is opened will not live long."""
        if self._turned:
            self.doom()
        else:
            self.begin(self._chance.choice(sorted(SCRIPTS)))

    def go_on(self) -> bool:
        """Let something more happen in a story that has not ended; return whether there was one."""
        open_ = [story for story in self.stories if story.steps]
        if not open_:
            return False
        story = self._chance.choice(open_)
        story.steps.pop(0)(self._github, story.issue)
        return True

    def turn(self) -> None:
        """Begin what happens once everything has been judged."""
        self._turned = True
        for story in self.stories:
            story.steps = list(SCRIPTS[story.name].later)

    def finish(self) -> None:
        """Let everything happen that is still to come."""
        while self.go_on():
            pass

    def doom(self) -> Issue:
        """Open a pull request that will not live long."""
        self._doomed.append(self._open(DOOMED, SCRIPTS["machine's pull request, pushed to"]))
        return self._doomed[-1]

    def seen(self, story: Story) -> Seen:
        """Return what Byline left in a contribution."""
        issue, bot = story.issue, self._github.app.bot
        runs = [
            (run.name, run.status, run.conclusion or "", run.title or "", run.summary or "")
            for run in (self._runs(issue) if issue.pull else ())
            if run.head_sha == issue.request.head_sha
        ]
        return Seen(
            tuple(sorted(issue.label_names)),
            tuple(_plain(comment.body) for comment in issue.comments if comment.user is bot),
            tuple(tuple(_plain(word) for word in run) for run in runs),
            tuple(
                f"{reaction.content} on {_plain(comment.body)}"
                for comment in issue.comments
                for reaction in comment.reactions
            ),
        )

    def _runs(self, issue: Issue) -> list[object]:
        return list(self._github.check_runs(issue.repository))  # type: ignore[arg-type]

    def heads_with_two_checks(self) -> Iterator[str]:
        """Yield the commits with more than one check run of a name."""
        for name in REPOSITORIES:
            runs = [(run.head_sha, run.name) for run in self._github.check_runs(name)]
            yield from {f"{name}@{sha}" for sha, run in runs if runs.count((sha, run)) > 1}


def _plain(text: str) -> str:
    return _NAMES.sub("~", text)
