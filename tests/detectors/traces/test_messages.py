"""What commit messages give away, and what they do not."""

from __future__ import annotations

import pytest

from detectors.model import Artifact, Identity, Involvement, Tier, Unknown
from detectors.traces import detect
from tests.detectors.traces.build import added, brief, facts, of_message
from tests.factories import commit

TRAILERS = [
    ("Co-Authored-By: Claude <noreply@anthropic.com>", "claude"),
    ("Co-authored-by: Claude Opus 4.5 (1M context) <noreply@anthropic.com>", "claude"),
    ("co-authored-BY : Claude Code <noreply@anthropic.com>", "claude"),
    ("Co-authored-by: Claude Opus 4.5", "claude"),
    ("Co-authored-by: claude[bot] <209825114+claude[bot]@users.noreply.github.com>", "claude"),
    ("Claude-Session: https://claude.ai/code/session_01GrHZSypDfMnym1tM5XJAFZ", "claude"),
    ("Assisted-by: Claude Opus 4.6", "claude"),
    ("Assisted-by: Claude:claude-3-opus coccinelle sparse", "claude"),
    ("Generated-by: Claude Code", "claude"),
    ("Entire-Agent: Claude Code", "claude"),
    ("Co-authored-by: copilot-swe-agent[bot] <198982749+Copilot@users.noreply.github.com>", "copilot-agent"),
    ("Agent-Logs-Url: https://github.com/acme/widget/sessions/2f0e", "copilot-agent"),
    ("Co-authored-by: Copilot <223556219+Copilot@users.noreply.github.com>", "copilot"),
    ("Co-authored-by: Copilot <175728472+Copilot@users.noreply.github.com>", "copilot"),
    ("Co-authored-by: GitHub Copilot <noreply@github.com>", "copilot"),
    ("Co-authored-by: Cursor <cursoragent@cursor.com>", "cursor"),
    ("Made-with: Cursor", "cursor"),
    (
        "Co-Authored-By: Devin <158243242+devin-ai-integration[bot]@users.noreply.github.com>",
        "devin",
    ),
    ("Co-authored-by: Codex <noreply@openai.com>", "codex"),
    ("Co-authored-by: OpenAI Codex <215057067+openai-codex[bot]@users.noreply.github.com>", "codex"),
    (
        "Co-authored-by: google-labs-jules[bot] <161369871+google-labs-jules[bot]@users.noreply.github.com>",
        "jules",
    ),
    ("Co-authored-by: gemini-cli <218195315+gemini-cli@users.noreply.github.com>", "gemini-cli"),
    ("Assisted-by: Gemini 3 Pro", "gemini-cli"),
    ("Co-authored-by: aider (gpt-5) <aider@aider.chat>", "aider"),
    ("Co-authored-by: Amp <amp@ampcode.com>", "amp"),
    ("Amp-Thread-ID: https://ampcode.com/threads/T-1234", "amp"),
    ("Co-Authored-By: opencode <noreply@opencode.ai>", "opencode"),
    ("Co-authored-by: Windsurf <windsurf@codeium.com>", "windsurf"),
    ("Co-authored-by: openhands <openhands@all-hands.dev>", "openhands"),
    ("Co-authored-by: OpenHands-GPT-5 openhands@all-hands.dev", "openhands"),
    ("Co-authored-by: Junie <junie@jetbrains.com>", "junie"),
    ("Co-authored-by: Kiro <noreply@kiro.dev>", "kiro"),
    ("Co-authored-by: Qwen-Coder <qwen-coder@alibabacloud.com>", "qwen-code"),
    ("Co-Authored-By: Kimi K2.7 Code <noreply@kimi.com>", "kimi-cli"),
    ("Co-authored-by: goose <goose@block.xyz>", "goose"),
    ("Co-Authored-By: Oz <oz-agent@warp.dev>", "warp"),
    (
        "Co-authored-by: factory-droid[bot] <138933559+factory-droid[bot]@users.noreply.github.com>",
        "droid",
    ),
    ("Assisted-by: Crush:qwen3.7-max", "crush"),
    ("Assisted-by: Claude Opus 4.5 via Crush <crush@charm.land>", "crush"),
    ("Assisted-by: Claude Sonnet 4 via Crush", "crush"),
    ("Assisted-by: Claude:claude-3-opus", "claude"),
    ("Assisted-by: Amp (gpt-5)", "amp"),
    ("Generated-by: goose 3.1", "goose"),
    ("AI-Tool: Claude", "claude"),
    ("Co-authored-by: Roo Code <roomote@roocode.com>", "roo"),
    ("Co-authored-by: Cline Agent <cline-agent@users.noreply.github.com>", "cline"),
    ("Replit-Commit-Author: Agent", "replit"),
    ("Signed-off-by: Codex <codex@openai.com>", "codex"),
    ("Co-developed-by: Claude <noreply@anthropic.com>", "claude"),
    ("Co-authored-by-AI: ChatGPT", "chatgpt"),
]


@pytest.mark.parametrize(("line", "agent"), TRAILERS)
def test_a_trailer_names_its_agent(line: str, agent: str) -> None:
    [finding] = of_message(f"Fix the reader\n\nIt left files open.\n\n{line}\n")
    assert (finding.id, finding.agent, finding.tier) == ("traces/trailer", agent, Tier.EXACT)
    assert finding.evidence[0].place == "commit 1a2b3c4, line 5"
    assert finding.trailer is not None
    assert finding.trailer.casefold() == line.partition(":")[0].strip().casefold()


@pytest.mark.parametrize(
    "line",
    [
        "Co-authored-by: Claude Paroz <claude@2xlibre.net>",
        "Co-authored-by: Claude <someone@example.org>",
        "Co-authored-by: Claude",
        "Signed-off-by: Claude Dioudonnat <c@itnetwork.example>",
        "Co-authored-by: Devin Smith <devin@example.org>",
        "Co-authored-by: Devin <devin@example.org>",
        "Signed-off-by: Devin",
        "Co-authored-by: Jules Mons <jules@example.org>",
        "Co-authored-by: Gemini Sanchez <gemini@example.org>",
        "Assisted-by: Claude Paroz <claude@2xlibre.net>",
        "Assisted-by: Claude Paroz",
        "Assisted-by: Claude",
        "Assisted-by: Devin",
        "Assisted-by: Jules (intern)",
        "Assisted-by: Zed",
        "Assisted-by: Claude via IRC",
        "Generated with crush",
        "Generated with Crush",
        "Generated by Claude",
        "None of this code was written by AI.",
        "None of this was\ngenerated with Claude Code",
        "Assisted-by: Devin <devin@example.org>",
        "Assisted-by: Claude <claude@2xlibre.net>",
        "Assisted-by: AGENT_NAME:MODEL_VERSION",
        "Co-authored-by: Max <max@cline.bot>",
        "Co-authored-by: Taylor <taylor@openai.com>",
        "Signed-off-by: Eric <roo-code@z.example.org>",
        "Co-authored-by: dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>",
        "Co-authored-by: renovate[bot] <29139614+renovate[bot]@users.noreply.github.com>",
        "Co-authored-by: pre-commit-ci[bot] <66853113+pre-commit-ci[bot]@users.noreply.github.com>",
        "Co-authored-by: claude <claude@users.noreply.github.com>",
        "Co-authored-by: X <noreply@anthropic.com.example.org>",
        "Reviewed-by: Claude <noreply@anthropic.com>",
        "Made-with: love",
        "Replit-Commit-Author: Deployment",
        "Agent-Logs-Url: https://example.org/log",
        "    Co-authored-by: Claude <noreply@anthropic.com>",
        "\tCo-authored-by: Claude <noreply@anthropic.com>",
        "> Co-authored-by: Claude <noreply@anthropic.com>",
        "the line Co-authored-by: Claude <noreply@anthropic.com> was dropped",
        "`Co-authored-by: Claude <noreply@anthropic.com>`",
        "printf 'x\\n\\nCo-authored-by: Claude <noreply@anthropic.com>'",
        "    🤖 Generated with [Claude Code](https://claude.com/claude-code)",
        "the footer 🤖 Generated with [Claude Code](https://claude.com/claude-code) is gone",
        "Generated with Crush line, including validation and default preservation.",
        "Generated by gcc",
        "Created by Claude",
        "see https://claude.ai/code/session_01abc for the crash",
        "The code was written by Claude.",
        "This patch was written by Claude Paroz.",
        "I used the cursor to write the code.",
        "https://claude.ai/share/1234",
    ],
)
def test_people_other_bots_and_quotes_never_fire(line: str) -> None:
    assert of_message(f"Fix the reader\n\nIt left files open.\n\n{line}\n") == ()


@pytest.mark.parametrize(
    "text",
    [
        "The last commit said\nCo-authored-by: Claude <noreply@anthropic.com>\nwhich was wrong.",
        "The last commit said\nCo-authored-by: Claude <noreply@anthropic.com>\n\nThat was wrong.",
        "It ends with:\n\n🤖 Generated with [Claude Code](https://claude.com/claude-code)\n\nNo more.",
    ],
)
def test_what_the_message_talks_about_is_a_quote(text: str) -> None:
    assert of_message(f"Drop wrong trailer\n\n{text}\n") == ()


def test_the_rest_of_a_shell_command_behind_a_trailer_is_no_prose() -> None:
    text = "Fix\n\nCo-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>\nEOF\n)\n"
    assert brief(of_message(text)) == [("trailer", "claude")]


def test_a_code_block_in_a_message_is_a_quote() -> None:
    text = "Fix\n\n```\nCo-authored-by: Claude <noreply@anthropic.com>\n```\n\nmore\n"
    assert of_message(text) == ()


def test_a_revert_quotes_what_it_reverts() -> None:
    text = (
        'Revert "Add cache"\n\nThis reverts 0123456.\n\n> Co-authored-by: Claude <noreply@anthropic.com>\n'
        "\n    Add cache\n\n    Co-authored-by: Claude <noreply@anthropic.com>\n"
    )
    assert of_message(text) == ()


def test_a_squash_merge_keeps_trailers_in_its_middle() -> None:
    text = (
        "Add cache (#12)\n\n* Add cache\n\nCo-authored-by: Claude <noreply@anthropic.com>\n\n* Fix test\n\n"
        "🤖 Generated with [Claude Code](https://claude.com/claude-code)\n\n* Typo\n\n---------\n\n"
        "Co-authored-by: Mona <mona@example.org>\n"
    )
    assert brief(of_message(text)) == [("trailer", "claude"), ("footer", "claude")]


def test_line_feeds_that_a_shell_left_as_text_are_read() -> None:
    text = "Fix lint\\n\\n- more\\n\\nCo-authored-by: openhands <openhands@all-hands.dev>\n"
    assert brief(of_message(text)) == [("trailer", "openhands")]


def test_a_folded_trailer_is_read_as_git_reads_it() -> None:
    assert brief(of_message("Fix\n\nCo-authored-by: Claude\n <noreply@anthropic.com>\n")) == [
        ("trailer", "claude")
    ]


@pytest.mark.parametrize(
    ("line", "name", "agent"),
    [
        ("🤖 Generated with [Claude Code](https://claude.com/claude-code)", "footer", "claude"),
        ("🐙 Generated with [Claude Code](https://claude.ai/code)", "footer", "claude"),
        ("Generated with Claude Code", "footer", "claude"),
        (
            "🤖 Generated with [Claude Code](https://claude.ai/code) via [Happy](https://happy.engineering)",
            "footer",
            "claude",
        ),
        ("💘 Generated with Crush", "footer", "crush"),
        ("🐈‍⬛ Generated with [Crush](https://github.com/charmbracelet/crush)", "footer", "crush"),
        ("🤖 Generated with [opencode](https://opencode.ai)", "footer", "opencode"),
        ("Generated with [Devin](https://devin.ai)", "footer", "devin"),
        ("💬 Send tasks to Copilot coding agent from", "footer", "copilot-agent"),
        ("https://claude.ai/code/session_01GrHZSypDfM", "session-link", "claude"),
        ("https://ampcode.com/threads/T-88b550b7", "session-link", "amp"),
        ("https://chatgpt.com/codex/tasks/task_e_1", "session-link", "codex"),
    ],
)
def test_footers_and_session_links(line: str, name: str, agent: str) -> None:
    [finding] = of_message(f"Fix the reader\n\nIt left files open.\n\n{line}\n")
    assert (finding.id, finding.agent, finding.evidence[0].quote) == (f"traces/{name}", agent, line)
    generated = finding.involvement is Involvement.GENERATED
    assert generated == (name == "footer") == (Artifact.COMMIT_MESSAGE in finding.artifacts)


def test_a_plain_note_of_the_author_is_his_statement_about_the_text() -> None:
    [finding] = of_message("Fix\n\n--generated by Copilot\n")
    assert (finding.id, finding.agent, finding.tier) == ("traces/footer", "copilot", Tier.DECLARED)
    assert finding.artifacts == (Artifact.COMMIT_MESSAGE,)
    assert finding.claim == 'Commit 1a2b3c4 has the line "--generated by Copilot".'


def test_many_commits_are_one_finding_with_bounded_evidence() -> None:
    made = tuple(
        commit(f"Change {n}\n\nCo-authored-by: Claude <noreply@anthropic.com>\n", sha=f"{n:040x}"[::-1])
        for n in range(250)
    )
    [finding] = detect(facts(commits=made))
    assert finding.claim == "250 commits name Claude Code as co-author."
    assert len(finding.evidence) == 20


def test_one_commit_is_named_in_the_claim() -> None:
    [finding] = of_message("Fix\n\nCo-authored-by: Claude <noreply@anthropic.com>\n")
    assert finding.claim == "Commit 1a2b3c4 names Claude Code as co-author."
    assert finding.involvement is Involvement.ASSISTED


@pytest.mark.parametrize(
    ("paths", "artifacts"),
    [
        ([], [Artifact.CODE]),
        (["src/a.py", "docs/a.md", "a.png"], [Artifact.CODE, Artifact.DOCS, Artifact.MEDIA]),
        (["docs/a.md", "logo.svg"], [Artifact.DOCS, Artifact.MEDIA]),
        (["logo.svg"], [Artifact.MEDIA]),
        (["requirements.txt"], [Artifact.CODE]),
        ([".gitignore"], [Artifact.CODE]),
    ],
)
def test_a_trailer_may_be_about_each_kind_of_file_that_was_changed(
    paths: list[str], artifacts: list[Artifact]
) -> None:
    made = commit("Fix\n\nCo-authored-by: Claude <noreply@anthropic.com>\n")
    findings = detect(facts(commits=(made,), files=tuple(added(path) for path in paths)))
    assert list(findings[0].artifacts) == artifacts


def test_messages_past_the_budget_are_not_read_but_their_authors_are() -> None:
    long = commit("words\n" * 20_000)
    agent = Identity("Claude", "noreply@anthropic.com")
    last = commit("Fix\n\nCo-authored-by: Codex <noreply@openai.com>\n", author=agent)
    assert brief(detect(facts(commits=(long,) * 10 + (last,)))) == [
        ("account", "claude"),
        ("trailer", "codex"),
    ]
    assert brief(detect(facts(commits=(long,) * 16 + (last,)))) == [("account", "claude")]


def test_what_could_not_be_fetched_shows_nothing() -> None:
    assert detect(facts(commits=Unknown("no permission"), files=Unknown("no permission"))) == ()
