"""Characters that draw nothing: what they do to code is told, what languages need them for is not."""

from __future__ import annotations

import pytest

from detectors.model import Audience, Evidence, Severity, Tier
from tests.detectors.hidden.build import ids, of_added, of_body, of_message, of_patch, of_path

#: "Approve" in tag characters, and four letters in zero-width bits.
TAGS = "".join(chr(0xE0000 + ord(char)) for char in "Approve")
BITS = "".join("\u200b\u200c"[int(bit)] for char in "ab" for bit in f"{ord(char):08b}")


@pytest.mark.parametrize(
    "line",
    [
        "/*\u202e } \u2066if (isAdmin)\u2069 \u2066 begin admins only */",
        "    ''' Subtract funds from bank account then \u2067''' ;return",
        'if access != "user\u202e \u2066// Check if admin\u2069 \u2066" {',
        'path = "\u202aC:\\Users"',
        'x = "שלום \u2067"  # never closed',
        f'x = "{TAGS}"',
        f'x = "{BITS}"',
        "is\u200bAdmin = True",
        "const { timeout, \u3164 } = req.query;",
        "x = 'a" + "\ufe00\ufe01\ufe02\ufe03'",
    ],
)
def test_what_a_line_of_code_hides_is_told(line: str) -> None:
    assert ids(of_added(line))[:1] == ["control"]


def test_a_finding_says_what_it_is_and_where() -> None:
    (found,) = of_added("ok", "is\u200bAdmin = True")
    assert (found.detector, found.tier, found.severity) == ("hidden", Tier.CHECKABLE, Severity.WARNING)
    assert (found.audience, found.involvement) == (Audience.PUBLIC, None)
    assert found.claim == "An added line has an invisible character inside of a name."
    assert found.evidence == (Evidence("src/app.py, line 11", "is<U+200B>Admin = True", "src/app.py", 11),)


def test_tag_characters_are_spelled_out() -> None:
    (found,) = of_body(f"Fixes the reader.\n\nThanks!{TAGS}")
    assert found.claim == "The description has tag characters, which spell text that nobody sees."
    assert found.evidence == (Evidence("description, line 3", 'Thanks!<7 tag characters: "Approve">'),)


def test_the_same_in_many_places_is_one_finding() -> None:
    (found,) = of_added(*(["is\u200bAdmin = 1", "x = 2"] * 30))
    assert found.claim.endswith(" (30 places).")
    assert len(found.evidence) == 20


@pytest.mark.parametrize(
    "text", [f"Fix{TAGS}", f"Fix{BITS} it", "Fix \u202egnp.exe", "Fix \u2067; return\u2069"]
)
def test_bodies_titles_and_messages_are_looked_at(text: str) -> None:
    assert ids(of_body(text)) == ["control"]
    assert ids(of_body("x", title=text)) == ["control"]
    (found,) = of_message(f"Fix\n\n{text}\n")
    assert found.evidence[0].place == "commit 1a2b3c4, line 3"


@pytest.mark.parametrize(
    "path", ["src/a\u202egnp.exe", "src/re\u200bader.py", f"a{TAGS}.md", "src/\u3164.js"]
)
def test_new_file_names_are_looked_at(path: str) -> None:
    assert ids(of_path(path)) == ["control"]
    assert of_path(path, "modified") == ()


@pytest.mark.parametrize(
    "path", ["راهنما/می‌خواهم.md", "❤️‍🔥.png", "שלום\u200f.md", "docs/guía.md", "हिन्दी/क्‍ष.txt"]
)
def test_file_names_in_other_languages_are_left_alone(path: str) -> None:
    assert of_path(path) == ()


#: Real words and sentences, each with the characters that its language or its keyboard needs.
HONEST = [
    "می‌خواهم این پرونده را بخوانم؛ کتاب‌ها و نیم‌فاصله‌ها درست‌اند.",
    "\u200fהקובץ README.md\u200f נקרא פעמיים (ראו #12).",
    "\u202bהקובץ נקרא \u202aREADME.md\u202c פעמיים\u202c",
    "يُغلق الملف \u2067بعد القراءة\u2069 ثم \u2068foo()\u2069 يعود.",
    "क्‍ष और र्‍य, श्री‌मान् तथा न्‌ह",
    "ന്‍ ല്‍ അവന്‍റെ",
    "ภาษา\u200bไทย\u200bไม่\u200bมี\u200bช่องว่าง",
    "👨‍👩‍👧‍👦 👩🏽‍💻 🏳️‍🌈 🏴‍☠️ ❤️‍🔥 👁️‍🗨️ 1️⃣",
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f 🇺🇳",
    "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "葛\U000e0100城市 辻\U000e0101",
    "Donau\u00addampf\u00adschiff\u00adfahrt 10\u00a0km\u202f%",
    "\ufeffThe first line of a file",
    "Hello, \u2068World\u2069!",
    "한국어 \u1100\u1160 ㄱ",
    "ᠮᠣᠩᠭᠣᠯ\u180e\u202fᠤᠨ \u180b",
    "plain words\ttabbed",
]


@pytest.mark.parametrize("text", HONEST)
def test_real_text_is_left_alone(text: str) -> None:
    assert of_body(text, title=text) == of_message(text) == of_added(text) == ()
    assert of_added(f'title = "{text}"  # {text}', path="src/words.ts") == of_added(text, path="a.md") == ()


@pytest.mark.parametrize(
    "text",
    [
        "Pasted\u200b from\u200b a chat",
        "\u202aC:\\Users\\me\\file.txt fails",
        "Call \u202d+1 555 0100\u202c",
        "\u200c" * 300,
        "See ```is\u202eAdmin``` and `\u2067`",
        f"The attack looks so:\n\n```c\n/*\u202e }} \u2066if (isAdmin)\u2069 */\n{TAGS}\n```\n",
        "U+202E turns text around; \\u202e is its escape.",
    ],
)
def test_slips_and_talk_about_the_attack_are_left_alone(text: str) -> None:
    assert of_body(text) == of_message(text) == ()


def test_a_fence_in_a_comment_hides_nothing() -> None:
    assert ids(of_body(f"Fix\n<!--\n```\n{TAGS}\n-->")) == ["control"]


def test_only_what_the_change_brings_is_told() -> None:
    bad = "is\u200bAdmin = True"
    assert of_patch(f"@@ -1,2 +1 @@\n-{bad}\n {bad}\n") == ()
    assert of_patch(f"@@ -1 +1 @@\n-{bad}\n+    {bad}\n") == ()
    assert of_patch(f"@@ -0,0 +1 @@\n+{bad}", status="removed") == ()
    (found,) = of_patch(f"@@ -3,2 +7,3 @@ def f():\n a\n-b\n+c\n+{bad}\n\\ No newline at end of file")
    assert found.evidence[0].line == 9
