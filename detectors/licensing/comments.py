"""The comments at the top of a source file, in the syntaxes of the common languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

#: A header stands at the top: so many lines and characters are read.
MAX_LINES: Final = 80
MAX_CHARS: Final = 8_192
#: Lines of code that may stand above the header: a package line, an opening tag, a few imports.
MAX_CODE: Final = 10


class Line(NamedTuple):
    """A line with its number (from 1)."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Syntax:
    """What starts a comment that ends with its line, and what opens and closes one that does not."""

    lines: tuple[str, ...] = ()
    blocks: tuple[tuple[str, str], ...] = ()


_C: Final = Syntax(("//",), (("/*", "*/"),))
_HASH: Final = Syntax(("#",))
_MARKUP: Final = Syntax((), (("<!--", "-->"), ("<%--", "--%>"), ("{{!", "}}"), ("{#", "#}")))
_LISP: Final = Syntax((";",), (("#|", "|#"),))
_ML: Final = Syntax(("//",), (("(*", "*)"), ("{", "}")))

#: Language: its syntax, and the endings of its files.
_LANGUAGES: Final[dict[str, tuple[Syntax, str]]] = {
    "Python": (Syntax(("#",), (('"""', '"""'), ("'''", "'''"))), "py pyi pyw pyx pxd bzl"),
    "Ruby": (Syntax(("#",), (("=begin", "=end"),)), "rb rake gemspec"),
    "Perl": (Syntax(("#",), (("=pod", "=cut"), ("=head", "=cut"))), "pl pm t"),
    "Shell": (_HASH, "sh bash zsh ksh fish"),
    "PowerShell": (Syntax(("#",), (("<#", "#>"),)), "ps1 psm1 psd1"),
    "R": (_HASH, "r"),
    "Julia": (Syntax(("#",), (("#=", "=#"),)), "jl"),
    "Elixir": (_HASH, "ex exs"),
    "YAML": (_HASH, "yaml yml"),
    "TOML": (_HASH, "toml"),
    "Make": (_HASH, "mk mak"),
    "CMake": (Syntax(("#",), (("#[[", "]]"),)), "cmake"),
    "Terraform": (Syntax(("#", "//"), (("/*", "*/"),)), "tf hcl"),
    "Nix": (Syntax(("#",), (("/*", "*/"),)), "nix"),
    "Tcl": (_HASH, "tcl"),
    "C": (_C, "c h"),
    "C++": (_C, "cc cpp cxx c++ hh hpp hxx ipp inl cu cuh"),
    "C#": (_C, "cs"),
    "Java": (_C, "java"),
    "Kotlin": (_C, "kt kts"),
    "Scala": (_C, "scala sc"),
    "Groovy": (_C, "groovy gradle"),
    "Go": (_C, "go"),
    "Rust": (_C, "rs"),
    "Swift": (_C, "swift"),
    "Objective-C": (_C, "m mm"),
    "JavaScript": (_C, "js jsx mjs cjs"),
    "TypeScript": (_C, "ts tsx mts cts"),
    "Dart": (_C, "dart"),
    "Zig": (_C, "zig"),
    "Protocol Buffers": (_C, "proto thrift"),
    "Solidity": (_C, "sol"),
    "Shader": (_C, "glsl hlsl vert frag wgsl metal"),
    "Verilog": (_C, "v sv svh"),
    "Assembly": (Syntax(("//", "#", ";", "@"), (("/*", "*/"),)), "s asm"),
    "PHP": (Syntax(("//", "#"), (("/*", "*/"),)), "php phtml"),
    "CSS": (_C, "css scss sass less"),
    "Vue": (Syntax(("//",), (("<!--", "-->"), ("/*", "*/"))), "vue svelte astro"),
    "HTML": (_MARKUP, "html htm xhtml jsp hbs"),
    "XML": (_MARKUP, "xml xsl xslt xsd"),
    "SQL": (Syntax(("--",), (("/*", "*/"),)), "sql"),
    "Lua": (Syntax(("--",), (("--[[", "]]"),)), "lua"),
    "Haskell": (Syntax(("--",), (("{-", "-}"),)), "hs lhs"),
    "Elm": (Syntax(("--",), (("{-", "-}"),)), "elm"),
    "Ada": (Syntax(("--",)), "adb ads"),
    "VHDL": (Syntax(("--",)), "vhd vhdl"),
    "Lisp": (_LISP, "lisp el clj cljs cljc scm rkt"),
    "TeX": (Syntax(("%",)), "tex sty cls"),
    "Erlang": (Syntax(("%",)), "erl hrl"),
    "OCaml": (_ML, "ml mli"),
    "F#": (_ML, "fs fsi fsx"),
    "Pascal": (_ML, "pas dpr"),
    "Fortran": (Syntax(("!", "c ", "C ", "* ")), "f f90 f95 f03 f08 for"),
    "Visual Basic": (Syntax(("'",)), "vb bas vbs"),
    "Batch": (Syntax(("REM ", "rem ", "@rem ", "@REM ", "::")), "bat cmd"),
    "Vim script": (Syntax(('"',)), "vim"),
}
#: Files known by their whole name.
_NAMES: Final = {"makefile": "Make", "gnumakefile": "Make", "cmakelists.txt": "CMake", "dockerfile": "Docker"}
_BY_ENDING: Final = {end: name for name, (_, ends) in _LANGUAGES.items() for end in ends.split()}


def language_of(path: str) -> str:
    """Return the language of a source file by its name, or ``""`` where its comments are not known."""
    name = path.rpartition("/")[2].lower()
    return _NAMES.get(name) or (_BY_ENDING.get(name.rpartition(".")[2], "") if "." in name else "")


def top(text: str, path: str) -> Iterator[Line]:
    """Yield the lines of the comments at the top of a source file, without the marks of a comment.

    Reads ``MAX_CHARS`` and ``MAX_LINES``, and ends after ``MAX_CODE`` lines of code. Nothing where the
    language is not known.
    """
    syntax = _LANGUAGES[language][0] if (language := language_of(path)) in _LANGUAGES else None
    if syntax is None:
        syntax = _HASH if language else Syntax()
    closing, code = "", 0
    for number, raw in enumerate(text[:MAX_CHARS].split("\n")[:MAX_LINES], 1):
        line = raw.strip().lstrip("\ufeff")
        if not closing:
            opened = next((block for block in syntax.blocks if line.startswith(block[0])), None)
            if opened is None:
                mark = next((mark for mark in syntax.lines if line.startswith(mark)), "")
                if mark:
                    yield Line(number, bare(line[len(mark) :]))
                elif line:
                    code += 1
                    if code > MAX_CODE:
                        return
                continue
            closing, line = opened[1], line[len(opened[0]) :]
        end = line.find(closing)
        yield Line(number, bare(line if end < 0 else line[:end]))
        closing = closing if end < 0 else ""


def bare(text: str) -> str:
    """Return a line without the ornaments that stand at its edges."""
    return text.strip().strip("*#/;%!=-|~").strip()
