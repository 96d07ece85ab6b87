"""Makes ``detectors/references/data/standard.txt.gz``: names of standard libraries, runtimes and tools.

    python -m benchmarks.standard_names FOLDER

Everything comes from what is installed here (the running Python with pygments, a JDK, the C headers and
manual pages, Rust's documentation), from ``standard_words.txt`` beside this file, and from a FOLDER with:

* ``typescript/``, ``node/``, ``jest/``: the npm packages ``typescript``, ``@types/node``, ``@types/jest``
* ``go.git``, ``ruby.git``, ``dotnet.git``: git directories of golang/tools, ruby/rbs and dotnet/standard

A source that is missing is named and left out. The counts go to standard output.
"""

from __future__ import annotations

import builtins
import gzip
import importlib
import inspect
import io
import pkgutil
import re
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

OUT = Path(__file__).parent.parent / "detectors" / "references" / "data" / "standard.txt.gz"
WORDS = Path(__file__).parent / "standard_words.txt"
NAME = re.compile(r"[A-Za-z_$@][\w$.!?/:-]*")


def python(_: Path) -> Iterator[str]:
    """Modules, their members, and the members of their classes."""
    skipped = {"antigravity", "this", "idlelib", "turtledemo", "test", "lib2to3"}
    yield from dir(builtins)
    for name in sorted(sys.stdlib_module_names - skipped):
        yield name
        for module in _modules(name):
            yield module.__name__
            for key, value in vars(module).items():
                yield key
                if inspect.isclass(value):
                    yield from dir(value)
    yield from _pytest()


def _pytest() -> Iterator[str]:
    import unittest.mock

    import pytest

    for module in (pytest, unittest, unittest.mock):
        for key, value in vars(module).items():
            yield key
            if inspect.isclass(value):
                yield from dir(value)
    yield from (
        "pytest",
        "setUp",
        "tearDown",
        "conftest",
        "capsys",
        "monkeypatch",
        "tmp_path",
        "caplog",
        "parametrize",
    )


def _modules(name: str) -> Iterator[object]:
    with warnings.catch_warnings(), redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")
        try:
            module = importlib.import_module(name)
        except Exception:  # noqa: BLE001
            return
        yield module
        for found in pkgutil.iter_modules(getattr(module, "__path__", [])):
            if found.name.startswith("__") or found.name in {"test", "tests"}:
                continue
            try:
                yield importlib.import_module(f"{name}.{found.name}")
            except Exception:  # noqa: BLE001
                continue


HEADERS = (
    "*.h", "sys/*.h", "net/*.h", "netinet/*.h", "arpa/*.h", "bits/*.h", "openssl/*.h", "asm-generic/*.h",
    "x86_64-linux-gnu/sys/*.h", "x86_64-linux-gnu/bits/**/*.h", "x86_64-linux-gnu/openssl/*.h",
    "libxml2/libxml/*.h", "libpng16/*.h", "linux/errno.h", "linux/f*.h", "linux/i*.h", "linux/l*.h",
    "linux/net*.h", "linux/p*.h", "linux/rtnetlink.h", "linux/s*.h", "linux/t*.h", "linux/u*.h",
    "linux/wait.h", "linux/capability.h", "linux/bpf.h",
)  # fmt: skip
#: Libraries with projects of their own, whose names are no standard.
NOT_C = re.compile(
    r"z3|yaml|gcrypt|magic|tcl|tk\b|idn2|heaptrack|form|menu|panel|eti|tasn1|bcrypt|uuid|libdrm",
    re.IGNORECASE,
)
#: Tools with a page for each of their commands.
MANY_PAGES = re.compile(r"gcloud|git-|docker-|podman-|npm-|bq-|gsutil|perl\w*delta|sk_|SSL_CONF_cmd_")


def c(_: Path) -> Iterator[str]:
    """Functions, types, macros and constants of the C library, POSIX, Linux, OpenSSL and zlib."""
    root = Path("/usr/include")
    for pattern in HEADERS:
        for header in sorted(root.glob(pattern)):
            if NOT_C.search(header.stem):
                continue
            text = re.sub(
                r"/\*.*?\*/|//[^\n]*|\"[^\"\n]*\"", " ", header.read_text("utf-8", "replace"), flags=re.DOTALL
            )
            yield from re.findall(r"#\s*define\s+([A-Za-z]\w+)", text)
            yield from re.findall(r"\b([a-z][\w]{2,60})\s*\(", re.sub(r"#\s*define[^\n]*", "", text))
            yield from re.findall(r"\b([A-Z][A-Za-z0-9]*_\w+)\s*\(", text)
            yield from re.findall(r"(?:struct|enum|union)\s+([A-Za-z]\w+)", text)
            yield from re.findall(r"}\s*\*?([A-Za-z]\w+)\s*;|typedef[^;{}]*?\b([A-Za-z]\w+)\s*;", text)
            yield from re.findall(r"^\s+([A-Z][A-Z0-9_]{3,})\s*[,=]", text, re.MULTILINE)
    for folder in ("man2", "man3", "man1"):
        for page in sorted(Path("/usr/share/man", folder).glob("*.gz")):
            name = page.name.partition(".")[0].rpartition("::")[2]
            if not MANY_PAGES.match(name):
                yield name


def cpp(_: Path) -> Iterator[str]:
    """Names of the headers of libstdc++, without the reserved ones."""
    roots = sorted(Path("/usr/include/c++").glob("*"))
    for header in sorted(roots[-1].glob("*")) + sorted((roots[-1] / "bits").glob("*.h")) if roots else []:
        if header.is_file():
            text = re.sub(r"/\*.*?\*/|//[^\n]*", " ", header.read_text("utf-8", "replace"), flags=re.DOTALL)
            yield header.name
            yield from re.findall(r"\b([a-z][a-z0-9_]{3,40})\s*(?:\(|;|<|=|,|})", text)
            yield from re.findall(r"(?:class|struct|using|enum|concept)\s+([a-z]\w{2,40})", text)


JAVA = """
import java.lang.reflect.*; import java.net.URI; import java.nio.file.*; import java.util.*;
public class Names { public static void main(String[] a) throws Exception {
  FileSystem fs = FileSystems.getFileSystem(URI.create("jrt:/")); TreeSet<String> out = new TreeSet<>();
  try (var walk = Files.walk(fs.getPath("/modules"))) { for (Path p : (Iterable<Path>) walk::iterator) {
    String s = p.toString(); if (!s.endsWith(".class") || s.contains("module-info")) continue;
    String[] parts = s.split("/", 4);
    String name = parts[3].substring(0, parts[3].length() - 6).replace('/', '.');
    if (!name.startsWith("java.") && !name.startsWith("javax.")) continue;
    try { Class<?> c = Class.forName(name, false, ClassLoader.getSystemClassLoader());
      if (!Modifier.isPublic(c.getModifiers()) && !Modifier.isProtected(c.getModifiers())) continue;
      if (name.startsWith("javax.swing.plaf")) continue;
      out.add(c.getSimpleName()); out.add(c.getPackageName());
      for (Method m : c.getDeclaredMethods())
        if ((m.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0) out.add(m.getName());
      for (Field f : c.getDeclaredFields()) if (Modifier.isPublic(f.getModifiers())) out.add(f.getName());
    } catch (Throwable t) { } } }
  out.forEach(System.out::println); } }
"""


def java(_: Path) -> Iterator[str]:
    """Public classes, methods, fields and packages of the modules of the JDK."""
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "Names.java"
        program.write_text(JAVA)
        yield from _run("java", str(program)).split("\n")


def javascript(folder: Path) -> Iterator[str]:
    """Declared names of TypeScript's own library (ECMAScript, DOM, workers), of Node and of Jest."""
    kept = re.compile(r"lib\.(?:es\d+|esnext|dom|webworker|decorators|scripthost).*\.d\.ts")
    files = [
        file for file in sorted((folder / "typescript").rglob("lib.*.d.ts")) if kept.fullmatch(file.name)
    ]
    files += sorted((folder / "node").rglob("*.d.ts")) + sorted((folder / "jest").rglob("*.d.ts"))
    if not files:
        raise FileNotFoundError(folder / "typescript")
    for file in files:
        text = re.sub(r"/\*.*?\*/|//[^\n]*", " ", file.read_text("utf-8"), flags=re.DOTALL)
        yield from re.findall(
            r"^\s*(?:readonly |static |get |set |async )*\"?([A-Za-z_$][\w$-]*)\"?\??\s*[:(<]",
            text,
            re.MULTILINE,
        )
        yield from re.findall(
            r"\b(?:interface|class|function|var|const|let|type|namespace|module|enum) \"?"
            r"([A-Za-z_$][\w$:/.]*)",
            text,
        )


def go(folder: Path) -> Iterator[str]:
    """Exported symbols of Go's standard library, from the list that its tools carry."""
    text = _git(folder / "go.git", "HEAD", "internal/stdlib/manifest.go")
    yield from re.findall(r"^\t\"([^\"]+)\": \{", text, re.MULTILINE)
    for symbol in re.findall(r"^\t\t\{\"([^\"]+)\"", text, re.MULTILINE):
        yield from re.findall(r"\w+", symbol)


def rust(_: Path) -> Iterator[str]:
    """Items and their members of std, core, alloc and proc_macro, from their documentation."""
    roots = sorted(Path.home().glob(".rustup/toolchains/*/share/doc/rust/html"))
    if not roots:
        raise FileNotFoundError("rust documentation")
    for crate in ("std", "core", "alloc", "proc_macro"):
        for page in sorted((roots[0] / crate).rglob("*.html")):
            if "core_arch" in page.parts or "arch" in page.parts or "simd" in page.parts:
                continue
            kind, _, rest = page.name.removesuffix(".html").partition(".")
            yield rest if rest and kind != "index" else page.parent.name
            if kind in {"struct", "trait", "enum", "primitive", "union"}:
                found = re.findall(
                    r'id="(?:method|tymethod|variant|associatedconstant|associatedtype)\.(\w+)"',
                    page.read_text("utf-8"),
                )
                yield from (name for name in found if not re.search(r"-\d+$", name))


def ruby(folder: Path) -> Iterator[str]:
    """Classes, methods and constants of Ruby's core and standard library, from their signatures."""
    repository = folder / "ruby.git"
    listed = _run("git", "-C", str(repository), "ls-tree", "-r", "--name-only", "HEAD").split("\n")
    for path in listed:
        if re.match(r"(?:core|stdlib)/.*\.rbs$", path):
            text = _git(repository, "HEAD", path)
            yield from re.findall(r"\bdef (?:self\??\.)?([a-z_]\w*[!?=]?)", text)
            yield from re.findall(r"\b(?:class|module|interface) ([A-Z][\w:]*)", text)
            yield from re.findall(r"^\s+([A-Z][A-Z0-9_]{2,}):", text, re.MULTILINE)


def dotnet(folder: Path) -> Iterator[str]:
    """Types and members of .NET Standard."""
    repository, ref = folder / "dotnet.git", "release/3.0"
    for path in _run("git", "-C", str(repository), "ls-tree", "-r", "--name-only", ref).split("\n"):
        if re.match(r"src/netstandard/ref/.*\.cs$", path):
            text = _git(repository, ref, path)
            yield from re.findall(r"\b(?:class|struct|interface|enum|namespace) ([A-Z][\w.]*)", text)
            yield from re.findall(r"\bpublic [^(;{}=]*?\b([A-Z]\w+)\s*[({<;]", text)
            yield from re.findall(r"^\s+([A-Z]\w+) = ", text, re.MULTILINE)


def swift(_: Path) -> Iterator[str]:
    """Cocoa's classes, protocols and types, as pygments lists them."""
    from pygments.lexers import _cocoa_builtins as cocoa

    yield from sorted(cocoa.COCOA_INTERFACES | cocoa.COCOA_PROTOCOLS | cocoa.COCOA_PRIMITIVES)


def php(_: Path) -> Iterator[str]:
    """PHP's functions as pygments lists them, and its classes and magic names."""
    from pygments.lexers import _php_builtins as builtin

    for functions in builtin.MODULES.values():
        yield from functions


def lua(_: Path) -> Iterator[str]:
    """Lua's functions, as pygments lists them."""
    from pygments.lexers import _lua_builtins as builtin

    for functions in builtin.MODULES.values():
        for name in functions:
            yield name
            yield name.rpartition(".")[2]


def sql(_: Path) -> Iterator[str]:
    """Functions, types and key words of SQL, PostgreSQL and MySQL, as pygments lists them."""
    from pygments.lexers import _mysql_builtins as mysql
    from pygments.lexers import _postgres_builtins as postgres
    from pygments.lexers import _sql_builtins as plain

    words = {*mysql.MYSQL_FUNCTIONS, *mysql.MYSQL_KEYWORDS, *mysql.MYSQL_DATATYPES, *mysql.MYSQL_CONSTANTS}
    words |= {
        *postgres.KEYWORDS,
        *postgres.DATATYPES,
        *postgres.PSEUDO_TYPES,
        *postgres.PLPGSQL_KEYWORDS,
        *plain.KEYWORDS,
    }
    for word in sorted(words):
        yield word.upper()
        if "_" in word:
            yield word.lower()


def perl(_: Path) -> Iterator[str]:
    """Perl's functions and the modules that come with it."""
    from pygments.lexers.perl import PerlLexer

    for rule in PerlLexer.tokens["root"]:
        words = getattr(rule[0], "words", ()) if isinstance(rule, tuple) else ()
        yield from words
    for page in sorted(Path("/usr/share/perl").glob("*/**/*.pm")):
        yield page.stem


def http(_: Path) -> Iterator[str]:
    """Header fields, methods and status phrases."""
    from http import HTTPMethod, HTTPStatus

    for field in _written("http"):
        yield from (field, field.lower())
    for status in HTTPStatus:
        yield from (status.name, status.phrase)
    yield from (method.value for method in HTTPMethod)


SOURCES: dict[str, Callable[[Path], Iterator[object]]] = {
    source.__name__: source
    for source in (c, cpp, dotnet, go, http, java, javascript, lua, perl, php, python, ruby, rust, sql, swift)
}


def _written(language: str) -> list[str]:
    """Return the words that were written down by hand."""
    group = f"\n{WORDS.read_text('utf-8')}".partition(f"\n[{language}]\n")[2].partition("\n[")[0]
    return group.split()


def _run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def _git(repository: Path, ref: str, path: str) -> str:
    return _run("git", "-C", str(repository), "show", f"{ref}:{path}")


def _kept(names: Iterator[object]) -> list[str]:
    found = {str(text).strip() for name in names for text in (name if isinstance(name, tuple) else (name,))}
    return sorted(name for name in found if 3 <= len(name) <= 60 and (NAME.fullmatch(name) or " " in name))


def main() -> None:
    folder = Path(sys.argv[1])
    lines: list[str] = [""]
    languages = SOURCES.keys() | set(re.findall(r"^\[(\w+)\]$", WORDS.read_text("utf-8"), re.MULTILINE))
    for language in sorted(languages):
        source = SOURCES.get(language)
        try:
            names = list(source(folder)) if source else []
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"{language}: left out, {error}", file=sys.stderr)
            names = []
        kept = _kept(iter([*names, *_written(language)]))
        print(f"| {language} | {len(kept):,} |")
        lines += [f"[{language}]", *kept]
    OUT.write_bytes(gzip.compress("\n".join([*lines, ""]).encode(), 9, mtime=0))
    print(f"{OUT.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
