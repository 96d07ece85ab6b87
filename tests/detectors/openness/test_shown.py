"""The open-source version of what a page presents, and done items of task lists, in other languages."""

from __future__ import annotations

import pytest

from detectors.openness import claims
from detectors.openness.model import About, Modality
from detectors.openness.release import own_subject

OWN = own_subject("alpine/marmot", is_model=True)


def said(line: str) -> list[tuple[About, Modality]]:
    found = claims.read(f"# Marmot\n\n{line}\n", "README.md", OWN, name="alpine/marmot")
    return [(one.about, one.modality) for one in found]


@pytest.mark.parametrize(
    "line",
    [
        "ハブでオープンソース化されているバージョンは小さいです。",
        "オープンソース版は小さいです。",
        "허브에서 제공되는 오픈 소스 버전은 작습니다.",
        "La versión de código abierto en el hub es pequeña.",
        "A versão de código aberto no hub é pequena.",
        "La version open-source sur le hub est petite.",
        "- [x] 基本モデルをオープンソース化",
        "- [x] 기본 모델 오픈 소스화.",
        "- [x] Publicar el modelo base como código abierto",
        "- [x] Publicar o modelo base como código aberto",
        "- [x] Open-source du modèle de base.",
        "- [x] Publier le modèle de base en open source",
    ],
)
def test_the_open_version_and_a_done_item_speak_of_the_model(line: str) -> None:
    assert said(line) == [(About.MODEL, Modality.DIRECT)]


@pytest.mark.parametrize(
    ("line", "about"),
    [
        ("- [x] 推論コードをオープンソース化", About.CODE),
        ("- [x] 추론 코드 오픈 소스화.", About.CODE),
        ("- [x] Publicar los datos como código abierto", About.DATA),
    ],
)
def test_an_item_says_what_was_opened(line: str, about: About) -> None:
    assert said(line) == [(about, Modality.DIRECT)]


@pytest.mark.parametrize(
    "line",
    [
        "- [ ] 基本モデルをオープンソース化",
        "- [ ] Publicar el modelo base como código abierto",
        "La versión de código abierto de Ibex es pequeña.",
    ],
)
def test_open_items_and_versions_of_others_are_no_claims(line: str) -> None:
    assert [one for one in said(line) if one[1] is Modality.DIRECT] == []
