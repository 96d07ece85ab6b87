"""Looking a model up on the Hugging Face hub: only when asked (``--online``), with the extra ``byline[hub]``.

The hub checks none of what a card says; so neither does this: it brings texts, which are judged like all
others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from bot.errors import CouldNotLook, NotFound
from bot.github.records import clean
from detectors.licensing import paths
from detectors.model import TextFile
from detectors.openness import cards, release
from detectors.openness.cards import Card
from detectors.openness.matching import resolve
from detectors.openness.release import Release

if TYPE_CHECKING:
    from huggingface_hub import HfApi

HUB: Final = "https://huggingface.co"
#: How many ancestors, and how many data sets, are asked for.
MAX_ANCESTORS: Final = 10
MAX_DATASETS: Final = 10
SECONDS: Final = 20
_TEXT_LIMIT: Final = 400_000
_ID: Final = re.compile(r"[\w.-]{1,96}(?:/[\w.-]{1,96})?\Z")
_WANTED: Final = frozenset({"readme.md", "config.json", "adapter_config.json"})
_MAX_FILES: Final = 12


def is_id(name: str) -> bool:
    """Whether ``name`` can be a model's id on the hub."""
    return bool(_ID.match(name)) and ".." not in name


def look_up(name: str, hub: str = HUB) -> tuple[Release, dict[str, Card]]:
    """Return what the model ``name`` publishes on the hub, and the cards of the models that it is made of.

    Raises:
        NotFound: there is no such model, or it may not be seen.
        CouldNotLook: ``huggingface_hub`` is not installed, or the hub cannot be reached.
    """
    api = _api(hub)
    found, tags = _model(api, name)
    made = release.of(found, name, tags.listed)
    known: dict[str, Card] = {}
    waiting = [value.text for value in made.card.base_models]
    while waiting and len(known) < MAX_ANCESTORS:
        base = waiting.pop(0)
        if (
            base not in known
            and is_id(base)
            and resolve(base) is None
            and (card := _card(api, base)) is not None
        ):
            known[base] = card
            waiting += [value.text for value in card.base_models]
    datasets = {
        value.text: tag
        for value in made.card.datasets[:MAX_DATASETS]
        if (tag := _dataset(api, value.text)) is not None
    }
    return replace(made, hosted=tags.license, datasets=datasets), known


class _Tags:
    """What the hub's API says of a model."""

    def __init__(self, listed: tuple[str, ...], license_: str) -> None:
        self.listed, self.license = listed, license_


def _api(hub: str) -> HfApi:
    try:
        from huggingface_hub import HfApi
    except ImportError:
        raise CouldNotLook("--online needs huggingface_hub: pip install 'byline[hub]'") from None
    # No token: what is looked at is what everybody may see.
    return HfApi(endpoint=hub, token=False)


def _model(api: HfApi, name: str) -> tuple[list[TextFile], _Tags]:
    from huggingface_hub.errors import HfHubHTTPError, RepositoryNotFoundError

    try:
        info = api.model_info(name, timeout=SECONDS)
    except RepositoryNotFoundError:
        raise NotFound(f"{name}: the hub has no such model, or does not show it to everybody") from None
    except (HfHubHTTPError, OSError, ValueError) as error:
        raise CouldNotLook(f"{name}: the hub could not be asked ({type(error).__name__})") from error
    listed = tuple(clean(one.rfilename) for one in info.siblings or ())
    tag = next((one.partition(":")[2] for one in info.tags or () if one.startswith("license:")), "")
    texts = [path for path in listed if path.lower() in _WANTED or paths.is_own_license(path)][:_MAX_FILES]
    return list(_texts(api, name, texts)), _Tags(listed, clean(tag))


def _texts(api: HfApi, name: str, wanted: list[str]) -> Iterator[TextFile]:
    with TemporaryDirectory() as folder:
        for path in wanted:
            if (text := _text(api, name, path, folder)) is not None:
                yield TextFile(path, text, "main")


def _text(api: HfApi, name: str, path: str, folder: str, kind: str = "model") -> str | None:
    """Return a text of a repository on the hub, or None where it cannot be had."""
    from huggingface_hub.errors import HfHubHTTPError

    try:
        kept = Path(api.hf_hub_download(name, path, repo_type=kind, local_dir=folder, etag_timeout=SECONDS))
        data = kept.read_bytes()[:_TEXT_LIMIT]
    except (HfHubHTTPError, OSError, ValueError):
        return None
    return None if b"\0" in data else clean(data.decode("utf-8-sig", "replace"))


def _card(api: HfApi, name: str) -> Card | None:
    with TemporaryDirectory() as folder:
        text = _text(api, name, "README.md", folder)
    return cards.read(text, "README.md") if text is not None else None


def _dataset(api: HfApi, name: str) -> str | None:
    """Return the license tag of a data set's card, empty where it names none; None where it cannot be had."""
    if not is_id(name):
        return None
    with TemporaryDirectory() as folder:
        text = _text(api, name, "README.md", folder, kind="dataset")
    if text is None:
        return None
    held = cards.read(text, "README.md").license
    return held[0].text if held else ""
