"""What a change or a text in a thread is told: on its own lines, and only for what it adds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from detectors.model import ChangedFile, Facts, Finding, Kind, LicenseView, Severity, TextFile
from detectors.openness import MAX_FINDINGS, detect
from tests import factories
from tests.detectors.licensing.facts import APACHE, MIT, changed, facts
from tests.detectors.openness.build import card

README = "# Widget\n\nA widget.\n"


def found(*files: ChangedFile, tree: dict[str, str] | None = None, **more: Any) -> list[Finding]:
    return list(detect(facts(*files, tree=tree, **more)))


def told(findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.id != "openness/noted"]


def test_a_claim_that_a_change_adds_is_told_on_its_line() -> None:
    after = README + "\nIt runs Llama 4, an open-source model.\n"
    [finding] = told(found(changed("README.md", README, after), tree={"LICENSE": MIT}))
    assert finding.id == "openness/claims"
    assert finding.severity is Severity.WARNING
    assert (finding.evidence[0].path, finding.evidence[0].line) == ("README.md", 5)
    assert finding.claim.endswith("(A1)")
    assert "Suggested wording" in finding.remedy


def test_a_claim_that_was_there_before_is_not_told() -> None:
    before = "# Widget\n\nIt runs Llama 4, an open-source model.\n"
    assert told(found(changed("README.md", before, before + "\nMore.\n"), tree={"LICENSE": MIT})) == []


def test_a_claim_that_goes_is_not_told() -> None:
    before = README + "\nIt runs Llama 4, an open-source model.\n"
    assert told(found(changed("README.md", before, README), tree={"LICENSE": MIT})) == []


def test_evidence_outside_of_the_change_has_no_line_of_the_diff() -> None:
    after = README + "\n## License\n\nThis project is licensed under the Apache License 2.0.\n"
    [finding] = told(found(changed("README.md", README, after), tree={"LICENSE": MIT, "README.md": README}))
    assert finding.claim.endswith("(B1)")
    assert finding.severity is Severity.FAILURE
    assert [(one.path, bool(one.line)) for one in finding.evidence] == [("README.md", True), (None, False)]


def test_nothing_is_compared_with_a_license_that_nobody_looked_at() -> None:
    after = README + "\n## License\n\nThis project is licensed under the Apache License 2.0.\n"
    assert told(found(changed("README.md", README, after))) == []


def test_a_changed_license_and_a_badge_that_stays() -> None:
    page = "# Widget\n\n[![License](https://img.shields.io/badge/license-MIT-blue)](LICENSE)\n"
    view = facts(changed("LICENSE", MIT, APACHE), tree={"LICENSE": MIT, "README.md": page})
    seen = view.repository.license_view
    assert isinstance(seen, LicenseView)
    with_page = replace(seen, readme=TextFile("README.md", page, "f" * 40))
    judged = replace(view, repository=replace(view.repository, license_view=with_page))
    [finding] = told(list(detect(judged)))
    assert finding.severity is Severity.WARNING
    assert "MIT" in finding.claim


def test_a_card_that_frees_a_restricted_base() -> None:
    page = card("license: mit", "base_model: meta-llama/Llama-3.1-8B", "tags: [text]")
    findings = told(found(changed("README.md", None, page), tree={}))
    [base] = [one for one in findings if one.claim.endswith("(C1)")]
    assert (base.id, base.evidence[0].line) == ("openness/lineage", 2)


def test_a_model_in_code_is_noted_on_its_line() -> None:
    line = 'model = AutoModel.from_pretrained("meta-llama/Llama-4-Scout-17B-16E")'
    code = f"from transformers import AutoModel\n\n{line}\n"
    [finding] = found(changed("run.py", None, code), tree={"LICENSE": MIT})
    assert finding.id == "openness/noted"
    assert finding.severity is Severity.INFO
    assert (finding.evidence[0].path, finding.evidence[0].line) == ("run.py", 3)


def test_weights_without_a_license() -> None:
    weights = ChangedFile("models/marmot.safetensors", "added", 0, 0, "")
    [finding] = told(found(weights, tree={}))
    assert "could not find a license for the weights" in finding.claim
    assert told(found(weights, tree={"LICENSE": MIT})) == []
    assert told(found(weights)) == []


def test_a_comment_has_few_findings() -> None:
    page = README + "".join(
        f"\nLlama {n} is an open-source model.\n" for n in ("2", "3", "3.1", "3.2", "3.3", "4")
    )
    assert len(told(found(changed("README.md", None, page), tree={"LICENSE": MIT}))) == MAX_FINDINGS


def issue(body: str) -> Facts:
    return factories.facts(kind=Kind.ISSUE, body=body)


def test_an_issue_is_told_only_where_a_license_argument_rests_on_the_words() -> None:
    assert list(detect(issue("The open-source Llama 4 crashes when I start it."))) == []
    [finding] = detect(issue("Llama 4 is open source, so we can relicense it under MIT and ship it."))
    assert finding.severity is Severity.WARNING
    assert finding.evidence[0].place == "description, line 1"
    assert finding.evidence[0].path is None
    assert "reporter" not in finding.claim


def test_a_page_of_nothing_but_claims_is_judged_to_an_end() -> None:
    lines = ["Llama 4 is an open-source model. ", "This project is licensed under the MIT License. "]
    lines += [f"{name} is an open-source model. " for name in ("Llama 3.1", "Kimi K2", "MiniMax-M2.7")]
    page = "# Widget\n\n" + "\n\n".join(lines * 160)
    findings = told(found(changed("README.md", None, page), tree={"LICENSE": APACHE}))
    assert len(findings) == MAX_FINDINGS
    # What stands there again and again is one finding, at its first place.
    assert all(" more places: README.md line " in finding.claim for finding in findings)
    assert {finding.evidence[0].line for finding in findings} <= {3, 5, 7, 9, 11}


def shown(spdx: str, *files: ChangedFile, tree: dict[str, str]) -> list[str]:
    """What is said of the license that the hosting site shows."""
    made = facts(*files, tree=tree)
    hosted = replace(made, repository=replace(made.repository, hosted_license=spdx))
    return [f"{one.id} {one.severity}" for one in detect(hosted) if one.claim.endswith("(B4)")]


def test_a_license_that_the_hosting_site_reads_otherwise_is_noted() -> None:
    edit = changed("README.md", README, README + "\nMore.\n")
    assert shown("Apache-2.0", edit, tree={"LICENSE": MIT}) == ["openness/noted info"]
    assert shown("MIT", edit, tree={"LICENSE": MIT}) == []
    assert shown("NOASSERTION", edit, tree={"LICENSE": MIT}) == []
    assert shown("", edit, tree={"LICENSE": MIT}) == []
    assert shown("MIT", edit, tree={"LICENSE": "Terms of our own.\n"}) == []
    assert shown("MIT", edit, tree={}) == []


def test_what_the_hosting_site_shows_says_nothing_of_a_license_that_changes() -> None:
    assert shown("MIT", changed("LICENSE", MIT, APACHE), tree={"LICENSE": MIT}) == []
