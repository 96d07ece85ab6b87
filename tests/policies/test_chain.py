"""``extends``: files of the same owner, of others at a commit, chains, and everything that can go wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import policies
from detectors.model import Extended, Facts, Repository, TextFile, Unknown
from policies import CouldNotExtend, PolicyError, chain
from policies.decision import Mode, Outcome
from policies.schema import Policy
from tests.policies.build import FOOTER, facts, footer

SHA = "1a2b3c4d5e6f1a2b3c4d5e6f1a2b3c4d5e6f1a2b"
BASE = "acme/policies"


def load(text: str, **extended: str | Unknown | None) -> Policy:
    """Load a file of acme/widget; the keys of ``extended`` stand for the names in ``NAMES``."""
    found = {NAMES[key]: _file(NAMES[key], value) for key, value in extended.items()}
    return policies.load(f"version: 1\n{text}", extended=found, repository="acme/widget")


NAMES = {
    "base": BASE,
    "other": "acme/other:rules/ai.yml@main",
    "stranger": f"zig/zig:ai.yml@{SHA}",
    "unpinned": "zig/zig@main",
    "shared": "acme/.github",
}


def _file(name: str, value: str | Unknown | None) -> TextFile | Unknown | None:
    if not isinstance(value, str):
        return value
    reference = chain.parse(name)
    assert reference is not None
    return TextFile(f"{reference.repository}:{reference.paths[0]}", f"version: 1\n{value}", "main")


def refusal(text: str, **extended: str | Unknown | None) -> str:
    with pytest.raises(PolicyError) as caught:
        load(text, **extended)
    (line,) = caught.value.lines()
    return line


def test_a_file_of_the_same_owner_is_the_base() -> None:
    policy = load(
        f"extends: {BASE}\nuse: {{code: none}}",
        base="meta: {mode: report, contact: acme}\nuse: {docs: none, code: any}\nrequire: {attest: [a, b]}",
    )
    assert (policy.use.code, policy.use.docs) == ("none", "none")
    assert (policy.meta.mode, policy.meta.contact) == (Mode.REPORT, "acme")
    assert policy.name == f".github/byline.yml (extends {BASE})"


def test_a_chain_ends_in_a_preset_and_every_link_counts() -> None:
    policy = load(
        f"extends: {BASE}\nuse: {{code: trivial}}",
        base="extends: acme/other:rules/ai.yml@main\nuse: {docs: none, code: none}",
        other="extends: disclose\nuse: {docs: any}\ndisclosure: {fields: [model]}",
    )
    assert (policy.use.code, policy.use.docs, policy.use.media) == ("trivial", "none", "none")
    assert (policy.disclosure.required, policy.disclosure.fields) == ("used", ("model",))


def test_another_owner_s_file_needs_a_commit_and_sets_no_mode() -> None:
    enforced = "meta: {mode: enforce, contact: them}\nuse: {code: none}"
    policy = load(f"extends: zig/zig:ai.yml@{SHA}", stranger=enforced)
    assert (policy.meta.mode, policy.meta.contact, policy.use.code) == (Mode.OBSERVE, "them", "none")
    assert (
        load(f"extends: zig/zig:ai.yml@{SHA}\nmeta: {{mode: report}}", stranger=enforced).meta.mode
        == "report"
    )
    assert refusal("extends: zig/zig@main", unpinned=enforced) == (
        '.github/byline.yml:2:10: "zig/zig@main" belongs to another owner, who may change it at any time; '
        "expected a whole commit id after it, as in owner/repo@<commit>"
    )


def test_nobody_behind_another_owner_sets_the_mode_or_goes_unpinned() -> None:
    back = load(
        f"extends: zig/zig:ai.yml@{SHA}",
        stranger=f"extends: {BASE}",
        base="meta: {mode: enforce}",
    )
    assert back.meta.mode is Mode.OBSERVE
    line = refusal(f"extends: zig/zig:ai.yml@{SHA}", stranger="extends: zig/zig@main", unpinned="")
    assert line.startswith('zig/zig:ai.yml:2:10: "zig/zig@main" belongs to another owner')


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (None, '"acme/policies" is not there, or Byline may not see it; expected a file that is there'),
        (f"extends: {BASE}", '"acme/policies" leads back to a file that extends it'),
        ("extends: acme/widget", '"acme/widget" leads back to a file that extends it'),
        ("use: {code: nne}", '"nne"; did you mean "none"?'),
        ("extends: disclosed", 'unknown preset "disclosed"; did you mean "disclose"?'),
    ],
)
def test_what_is_wrong_with_a_base_is_told_where_it_stands(found: str | None, told: str) -> None:
    line = refusal(f"extends: {BASE}", base=found)
    place = ".github/byline.yml:2:10" if found is None else "acme/policies:.github/byline.yml:2"
    assert line.startswith(place)
    assert line.endswith(told)


def test_too_long_a_chain_is_refused() -> None:
    names = [f"acme/p{number}" for number in range(chain.MAX_DEPTH + 1)]
    files = {
        name: TextFile(f"{name}:p.yml", f"version: 1\nextends: {after}", "main")
        for name, after in zip(names, [*names[1:], "disclose"], strict=True)
    }
    with pytest.raises(PolicyError, match="more than 5 files extend each other"):
        policies.load(f"version: 1\nextends: {names[0]}", extended=files, repository="acme/w")
    assert policies.load(f"version: 1\nextends: {names[1]}", extended=files, repository="acme/w").use.media


def test_a_file_that_could_not_be_looked_at_judges_nobody() -> None:
    with pytest.raises(CouldNotExtend, match=r"could not be looked at \(GitHub answered 502\)"):
        load(f"extends: {BASE}", base=Unknown("GitHub answered 502"))
    with pytest.raises(CouldNotExtend, match="it was not looked up"):
        load(f"extends: {BASE}")
    decision = policies.decide_for(_judged(f"extends: {BASE}", Unknown("GitHub answered 502")), [footer()])
    assert (decision.mode, decision.outcome, decision.violations) == (Mode.OBSERVE, Outcome.UNKNOWN, ())
    assert "GitHub answered 502" in decision.explanation[0].looked_at
    assert decision.problem == ""


def _judged(text: str, base: str | Unknown | None) -> Facts:
    given = facts(FOOTER)
    repository = Repository(
        "acme/widget",
        "main",
        private=False,
        policy=TextFile(".github/byline.yml", f"version: 1\n{text}", "main"),
        extended=(Extended(BASE, _file(BASE, base)),),
    )
    return Facts(given.contribution, repository, given.as_of)


def test_a_contribution_is_judged_by_the_file_and_its_base() -> None:
    judged = _judged(f"extends: {BASE}", "use: {default: none}\nrespond: {use_exceeded: [hold]}")
    assert policies.decide_for(judged, [footer()]).outcome is Outcome.HOLD
    assert policies.needs_for(judged.repository, judged.contribution.kind)


def test_a_mistake_in_another_repository_is_not_shown_in_public() -> None:
    decision = policies.decide_for(_judged(f"extends: {BASE}", "secret_key: 1"), [footer()])
    assert (decision.mode, decision.outcome) == (Mode.OBSERVE, Outcome.UNKNOWN)
    missing = policies.decide_for(_judged(f"extends: {BASE}", None), [footer()])
    assert missing.mode is Mode.REPORT, "that the base is missing stands in the project's own file"
    assert "is not there" in missing.problem


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("acme/x", ("acme/x", "", "", (".github/byline.yml",))),
        ("acme/.github", ("acme/.github", "", "", ("byline.yml", ".github/byline.yml"))),
        ("acme/x:a/b.yml", ("acme/x", "a/b.yml", "", ("a/b.yml",))),
        ("acme/x@release/1.0", ("acme/x", "", "release/1.0", (".github/byline.yml",))),
        ("acme/x:p.yml@v1", ("acme/x", "p.yml", "v1", ("p.yml",))),
    ],
)
def test_a_reference_names_a_repository_a_path_and_a_ref(text: str, expected: tuple[object, ...]) -> None:
    reference = chain.parse(text)
    assert reference is not None
    assert (reference.repository, reference.path, reference.ref, reference.paths) == expected
    assert reference.name == text


@pytest.mark.parametrize(
    "text",
    ["acme", "acme/", "/x", "acme/..", "acme/x:", "acme/x:../y", "acme/x:/y", "acme/x@", "a b/c", "acme/x\n"],
)
def test_other_text_names_nothing(text: str) -> None:
    assert chain.parse(text) is None


@given(st.text(max_size=60) | st.from_regex(r"[a-z./:@ -]{1,40}"))
def test_any_text_is_a_reference_or_none(text: str) -> None:
    reference = chain.parse(text)
    assert reference is None or reference.name == text
