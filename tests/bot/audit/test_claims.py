"""What a project says of its own use of AI, beside the commits that say something else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.audit.claims import claims
from bot.audit.model import SelfClaim
from bot.audit.traces import Trace
from bot.git import open_local
from tests.fakes.repository import RepositoryBuilder, git

FREE = "# Widget\n\nNo AI was used in the making of this project.\n"
MADE = "# Widget\n\nThis project was written with the help of Claude.\n"
BAN = "# Rules\n\nWe do not accept AI-generated contributions.\n"
ASKS = "# Rules\n\nAll use of AI must be disclosed.\n"


def day(number: int) -> datetime:
    return datetime(2025, 3, number, 12, tzinfo=UTC)


def trace(number: int, *, commit: str = "", kind: str = "trailer") -> Trace:
    return Trace(
        commit=commit or f"{number:040x}",
        date=day(number).strftime("%Y-%m-%d"),
        agent="claude-code",
        name="Claude Code",
        tier="exact",
        kind=kind,
        trailer="co-authored-by",
        quote="Co-Authored-By: Claude <noreply@anthropic.com>",
        line=3,
    )


@pytest.fixture
def made(tmp_path: Path) -> RepositoryBuilder:
    return RepositoryBuilder(tmp_path / "widget.git")


def found(made: RepositoryBuilder, commit: str, *traces: Trace, whole: bool = True) -> tuple[SelfClaim, ...]:
    def read() -> Iterator[Trace]:
        return iter(traces)

    return claims(open_local(made.path), commit, read(), name="acme/widget", whole=whole)


def test_traces_after_the_words_came_are_held_against_them(made: RepositoryBuilder) -> None:
    made.commit("Start", {"README.md": "# Widget\n"}, date=day(1))
    made.commit("Say so", {"README.md": FREE}, date=day(5))
    last = made.commit("Later", {"README.md": FREE + "\nMore.\n"}, date=day(9))
    (one,) = found(made, last, trace(2), trace(5), trace(6), trace(7), trace(7, kind="footer"))
    assert (one.claim, one.since, one.differs, one.counted) == ("ai_free", "2025-03-05", True, 2)
    assert [quote.commit for quote in one.commits] == [f"{6:040x}", f"{7:040x}"]
    assert one.commits[0].text.startswith("Co-Authored-By")
    assert (one.text.path, one.text.line, one.text.commit) == ("README.md", 3, last)
    assert one.text.text == "No AI was used in the making of this project."


def test_traces_from_before_the_words_are_none_of_their_business(made: RepositoryBuilder) -> None:
    last = made.commit("Say so", {"CONTRIBUTING.md": BAN}, date=day(5))
    (one,) = found(made, last, trace(2), trace(5))
    assert (one.claim, one.differs, one.counted, one.commits) == ("policy_ban", False, 0, ())


def test_words_that_came_back_count_from_then(made: RepositoryBuilder) -> None:
    made.commit("Say so", {"README.md": FREE}, date=day(1))
    made.commit("Take it back", {"README.md": "# Widget\n"}, date=day(3))
    last = made.commit("Say so again", {"README.md": FREE}, date=day(6))
    (one,) = found(made, last, trace(4))
    assert (one.since, one.differs) == ("2025-03-06", False)


def test_disclosed_use_is_no_difference_where_disclosure_is_asked_for(made: RepositoryBuilder) -> None:
    last = made.commit("Ask", {"AI_POLICY.md": ASKS}, date=day(1))
    (one,) = found(made, last, trace(4))
    assert (one.claim, one.differs, one.counted) == ("policy_disclose", False, 1)


def test_a_disclosure_is_borne_out_by_any_commit(made: RepositoryBuilder) -> None:
    made.commit("Start", {"a.py": "a = 1\n"}, date=day(1))
    last = made.commit("Disclose", {"README.md": MADE}, date=day(5))
    (one,) = found(made, last, trace(2))
    assert (one.claim, one.differs, one.counted) == ("disclosure", False, 1)


def test_a_disclosure_that_no_commit_bears_out_differs_if_all_were_looked_at(made: RepositoryBuilder) -> None:
    last = made.commit("Disclose", {"README.md": MADE}, date=day(5))
    assert [one.differs for one in found(made, last)] == [True]
    assert [one.differs for one in found(made, last, whole=False)] == [False]


def test_a_shallow_clone_cannot_tell_that_nothing_bears_it_out(
    made: RepositoryBuilder, tmp_path: Path
) -> None:
    made.commit("Start", {"a.py": "a = 1\n"}, date=day(1))
    last = made.commit("Disclose", {"README.md": MADE}, date=day(5))
    git(
        made.path, "clone", "--quiet", "--bare", "--depth=1", f"file://{made.path}", str(tmp_path / "shallow")
    )
    shallow = RepositoryBuilder(tmp_path / "shallow")
    assert [one.differs for one in found(shallow, last)] == [False]


def test_many_commits_are_counted_and_a_few_are_named(made: RepositoryBuilder) -> None:
    last = made.commit("Say so", {"README.md": FREE}, date=day(1))
    (one,) = found(made, last, *(trace(2, commit=f"{n:040x}") for n in range(1, 51)))
    assert (one.counted, len(one.commits)) == (50, 10)


def test_only_pages_of_the_project_itself_count(made: RepositoryBuilder) -> None:
    files: dict[str, str | bytes | None] = {
        "third_party/gadget/README.md": FREE,
        "src/notes.md": FREE,
        "README.md": b"\0" + FREE.encode(),
    }
    last = made.commit("Start", files, date=day(1))
    assert found(made, last, trace(4)) == ()
