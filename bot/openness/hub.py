"""Looking a model up on the Hugging Face hub: only when asked (``--online``), with the extra ``byline[hub]``.

The hub checks none of what a card says; so neither does this: it brings texts, which are judged like all
others. What could not be read is told, and nothing follows from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import yaml

from bot.errors import CouldNotLook, NotFound
from bot.github.records import clean
from bot.openness.asking import Gated, Hub, Told
from detectors.licensing import paths
from detectors.model import TextFile
from detectors.openness import cards, release
from detectors.openness.cards import Card
from detectors.openness.matching import resolve
from detectors.openness.release import Release

#: How many ancestors, data sets and files of the model are asked for, at most.
MAX_ANCESTORS: Final = 10
MAX_DATASETS: Final = 10
MAX_FILES: Final = 12
_MAX_LISTED: Final = 50_000
_ID: Final = re.compile(r"[A-Za-z0-9][\w.-]{0,95}(?:/[A-Za-z0-9_][\w.-]{0,95})?\Z", re.ASCII)
_WANTED: Final = frozenset({"readme.md", "config.json", "adapter_config.json", "mergekit_config.yml"})
_PATH: Final = re.compile(r"[\w .()+@-]{1,120}\Z")
_REVISION: Final = re.compile(r"[0-9a-f]{40}\Z")
_DAY: Final = re.compile(r"20\d\d-[01]\d-[0-3]\d(?=T|\Z)")
#: The hub keeps days of creation since then, and says this one of all that is older.
_FIRST_DAY: Final = "2022-03-02"
_FIELDS: Final = (
    "license",
    "license_name",
    "license_link",
    "base_model",
    "base_model_relation",
    "datasets",
    "tags",
)
#: The name of what the API says of a card that may not be read itself.
API_CARD: Final = "card data of the hub's API"


@dataclass(frozen=True)
class Found:
    """What the hub has: the model's release, cards of models that it is made of by their ids, the commit.

    ``unread`` says, in words, what is there and could not be read.
    """

    release: Release
    known: Mapping[str, Card]
    commit: str
    unread: tuple[str, ...]


def is_id(name: str) -> bool:
    """Whether ``name`` can be the id of a model or data set on the hub."""
    return bool(_ID.match(name)) and ".." not in name and "--" not in name


def look_up(name: str, told: Told, endpoint: str = "") -> Found:
    """Return what the model ``name`` publishes on the hub; ``told`` hears of answers had and expected.

    Raises:
        NotFound: there is no such model, or it is not shown to everybody.
        CouldNotLook: ``huggingface_hub`` is not installed, or the hub cannot be asked.
    """
    hub = Hub(endpoint, told)
    return _Look(hub, name, hub.described("models", name)).found()


class _Look:
    """One model, with what the API says of it."""

    def __init__(self, hub: Hub, name: str, info: Mapping[str, Any]) -> None:
        self._hub, self._name, self._info = hub, name, info
        sha = info.get("sha")
        self._commit = sha if isinstance(sha, str) and _REVISION.match(sha) else ""
        self._unread: list[str] = []

    def found(self) -> Found:
        listed = tuple(_listed(self._info))
        licenses = [path for path in listed if _is_license(path)]
        own = [*(path for path in listed if path.lower() in _WANTED), *licenses][:MAX_FILES]
        self._hub.expect(len(own))
        texts = [text for path in own if (text := self._text(path)) is not None]
        had = {text.path for text in texts}
        unread = any(path not in had for path in licenses)
        made = self._with_api(release.of(texts, self._name, listed, unread=unread))
        known = self._ancestors(made.card)
        datasets = self._datasets(made.card)
        return Found(replace(made, datasets=datasets), known, self._commit, tuple(self._unread))

    def _text(self, path: str) -> TextFile | None:
        try:
            text = self._hub.text(self._name, path, self._commit or "main")
        except CouldNotLook as error:
            self._unread.append(f"{path}: {error}")
            return None
        return TextFile(path, clean(text), self._commit or "main")

    def _with_api(self, made: Release) -> Release:
        """Return ``made`` with what only the API says: its license tag, how people are let in, since when."""
        info = self._info
        tags = (tag for tag in _strings(info.get("tags")) if tag.startswith("license:"))
        hosted = next(tags, "").partition(":")[2]
        gated = info.get("gated")
        day = _DAY.match(str(info.get("createdAt")))
        made = replace(
            made,
            hosted=clean(hosted),
            gated=gated if gated in ("auto", "manual") else "",
            created=day[0] if day and day[0] > _FIRST_DAY else "",
            own=made.own or release.own_subject(self._name, is_model=True),
        )
        if made.card_path:
            return made
        return replace(made, card=_card(info), card_path=API_CARD)

    def _ancestors(self, card: Card) -> Mapping[str, Card]:
        """Return the cards of the models that ``card`` leads to, but those that the registry knows."""
        known: dict[str, Card] = {}
        seen = {self._name.lower()}
        waiting = [value.text for value in card.base_models]
        while waiting and len(seen) <= MAX_ANCESTORS:
            base = waiting.pop(0)
            if base.lower() in seen or not is_id(base) or _is_known(base):
                continue
            seen.add(base.lower())
            self._hub.expect(1)
            try:
                known[base] = self._card_of(base)
            except CouldNotLook as error:
                self._unread.append(f"{base}: {error}")
                continue
            waiting += [value.text for value in known[base].base_models]
        return known

    def _card_of(self, name: str) -> Card:
        """Return the card of another model: its README, or where that is for few, what the API says."""
        try:
            return cards.read(clean(self._hub.text(name, "README.md", "main")), name)
        except (Gated, NotFound):
            return _card(self._hub.described("models", name))

    def _datasets(self, card: Card) -> Mapping[str, str]:
        """Return the license tags of the data sets of ``card``: empty where one names none."""
        held: dict[str, str] = {}
        names = [value.text for value in card.datasets if is_id(value.text)][:MAX_DATASETS]
        self._hub.expect(len(names))
        for name in names:
            try:
                read = _card(self._hub.described("datasets", name))
            except CouldNotLook as error:
                self._unread.append(f"data set {name}: {error}")
                continue
            held[name] = read.license[0].text if read.license else ""
        return held


def _is_known(name: str) -> bool:
    """Whether the registry knows the model ``name``, and its owner is who publishes that model."""
    row = resolve(name)
    return row is not None and release.publishes(name.rpartition("/")[0], row)


def _is_license(path: str) -> bool:
    return (
        "/" not in path
        and bool(_PATH.match(path))
        and (paths.is_own_license(path) or release.is_license(path))
    )


def _listed(info: Mapping[str, Any]) -> Iterator[str]:
    siblings = info.get("siblings")
    for one in siblings[:_MAX_LISTED] if isinstance(siblings, list) else ():
        name = one.get("rfilename") if isinstance(one, dict) else None
        if isinstance(name, str) and 0 < len(name) <= 1_000:
            yield clean(name)


def _card(info: Mapping[str, Any]) -> Card:
    """Return the card that the API tells, of strings and lists of strings alone."""
    told = info.get("cardData")
    held = told if isinstance(told, dict) else {}
    fields = {key: value for key in _FIELDS if (value := _plain(held.get(key)))}
    fields |= {
        key[:200]: value
        for key in list(held)[:200]
        if isinstance(key, str) and key.startswith("extra_gated_") and (value := _plain(held[key]))
    }
    text = yaml.safe_dump(fields, sort_keys=False, allow_unicode=True, width=2_000)
    return cards.read(clean(f"---\n{text}---\n"), API_CARD)


def _plain(value: Any) -> str | list[str]:
    return value[:4_000] if isinstance(value, str) else _strings(value)


def _strings(value: Any) -> list[str]:
    return [one[:1_000] for one in value[:200] if isinstance(one, str)] if isinstance(value, list) else []
