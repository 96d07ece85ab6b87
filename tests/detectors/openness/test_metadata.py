from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.openness import metadata
from detectors.openness.model import About, Origin, Strength

FILES = (
    "pyproject.toml",
    "Cargo.toml",
    "package.json",
    "composer.json",
    "CITATION.cff",
    "setup.cfg",
    "setup.py",
    "pom.xml",
    "x.gemspec",
)


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("pyproject.toml", '[project]\nlicense = "MIT OR Apache-2.0"\n', [("MIT OR Apache-2.0", 2)]),
        ("pyproject.toml", '[project]\nlicense = {text = "Apache License 2.0"}\n', [("Apache-2.0", 2)]),
        ("pyproject.toml", '[tool.poetry]\nname = "x"\nlicense = "GPL-3.0-only"\n', [("GPL-3.0-only", 3)]),
        (
            "a/pyproject.toml",
            '[project]\nclassifiers = [\n  "License :: OSI Approved :: MIT License",\n]\n',
            [("MIT", 3)],
        ),
        ("Cargo.toml", '[package]\nlicense = "MIT"\n', [("MIT", 2)]),
        ("Cargo.toml", '[workspace.package]\nlicense = "MIT"\n', [("MIT", 2)]),
        ("package.json", '{\n "name": "x",\n "license": "ISC"\n}', [("ISC", 3)]),
        ("package.json", '{"licenses": [{"type": "MIT", "url": "x"}]}', [("MIT", 1)]),
        ("composer.json", '{"license": ["MIT", "GPL-2.0-only"]}', [("MIT", 1), ("GPL-2.0-only", 1)]),
        ("CITATION.cff", "cff-version: 1.2.0\nlicense: Apache-2.0\n", [("Apache-2.0", 2)]),
        ("setup.cfg", "[metadata]\nname = x\nlicense = BSD-3-Clause\n", [("BSD-3-Clause", 3)]),
        ("setup.py", 'setup(\n    license="MIT",\n)\n', [("MIT", 2)]),
        (
            "pom.xml",
            "<project><licenses><license>\n<name>Apache License 2.0</name>\n</license></licenses></project>",
            [("Apache-2.0", 2)],
        ),
        (
            "x.gemspec",
            'Gem::Specification.new do |s|\n  s.licenses = ["MIT", "Ruby"]\nend\n',
            [("MIT", 2), ("Ruby", 2)],
        ),
        ("package.json", '{"license": "SEE LICENSE IN terms.txt"}', [("", 1)]),
    ],
)
def test_licenses(path: str, text: str, expected: list[tuple[str, int]]) -> None:
    held = metadata.read(text, path)
    assert [(claim.license, claim.line) for claim in held] == expected
    assert {(claim.origin, claim.about, claim.strength) for claim in held} == {
        (Origin.METADATA, About.PROJECT, Strength.LICENSE)
    }


def test_descriptions_are_sentences() -> None:
    (claim,) = metadata.read('{\n"description": "Chat with Llama 4, an open-source model"\n}', "package.json")
    assert (claim.subject.name, claim.strength, claim.origin, claim.line) == (
        "Llama 4",
        Strength.STRONG,
        Origin.METADATA,
        2,
    )
    assert metadata.read('{"description": "An open source editor for Llama 4"}', "package.json") == ()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("pyproject.toml", '[project]\nlicense = {file = ""}\n'),
        ("pyproject.toml", "[project\n"),
        ("pyproject.toml", "a" + ".a" * 5_000 + " = 1\n"),
        ("package.json", "[1, 2]"),
        ("package.json", '{"license": ' + "[" * 5_000),
        ("package.json", '{"license": 3}'),
        ("CITATION.cff", "license: [\n"),
        ("pom.xml", "<!-- <license><name>MIT</name></license> -->"),
        ("notes.txt", "license = MIT"),
    ],
)
def test_what_claims_nothing(path: str, text: str) -> None:
    assert metadata.read(text, path) == ()


def test_the_files_by_name() -> None:
    assert all(metadata.knows(f"some/folder/{name}") for name in FILES)
    assert not metadata.knows("README.md")


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(FILES), st.text(alphabet="license=\"'[]{}:<>/. \nMIT,#&*-", max_size=200))
def test_no_text_makes_it_fail(path: str, text: str) -> None:
    metadata.read(text, path)
