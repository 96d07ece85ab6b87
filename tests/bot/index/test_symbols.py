"""Definitions in files of every promised language, read offline."""

from __future__ import annotations

import pytest

from bot.index.languages import LANGUAGES, language_of
from bot.index.symbols import symbols_in

#: For each language a file and the definitions in it, as owner and name.
SAMPLES = {
    "c": (
        (
            "#define LIMIT 3\nstruct pot { int depth; };\nenum tint { RED };\ntypedef int jar_t;\n"
            "static char *stir(struct pot *p) { return 0; }\n"
        ),
        {"LIMIT", "pot", "pot.depth", "tint", "tint.RED", "jar_t", "stir"},
    ),
    "cpp": (
        "namespace n { class Pot { void stir(int x); int depth; }; }\nvoid Pot::boil() {}\nint main() {}\n",
        {"n", "n.Pot", "Pot.stir", "Pot.depth", "Pot.boil", "main"},
    ),
    "python": (
        "LIMIT = 3\nclass Pot(Base):\n    depth = 1\n    def stir(self): ...\nasync def boil(): ...\n",
        {"LIMIT", "Pot", "Pot.depth", "Pot.stir", "boil"},
    ),
    "javascript": (
        (
            "class Pot { stir() {} }\nfunction boil() {}\nconst cool = () => 1;\n"
            "exports.pour = function () {};\n"
        ),
        {"Pot", "Pot.stir", "boil", "cool", "pour"},
    ),
    "typescript": (
        (
            "interface Lid { open(): void; width: number }\nabstract class Pot<T> { stir(): void {} }\n"
            "enum Tint { Red }\ntype Jar = string;\nexport const boil = (): number => 1;\n"
        ),
        {"Lid", "Lid.open", "Lid.width", "Pot", "Pot.stir", "Tint", "Jar", "boil"},
    ),
    "tsx": ("export function Pot() { return <b>hot</b>; }\n", {"Pot"}),
    "java": (
        (
            "class Pot extends Jar { int depth; Pot() {} void stir() {} }\ninterface Lid { void open(); }\n"
            "enum Tint { RED }\n"
        ),
        {"Pot", "Pot.depth", "Pot.Pot", "Pot.stir", "Lid", "Lid.open", "Tint", "Tint.RED"},
    ),
    "kotlin": (
        "class Pot : Jar() { val depth = 1\n fun stir() = 2 }\nobject Stove\ntypealias Heat = Int\n",
        {"Pot", "Pot.depth", "Pot.stir", "Stove", "Heat"},
    ),
    "go": (
        (
            "package p\ntype Pot struct { Depth int }\nfunc (p *Pot) Stir() {}\nfunc Boil() {}\n"
            "const Limit = 3\n"
        ),
        {"Pot", "Pot.Depth", "Pot.Stir", "Boil", "Limit"},
    ),
    "rust": (
        (
            "struct Pot { depth: u8 }\nimpl Pot { fn stir(&self) {} }\ntrait Lid { fn open(&self); }\n"
            "enum Tint { Red }\nmacro_rules! heat { () => {} }\nconst LIMIT: u8 = 3;\n"
        ),
        {"Pot", "Pot.depth", "Pot.stir", "Lid", "Lid.open", "Tint", "Tint.Red", "heat", "LIMIT"},
    ),
    "csharp": (
        (
            "namespace N { class Pot : Jar { public int Depth {get;set;} int heat; void Stir() {} } }\n"
            "interface ILid { void Open(); }\nenum Tint { Red }\n"
        ),
        {"Pot", "Pot.Depth", "Pot.heat", "Pot.Stir", "ILid", "ILid.Open", "Tint", "Tint.Red"},
    ),
    "ruby": (
        (
            "module Kitchen\n  class Pot < Jar\n    LIMIT = 3\n    def stir!; end\n"
            "    def self.boil; end\n  end\nend\n"
        ),
        {"Kitchen", "Kitchen.Pot", "Pot.LIMIT", "Pot.stir", "Pot.boil"},
    ),
    "php": (
        (
            "<?php\nclass Pot { const LIMIT = 3; public $depth; function stir() {} }\n"
            "function boil() {}\ntrait Lid {}\n"
        ),
        {"Pot", "Pot.LIMIT", "Pot.depth", "Pot.stir", "boil", "Lid"},
    ),
    "swift": (
        (
            "class Pot: Jar {\n var depth = 1\n func stir() {}\n}\nprotocol Lid {\n func open()\n"
            "}\nfunc boil() {}\n"
        ),
        {"Pot", "Pot.depth", "Pot.stir", "Lid", "Lid.open", "boil"},
    ),
    "scala": (
        "class Pot extends Jar { def stir(x: Int) = 1; val depth = 2 }\nobject Stove\ntrait Lid\n",
        {"Pot", "Pot.stir", "Pot.depth", "Stove", "Lid"},
    ),
    "lua": (
        (
            "function boil() end\nlocal function cool() end\nfunction Pot.fill() end\n"
            "function Pot:stir() end\n"
            "Pot.pour = function() end\n"
        ),
        {"boil", "cool", "Pot.fill", "Pot.stir", "Pot.pour"},
    ),
    "elixir": (
        "defmodule Kitchen.Pot do\n  def stir(x), do: x\n  defp boil(x) when x > 1 do\n    x\n  end\nend\n",
        {"Kitchen.Pot", "Pot.stir", "Pot.boil"},
    ),
    "dart": (
        (
            "class Pot extends Jar { void stir() {} final int depth = 1; }\nenum Tint { red }\n"
            "mixin Lid {}\nvoid boil() {}\n"
        ),
        {"Pot", "Pot.stir", "Pot.depth", "Tint", "Tint.red", "Lid", "boil"},
    ),
    "zig": (
        "pub fn boil() void {}\nconst Pot = struct { depth: u8, fn stir() void {} };\n",
        {"boil", "Pot", "Pot.depth", "Pot.stir"},
    ),
    "bash": ("boil() { echo; }\nfunction stir { echo; }\n", {"boil", "stir"}),
    "perl": ("package Kitchen::Pot;\nsub stir { 1 }\n", {"Kitchen.Pot", "stir"}),
    "ocaml": (
        "let boil x = 1\nmodule Pot = struct let stir = 2 end\ntype tint = Red\n",
        {"boil", "Pot", "Pot.stir", "tint", "tint.Red"},
    ),
    "ocaml_interface": ("val boil : int -> int\ntype tint = Red\n", {"boil", "tint", "tint.Red"}),
    "haskell": (
        (
            "module Pot where\ndata Tint = Red | Hue { depth :: Int }\nboil :: Int -> Int\nboil x = 1\n"
            "class Lid a where\n  open :: a\n"
        ),
        {"Tint", "Tint.Red", "Tint.Hue", "Tint.depth", "boil", "Lid", "Lid.open"},
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_promised_language_is_parsed_offline(language: str) -> None:
    text, expected = SAMPLES[language]
    found = symbols_in(text.encode(), language)
    assert {f"{symbol.owner}.{symbol.name}".lstrip(".") for symbol in found} == expected


def test_a_definition_has_its_line_and_what_it_is() -> None:
    (pot, stir) = symbols_in(b"\n\nclass Pot:\n    def stir(self): ...\n", "python")
    assert (pot.line, pot.kind, stir.line, stir.kind) == (3, "class", 4, "function")


def test_a_language_is_known_by_the_ending() -> None:
    assert language_of("src/a.H") == "c"
    assert language_of("Makefile") == ""
    assert language_of("c/README") == ""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe\0", b"(" * 100_000, b"- " * 30_000, b"{}" * 20_000, b"a" * 500_000, b"\n" * 300_000],
    ids=["empty", "binary", "deep", "garbled", "wide", "long word", "lines"],
)
def test_hostile_files_define_nothing(language: str, content: bytes) -> None:
    assert len(symbols_in(content, language)) <= 1


def test_non_ascii_names_keep_their_place() -> None:
    found = symbols_in("# ä€\nclass Größe:\n    def maß(self): ...\n".encode(), "python")
    assert [(symbol.owner, symbol.name) for symbol in found] == [("", "Größe"), ("Größe", "maß")]
