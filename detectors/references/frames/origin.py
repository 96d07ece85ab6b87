"""Whose file a frame stands in: the project's, a library's, the runtime's, or nobody knows."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from detectors.references.frames.frame import Frame, Project

LIBRARY: Final = "a library's frame"
RUNTIME: Final = "a runtime's frame"
GENERATED: Final = "a generated or obfuscated name"
REPORTER: Final = "may be the reporter's own file"

#: Folders that hold what was installed. The first one or two folders after them name the package.
_INSTALLED = re.compile(
    r"(?:^|/)(?:site-packages|dist-packages|node_modules|\.cargo/registry/src/[^/]+|\.cargo/git/checkouts"
    r"|pkg/mod(?:/[\w.-]+\.[a-z]+)?|gems|vendor/bundle|vendor/(?:github\.com|golang\.org|k8s\.io|gopkg\.in)"
    r"|vendor|third[_-]?party|\.pub-cache/hosted/[^/]+|\.nuget/packages|Pods|deps|bower_components|\.yarn/ca"
    r"che"
    r"|\.gradle/caches|\.m2/repository)/"
)
_RUNTIME = re.compile(
    r"^/?rustc/|^/usr/(?:lib|lib32|lib64|libexec|include|share|local/lib|local/go|local/include|bin)(?:/|$)"
    r"|^/(?:lib|lib64|System|opt/homebrew|usr/bin/\.\./lib|nix/store)/|^/Library/"
    r"|(?:^|/)(?:sysdeps|glibc[-\w.]*|libsanitizer|compiler-rt|llvm-project|csu|nptl)/"
    r"|/(?:lib|Lib)/(?:python\d?(?:\.\d+)?/)?(?:asyncio|threading|runpy|unittest|concurrent|importlib|json)\b"
    r"|/python\d(?:\.\d+)?/[\w.]+\.py$|/[Pp]ython\d+/lib/[\w.]+\.py$"
    r"|^(?:node:|internal/|bootstrap_node|pages/_|webpack/)|^<|^\[|\.so(?:\.[\d.]+)?$|\.dylib$|\.dll$|\.exe$"
    r"|/toolchains/[^/]+/lib/rustlib/|/go(?:root)?[-\d.]*/src/(?:runtime|net|os|io|sync|reflect|testing)/"
    r"|(?:^|/)(?:stl_\w+\.h|vg_replace_\w+\.c|syscall-template\.S)$|include/c\+\+/|gcc/x86_64|/Windows/"
)
_BUILT = re.compile(
    r"\.min\.(?:m?js|css)$|(?:^|/)(?:dist|bundles?|_next|\.next|chunks|umd|generated|\.output)/|\.asar/|bund"
    r"le\.js$"
    r"|\.chunk\.js$|[-.][0-9a-f]{8,32}\.js$|_pb2\.py$|\.pb\."
    r"(?:go|cc|h)$|\.g\.dart$|\.g\.cs$|/target/.{0,200}/out/"
)
_SCHEME = re.compile(r"^(?:file:/{2,3}|webpack(?:-internal)?:/{2,3}|app:/{2,3}|ng:/{2,3})(?:\./)?")
_REMOTE = re.compile(r"^[a-z][a-z0-9+.-]{1,20}://", re.IGNORECASE)
_DRIVE = re.compile(r"^[A-Za-z]:/")
_UP = re.compile(r"^(?:\.{1,2}/)+")
_DOT = re.compile(r"/(?:\./)+")
_CLIMB = re.compile(r"[^/]+/\.\./")
#: Files that everybody's program has.
_COMMON: Final = frozenset({
    "main", "app", "index", "test", "tests", "poc", "exploit", "repro", "example", "demo", "sample",
    "script", "run", "train", "server", "client", "util", "utils", "helper", "helpers", "config",
    "setup", "lib", "mod", "__init__", "__main__", "manage", "program", "hello", "fuzz", "fuzzer",
    "harness", "foo", "bar", "crash", "bug", "temp", "tmp", "a", "wsgi", "asgi", "views", "models",
    "urls", "settings", "routes", "home", "user", "users", "notebook", "test1",
})  # fmt: skip
_USERS: Final = frozenset({"home", "users", "user"})
#: What stands in these folders is a part of a project, even where it has the project's name.
_PARTS: Final = frozenset(
    {"crates", "packages", "pkg", "libs", "lib", "modules", "python", "plugins", "apps"}
)


def placed(frame: Frame, project: Project, *, compiled: bool) -> Frame:
    """Return the frame with its path as the tree may have it, and with a hedge where it is not the project's.

    A path becomes relative where one of its folders carries the project's name, as checkouts, archives and
    installed copies do; other absolute paths stay whole. ``compiled`` says that the path is a compiler's: a
    script of a user's stands more often in a folder that is named like the project.
    """
    if frame.hedge or not frame.path:
        return frame
    path = _tidy(frame.path)
    if _REMOTE.match(path):
        return replace(frame, path=path, hedge="a file as a browser or an extension loaded it")
    if _BUILT.search(path):
        return replace(frame, path=path, hedge=GENERATED)
    if installed := list(_INSTALLED.finditer(path)):
        return _from_package(frame, path[installed[-1].end() :], project)
    if not frame.own and _RUNTIME.search(path):
        return replace(frame, path=path, hedge=RUNTIME)
    is_far = path.startswith(("/", "~")) or _DRIVE.match(path) is not None
    inner = _inside(path, project, is_far=is_far) if is_far or not frame.own else ""
    if not frame.own and not (inner and compiled) and _is_common(inner or path, is_far=is_far and not inner):
        return replace(frame, path=inner or path, hedge=REPORTER)
    return replace(frame, path=inner or path, own=frame.own or "/" in inner)


def _tidy(path: str) -> str:
    path = path.replace("\\\\", "\\").replace("\\", "/")
    path = _SCHEME.sub("", path)
    path = _DOT.sub("/", path)
    for _ in range(8):
        shorter = _CLIMB.sub("", path, count=1) if not path.startswith("..") else path
        if shorter == path:
            break
        path = shorter
    return _UP.sub("", path)


def _from_package(frame: Frame, rest: str, project: Project) -> Frame:
    """A file of an installed package, which may be a copy of the project itself."""
    parts = rest.split("/")
    for place, part in enumerate(parts[:3]):
        if project.is_named_by(part.partition("@")[0]) and place + 1 < len(parts):
            is_bare_module = place == 0 and "@" not in part and not any(map(str.isdigit, part))
            inner = parts[place:] if is_bare_module and rest.endswith((".py", ".pyx")) else parts[place + 1 :]
            return replace(frame, path="/".join(inner))
    return replace(frame, path=rest, hedge=LIBRARY)


def _inside(path: str, project: Project, *, is_far: bool) -> str:
    """Return what stands after the folder that carries the project's name; a relative path begins with it."""
    parts = path.split("/")
    for place, part in enumerate(parts[:-1] if is_far else parts[:-1][:1]):
        before = parts[place - 1].lower() if place else ""
        is_owner = part.lower() == project.owner and parts[place + 1].lower() == project.name
        if before not in _USERS and not is_owner and project.is_named_by(part):
            inner = parts[place - 1 if before in _PARTS else place + 1 :]
            return "/".join(inner) if len(inner) > 1 else f"{part}/{inner[0]}"
    return ""


def _is_common(path: str, *, is_far: bool) -> bool:
    """Whether a file of the path's name stands in every second program, and no folder tells more."""
    stem = path.rpartition("/")[2].partition(".")[0].lower()
    return stem in _COMMON and (is_far or path.count("/") < 2)
