"""Look-alike letters inside of names and addresses."""

from __future__ import annotations

import pytest

from detectors.model import Evidence
from tests.detectors.hidden.build import ids, of_added


def test_the_quote_shows_which_letter_it_is() -> None:
    (found,) = of_added("def is_аdmin(user):")
    assert found.claim == "A name in an added line mixes Latin letters with look-alikes of another script."
    assert found.evidence == (Evidence("src/app.py, line 10", "is_а<U+0430>dmin", "src/app.py", 10),)


@pytest.mark.parametrize(
    "line",
    [
        "sayНello()",
        "from pаypal import client",
        "ΑΒcd = 1",
        'url = "https://gіthub.com/acme"',
        "curl https://www.pаypal.com/x",
        "раss_word = 1  # пароль пользователя",
        "раssword = 1  # пароль пользователя",
    ],
)
def test_mixed_words_are_told(line: str) -> None:
    assert ids(of_added(line)) == ["homoglyph"]


@pytest.mark.parametrize(
    "line",
    [
        "# Читаем файл и закрываем его",
        "# Η ανάγνωση του αρχείου",
        'print("\\nПривет, %sфайл, %dс, \\tРосса \\x1b[1mОса")',
        "# HTTPзапрос к APIшке, COVIDом, Сookie и CРM в русском тексте",
        "Δx = λ_max * σ2 + μm - dθ / αβ",
        "let ναρ = kΩ + ΔT;",
        'url = "https://президент.рф/события"',
        'url = "https://почта.example.com/папка"',
        "HTTPСоединение = Новый HTTPСоединение(Сервер);",
        "имя_файла = open(путь)",
        "café = naïve + Straße",
        "変数name = 1",
        "oса хор ЕС",
    ],
)
def test_honest_words_are_left_alone(line: str) -> None:
    assert of_added(line) == ()


def test_in_documentation_only_addresses_are_looked_at() -> None:
    assert of_added("Вся документация: Сookie, pаypal", path="README.md") == ()
    assert ids(of_added("See [x](https://pаypal.com/)", path="README.md")) == ["homoglyph"]
