"""Frames of the JVM (Java, Kotlin, Scala, Groovy, Clojure) and of .NET, and of Go.

The JVM tells a file without its folder, beside the whole name of the class: Java's packages are folders,
while the other languages may leave out all but the last. Go tells the import path of the package, which says
for certain whose it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from detectors.references.frames import names, origin
from detectors.references.frames.frame import PLAIN, Frame, Project, number

_JVM = re.compile(r"\bat\s{1,9}(?P<name>[\w.$/<>@-]{3,400})\((?P<place>[^()]{0,200})\)")
_JVM_PLACE = re.compile(
    r"(?P<file>[\w$.-]{1,200}\.(?:java|kt|kts|scala|groovy|clj|cljc))(?::(?P<line>\d{1,9}))?"
)
_JVM_NO_PLACE = re.compile(
    r"Native Method(?::\d{1,9})?|Unknown Source.{0,30}|SourceFile"
    r"(?::\d{1,9})?|<generated>|Proguard.{0,30}|PG(?::\d{1,9})?|:\d{1,9}"
    r"|Redefined|R8.{0,80}"
)
_JVM_MORE = re.compile(
    r"\s{0,80}(?:\.\.\. \d{1,4} (?:more|common frames omitted|trimmed)\b|Caused by: [\w.$]{3,300}|Suppressed"
    r": [\w.$]{3,300}"
    r"|Exception in thread \"|\tat )"
)
_JVM_STANDARD = re.compile(
    r"(?:java|javax|jdk|sun|com\.sun|kotlin|kotlinx|scala|groovy|clojure|jakarta|android|androidx|dalvik|lib"
    r"core|junit"
    r"|com\.android|com\.google\.android|org\.junit|org\.gradle|org\.apache\.maven|org\.codehaus|com\.intell"
    r"ij"
    r"|org\.testng|org\.mockito|org\.apache\.catalina|org\.apache\.tomcat|org\.eclipse\.jetty|org\.springfra"
    r"mework"
    r"|io\.netty|okhttp3|okio|retrofit2|rx|io\.reactivex|com\.squareup|org\.hibernate|com\.mysql|org\.slf4j"
    r"|ch\.qos|org\.apache\.commons|com\.google\.common|com\.google\.gson|com\.fasterxml|reactor|akka|sbt|de"
    r"\.robv)\."
)
_JVM_MADE = re.compile(
    r"\$\$|lambda\$|access\$|-wrap\d|-\$|GeneratedMethodAccessor|\$Proxy|CGLIB|EnhancerBy|\$\d+\.|_jsp\b|-[0"
    r"-9a-zA-Z_]{7}$"
    r"|^[a-z]{1,2}\.[a-z]{1,2}\.|\.[a-z]{1,2}\.[a-z]{1,2}$|^[A-Za-z]{1,3}\.[a-z]{1,2}$|ModuleHead|invokeSusp"
    r"end|\$anonfun"
)
#: A copy of a library that was renamed to live inside of another.
_JVM_SHADED = re.compile(
    r"\.\$?(?:internal|shaded|shadow|repackaged|relocated|thirdparty|vendor)\."
    r"(?:com|org|io|net)\.|\.shade[dr]?\."
)
#: Compilers and annotation processors write these; no source file has them.
_JVM_WRITTEN = re.compile(
    r"(?:get|set|is|has|with|add|clear|new)[A-Z]\w*|values|valueOf|equals|hashCode|toString|builder|build|co"
    r"mponent\d+"
    r"|copy|invoke|apply|compareTo|canEqual|call|run|clone|create|bridge\w*|box|unbox"
)
_NET = re.compile(
    r"\s{0,200}(?:at|bei|à|en|в|w|em|in)\s(?P<name>[\w.`<>+\[\],|&*$-]{3,400}?)\s?\((?P<args>.{0,1500}?)\)"
    r"(?:\s(?:in|dans|en|em|w|в)\s(?P<path>(?:[A-Za-z]:)?[^:]{1,400}):\s?(?:line|Zeile|ligne|línea|строка)\s"
    r"(?P<line>\d{1,7}))?"
    r"(?:\s\[0x[0-9a-f]{1,8}\]\sin\s(?P<mono>\S{1,400}?):"
    r"(?P<at>\d{1,7})|\sin\s[A-Za-z]?:?[\\/]?[^:]{0,200}:?)?\s*$"
)
#: As ASP.NET's error page has them: no word in front, and an offset or a file behind.
_ASP = re.compile(
    r"\s{0,200}(?P<name>[\w.`<>+\[\],|&*$-]{3,400}?)\((?P<args>[^()]{0,1500})\)"
    r"(?:\s\+\d{1,9}|\sin\s(?P<path>(?:[A-Za-z]:)?[^:]{1,400}):(?P<line>\d{1,7})(?P<mono>(?!))?(?P<at>(?!))?)\s*$"
)
_NET_NOTE = re.compile(r"\s{0,80}--- (?:End of|Fin de|Ende der) .{1,120} ---")
_NET_STANDARD = re.compile(r"(?:System|Microsoft|MS|Internal|Interop|Windows|Xunit|NUnit|Newtonsoft|Mono)\.")
_NET_STATE = re.compile(r"<(\w{1,200})>[a-z]__\w{0,60}")
_NET_ARGS = re.compile(r"(?:[\w.`\[\]&,*<>+@?]{1,300}(?:\s[\w@]{1,100})?(?:,\s)?)*")
_GO_FILE = re.compile(r"\s{0,80}(?P<path>\S.{0,400}\.(?:go|s)):(?P<line>\d{1,7})(?:\s\+0x[0-9a-f]{1,8})?\s*$")
_GO_CALL = re.compile(
    r"\s{0,80}(?:created by )?(?P<name>[\w./\-~%@]{1,300}\.[\w.()*\[\]·-]{1,300}?)(?:\("
    r"(?P<args>[^()]{0,600})\))?"
    r"(?: in goroutine \d{1,12})?\s*$"
)
_GO_NOTE = re.compile(
    r"\s{0,80}(?:goroutine \d{1,12} (?:gp=\S+ m=\S+ )?\[|\["
    r"(?:signal SIG|originating from goroutine)|\.\.\.additional frames elided"
    r"|(?:Previous |)(?:[Rr]ead|[Ww]rite) at 0x[0-9a-f]+ by (?:main )?goroutine)"
)
_GO_CLOSURE = re.compile(r"(?:\.func\d+|\.gowrap\d+|-fm|-range\d+|\.\d+)++$")
_GO_MAJOR = re.compile(r"v\d{1,3}(?:@\S+)?")
_HOSTED: Final = frozenset({"github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "sr.ht"})


def jvm(line: str, following: str, project: Project) -> Iterator[Frame]:  # noqa: ARG001
    """Read ``at a.b.C.m(C.java:12)``; a line may hold several, where line breaks were lost."""
    is_alone = line.lstrip().startswith("at ")
    for match in _JVM.finditer(line):
        place = match["place"].strip()
        file = _JVM_PLACE.fullmatch(place)
        if file or _JVM_NO_PLACE.fullmatch(place):
            yield _jvm_frame(match["name"], file, project, sure=is_alone or file is not None)
    if _JVM_MORE.match(line):
        yield Frame()


def _jvm_frame(text: str, file: re.Match[str] | None, project: Project, *, sure: bool) -> Frame:
    text = text.rpartition("/")[2]
    path = file["file"] if file else ""
    owner, name = names.last(text, separators=".")
    made = _JVM_MADE.search(text) is not None
    name = name.partition("$")[0].partition("-")[0]
    owner = re.sub(r"\.{2,}", ".", re.sub(r"(?:\$\d+)+", "", owner).replace("$", ".")).strip(".")
    if name in {"<init>", "<clinit>"}:
        name = owner.rpartition(".")[2]
    package = _package(owner.split("."), path.partition(".")[0])
    own = any(map(project.is_named_by, package))
    hedge = ""
    if made or not path or not name:
        hedge = origin.GENERATED
    elif _JVM_SHADED.search(text) or (
        _JVM_STANDARD.match(f"{owner}.") and not own and project.owner not in package
    ):
        hedge = origin.LIBRARY
    elif _JVM_WRITTEN.fullmatch(name):
        hedge = origin.GENERATED
    if not path.endswith(".java"):
        package = package[-1:]
    path = "/".join([*package, path]) if path else ""
    line = number(file["line"]) if file else None
    return Frame(name or text[:200], owner, path, line, hedge, own, sure=sure)


def _package(parts: list[str], stem: str) -> list[str]:
    """Return what stands before the class that the file is named after, or before the first class."""
    for place, part in enumerate(parts):
        if part == stem or (stem not in parts and part[:1].isupper()):
            return parts[:place]
    return []


def dotnet(line: str, following: str, project: Project) -> Sequence[Frame]:  # noqa: ARG001
    """Read ``at A.B.C(String s) in C:\\x\\y.cs:line 12``."""
    if _NET_NOTE.match(line):
        return PLAIN
    match = _NET.match(line) or _ASP.match(line)
    if not match or "." not in match["name"] or not _NET_ARGS.fullmatch(match["args"]):
        return ()
    raw = match["name"]
    text = names.without_brackets(_NET_STATE.sub(r"\1", raw.replace("..ctor", "").replace("..cctor", "")))
    text = (
        re.sub(r"`\d{1,2}", "", text).replace("+", ".").replace(".MoveNext", "").replace("..", ".").strip(".")
    )
    owner, name = names.last(text, separators=".")
    for prefix in ("get_", "set_", "add_", "remove_"):
        name = name.removeprefix(prefix)
    path = match["path"] or match["mono"] or ""
    hedge = ""
    if _NET_STANDARD.match(raw):
        hedge = origin.LIBRARY
    elif (
        "DisplayClass" in raw
        or "__" in name
        or "lambda_method" in raw
        or not names.IDENTIFIER.fullmatch(name)
        or "|" in raw
    ):
        hedge = origin.GENERATED
    is_asp = match.re is _ASP
    sure = is_asp or bool(path) or (raw.count(".") >= 2 and line.lstrip().startswith("at "))
    path = "" if path.startswith("<") else path
    return (Frame(name, owner, path, number(match["line"] or match["at"]), hedge, sure=sure),)


def go(line: str, following: str, project: Project) -> Sequence[Frame]:
    """Read a function's line together with the line of its file."""
    if _GO_NOTE.match(line):
        return PLAIN
    place = _GO_FILE.match(following)
    match = _GO_CALL.match(line) if place else None
    if not match or not place:
        return PLAIN if (found := _GO_FILE.match(line)) and "+0x" in found[0] else ()
    folder, _, rest = match["name"].replace("%2e", ".").rpartition("/")
    package, _, call = rest.partition(".")
    call = _GO_CLOSURE.sub("", re.sub(r"\[[^\]]{0,200}\]", "", call))
    owner, name = names.last(call.replace("(*", "").replace("(", "").replace(")", ""), separators=".")
    package = f"{folder}/{package}" if folder else package
    own, inner = _go_package(package, project)
    base = place["path"].rpartition("/")[2]
    path = f"{inner}/{base}".lstrip("/") if own else place["path"]
    hedge = ""
    if not name or "glob." in match["name"] or not names.IDENTIFIER.fullmatch(name):
        hedge = origin.GENERATED
    elif not own and package != "main":
        hedge = origin.LIBRARY if "." in package.partition("/")[0] else origin.RUNTIME
    elif name in {"main", "init"}:
        hedge = origin.RUNTIME
    return (Frame(name or call, owner, path, number(place["line"]), hedge, own, lines=2),)


def _go_package(package: str, project: Project) -> tuple[bool, str]:
    """Whether the import path is of the project's module, and the folder of the package in it."""
    parts = package.split("/")
    host, *rest = parts
    if host in _HOSTED and len(rest) >= 2:
        own, inner = rest[0].lower() == project.owner and rest[1].lower() == project.name, rest[2:]
    elif "." in host and rest and project.is_named_by(rest[0]):
        own, inner = True, rest[1:]
    else:
        own, inner = "." in host and project.is_named_by(host.partition(".")[0]), rest
    if inner and _GO_MAJOR.fullmatch(inner[0]):
        inner = inner[1:]
    return own, "/".join(inner)
