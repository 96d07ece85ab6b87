"""Frames of compiled programs: sanitizers, debuggers, valgrind, backtrace(3), perf, kernels, Apple crashes.

Their file is where the function's code stands. Names may be cut or mangled, and everything may be inlined.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from detectors.references.frames import names, origin
from detectors.references.frames.frame import PLAIN, Frame, Project, number

_NUMBERED = re.compile(
    r"\s{0,80}(?:\*\s)?(?:frame\s)?#(?P<n>\d{1,4}):?\s+(?P<at>0x[0-9a-fA-F]{1,16}\s*)?(?:in\s+)?"
    r"(?P<rest>\S.*)"
)
_MODULE = re.compile(r"\s*\((?:BuildId:[^()]{0,80}|[^()\s][^()]{0,300}\+0x[0-9a-f]{1,16})\)\s*$")
_PLACE = re.compile(r"(?P<path>(?:[A-Za-z]:)?[^\s:()][^:()]*):(?P<line>\d{1,7})(?::\d{1,5})?$")
_SOURCE = re.compile(
    r"\.(?:c|cc|cpp|cxx|c\+\+|h|hh|hpp|hxx|inc|inl|m|mm|rs|swift|S|s|asm|y|l|go|zig|d|pas|f90|cu|def|x|ipp|t"
    r"cc|pyx)$"
)
_VALGRIND = re.compile(
    r"\s{0,80}==\d{1,9}==\s+(?:at|by)\s0x[0-9A-Fa-f]{1,16}:\s(?P<name>.+?)\s\((?P<place>[^()]+)\)$"
)
_NOTE = re.compile(r"\s{0,80}==\d{1,9}==")
_GLIBC = re.compile(
    r"\s{0,80}(?P<module>[^\s()\[\]]{1,300})\((?P<name>[^()+]{0,300})\+0x[0-9a-f]{1,16}\)\s?\[0x[0-9a-f"
    r"]{1,16}\]$"
)
_KERNEL = re.compile(
    r"\s{0,80}(?:\[[^\]]{0,40}\]\s{0,9}){0,3}(?:RIP: [0-9a-f]{4}:|\? )?\s{0,9}(?P<name>[A-Za-z_][\w.]{2,120})"
    r"\+0x[0-9a-f]{1,8}/0x[0-9a-f]{1,8}(?:\s\[\w{1,60}\])?(?:\s(?P<place>\S{1,300}:\d{1,7}))?"
    r"(?:\s\[\w{1,60}\])?\s*$"
)
_PERF = re.compile(
    r"\s{0,80}[0-9a-f]{8,16}\s(?P<name>.{1,600})\+0x[0-9a-f]{1,16}\s\((?P<module>[^()]{1,300})\)$"
)
_APPLE = re.compile(
    r"\s{0,80}\d{1,4}\s{1,9}(?P<module>\S[^\t]{0,80}?)\s+0x[0-9a-f]{6,16}\s(?P<name>.+?)\s\+\s\d{1,9}"
    r"(?:\s\((?P<file>[^()\s:]{1,200}):(?P<line>\d{1,7})\)|\sat\s(?P<at>\S{1,300}))?$"
)
_WINDOWS = re.compile(
    r"\s{0,80}(?:[0-9a-f`]{2,17}\s){0,4}(?P<module>[\w.]{1,80})!(?P<name>[^\s\[]{1,600})\+0x[0-9a-f]{1,16}"
    r"(?:\s\[(?P<path>[^\]@]{1,300}?)\s@\s(?P<line>\d{1,7})\])?$"
)
_SUMMARY = re.compile(r"\s{0,80}SUMMARY: \w+Sanitizer: \S{1,60} (?P<place>\S{1,400}) in (?P<name>\S.*)")
_HEADING = re.compile(
    r"\s{0,80}(?:\[[^\]]{0,40}\]\s{0,9}){0,3}(?:Call Trace:|Backtrace:$|"
    r"(?:freed|previously allocated) by thread T\d+"
    r"|(?:READ|WRITE|Write|Read) of size \d+ (?:at|by)|Thread \d+ (?:Crashed|\(Thread)|Process \d+ stopped"
    r"|#\d{1,3}\s+<signal handler called>|<(?:TASK|IRQ|/TASK|/IRQ)>)"
)
#: A program's entry, and what calls it: everybody's.
_ENTRY: Final = frozenset({
    "main", "_main", "wmain", "WinMain", "wWinMain", "start", "_start", "__libc_start_main",
    "__libc_start_call_main", "_dl_start_user", "start_thread", "clone", "clone3", "__clone",
    "BaseThreadInitThunk", "RtlUserThreadStart", "LLVMFuzzerTestOneInput", "abort", "raise",
    "invoke_main", "__scrt_common_main_seh", "_pthread_start", "thread_start", "__restore_rt", "malloc",
    "calloc", "realloc", "free", "operator", "memcpy", "memmove", "memset", "strlen", "strcpy",
    "__asan_memcpy", "__interceptor_malloc", "??", "poll",
})  # fmt: skip
_STANDARD_OWNERS: Final = (
    "std",
    "__gnu_cxx",
    "boost",
    "fuzzer",
    "__asan",
    "__ubsan",
    "__sanitizer",
    "__interceptor",
)
_MACRO = re.compile(
    r"[A-Z][A-Z0-9_]{3,}|.*_(?:Test|test_method|invoker|Z_param)\b.*|TestBody|.*_(?:REAL|sse\d\w*|avx\w*|neon)"
)


def read(line: str, following: str, project: Project) -> Sequence[Frame]:  # noqa: ARG001
    """Read a frame of any of these formats."""
    if "#" in line and (match := _NUMBERED.match(line)):
        return _numbered(match["rest"], project, has_address=bool(match["at"]))
    if "==" in line and (match := _VALGRIND.match(line)):
        return _at(match["name"], match["place"], project)
    if _NOTE.match(line) or _HEADING.match(line):
        return PLAIN
    if match := _SUMMARY.match(line):
        return _at(match["name"], match["place"], project)
    return _with_offset(line, project) if "0x" in line else ()


def _with_offset(line: str, project: Project) -> Sequence[Frame]:
    """Read a frame that tells how far in a function it is."""
    if (match := _KERNEL.match(line)) or (match := _GLIBC.match(line)) or (match := _PERF.match(line)):
        return _without_file(match, project)
    if match := _APPLE.match(line):
        place = f"{match['file']}:{match['line']}" if match["file"] else match["at"] or ""
        return _at(match["name"], place, project, module=match["module"])
    if match := _WINDOWS.match(line):
        place = f"{match['path']}:{match['line']}" if match["path"] else ""
        return _at(match["name"], place, project, module=match["module"])
    return ()


def _numbered(rest: str, project: Project, *, has_address: bool) -> Sequence[Frame]:
    """What stands after ``#3 0x1234 in``: gdb's, lldb's and the sanitizers' forms."""
    has_module = False
    for _ in range(2):
        shorter = _MODULE.sub("", rest)
        has_module = has_module or shorter != rest
        rest = shorter
    rest = rest.strip()
    module, tick, inner = rest.partition("`")
    if tick and " " not in module:
        rest = inner
    name, found, place = rest.rpartition(" (")
    if found and place.endswith(")") and _is_place(place[:-1]):
        return _at(name, place[:-1], project)
    for word in (" at ", " in "):
        name, found, place = rest.rpartition(word)
        if found and (_is_place(place.strip()) or (has_address and word == " at ")):
            return _at(name, place, project)
    name, found, place = rest.rpartition(" from ")
    if found and "/" in place:
        return _at(name, place, project)
    name, _, place = rest.rpartition(" ")
    if _is_place(place):
        return _at(name, place, project)
    if has_address or has_module:
        is_file = place.startswith("/") or _SOURCE.search(place) is not None
        return _at(name if is_file and name else rest, place if is_file else "", project)
    return ()


def _is_place(place: str) -> bool:
    match = _PLACE.fullmatch(place)
    return match is not None and _SOURCE.search(match["path"]) is not None


def _at(name: str, place: str, project: Project, module: str = "") -> Sequence[Frame]:
    place = place.strip().removeprefix("in ")
    match = _PLACE.fullmatch(place)
    path = match["path"] if match else place
    line = number(match["line"]) if match else None
    return (_frame(name, path, line, project, module),)


def _frame(text: str, path: str, line: int | None, project: Project, module: str = "") -> Frame:
    if text.startswith(("-[", "+[")):
        inner = text[2:].partition("]")[0].split(" ")
        owner, name = inner[0].partition("(")[0], (inner[1].partition(":")[0] if len(inner) > 1 else "")
    else:
        owner, name = names.native(text)
    hedge = _hedge(text, owner, name)
    if not hedge and module and not path and not project.is_named_by(module.rpartition("/")[2]):
        hedge = origin.LIBRARY
    is_source = bool(path) and _SOURCE.search(path) is not None
    if path and not is_source and not hedge:
        hedge = (
            origin.LIBRARY if not project.is_named_by(path.rpartition("/")[2]) else "it names no source file"
        )
    own = not path and bool(module) and project.is_named_by(module)
    return Frame(name or text.strip()[:200], owner, path, line, hedge, own)


def _hedge(text: str, owner: str, name: str) -> str:
    if names.MANGLED.search(text[:2000]):
        return "a mangled name"
    if not name or len(name) < 3:
        return origin.GENERATED
    if name in _ENTRY or owner.partition("::")[0] in _STANDARD_OWNERS or name.startswith("__interceptor_"):
        return origin.RUNTIME
    if _MACRO.fullmatch(name):
        return "a name that a macro makes"
    return ""


def _without_file(match: re.Match[str], project: Project) -> Sequence[Frame]:
    groups = match.groupdict()
    if place := groups.get("place"):
        return _at(match["name"], place, project)
    module = (groups.get("module") or "").rpartition("/")[2]
    is_kernel = "module" not in groups and project.name == "linux"
    if is_kernel or (module and project.is_named_by(module)):
        return (_frame(match["name"], "", None, project, module),)
    return (Frame(match["name"].strip() or "?", hedge=origin.RUNTIME),)
