"""Frames of Python, JavaScript, Ruby, PHP, Perl, Lua, Dart, Elixir and Erlang, and of Rust.

PHP and Perl tell the file of the call, which is not the file of the called function, and JavaScript tells the
class of the object, which need not be the one that has the method: neither is taken for a place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from detectors.references.frames import names, origin
from detectors.references.frames.frame import PLAIN, Frame, Project, number

_PYTHON = re.compile(
    r"\s{0,80}(?:[|+-]\s{0,9})?File \\?\"(?P<path>[^\"\n]{1,400}?)\\?\", line (?P<line>\d{1,7})(?:,? in "
    r"(?P<name>\S.{0,200}))?\s*$"
)
_IPYTHON = re.compile(
    r"\s{0,80}(?:File )?(?P<path>\S{1,300}\.pyx?)(?::(?P<line>\d{1,7}))?(?:,|:)? in "
    r"(?P<name>[\w.<>]{1,100})\(.{0,300}\)?:?\s*$"
)
_PYTHON_NOTE = re.compile(
    r"\s{0,80}(?:[|+]\s{0,9})?(?:Traceback \(most recent call "
    r"(?:last|first)\)|During handling of the above exception, another"
    r"|The above exception was the direct cause|\[Previous line repeated \d+ more)"
)
_NOT_NAMED: Final = frozenset(
    {"<module>", "<lambda>", "<listcomp>", "<genexpr>", "<dictcomp>", "<setcomp>", "<cell line: 1>"}
)
_V8 = re.compile(
    r"\s{0,200}at (?P<async>async )?(?P<new>new )?(?:(?P<name>[^()\n]{1,300}?)(?: \[as [^\]]{1,100}\])?(?: |"
    r"(?=\()))?\(?"
    r"(?P<path>(?:[A-Za-z]:)?[^\s():][^():\n]{0,400}|[a-z-]{2,20}:[^():\n]{1,400}"
    r"(?::\d{1,5}[^():\n]{1,400})?)"
    r":(?P<line>\d{1,7}):(?P<column>\d{1,7})\)?,?\s*$"
)
_V8_BARE = re.compile(
    r"\s{0,200}at (?:async )?(?:new )?[\w$.<>\[\] ]{1,200} \("
    r"(?:<anonymous>|native|URL|index \d+|unknown|<URL>|eval at .{0,400})\)\s*$"
)
_REACT = re.compile(r"\s{0,200}in [A-Z][\w.$()]{0,100} \((?:at|created by) [^()]{1,300}\)\s*$")
_GECKO = re.compile(
    r"\s{0,80}(?P<name>[^\s@()]{0,200})@(?P<path>(?:[a-z-]{2,20}:/{1,3}|/|\./|[A-Za-z]:)?[^\s@]{1,400}?):"
    r"(?P<line>\d{1,7}):(?P<column>\d{1,7})\s*$"
)
_RUBY = re.compile(
    r"\s{0,80}(?:# )?(?:\d{1,4}: )?(?:from )?(?P<path>[^\s:][^:\n]{0,300}\."
    r"(?:rb|rake|ru|erb|gemspec)|[^\s:]{1,300}/(?:bin|exe)/[\w-]{1,60}):(?P<line>\d{1,7}):in "
    r"[`'](?P<name>[^']{1,200})'"
)
_PHP = re.compile(
    r"\s{0,80}#\d{1,4} (?:(?:[A-Za-z]:)?[^():\n]{1,400}\(\d{1,7}\)|\[internal function\]): "
    r"(?P<name>[\w\\{}:>-]{1,300})\("
)
_PHP_NOTE = re.compile(r"\s{0,80}#\d{1,4} \{main\}|\s{0,80}Stack trace:\s*$")
_PERL = re.compile(
    r"\s{0,80}(?P<name>[A-Za-z_][\w:]{1,200})\(.{0,600}\) called at \S.{0,300} line \d{1,7}\.?\s*$"
)
_LUA = re.compile(
    r"\s{0,80}(?P<path>[^\s:][^:\n]{0,300}\.lua):(?P<line>\d{1,7}): in "
    r"(?:function|method|upvalue|local|field|global)\s+[`'<](?P<name>[^'>]{1,200})['>]"
)
_LUA_NOTE = re.compile(r"\s{0,80}(?:\[C\]: in |stack traceback:\s*$|\S{1,300}\.lua:\d{1,7}: in main chunk)")
_DART = re.compile(
    r"\s{0,80}#\d{1,4}\s{1,9}(?P<name>\S.{0,200}?) \((?P<path>(?:package|dart|file):[^()\s]{1,300}?)(?::"
    r"(?P<line>\d{1,7}))?(?::\d{1,7})?\)"
)
_ELIXIR = re.compile(
    r"\s{0,80}(?:\((?P<app>\w{1,60})(?: [\w.+-]{1,40})?\) )?(?P<path>[\w./-]{1,300}\.exs?):"
    r"(?P<line>\d{1,7}): (?P<name>[\w.!?:\"()/&-]{1,200})/\d"
)
_ELIXIR_ERL = re.compile(
    r"\s{0,80}\((?:stdlib|elixir|kernel|erts|ex_unit|mix)(?: [\d.]+)?\) \S+\.(?:erl|ex)(?::\d+)?: "
)
_ERLANG = re.compile(
    r"\{(?P<owner>[a-z]\w{0,80}),'?(?P<name>[\w-]{1,80})'?,\d{1,2},\s{0,40}\[\{file,\s?\""
    r"(?P<path>[^\"]{1,200})\"\},\s{0,40}\{line,\s?(?P<line>\d{1,7})\}"
)
_RUST = re.compile(r"\s{0,80}\d{1,4}:\s{1,9}(?:0x[0-9a-f]{6,16} - )?(?P<name>[\w<&\[(].{0,800})$")
_RUST_AT = re.compile(r"\s{1,80}at (?P<path>\S.{0,400}?):(?P<line>\d{1,7})(?::\d{1,5})?\s*$")
_RUST_NOTE = re.compile(
    r"\s{0,80}(?:thread '[^']{0,200}' (?:\(\d+\) )?panicked at |stack backtrace:\s*$|note: "
    r"(?:run with|Some details are omitted))"
)
_RUST_STANDARD: Final = frozenset({
    "std", "core", "alloc", "rust_begin_unwind", "__rust_begin_short_backtrace", "__rust_try", "test",
    "panic_unwind", "main", "_start", "start_thread", "__libc_start_main", "tokio", "futures_util",
    "futures_core", "rayon", "rayon_core", "serde", "serde_json", "hyper", "tracing",
})  # fmt: skip


def python(line: str, following: str, project: Project) -> Sequence[Frame]:  # noqa: ARG001
    """Read ``File "x.py", line 3, in f``, with the line of source that may follow it."""
    match = _PYTHON.match(line)
    if not match:
        match = _IPYTHON.match(line)
    if not match:
        return PLAIN if _PYTHON_NOTE.match(line) else ()
    indent = len(line) - len(line.lstrip())
    has_echo = following[: indent + 1].isspace() and not _PYTHON.match(following)
    lines = 2 if has_echo and following.strip() else 1
    text = (match["name"] or "").strip()
    if text in _NOT_NAMED or not text:
        return (Frame(lines=lines),)
    owner, name = names.last(text.replace("<locals>.", ""), separators=".")
    path = match["path"]
    hedge = ""
    if path.startswith("<") or "ipykernel" in path or not names.IDENTIFIER.fullmatch(name):
        hedge = origin.GENERATED
    return (Frame(name, owner.rpartition(".")[2], path, number(match["line"]), hedge, lines=lines),)


def javascript(line: str, following: str, project: Project) -> Sequence[Frame]:  # noqa: ARG001
    """Read frames of V8 (``at f (x.js:1:2)``), of Firefox and Safari (``f@x.js:1:2``), and React's."""
    if _V8_BARE.match(line) or _REACT.match(line):
        return PLAIN
    match = _V8.match(line)
    if not match and (match := _GECKO.match(line)) and not re.search(r"/|\.m?[jt]sx?\b", match["path"]):
        return ()
    if not match:
        return ()
    text = (match["name"] or "").rstrip("<")
    _, name = names.last(text, separators="./")
    name = name.removeprefix("#").strip("<>")
    if not name or text.endswith("<anonymous>") or not names.IDENTIFIER.fullmatch(name):
        return PLAIN
    path, column, at = match["path"], int(match["column"]), int(match["line"])
    hedge = ""
    if column > 400 or len(name) < 3:
        hedge = origin.GENERATED
    elif "/" not in path and "\\" not in path and not path.endswith((".ts", ".tsx", ".jsx", ".mjs")):
        hedge = origin.RUNTIME
    return (Frame(name, "", path, number(str(at)), hedge),)


def ruby(line: str, following: str, project: Project) -> Sequence[Frame]:  # noqa: ARG001
    """Read ``from x.rb:3:in `f'``."""
    match = _RUBY.match(line)
    if not match:
        return ()
    text = match["name"].rpartition(" in ")[2]
    owner, name = names.last(text, separators="#.")
    if text.startswith("<") or not names.IDENTIFIER.fullmatch(name):
        return PLAIN
    return (Frame(name, owner, match["path"], number(match["line"])),)


def php(line: str, following: str, project: Project) -> Sequence[Frame]:  # noqa: ARG001
    """Read ``#0 /x.php(3): A\\B->f()``. The file is the caller's."""
    match = _PHP.match(line)
    if not match:
        return PLAIN if _PHP_NOTE.match(line) else ()
    owner, name = names.last(match["name"].replace("->", "::"), separators=":\\")
    if not names.IDENTIFIER.fullmatch(name):
        return PLAIN
    return (Frame(name, owner),)


def perl(line: str, following: str, project: Project) -> Sequence[Frame]:  # noqa: ARG001
    """Read ``A::f(1) called at x.pl line 3``. The file is the caller's."""
    match = _PERL.match(line)
    if not match:
        return ()
    owner, name = names.last(match["name"], separators=":")
    return (Frame(name, owner),)


def lua(line: str, following: str, project: Project) -> Sequence[Frame]:  # noqa: ARG001
    """Read ``x.lua:3: in function 'f'``. The name is the caller's for it."""
    match = _LUA.match(line)
    if not match:
        return PLAIN if _LUA_NOTE.match(line) else ()
    owner, name = names.last(match["name"], separators=".:")
    if not names.IDENTIFIER.fullmatch(name):
        return PLAIN
    return (Frame(name, owner, match["path"], number(match["line"])),)


def dart(line: str, following: str, project: Project) -> Sequence[Frame]:  # noqa: ARG001
    """Read ``#1  A.f (package:a/b.dart:3:4)``; a package's files stand in its ``lib`` folder."""
    match = _DART.match(line)
    if not match:
        return PLAIN if line.strip() == "<asynchronous suspension>" else ()
    text = match["name"].partition(".<")[0].removeprefix("new ").rstrip(".")
    owner, name = names.last(text, separators=".")
    scheme, _, path = match["path"].partition(":")
    package, _, inner = path.partition("/")
    own = scheme == "package" and project.is_named_by(package.replace("_", "-"))
    hedge = ""
    if not names.IDENTIFIER.fullmatch(name):
        hedge = origin.GENERATED
    elif scheme == "dart":
        hedge = origin.RUNTIME
    elif scheme == "package" and not own:
        hedge = origin.LIBRARY
    path = f"lib/{inner}" if scheme == "package" else path
    return (Frame(name, owner, path, number(match["line"]), hedge, own),)


def beam(line: str, following: str, project: Project) -> Iterator[Frame]:  # noqa: ARG001
    """Read Elixir's ``(app 1.0) lib/x.ex:3: A.f/1`` and Erlang's ``{a,f,1,[{file,"x.erl"},{line,3}]}``."""
    if _ELIXIR_ERL.match(line):
        yield Frame()
    elif match := _ELIXIR.match(line):
        app = match["app"] or ""
        owner, name = names.last(match["name"], separators=".")
        own = project.is_named_by(app.replace("_", "-"))
        hedge = "" if own or not app else origin.LIBRARY
        if not names.IDENTIFIER.fullmatch(name):
            hedge = origin.GENERATED
        yield Frame(name, owner, match["path"], number(match["line"]), hedge, own)
    for found in _ERLANG.finditer(line):
        owned = Frame(found["name"], found["owner"], found["path"], number(found["line"]))
        yield owned if names.IDENTIFIER.fullmatch(owned.name) else Frame()


def rust(line: str, following: str, project: Project) -> Sequence[Frame]:
    """Read a numbered function together with the ``at path:line`` that follows it."""
    match, place = _RUST.match(line), _RUST_AT.match(following)
    if not match or (not place and "::" not in match["name"]):
        return PLAIN if _RUST_NOTE.match(line) else ()
    owner, name = names.native(match["name"])
    crate = owner.partition("::")[0] or name
    own = project.is_named_by(crate.replace("_", "-"))
    path = place["path"] if place else ""
    hedge = ""
    if not name or names.MANGLED.search(match["name"]):
        hedge = origin.GENERATED
    elif crate in _RUST_STANDARD and not own:
        hedge = origin.RUNTIME
    elif not own and path.startswith(("./", ".\\", "src/")):
        hedge = origin.REPORTER
    return (
        Frame(
            name or "?",
            owner,
            path,
            number(place["line"]) if place else None,
            hedge,
            own,
            "::" in match["name"] or bool(place),
            2 if place else 1,
        ),
    )
