"""Commits by others than the account that sends them, and what GitHub says of signatures."""

from __future__ import annotations

from pathlib import Path

import pytest

from detectors.model import Account, Audience, Commit, Identity, Kind, Severity, Signature, Tier, Unknown
from detectors.signoff import detect
from tests import factories
from tests.detectors.signoff.build import ADA, BOT, MAX, WEB, found, made, sign_off


def test_a_commit_of_another_account_is_told() -> None:
    finding = found(made(), made("Fix", 2, MAX))["identities"]
    assert (
        finding.claim == "GitHub knows the author of commit 0000002 as max, and ada opened the pull request."
    )
    assert [(item.place, item.quote) for item in finding.evidence] == [
        ("commit 0000002, author", "Max <max@example.org> (max)")
    ]
    assert (finding.severity, finding.tier) == (Severity.INFO, Tier.CHECKABLE)
    assert found(made("A", 1, MAX), made("B", 2, MAX))["identities"].claim.startswith(
        "2 commits have authors"
    )


@pytest.mark.parametrize(
    "commit",
    [
        pytest.param(made(author=MAX, by=ADA), id="picked"),
        pytest.param(made(author=MAX, by=Identity("x", "x@example.org")), id="picked by nobody knows whom"),
        pytest.param(made(author=MAX, by=WEB), id="made on GitHub"),
        pytest.param(made("Fix\n\nCo-authored-by: Ada <ada@example.org>", author=MAX), id="co-author"),
        pytest.param(made(f"Fix\n\n{sign_off(MAX)}\n{sign_off(ADA)}", author=MAX), id="passed on"),
        pytest.param(made(author=MAX, author_login=None, committer_login=None), id="unknown login"),
        pytest.param(made(author=MAX, author_login="ADA"), id="same login"),
        pytest.param(made(author=Identity("ÁDA", "work@example.org"), author_login="ada-work"), id="accents"),
        pytest.param(made(author=Identity("Countess", ADA.email), author_login="old"), id="other name"),
        pytest.param(
            made(author=Identity("C", "17+ada@users.noreply.github.com"), author_login="renamed"),
            id="noreply",
        ),
        pytest.param(made(author=BOT), id="bot"),
        pytest.param(
            made(author=Identity("Claude", "noreply@anthropic.com"), author_login="claude"), id="agent"
        ),
        pytest.param(made(author=MAX, parents=2), id="merge"),
    ],
)
def test_ordinary_ways_to_send_other_peoples_commits_are_not(commit: Commit) -> None:
    assert "identities" not in found(made("Mine", 9), commit)


@pytest.mark.parametrize("account", [Account("ghost"), Account("backport[bot]"), Account("r", type="Bot")])
def test_whoever_is_nobody_may_send_anybodys_commits(account: Account) -> None:
    assert found(made(author=MAX), account=account) == {}


def test_only_pull_requests_have_an_account_to_compare_with() -> None:
    assert found(made(author=MAX), kind=Kind.COMMIT) == {}


@pytest.mark.parametrize("reason", ["bad_email", "invalid", "expired_key", "ocsp_revoked"])
def test_a_signature_that_github_finds_fault_with_is_told(reason: str) -> None:
    finding = found(made(signature=Signature(False, reason)))["signature"]
    assert finding.claim.startswith("GitHub could not verify the signature of commit 0000001: ")
    assert (finding.evidence[0].place, finding.evidence[0].quote) == ("commit 0000001, signature", reason)


@pytest.mark.parametrize(
    "signature",
    [
        Signature(True, "valid"),
        Signature(False, "unsigned"),
        Signature(False, "unknown_key"),
        Signature(False, "no_user"),
        Signature(False, "gpgverify_unavailable"),
        Signature(False, "what comes next year"),
        Unknown("GitHub did not say"),
    ],
)
def test_no_signature_and_no_answer_are_nothing(signature: Signature | Unknown) -> None:
    assert found(made(signature=signature)) == {}


def test_each_reason_is_one_finding() -> None:
    bad = [made("Fix", n, signature=Signature(False, "bad_email")) for n in range(30)]
    facts = factories.facts(
        commits=(*bad, made(signature=Signature(False, "invalid"))), author=Account("ada")
    )
    first, second = detect(facts)
    assert "of 30 commits" in first.claim
    assert len(first.evidence) == 20
    assert "of commit 0000001" in second.claim


def test_commits_that_could_not_be_looked_at_are_nothing() -> None:
    assert detect(factories.facts(commits=Unknown("no network"))) == ()


def test_every_finding_is_public_a_remark_and_has_a_section_in_the_docs() -> None:
    page = (Path(__file__).parents[3] / "docs" / "detectors" / "signoff.md").read_text(encoding="utf-8")
    bad = made(f"Fix\n\n{sign_off(BOT)}", 2, MAX, signature=Signature(False, "invalid"))
    every = found(made(f"Fix\n\n{sign_off(ADA)}"), bad)
    assert set(every) == {"missing", "agent", "identities", "signature"}
    for finding in every.values():
        assert f"\n## {finding.id}\n" in page
        assert (finding.severity, finding.tier, finding.audience) == (
            Severity.INFO,
            Tier.CHECKABLE,
            Audience.PUBLIC,
        )
        assert finding.involvement is None
        assert finding.remedy
