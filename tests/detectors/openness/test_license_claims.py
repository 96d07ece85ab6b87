"""Which license a page gives to what: in sentences, lists and tables, and what only looks like it."""

from __future__ import annotations

import pytest

from detectors.openness import claims, sentences
from detectors.openness.model import Context, Modality, Origin, Strength, Subject

OWN = Subject("Marmot", None, own=True)


def said(text: str, own: Subject | None = OWN, path: str = "README.md") -> list[str]:
    """Return the license claims of a page called Marmot: about what, the id, whose if not its own."""
    found = claims.read(f"# Marmot\n\n{text}\n", path, own, name="acme/marmot")
    return [
        f"{one.about} {one.license or '?'}" + ("" if one.subject.own else f" of {one.subject.name}")
        for one in found
        if one.strength is Strength.LICENSE and one.modality is Modality.DIRECT and not one.negated
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Marmot's code and model weights are released under the MIT License.",
            {"code MIT", "weights MIT"},
        ),
        (
            "Both our code, and the checkpoints, are under Apache 2.0.",
            {"code Apache-2.0", "weights Apache-2.0"},
        ),
        (
            "Code is released under MIT, model weights are released under CC-BY-NC 4.0.",
            {"code MIT", "weights CC-BY-NC-4.0"},
        ),
        (
            "The code is under the MIT license, while the data and weights are under CC BY-NC 4.0.",
            {"code MIT", "data CC-BY-NC-4.0", "weights CC-BY-NC-4.0"},
        ),
        ("We release our code under MIT. The model weights under CC0.", {"code MIT", "weights CC0-1.0"}),
        ("We release the weights and the data under CC-BY-4.0.", {"weights CC-BY-4.0", "data CC-BY-4.0"}),
        ("The MIT License for the code, and CC-BY-4.0 for the dataset.", {"code MIT", "data CC-BY-4.0"}),
        ("Marmot is out under the MIT License (both code and model weights).", {"code MIT", "weights MIT"}),
        ("This project is dual-licensed under MIT and Apache-2.0.", {"project MIT", "project Apache-2.0"}),
        ("For the code, please comply with the Apache License 2.0.", {"code Apache-2.0"}),
        ("The use of the model weights is subject to the [Model License](MODEL_LICENSE).", {"weights ?"}),
        ("The use of the model weights, however, must follow the [Model License](M).", {"weights ?"}),
        ("`tools/run.py` is under the BSD 3-Clause license.", {"code BSD-3-Clause"}),
        ("This code repository is licensed under MIT.", {"code MIT"}),
        ("Marmot is a fast file system released under MIT.", {"model MIT"}),
    ],
)
def test_each_noun_of_a_clause_has_its_license(text: str, expected: set[str]) -> None:
    assert set(said(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The model weights are released under the [LICENSE](LICENSE) terms.", ["weights ?"]),
        ("The weights are available via [Acme](https://acme.example) under [a license with limits](LICENSE).",
         ["weights ?"]),
        ("See the [LICENSE](LICENSE) file for more about the license under which this code is available.",
         ["code ?"]),
        ("Please note that Marmot is made available under its own [License](LICENSE_MARMOT).", ["model ?"]),
        ("The Marmot model follows the same license as Burrow.", ["model ?"]),
        ("The usage of the checkpoints should comply with the base model's license.", ["weights ?"]),
        ("## License\n\nWe think of all.\n\nSee [LICENSE](LICENSE) for details.", ["project ?"]),
        ("## License\n\nThis project is licensed under MIT. See [LICENSE](LICENSE).", ["project MIT"]),
        ("The tool is great; read [how to get a license](https://acme.example/shop).", []),
        ("[Pick a license](https://acme.example/wiki/license.png)", []),
    ],
)  # fmt: skip
def test_a_link_to_a_license_is_one(text: str, expected: list[str]) -> None:
    assert said(text) == expected


def test_a_link_to_a_license_stays_with_the_claim() -> None:
    (claim,) = claims.read(
        "The weights are released under the [LICENSE](./W_LICENSE) terms.\n", "README.md", OWN
    )
    assert (claim.license, claim.links) == ("", ("./W_LICENSE",))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("License: mit", ["project MIT"]),
        ("**License:** [Proprietary](LICENSE)", ["project ?"]),
        ("Model license: Apache-2.0", ["model Apache-2.0"]),
        ("**License** A custom license is available at: [https://acme.example/a](https://acme.example/a)",
         ["project ?"]),
        ("## License\n\n- toolkit source code in this repository: [MIT License](./LICENSE)", ["code MIT"]),
        ("## License\n\n- Code\n  - MIT\n- Model weights\n  - CC0-1.0", ["code MIT", "weights CC0-1.0"]),
        ("## Model License\n\n[Apache 2.0](LICENSE)", ["model Apache-2.0"]),
        ("## License\n\n### Code\n\nMIT", ["code MIT"]),
        ("## License\n\n[FSL-1.1-MIT](LICENSE.md)", ["project FSL-1.1-MIT"]),
        ("## License\n\n[Business Source License 1.1](LICENSE)", ["project BUSL-1.1"]),
        ("## License\n\nMIT License - see [LICENSE](LICENSE) for details.", ["project MIT"]),
        ("## License\n\nLicensed under either of Apache License, Version 2.0 or MIT license at your option.",
         ["project Apache-2.0", "project MIT"]),
        ("- **Open source**: Apache 2.0 licensed.", ["project Apache-2.0"]),
        ("Marmot is fully open source (Apache 2.0), and fast.", ["project Apache-2.0"]),
    ],
)  # fmt: skip
def test_labels_lists_and_headings(text: str, expected: list[str]) -> None:
    assert said(text, None) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("## License\n\n- [Burrow](libs/burrow/LICENSE) (MIT)", ["project MIT of Burrow"]),
        ("## License\n\nBurrow is licensed under the MIT license.", ["project MIT of Burrow"]),
        ("## License\n\nParts of it are based on Burrow, released under MIT.", ["project MIT of Burrow"]),
        ("We built it on Burrow, released under MIT.", []),
        ("We use the following databases:\n\n- Sett (changed), by A. Badger, available under CC-BY-4.0.",
         ["data CC-BY-4.0 of Sett"]),
    ],
)  # fmt: skip
def test_what_belongs_to_others_is_theirs(text: str, expected: list[str]) -> None:
    assert said(text, None) == expected


@pytest.mark.parametrize(
    "text",
    [
        "By contributing you agree that your work is under the MIT License.",
        "If the code is under the MIT License, you may use it.",
        "Use a license that is compatible with MIT.",
        "It includes the following MIT-licensed libraries:",
        "Our model was trained on code under the MIT license.",
        "The dataset contains only files licensed under MIT or BSD.",
        "You can choose the MIT license for your own project.",
        "All derived works must keep these headers under the terms of the Apache License.",
        "We publish deltas to comply with the Burrow license.",
        "The documentation is licensed under CC-BY-4.0.",
        "The third-party code is licensed under MIT.",
        "The weights were previously released under CC-BY-NC-4.0.",
        "You may not use the code except in compliance with the Apache License.",
        "Is the code under the MIT License?",
        "Add a license header, such as MIT, to each file.",
        "You can license our models for sale here: https://acme.example/pricing/licensing",
    ],
)
def test_what_gives_no_license(text: str) -> None:
    assert said(text) == []


TABLE = """| Name | Size | License |
| --- | --- | --- |
| Marmot-7B | | MIT |
| Burrow-7B | 7 GB | [Apache-2.0](LICENSE) |

| Part | License |
| --- | --- |
| Code | MIT |
| Model weights | [License](models/LICENSE) |

| | Marmot (ours) | Burrow |
| --- | --- | --- |
| License | MIT | GPL-3.0 |
| Hosted | yes (code: MIT) | no |
"""


def test_tables_give_to_their_rows() -> None:
    found = claims.read(f"# Marmot\n\n{TABLE}", "README.md", OWN, name="acme/marmot")
    assert {one.origin for one in found} == {Origin.TABLE}
    assert [(one.line, str(one.about), one.license) for one in found] == [
        (5, "model", "MIT"),
        (10, "code", "MIT"),
        (11, "weights", ""),
        (15, "project", "MIT"),
        (16, "project", "MIT"),
    ]


def test_an_empty_cell_moves_no_column() -> None:
    read = sentences.read("| | A | B |\n| --- | --- | --- |\n| x | | 2 |\n", "README.md")
    assert [(one.text, one.column) for one in read if not one.heading] == [("x", ""), ("2", "B")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("> [!NOTE]\n> The code is released under MIT.", ["code MIT"]),
        ("> The code is released under MIT.", []),
        ("## License\n\n```\nLicensed under the Apache License, Version 2.0 (the \"License\");\n```",
         ["project Apache-2.0"]),
        ("## Usage\n\n```\nLicensed under the Apache License, Version 2.0 (the \"License\");\n```", []),
    ],
)  # fmt: skip
def test_alerts_and_notices_are_spoken(text: str, expected: list[str]) -> None:
    assert said(text, None) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("## 协议\n\n本仓库的代码依照 [Apache-2.0](L) 开源，模型权重的使用遵循 [Model License](M)。",
         ["code Apache-2.0", "weights ?"]),
        ("## 协议\n\n<https://acme.example>中的源代码采用[Apache 2.0协议](./LICENSE)授权。",
         ["code Apache-2.0"]),
        ("コードは [MIT License](LICENSE) に従ってください。", ["code MIT"]),
        ("모델 가중치는 [CC-BY-NC-4.0](LICENSE) 라이선스를 따릅니다.", ["weights CC-BY-NC-4.0"]),
        ("Este código y los pesos del modelo se publican bajo la Apache License 2.0.",
         ["code Apache-2.0", "weights Apache-2.0"]),
        ("请先看是否符合 MIT 协议。", []),
    ],
)  # fmt: skip
def test_other_languages(text: str, expected: list[str]) -> None:
    assert said(text) == expected


def test_a_card_speaks_of_the_weights() -> None:
    text = "# Card\n\n**License** The Acme license is at: [https://acme.example/a](https://acme.example/a)\n"
    assert {str(one.about) for one in claims.read(text, "MODEL_CARD.md", OWN)} == {"weights"}
    text = "# Card\n\nUsers may tune Marmot provided they comply with the Acme Community License.\n"
    (claim,) = claims.read(text, "MODEL_CARD.md", OWN)
    assert (claim.subject, str(claim.about)) == (OWN, "model")


def test_an_issue_names_licenses_and_links_none() -> None:
    text = "The weights are released under the [LICENSE](LICENSE) terms.\n"
    assert claims.read(text, ":text", OWN, Context.ISSUE) == ()
