"""What MkDocs calls while it builds the site: see https://www.mkdocs.org/user-guide/configuration/#hooks."""

from __future__ import annotations

import sys
from pathlib import Path

from markdown import Extension, Markdown
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

# MkDocs loads this file by its path, wherever it was started.
sys.path.insert(0, str(Path(__file__).parents[2]))

from docs.generate.elsewhere import PLACES, ROOT, relink

_REPOSITORY = {place: named for named, place in PLACES.items()}


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Read lists as GitHub does: what belongs to an item is indented by two spaces, not by four."""
    lists = Extension()
    lists.extendMarkdown = _two_spaces
    config.markdown_extensions.append(lists)
    return config


def _two_spaces(md: Markdown) -> None:
    md.tab_length = 2


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the files of the repository that lie outside ``docs``."""
    for named, place in PLACES.items():
        files.append(File.generated(config, place, abs_src_path=str(ROOT / named)))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """Lead links to where their files are on the site; the first page has no side columns."""
    place = page.file.src_uri
    if place == "index.md":
        page.meta["hide"] = ["navigation", "toc"]  # front matter would be shown on GitHub
    return relink(markdown, _REPOSITORY.get(place, f"docs/{place}"))
