"""From citations and answers to items: found, moved, not found, or, in doubt, not checkable."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from rapidfuzz.distance import DamerauLevenshtein

from detectors.model import Answer, Contribution, Facts, Kind, LookedUp, Query, Seen, Sought, Unknown
from detectors.references import change, queries, rule
from detectors.references.model import Citation, Cited, Claim, Item, Status
from detectors.references.standard import is_standard

#: A line past the end says nothing where the version is not named: the file may have been longer once.
_LONGER: Final = 1.5
_LINES_MORE: Final = 100
#: So many names of the tree begin or end like a missing one where that follows the project's way of naming.
_KIN: Final = 5
_NAMES: Final = frozenset({Cited.SYMBOL, Cited.FRAME, Cited.OPTION, Cited.SETTING, Cited.VARIABLE})
_TEXTS: Final = frozenset({Cited.CODE, Cited.MESSAGE})
#: A version in the form of a tag: "v1.2.3", "curl-8_4_0".
_TAG: Final = re.compile(r"v\d|[A-Za-z][A-Za-z-]{0,40}[-_]v?\d")
_TESTS: Final = re.compile(r"test|spec(?![a-z])", re.IGNORECASE)
_OTHER_VERSION: Final = "it may be of another version"
_OTHER_COMMIT: Final = "it is linked as it was in another version"


@dataclass(frozen=True)
class _Look:
    answers: dict[Query, Answer]
    named: bool
    change: change.Change
    number: int | None
    is_pull: bool
    at: tuple[str, str]

    def is_at(self, version: str) -> bool:
        """Whether a link's commit or tag is the version that was looked at."""
        ref, commit = self.at
        return version == ref or commit.startswith(version)

    def answer(self, query: Query | None) -> Answer | None:
        return self.answers.get(query) if query is not None else None


def items(facts: Facts) -> tuple[Item, ...]:
    """Return what became of each thing that the contribution cites; empty where nothing was looked up."""
    looked = facts.repository.looked_up
    return () if isinstance(looked, Unknown) else of(facts.contribution, looked)


def of(contribution: Contribution, looked: LookedUp) -> tuple[Item, ...]:
    """Return what became of each thing that the contribution cites, by these answers."""
    answers = {answer.query: answer for answer in looked.answers}
    look = _Look(
        answers,
        looked.named,
        change.of(contribution),
        contribution.number,
        contribution.kind is Kind.PULL_REQUEST,
        (looked.ref, looked.commit),
    )
    return _settled(tuple(_item(citation, look) for citation in queries.cited_in(contribution)))


def _settled(judged: tuple[Item, ...]) -> tuple[Item, ...]:
    """What is not sure, as a name that the text places nowhere, counts only in the company of others."""
    if rule.missing(judged):
        return judged
    return tuple(_alone(item) for item in judged)


def _alone(item: Item) -> Item:
    if item.status is not Status.NOT_FOUND or item.sure:
        return item
    told = _OTHER_VERSION if item.citation.cited is Cited.PATH else "it may belong to something else"
    return replace(item, status=Status.NOT_CHECKABLE, told=told, weight=0)


def _item(citation: Citation, look: _Look) -> Item:
    if citation.cited is Cited.NUMBER and citation.claim is not Claim.NONE:
        return _number(citation, look)
    query = queries.of(citation)
    answer = look.answer(query)
    if query is None or answer is None:
        return Item(citation, Status.NOT_CHECKABLE, citation.hedge or "no tree can tell")
    item = _judged(citation, answer, look)
    if item.status is Status.NOT_FOUND and (why := _excuse(citation, look)):
        item = Item(citation, Status.NOT_CHECKABLE, why, item.nearest)
    return replace(item, query=query, answer=answer)


def _judged(citation: Citation, answer: Answer, look: _Look) -> Item:
    if answer.seen is Seen.UNKNOWN:
        return Item(citation, Status.NOT_CHECKABLE, "it could not be looked for")
    if citation.cited is Cited.PATH:
        return _path(citation, answer, look)
    if citation.cited in _NAMES:
        return _name(citation, answer, look)
    if citation.cited in _TEXTS:
        return _text(citation, answer, look)
    return _mark(citation, answer)


def _path(citation: Citation, answer: Answer, look: _Look) -> Item:
    if answer.seen is Seen.HERE:
        return _line(citation, answer, look)
    if answer.seen is Seen.PAST:
        return _past(citation, answer)
    nearest = answer.nearest[0] if answer.nearest else ""
    name = _base(citation.name)
    if nearest and _base(nearest) == name:
        return Item(citation, Status.MOVED, "no such file; there is one of that name", nearest)
    if _is_slip(name, _base(nearest)):
        return Item(citation, Status.NOT_CHECKABLE, "perhaps a slip of the pen", nearest)
    if citation.claim is not Claim.STATED or not answer.scope:
        return Item(citation, Status.NOT_CHECKABLE, "it may belong to another project", nearest)
    if citation.name.startswith("."):  # settings of tools, which may be the reporter's
        return Item(citation, Status.NOT_FOUND, "no such file", nearest, weight=1, sure=False)
    return Item(citation, Status.NOT_FOUND, "no such file", nearest, weight=4)


def _line(citation: Citation, answer: Answer, look: _Look) -> Item:
    where = answer.places[0].path if answer.places else ""
    line = max(citation.line or 0, citation.end or 0)
    if answer.lines is None or line <= answer.lines:
        return _found(citation, answer)
    if not f"/{where}".casefold().endswith(f"/{citation.name.lstrip('./')}".casefold()):
        return Item(citation, Status.NOT_CHECKABLE, "it may be another file of that name", where)
    told = f"{where} has {answer.lines:,} lines"
    is_far = line > answer.lines * _LONGER + _LINES_MORE
    return Item(citation, Status.NOT_FOUND, told, where, weight=2, sure=look.named or is_far)


def _past(citation: Citation, answer: Answer) -> Item:
    told = f"it was there until commit {answer.until}" if answer.until else "it was there once"
    return Item(citation, Status.MOVED, told, answer.moved or "")


def _name(citation: Citation, answer: Answer, look: _Look) -> Item:
    if answer.seen in {Seen.HERE, Seen.PAST}:
        return _found(citation, answer)
    if answer.seen is Seen.ELSEWHERE:
        return _elsewhere(citation, answer)
    nearest = answer.nearest[0] if answer.nearest else ""
    if any(_is_slip(_last(citation.name), _last(near)) for near in answer.nearest):
        return Item(citation, Status.NOT_CHECKABLE, "perhaps a slip of the pen", nearest)
    if is_standard(citation.name):
        return Item(citation, Status.NOT_CHECKABLE, "a name of a standard library", nearest)
    weight = _weight(citation, answer, look)
    if not weight:
        return Item(citation, Status.NOT_CHECKABLE, "it may belong to something else", nearest)
    sure = citation.claim is Claim.STATED
    return Item(citation, Status.NOT_FOUND, _nowhere(citation, answer), nearest, weight, sure)


def _elsewhere(citation: Citation, answer: Answer) -> Item:
    """A name that exists, but not where it is said to be. A member may be inherited, so only files count."""
    place = answer.places[0].path if answer.places else ""
    if not citation.path or not answer.scope or citation.claim is not Claim.STATED or place == answer.scope:
        return _found(citation, answer)
    told = f"not in {answer.scope}" + (f"; it is in {place}" if place else "")
    return Item(citation, Status.NOT_FOUND, told, place, weight=2)


def _weight(citation: Citation, answer: Answer, look: _Look) -> int:
    """How much a name counts that the tree has nowhere: most where its file or owner is real."""
    if _TESTS.search(f"{citation.path} {answer.scope}"):  # where reporters add cases of their own
        return 0
    is_file = _is_file(citation, look)
    is_home = bool(answer.scope) or is_file
    if citation.cited is Cited.FRAME:  # of an older version, where the report does not say which
        return (4 if look.named else 2) if is_file else 0
    if citation.claim is Claim.STATED and is_home:
        return 4
    # A change speaks of names from everywhere.
    return 2 if answer.kin >= _KIN and not look.is_pull else 1


def _is_file(citation: Citation, look: _Look) -> bool:
    """Whether the tree has the file that a thing is said to be in."""
    at = look.answer(queries.of_place(citation))
    return at is not None and at.seen is Seen.HERE


def _nowhere(citation: Citation, answer: Answer) -> str:
    if citation.cited in {Cited.OPTION, Cited.SETTING, Cited.VARIABLE}:
        return f"no such {citation.cited}"
    return f"no such name in {answer.scope} or elsewhere" if answer.scope else "no such name"


def _text(citation: Citation, answer: Answer, look: _Look) -> Item:
    nearest = answer.nearest[0] if answer.nearest else ""
    if answer.seen in {Seen.HERE, Seen.PAST}:
        return _found(citation, answer)
    if answer.seen is Seen.ELSEWHERE:
        return Item(citation, Status.MOVED, "it is in another file", nearest)
    if citation.path and not _is_file(citation, look):
        return Item(citation, Status.NOT_CHECKABLE, "it may be of the reporter's own file")
    if citation.cited is Cited.CODE:
        return Item(
            citation,
            Status.NOT_FOUND,
            "no such line",
            nearest,
            4 if citation.path else 2,
            sure=bool(citation.path),
        )
    return Item(citation, Status.NOT_FOUND, "no such message", nearest, weight=2, sure=False)


def _number(citation: Citation, look: _Look) -> Item:
    """GitHub numbers issues and pull requests in one row; a later one may have been added to the text."""
    digits = citation.name.lstrip("#")
    if look.number is not None and digits.isdecimal() and len(digits) < 10 and 0 < int(digits) <= look.number:
        return Item(citation, Status.FOUND, "it is there")
    return Item(citation, Status.NOT_CHECKABLE, "it may be newer, or of another project")


def _mark(citation: Citation, answer: Answer) -> Item:
    if answer.seen in {Seen.HERE, Seen.PAST, Seen.ELSEWHERE}:
        return _found(citation, answer)
    if citation.cited is Cited.ADVISORY:
        return Item(citation, Status.NOT_CHECKABLE, "the project's own files do not name it")
    if citation.claim is not Claim.STATED:
        return Item(citation, Status.NOT_CHECKABLE, "it may be of another project")
    if citation.cited is Cited.VERSION and not _TAG.match(citation.quote.strip("`")):
        return Item(citation, Status.NOT_CHECKABLE, "not every version has a tag")
    nearest = answer.nearest[0] if answer.nearest else ""
    return Item(citation, Status.NOT_FOUND, f"no such {citation.cited}", nearest, weight=2, sure=False)


def _found(citation: Citation, answer: Answer) -> Item:
    place = answer.places[0] if answer.places else None
    where = "" if place is None else place.path + (f":{place.line}" if place.line else "")
    told = f"in {answer.at}" if answer.at else "it is there"
    return Item(citation, Status.FOUND, told, where)


def _excuse(citation: Citation, look: _Look) -> str:
    """Why a thing that is not in the tree may be right all the same: the change itself brings or takes it."""
    if citation.cited is Cited.PATH and look.change.has_path(citation.name):
        return "the change itself touches it"
    if citation.cited in _NAMES | _TEXTS and look.change.has_words(citation.name):
        return "the change itself names it"
    if citation.commit and not look.is_at(citation.commit) and not _is_invented(citation, look):
        return _OTHER_COMMIT
    if not look.change.whole:
        return "the change was not read to its end"
    return ""


def _is_invented(citation: Citation, look: _Look) -> bool:
    """Whether nobody has the commit of a link; one that is there may have had other files."""
    answer = look.answer(Query(Sought.COMMIT, citation.commit))
    return answer is not None and answer.seen is Seen.ABSENT


def _base(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2].casefold()


def _last(name: str) -> str:
    """Return the last part of a qualified name."""
    return re.split(r"::|[.#:]|->", name)[-1]


def _is_slip(name: str, real: str) -> bool:
    """Whether a name is a real one but for a letter or two: people misspell what they remember."""
    one, other = name.casefold(), real.casefold()
    allowed = 1 if len(one) < 10 else 2
    return DamerauLevenshtein.distance(one, other, score_cutoff=allowed) <= allowed
