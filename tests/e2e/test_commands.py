"""A command in a comment goes in by webhook; a reaction and a new decision come out, on the real server."""

from __future__ import annotations

from collections.abc import Callable

from bot.inbox import State
from tests.e2e.conftest import Byline
from tests.e2e.test_path import LABELED, deliver, open_pull
from tests.fakes.github import Comment, FakeGitHub, Issue, ReviewComment

Start = Callable[[], Byline]


def reactions(comment: Comment | ReviewComment) -> list[str]:
    return [reaction.content for reaction in comment.reactions]


def say(github: FakeGitHub, byline: Byline, pull: Issue, text: str, by: str) -> Comment:
    comment = github.comment(pull, text, by=by)
    done = byline.finished(deliver(github, byline, "issue_comment", "created", comment))
    assert done.state is State.DONE, done.error
    return comment


def conclusion(github: FakeGitHub) -> str | None:
    return github.check_runs("acme/widget")[-1].conclusion


def held(github: FakeGitHub, byline: Byline) -> Issue:
    pull = open_pull(github, "human-only", LABELED)
    byline.finished(deliver(github, byline, "pull_request", "opened", pull))
    assert conclusion(github) == "action_required"
    github.set_permission("triager", "triage", "acme/widget")
    github.user("stranger")
    return pull


def test_a_maintainers_word_settles_it_and_is_kept(github: FakeGitHub, start: Start) -> None:
    byline = start()
    pull = held(github, byline)
    comment = say(github, byline, pull, "/byline human I watched them write it", "triager")
    assert reactions(comment) == ["+1"]
    assert conclusion(github) == "success"
    assert pull.labels == []
    assert "Settled" in pull.comments[0].body
    byline.finished(deliver(github, byline, "pull_request", "edited", pull))
    assert conclusion(github) == "success"
    say(github, byline, pull, "/byline ai I was wrong", "maintainer")
    assert conclusion(github) == "action_required"


def test_a_strangers_word_changes_nothing(github: FakeGitHub, start: Start) -> None:
    byline = start()
    pull = held(github, byline)
    before = len(github.writes("^/repos/"))
    for who in ("stranger", "contributor"):
        comment = say(github, byline, pull, "/byline human", who)
        assert reactions(comment) == ["confused"]
    assert len(github.writes("^/repos/")) == before + 2
    assert conclusion(github) == "action_required"


def test_quoted_commands_and_those_of_programs_do_nothing(github: FakeGitHub, start: Start) -> None:
    byline = start()
    pull = held(github, byline)
    before = len(github.writes("^/repos/"))
    for text, who in [
        ("> /byline human\n\nReally?", "maintainer"),
        ("```\n/byline human\n```", "maintainer"),
        ("<details>\n\n/byline human\n\n</details>", "maintainer"),
        ("/byline human", "helper[bot]"),
    ]:
        assert reactions(say(github, byline, pull, text, who)) == []
    assert len(github.writes("^/repos/")) == before


def test_an_edited_comment_gives_no_commands(github: FakeGitHub, start: Start) -> None:
    byline = start()
    pull = held(github, byline)
    comment = say(github, byline, pull, "Let me look.", "maintainer")
    github.edit(comment, body="/byline human")
    byline.finished(deliver(github, byline, "issue_comment", "edited", comment))
    assert reactions(comment) == []
    assert conclusion(github) == "action_required"


def test_a_command_that_comes_again_counts_once(github: FakeGitHub, start: Start) -> None:
    byline = start()
    pull = held(github, byline)
    comment = say(github, byline, pull, "/byline human", "triager")
    say(github, byline, pull, "/byline ai", "maintainer")
    kept = [item.body for item in pull.comments]
    again = deliver(github, byline, "issue_comment", "created", comment)
    byline.finished(again)
    assert reactions(comment) == ["+1"]
    assert conclusion(github) == "action_required"
    assert [item.body for item in pull.comments] == kept


def test_the_author_discloses_and_nobody_else_can(github: FakeGitHub, start: Start) -> None:
    pull = open_pull(github, "disclose")
    byline = start()
    byline.finished(deliver(github, byline, "pull_request", "opened", pull))
    assert conclusion(github) == "neutral"
    other = say(github, byline, pull, "/byline disclose Claude Code all of it", "maintainer")
    assert reactions(other) == ["confused"]
    assert conclusion(github) == "neutral"
    own = say(github, byline, pull, "/byline disclose Claude Code wrote the tests", "contributor")
    assert reactions(own) == ["+1"]
    assert conclusion(github) == "success"


def test_an_appeal_waits_for_the_maintainers(github: FakeGitHub, start: Start) -> None:
    byline = start()
    pull = held(github, byline)
    comment = say(github, byline, pull, "/byline appeal <b>That</b> footer is my template", "contributor")
    assert reactions(comment) == ["+1"]
    page = byline.page("/queue")
    assert "Appeal by contributor" in page
    assert "footer is my template" in page
    assert "<b>That" not in page
    stranger = say(github, byline, pull, "/byline appeal I agree", "stranger")
    assert reactions(stranger) == ["confused"]
    assert "I agree" not in byline.page("/queue")


def test_an_explanation_is_folded_into_the_one_comment(github: FakeGitHub, start: Start) -> None:
    byline = start()
    pull = held(github, byline)
    own = pull.comments[0]
    before = own.body
    say(github, byline, pull, "/byline explain", "contributor")
    assert before.rstrip() in own.body
    assert "How the policy was read" in own.body
    say(github, byline, pull, "/byline explain", "contributor")
    assert [item for item in pull.comments if "byline:comment" in item.body] == [own]


def test_where_there_is_no_comment_the_explanation_is_one(github: FakeGitHub, start: Start) -> None:
    pull = open_pull(github, "human-only", body="I wrote this.")
    byline = start()
    byline.finished(deliver(github, byline, "pull_request", "opened", pull))
    assert pull.comments == []
    for _ in range(2):
        say(github, byline, pull, "/byline explain", "contributor")
    (own,) = [item for item in pull.comments if "byline:comment" in item.body]
    assert "Nothing here conflicts" in own.body
    assert "How the policy was read" in own.body


def test_what_a_detector_found_can_be_set_aside(github: FakeGitHub, start: Start) -> None:
    byline = start()
    pull = held(github, byline)
    assert reactions(say(github, byline, pull, "/byline ignore tracks", "triager")) == ["confused"]
    mixed = say(github, byline, pull, "/byline ignore traces\n/byline nonsense", "triager")
    assert reactions(mixed) == ["+1", "confused"]
    assert conclusion(github) == "success"


def test_a_role_that_cannot_be_asked_for_is_asked_again(github: FakeGitHub, start: Start) -> None:
    byline = start()
    pull = held(github, byline)
    github.fail("GET", "/permission$", status=403, body={"message": "Resource not accessible by integration"})
    comment = github.comment(pull, "/byline human", by="triager")
    done = byline.finished(deliver(github, byline, "issue_comment", "created", comment))
    assert (done.state, done.attempts) == (State.DONE, 2)
    assert reactions(comment) == ["+1"]
    assert conclusion(github) == "success"


def test_a_command_on_a_line_of_the_change_counts_as_well(github: FakeGitHub, start: Start) -> None:
    byline = start()
    pull = held(github, byline)
    comment = github.review_comment(pull, "/byline human", "a.py", by="triager")
    byline.finished(deliver(github, byline, "pull_request_review_comment", "created", comment))
    assert reactions(comment) == ["+1"]
    assert conclusion(github) == "success"


def test_while_byline_only_observes_nothing_answers(github: FakeGitHub, start: Start) -> None:
    repository = github.add_repository("acme/widget", files={"README.md": "# Widget\n"})
    pull = github.open_pull(repository, "Close the file", "Body", files={"a.py": "x = 1\n"})
    byline = start()
    comment = say(github, byline, pull, "/byline explain", "contributor")
    assert reactions(comment) == []
    assert github.writes("^/repos/") == []


def test_a_comment_of_commands_alone_is_not_judged_itself(github: FakeGitHub, start: Start) -> None:
    pull = open_pull(github, "human-only", body="I wrote this.")
    byline = start()
    comment = github.comment(pull, "/byline disclose Claude Code wrote this comment", by="contributor")
    byline.finished(guid := deliver(github, byline, "issue_comment", "created", comment))
    assert [audit.kind for audit in byline.audits(guid)] == ["pull_request"]
    both = github.comment(pull, "Claude Code wrote this comment.\n\n/byline recheck", by="contributor")
    byline.finished(guid := deliver(github, byline, "issue_comment", "created", both))
    assert [audit.kind for audit in byline.audits(guid)] == ["comment", "pull_request"]
