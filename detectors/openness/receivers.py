"""What a license is given to: the noun phrases of a few words of a sentence.

"Its code and model weights" are two, with what each is about. A phrase of somebody else's things ("code of
Acme", "third-party libraries", "the documentation") is none of the repository's, and a phrase that no list
knows is nobody's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from detectors.openness import subjects
from detectors.openness.model import About, Context, Subject, Verdict
from detectors.openness.subjects import Candidate
from detectors.openness.wording import NOUNS
from detectors.openness.wording import words as _set

#: What a license is given to, each with what of it.
Given = list[tuple[Subject, About]]
#: What the repository itself publishes, as a whole.
REPOSITORY: Final = Subject("", None, own=True)
_MAX_PARTS: Final = 8
_MAX_WORDS: Final = 40

_WORD = re.compile(r"[\w.+'’/%-]*\w[+]*")
_JOINT = re.compile(
    r"\s*(?:,\s*(?:and|or|as well as)?|;|&|\+|\s/\s|(?<=code)/|(?<=data)/(?=code|weights|model)"
    r"|(?<=weights)/|(?<=models)/|\band(?:/or)?\b|\bor\b|\bas well as\b|\balong with\b"
    r"|\btogether with\b|\bplus\b|[、，和与及と]|및)\s*",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\([^()]{0,200}\)|\[[^\[\]]{0,200}\]|[“\"«][^“”\"«»]{0,60}[”\"»]")
_FINITE = _set(
    """is are was were has have had will can may should must do does we you they i trained uses using
    based contains contain comprises includes include bundles provides provide built evaluated compare
    compared"""
)
#: Words before a noun that make it somebody else's.
_OTHERS: Final = _set(
    """third-party third 3rd-party external other others their dependencies dependency original upstream
    vendored bundled underlying respective"""
)
#: Nouns that no rule is about.
_NOTHING: Final = _set(
    """documentation docs doc paper papers logo logos logotype icon icons font fonts image images figure
    figures picture pictures photo photos video videos audio artwork assets asset trademark trademarks
    website site blog tutorial tutorials book books course courses contribution contributions contributors
    submissions modifications changes article articles brand outputs output license licence licenses
    licences text parties dependencies libraries songs music voices voice names name texts"""
)
#: Nouns that the lists of claims do not have.
_MORE: Final[dict[str, About]] = {
    **dict.fromkeys(
        _set("""delta deltas diff diffs differentials weight-diff adapter adapters lora loras ckpt ckpts"""),
        About.WEIGHTS,
    ),
    **dict.fromkeys(
        _set(
            """source sources scripts samples examples example sample snippets notebooks notebook utilities
            components component modules module engine sdk cli api client server plugin plugins extension"""
        ),
        About.CODE,
    ),
    **dict.fromkeys(
        _set(
            """program application app agent product package everything contents content files file materials
            material release releases template templates resources core demo demos platform system suite
            extension website-code fork crate gem addon add-on add-in distribution service
            services"""
        ),
        About.PROJECT,
    ),
    **dict.fromkeys(_set("""annotations annotation database databases recordings"""), About.DATA),
    **dict.fromkeys(_set("""benchmarks benchmark"""), About.BENCHMARK),
    **dict.fromkeys(_set("""encoder encoders decoder decoders vocoder"""), About.MODEL),
}
_NOUNS: Final[dict[str, About | None]] = {
    **NOUNS,
    **_MORE,
    "checkpoint": About.WEIGHTS,
    "suite": About.PROJECT,
    "tokenizer": About.CODE,
    **dict.fromkeys(_NOTHING, None),
}
_OWNERS: Final = _set(
    """this these our the all both its each every any most released following above below such"""
)
_PREPOSITIONS: Final = _set(
    """of in for from by on at with within inside outside under to through via behind among around
    containing implementing used available contained provided included found hosted listed released
    referred over except excluding unless that which who where"""
)
_HERE = re.compile(r"\A(?:this|our|the|these)\b", re.IGNORECASE)
#: "Everything is", "It is", "all of it": the whole, where nothing else is named.
_WHOLE = re.compile(
    r"\A\W*(?:it|this|that|everything|all of (?:it|this)|all contents?|the (?:whole )?(?:repo"
    r"|repository|project))?\W*\Z",
    re.IGNORECASE,
)
#: What may stand between a name and "data": "Acme open data".
_ADJECTIVES: Final = _set("open public raw free full original training text speech image audio tuning")
#: A part with a verb is another clause.
_VERB = re.compile(r"\b(?:is|are|was|were|we|I)\b")
#: A file or folder of code: "`models/codebooks.py` is under …".
_PATH = re.compile(
    r"(?:^|\s)(?:\.{0,2}/)?[\w.-]+/[\w./-]*\w/?\s*$|(?:^|\s)[\w-]+\.(?:py|js|ts|rs|go|c|cc|cpp|cu|h|java)\s*$"
)
_MOST = re.compile(r"\b(?:majority|most|all|rest|remainder|core|entirety|bulk) of\b", re.IGNORECASE)
_VERSIONS = re.compile(r"(?:both\s+)?v\d+(?:\.\d+)?\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Ours:
    """What names mean on a page: the model that its repository publishes, and what the page presents."""

    own: Subject | None
    names: tuple[str, ...] = ()

    def candidates(self, text: str) -> tuple[Candidate, ...]:
        """Return what ``text`` names."""
        return subjects.candidates(text, self.own, Context.README, self.names)

    def model(self) -> Subject:
        """Return the repository's own model, by name where it is known."""
        return self.own or REPOSITORY

    def of(self, about: About) -> Subject:
        """Return whose a thing is that the page calls its own."""
        return self.model() if about in {About.MODEL, About.WEIGHTS} else REPOSITORY

    def is_title(self, name: str) -> bool:
        """Whether ``name`` is one of the page's, or a word of one."""
        said = _squeezed(name)
        whole = {_squeezed(one) for one in self.names}
        return len(said) > 1 and (said in whole or any(said in _parts_of(one) for one in self.names))

    def is_like(self, name: str) -> bool:
        """Whether ``name`` begins as the own model's or the page's does: another of its family."""
        said = _squeezed(name)[:4]
        ours = [_squeezed(self.own.name)] if self.own is not None and self.own.name else []
        return len(said) == 4 and any(one[:4] == said for one in (*ours, *map(_squeezed, self.names)))


def _parts_of(name: str) -> set[str]:
    return {_squeezed(word) for word in name.split() if len(word) > 3}


def read(
    text: str, start: int, end: int, held: tuple[Candidate, ...], ours: Ours
) -> list[tuple[Subject, About]] | None:
    """Return what ``text[start:end]`` names, from its last phrase back; None where it names nothing known.

    An empty list says that it names what is somebody else's.
    """
    found: list[tuple[Subject, About]] = []
    others = False
    for first, last in _parts(text, start, end):
        if _VERB.search(text[first:last]):
            break
        one = _phrase(text, first, last, held, ours)
        if one is _OTHER:
            others = True
            continue
        if one is None:
            if re.match(r"\s*(?:an?|the latter|namely)\s", text[first:last]) and first > start:
                continue
            if found or others or not _is_light(text[first:last]):
                break
            continue
        if one not in found:
            found.append(one)
        if len(found) >= _MAX_PARTS:
            break
    if not found:
        return [] if others else None
    # "The code and the model": the order of the text.
    return found


def about_of(noun: str) -> About | None:
    """Return what a license of the things that ``noun`` names is about; None for a noun that no list has."""
    return _NOUNS.get(noun.lower())


def has_preposition(text: str) -> bool:
    """Whether the words are more than one noun phrase."""
    return bool((_PREPOSITIONS | _FINITE) & {word.lower() for word in re.findall(r"[\w-]+", text)})


def is_whole(text: str) -> bool:
    """Whether the words are a pronoun for the whole page, or nothing."""
    return bool(_WHOLE.match(text))


#: Stands for a phrase of what belongs to others.
_OTHER: Final = (Subject("", None), About.PROJECT)


def _parts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the members of a list of phrases, the last first. What stands in brackets parts nothing."""
    zone = _BRACKETS.sub(lambda found: " " * len(found[0]), text[start:end])
    parts, place = [], 0
    for joint in _JOINT.finditer(zone):
        if zone[place : joint.start()].strip():
            parts.append((start + place, start + joint.start()))
        place = joint.end()
    if zone[place:].strip():
        parts.append((start + place, end))
    return parts[::-1][:_MAX_PARTS]


def _is_light(part: str) -> bool:
    """Whether a part between commas only goes on with what stands before it: "the code, too, is …"."""
    return len(part.split()) <= 2 and part.strip().islower()


def _phrase(
    text: str, start: int, end: int, held: tuple[Candidate, ...], ours: Ours
) -> tuple[Subject, About] | None:
    """Return what one noun phrase names."""
    zone = _BRACKETS.sub(lambda found: " " * len(found[0]), text[start:end])
    words = [(found[0], found.start()) for found in _WORD.finditer(zone)][:_MAX_WORDS]
    if not words:
        return None
    if _squeezed(zone) in {_squeezed(name) for name in ours.names} and (
        ours.own is None or _squeezed(zone) != _squeezed(ours.own.name)
    ):
        return ours.model(), (About.PROJECT if ours.own is None else About.MODEL)
    if _PATH.search(zone):
        return REPOSITORY, About.CODE
    named = next((one for one in held if one.named and start <= one.start and one.end <= end), None)
    head = _head(words, named, start)
    before = {word.lower() for word, place in words if head is None or place <= head[1]}
    if before & _OTHERS:
        return _OTHER
    if head is None:
        return _by_name(zone, named, ours)
    about, place, after = head
    if about is None:
        return (REPOSITORY, About.PROJECT) if "docker" in before else _OTHER
    if named is not None and named.subject is not None:
        if is_program(named.subject) or (
            named.start > start + place and _is_derived(text[start + place : named.start])
        ):
            return _OTHER
        return (named.subject, about) if about in {About.MODEL, About.WEIGHTS} else _thing(named, about)
    if named is not None or _is_of_other(zone[after:], ours):
        return _OTHER
    if _possessor(words, place, ours):
        return _OTHER
    if about is About.DATA and (name := _modifier(words, place, ours)):
        return Subject(name, None), about
    return ours.of(about), about


def _head(
    words: list[tuple[str, int]], named: Candidate | None, start: int
) -> tuple[About | None, int, int] | None:
    """Return the noun of a phrase: the last of the first run of nouns, with where it stands and ends."""
    found: tuple[About | None, int, int] | None = None
    for word, place in words:
        low = word.lower()
        if found is not None and (low in _PREPOSITIONS or low in _FINITE):
            break
        if low in _NOUNS and not (named is not None and named.start <= start + place < named.end):
            about = _NOUNS[low]
            if found is not None and found[0] is About.CODE and low.startswith("repo"):
                about = About.CODE
            found = (about, place, place + len(word))
    return found


def _thing(named: Candidate, about: About) -> tuple[Subject, About]:
    """Return the code or data of a model that is named: the repository's where the model is."""
    assert named.subject is not None  # noqa: S101 - for the type checker
    return (REPOSITORY if named.subject.own else named.subject), about


def _by_name(zone: str, named: Candidate | None, ours: Ours) -> tuple[Subject, About] | None:
    """Return what a phrase without a noun that we know names: a model, the page itself, or nothing."""
    if named is not None:
        return None if named.subject is None or is_program(named.subject) else (named.subject, named.about)
    zone = _MOST.sub(" ", zone)
    said = " ".join(word for word in zone.split() if word.lower() not in _OWNERS).strip(" .,:;*'\"`")
    name = re.sub(r"(?:\s+(?:itself|currently|now|also))+\Z", "", said)
    if _VERSIONS.match(name):
        return ours.model(), (About.MODEL if ours.own is not None else About.PROJECT)
    if (
        not name
        or len(name) > 80
        or not (name[0].isupper() or any(map(str.isdigit, name)) or ours.is_title(name))
    ):
        return None
    if ours.own is not None and _squeezed(name) == _squeezed(ours.own.name):
        return ours.own, About.MODEL
    if ours.is_title(name):
        return REPOSITORY, About.PROJECT
    if len(name.split()) <= 3 and ours.is_like(name):
        return Subject(name, None), About.MODEL
    return None


def is_program(subject: Subject | None) -> bool:
    """Whether ``subject`` is of the registry's programs, which are no models."""
    return subject is not None and subject.row is not None and subject.row.verdict is Verdict.NOT_A_MODEL


def _is_derived(between: str) -> bool:
    """Whether a name behind the noun is only what the thing was made with: "weights trained on Llama 3"."""
    return bool(
        re.search(
            r"\b(?:on|with|using|from|over|against|upon|like|than|via|to)\s+(?:the\s+)?(?:original\s+)?$",
            between,
        )
    )


def _is_of_other(after: str, ours: Ours) -> bool:
    """Whether "of …", "from …" or "by …" behind a noun names somebody else."""
    found = re.match(r"\W*(?:of|from|by|behind)\s+(.{1,120})", after)
    if not found:
        return False
    what = found[1]
    if _HERE.match(what):
        words = {word.lower() for word in re.findall(r"[\w-]+", what)[:8]}
        return not words & (set(_NOUNS) | {"paper", "method", "work"}) and not any(map(ours.is_title, words))
    if what.lower().startswith(("all", "both", "each", "its", "v1", "v2", "v3", "models", "model ")):
        return False
    name = re.match(r"[\w.+-]+(?: [A-Z][\w.+-]*){0,2}", what)
    return not (name and (ours.is_title(name[0]) or ours.is_like(name[0])))


def _possessor(words: list[tuple[str, int]], place: int, ours: Ours) -> bool:
    """Whether "Acme's" before the noun says that it is Acme's, who is not this page's."""
    for word, at in reversed(words):
        if at >= place:
            continue
        if word.lower() in _PREPOSITIONS:
            return False
        if word.endswith(("'s", "’s")):
            name = word[:-2]
            return not (
                ours.is_title(name)
                or ours.is_like(name)
                or name.lower() in {"it", "project", "model", "repo", "repository"}
            )
    return False


def _modifier(words: list[tuple[str, int]], place: int, ours: Ours) -> str:
    """Return the name before a noun that is not the page's ("the Acme2 dataset"); empty for none."""
    before = [word for word, at in words if at < place and word.lower() not in _ADJECTIVES][-1:]
    name = before[0] if before else ""
    return (
        name
        if re.search(r"[A-Z].*[A-Z0-9]", name) and not (ours.is_title(name) or ours.is_like(name))
        else ""
    )


def is_same(one: str, other: str) -> bool:
    """Whether two names are the same, their punctuation aside."""
    return _squeezed(one) == _squeezed(other) != ""


def _squeezed(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", name.rpartition("/")[2].lower())
