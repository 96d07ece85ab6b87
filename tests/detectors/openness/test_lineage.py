"""Lineages: unions over parents, cycles, missing ancestors; and the parts of a model beside its license."""

from __future__ import annotations

from detectors.openness import audit, components, lineage
from detectors.openness.components import Part
from detectors.openness.lineage import Relation
from detectors.openness.model import Presence, Restriction, Verdict
from detectors.openness.registry import family
from tests.detectors.openness.build import APACHE, card, case, published


def test_c3_a_merge_has_the_restrictions_of_all_parents() -> None:
    page = card(
        "license: mit",
        "base_model: [meta-llama/Llama-3.1-8B, CohereForAI/c4ai-command-r-v01]",
        "tags: [merge]",
    )
    tree = case(published({"README.md": page})).lineage
    assert tree.relation is Relation.MERGE
    assert {Restriction.NON_COMMERCIAL, Restriction.NAMING} <= set(tree.restrictions)


def test_ancestors_are_followed_through_cards() -> None:
    known = {
        "acme/marmot": card("license: mit", "base_model: acme/burrow"),
        "acme/burrow": card("license: gemma", "base_model: google/gemma-2-9b"),
    }
    page = card("license: mit", "base_model: acme/marmot", "base_model_relation: quantized")
    tree = case(published({"README.md": page}), known).lineage
    assert [node.name for node in tree.ancestors] == ["acme/marmot", "acme/burrow", "google/gemma-2-9b"]
    assert tree.relation is Relation.QUANTIZED
    assert Restriction.PASS_THROUGH_TERMS in tree.restrictions
    assert tree.incomplete == ()


def test_a_model_that_comes_from_itself() -> None:
    known = {
        "acme/a": card("license: mit", "base_model: acme/b"),
        "acme/b": card("license: mit", "base_model: acme/a"),
    }
    tree = case(published({"README.md": card("license: mit", "base_model: acme/a")}), known).lineage
    assert tree.incomplete == ("acme/a: it comes from itself",)


def test_a_long_chain_ends() -> None:
    known = {f"acme/m{n}": card("license: mit", f"base_model: acme/m{n + 1}") for n in range(100)}
    tree = case(published({"README.md": card("license: mit", "base_model: acme/m0")}), known).lineage
    assert "longer than what is followed" in tree.incomplete[0]


def test_a_base_of_many_parents_is_bounded() -> None:
    wide = ", ".join(f"acme/x{n}" for n in range(60))
    known = {f"acme/x{n}": card("license: mit", f"base_model: [{wide}]") for n in range(60)}
    tree = case(published({"README.md": card("license: mit", f"base_model: [{wide}]")}), known).lineage
    assert len(tree.ancestors) <= lineage.MAX_NODES * 70


def test_files_tell_the_relation_where_the_card_does_not() -> None:
    page = card("license: mit", "base_model: Qwen/Qwen3-8B", "tags: [text]")
    assert lineage.relation(published({"README.md": page, "adapter_config.json": "{}"})) is Relation.ADAPTER
    assert lineage.relation(published({"README.md": page, "marmot.Q4_K_M.gguf": ""})) is Relation.QUANTIZED
    assert lineage.relation(published({"README.md": page})) is Relation.FINETUNE


def test_what_is_not_in_the_tree_is_unknown_and_not_missing() -> None:
    parts = components.of_release(
        published(
            {"README.md": card("license: mit", "tags: [text]"), "train.py": "", "model.safetensors": ""}
        )
    )
    assert parts[Part.PARAMETERS] is Presence.YES
    assert parts[Part.TRAINING_CODE] is Presence.YES
    assert parts[Part.MODEL_CARD] is Presence.YES
    assert Presence.NO not in parts.values()
    assert components.mof_class(parts) is None


def test_the_registry_says_no() -> None:
    row = family("Qwen3")
    assert row is not None
    parts = components.of_row(row)
    assert components.osaid(parts)["training code"] is Presence.NO
    assert components.mof_class(parts) == 0


def test_classes_of_the_model_openness_framework() -> None:
    every = dict.fromkeys(Part, Presence.YES)
    assert components.mof_class(every) == 1
    assert components.mof_class(every | {Part.DATASETS: Presence.NO}) == 2
    assert components.mof_class(every | {Part.TRAINING_CODE: Presence.NO}) == 3
    assert components.mof_class(every | {Part.DATA_CARD: Presence.NO}) == 0


def test_the_verdict_on_a_model_that_the_registry_does_not_know() -> None:
    files = {
        "README.md": card("license: apache-2.0", "tags: [text]"),
        "LICENSE": APACHE,
        "model.safetensors": "",
    }
    assert audit.of_release(published(files), "acme/marmot").verdict is Verdict.OPEN_WEIGHTS_OSI_LICENSE
    based = files | {"README.md": card("license: apache-2.0", "base_model: meta-llama/Llama-3.1-8B")}
    assert audit.of_release(published(based), "acme/marmot").verdict is Verdict.OPEN_WEIGHTS_RESTRICTED
    lost = files | {"README.md": card("license: apache-2.0", "base_model: nobody/burrow")}
    assert audit.of_release(published(lost), "acme/marmot").verdict is Verdict.UNKNOWN
