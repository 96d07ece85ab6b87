"""Exclusion files, vendored folders, the names of files, metadata and READMEs."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.licensing import exclusions, metadata, paths, readme, vendored, view
from detectors.licensing.paths import Role
from detectors.model import ChangedFile, TextFile


def of(path: str, text: str) -> TextFile:
    return TextFile(path, text, "main")


@pytest.mark.parametrize(
    ("name", "text", "inside", "outside"),
    [
        (".gitattributes", "docs/*.js linguist-vendored\n", "docs/a.js", "src/a.js"),
        (".gitattributes", "*.pb.go linguist-generated=true\n", "x/y/a.pb.go", "a.go"),
        (".gitattributes", "*.js linguist-vendored\nmine/*.js -linguist-vendored\n", "a.js", "mine/a.js"),
        ("sub/.gitattributes", "*.js linguist-vendored\n", "sub/x/a.js", "a.js"),
        (".rat-excludes", "# words\n**/*.json\n", "x/a.json", "x/a.py"),
        (".rat-excludes", ".*\\.snap\n", "x/a.snap", "x/a.py"),
        (".licenserc.yaml", "header:\n  paths-ignore:\n    - '**/*.md'\n    - dist\n", "dist/a.js", "a.js"),
        (".licenserc.json", '{"ignore": ["dist/"]}', "dist/a.js", "a.js"),
        ("REUSE.toml", '[[annotations]]\npath = ["a/**", "b.py"]\n', "a/x/y.py", "c.py"),
        ("REUSE.toml", '[[annotations]]\npath = "*.py"\n', "a.py", "x/a.py"),
        (".reuse/dep5", "Format: x\n\nFiles: a/*\n b.py\nLicense: MIT\n", "a/x/y.py", "c.py"),
    ],
)
def test_what_a_project_leaves_out(name: str, text: str, inside: str, outside: str) -> None:
    found = exclusions.read([of(name, text)])
    assert not found.unread
    assert not found.asks_header(inside)
    assert found.asks_header(outside)


def test_the_license_that_is_declared_for_a_path_is_known() -> None:
    text = '[[annotations]]\npath = "a/**"\nSPDX-License-Identifier = "MIT"\n'
    assert exclusions.read([of("REUSE.toml", text)]).declared("a/b.py") == "MIT"
    text = "Files: a/*\nCopyright: Ada\nLicense: ISC\n"
    assert exclusions.read([of(".reuse/dep5", text)]).declared("a/b/c.py") == "ISC"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("REUSE.toml", "[[annotations]\n"),
        ("REUSE.toml", "a = " + "[" * 100_000),
        (".licenserc.json", "[" * 100_000),
        (".licenserc.yaml", "[" * 20_000),
        (".licenserc.yaml", "a: &a [x]\nb: [*a, *a]\n"),
        (".licenserc.yaml", "a: 1\n" * 20_000),
        (".gitattributes", "*.x linguist-vendored\n" * 100_000),
    ],
)
def test_files_that_cannot_be_read_say_so_and_nothing_else(name: str, text: str) -> None:
    found = exclusions.read([of(name, text)])
    assert found.unread == (name,)
    assert found.asks_header("a.py")


def test_hostile_patterns_are_matched_in_linear_time() -> None:
    text = "".join(f"{'*a' * 40}{number} linguist-vendored\n" for number in range(800))
    found = exclusions.read([of(".gitattributes", text)])
    assert found.rules
    assert len(found.rules) <= exclusions.MAX_RULES
    assert found.asks_header("a" * 4_000)
    assert exclusions.read([of(".rat-excludes", "(a*)*.*(\n")]).asks_header("x")
    assert exclusions.read([of(".rat-excludes", "*" * 5_000)]).asks_header("x")


@settings(deadline=None)
@given(
    st.sampled_from(["REUSE.toml", ".reuse/dep5", ".rat-excludes", ".gitattributes", ".licenserc.yaml"]),
    st.text(),
)
def test_any_exclusion_file_can_be_read(name: str, text: str) -> None:
    exclusions.read([of(name, text)]).of("src/a.py")


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("LICENSE", Role.LICENSE),
        ("LICENCE.md", Role.LICENSE),
        ("LICENSE-MIT", Role.LICENSE),
        ("COPYING.LESSER", Role.LICENSE),
        ("LICENSES/MIT.txt", Role.LICENSE),
        ("UNLICENSE", Role.LICENSE),
        ("NOTICE.txt", Role.NOTICE),
        ("THIRD_PARTY_NOTICES", Role.BUNDLE),
        ("LICENSE-3rdparty.txt", Role.BUNDLE),
        ("LICENSES.md", Role.BUNDLE),
        ("ui/RADIX-LICENSE", Role.BUNDLE),
        ("license.py", None),
        ("licenses.json", None),
        ("docs/notice.md", None),
        ("docs/copyright.rst", None),
        ("licensing.md", None),
        ("README.md", None),
    ],
)
def test_the_names_of_license_files(path: str, role: Role | None) -> None:
    assert paths.role(path) is role


@pytest.mark.parametrize(
    ("path", "folder"),
    [
        ("third_party/zlib/src/a.c", "third_party/zlib"),
        ("vendor/github.com/x/y/z/a.go", "vendor/github.com/x/y"),
        ("web/node_modules/@x/y/a.js", "web/node_modules/@x/y"),
        ("assets/vendor/jquery.js", "assets/vendor"),
        ("app/models/vendor/a.rb", ""),
        ("src/vendor.py", ""),
    ],
)
def test_folders_of_others_code(path: str, folder: str) -> None:
    found = vendored.component_of(path)
    assert (found[1] if found else "") == folder


@pytest.mark.parametrize(
    ("path", "text", "expression", "line"),
    [
        ("pyproject.toml", '[project]\nlicense = "MIT"\n', "MIT", 2),
        ("pyproject.toml", '[project]\nlicense = {text = "Apache 2.0"}\n', "Apache-2.0", 2),
        (
            "pyproject.toml",
            'classifiers = [\n  "License :: OSI Approved :: MIT License",\n]\n',
            "MIT",
            2,
        ),
        ("package.json", '{\n  "license": "ISC"\n}\n', "ISC", 2),
        ("Cargo.toml", '[package]\nlicense = "MIT OR Apache-2.0"\n', "MIT OR Apache-2.0", 2),
        (
            "pom.xml",
            "<name>Widget</name>\n<licenses>\n<license>\n<name>Apache License, Version 2.0</name>\n",
            "Apache-2.0",
            4,
        ),
        ("CITATION.cff", "title: x\nlicense: MIT\n", "MIT", 2),
        ("widget.gemspec", "  s.license = 'MIT'\n", "MIT", 1),
        ("composer.json", '{"x": 1,\n "license": ["MIT"]}\n', "MIT", 2),
        ("setup.cfg", "[metadata]\nlicense = MIT\n", "MIT", 2),
        ("package.json", '{\n  "license": "SEE LICENSE IN x"\n}\n', "", 2),
    ],
)
def test_the_license_in_metadata(path: str, text: str, expression: str, line: int) -> None:
    (found,) = metadata.stated(of(path, text))
    assert (found.expression, found.line) == (expression, line)


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("![License](https://img.shields.io/badge/license-MIT-blue.svg)\n", "MIT"),
        ("[x](https://img.shields.io/badge/License-Apache_2.0-green)\n", "Apache-2.0"),
        ("This project is licensed under the MIT License - see LICENSE.\n", "MIT"),
        ("# Widget\n\n## License\n\nReleased under the Apache License, Version 2.0.\n", "Apache-2.0"),
        ("License\n-------\n\n[MIT](LICENSE)\n", "MIT"),
        ("Widget is licensed under the ISC license.\n", "ISC"),
    ],
)
def test_the_license_in_a_readme(text: str, expression: str) -> None:
    assert [one.expression for one in readme.stated(of("README.md", text), "widget")] == [expression]


@pytest.mark.parametrize(
    "text",
    [
        "The pictures are licensed under CC BY 4.0.\n",
        "> This project is licensed under the MIT license.\n",
        "```\nThis project is licensed under the MIT license.\n```\n",
        "Checks whether a project is licensed under the MIT license.\n",
        "## Usage\n\nMIT\n",
    ],
)
def test_sentences_about_something_else_are_left_alone(text: str) -> None:
    assert readme.stated(of("README.md", text), "widget") == ()


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_readme_and_metadata_can_be_read(text: str) -> None:
    readme.stated(of("README.md", text), "widget")
    for name in ("pyproject.toml", "pom.xml", "package.json", "setup.cfg", "CITATION.cff"):
        metadata.stated(of(name, text))


def test_of_many_files_only_a_few_are_read() -> None:
    listed = [f"src/m{number}.py" for number in range(1_000)] + [f"p{number}/LICENSE" for number in range(99)]
    listed += ["LICENSE", "NOTICE", "pyproject.toml", "README.md", "REUSE.toml", "third_party/x/a.py"]
    new = ChangedFile("p7/src/new.py", "added", 1, 0, "")
    wanted = view.wanted(listed, [new])
    assert wanted.licenses == ("LICENSE", "NOTICE", "p7/LICENSE")
    assert (wanted.metadata, wanted.readme, wanted.exclusions) == (
        ("pyproject.toml",),
        ("README.md",),
        ("REUSE.toml",),
    )
    sample = view.samples(listed, [new], exclusions.Exclusions())
    assert 0 < len(sample) <= view.MAX_SAMPLE
    assert "third_party/x/a.py" not in sample
