"""The agents whose traces are known: `data/agents.yaml`, validated and indexed when the package is loaded.

Matching is by exact value or by prefix in dictionaries and short lists; the only regular expressions are
the branch forms of the data file, which are matched against one branch name of bounded length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from importlib.resources import files
from typing import Annotated, Any, Final

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

_WORD = re.compile(r"[0-9a-z]+(?:[-.][0-9a-z]+)*")
_GITHUB_MAIL = "@users.noreply.github.com"
_MAX_ALIAS_WORDS: Final = 5
_MAX_CALL: Final = 200

#: The loader in C reads the list ten times as fast, where the library was built with it.
_Loader: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _folded(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(value.casefold() for value in values)


def _compiles(values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        re.compile(value)
    return values


Folded = Annotated[tuple[str, ...], AfterValidator(_folded)]
Patterns = Annotated[tuple[str, ...], AfterValidator(_compiles)]


class Agent(BaseModel):
    """One agent: who it is and the exact forms it leaves. The fields are described in the data file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str = Field(pattern=r"^[a-z0-9-]+$")
    name: str
    family: str = ""
    vendor: str
    mails: Folded = ()
    logins: Folded = ()
    domains: Folded = ()
    aliases: Folded = ()
    words: Folded = ()
    models: Folded = ()
    author_suffix: str = ""
    keys: Mapping[str, str] = Field(default_factory=dict)
    pages: Folded = ()
    links: Folded = ()
    labels: Folded = ()
    texts: Folded = ()
    lines: tuple[str, ...] = ()
    marks: Folded = ()
    branches: Patterns = ()
    calls: Folded = ()
    metafiles: tuple[str, ...] = ()
    source: str = Field(min_length=10)
    as_of: date

    @property
    def called(self) -> str:
        """What a bare name in a text stands for: the product family rather than one program of it."""
        return self.family or self.name

    def __hash__(self) -> int:
        return hash(self.key)


class AgentList(BaseModel):
    """The whole data file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    agents: tuple[Agent, ...]
    shared_metafiles: tuple[str, ...]


def _load() -> AgentList:
    text = (files(__package__) / "data" / "agents.yaml").read_text(encoding="utf-8")
    return AgentList.model_validate(yaml.load(text, _Loader))  # noqa: S506 - a safe loader either way


_LIST: Final = _load()
AGENTS: Final[tuple[Agent, ...]] = _LIST.agents
SHARED_METAFILES: Final[tuple[str, ...]] = _LIST.shared_metafiles
BY_KEY: Final[Mapping[str, Agent]] = {agent.key: agent for agent in AGENTS}
_BY_MAIL: Final = {mail: agent for agent in AGENTS for mail in agent.mails}
_BY_LOGIN: Final = {login: agent for agent in AGENTS for login in agent.logins}
_BY_DOMAIN: Final = {domain: agent for agent in AGENTS for domain in agent.domains}
#: Aliases that are a first name or have another common meaning: never enough for a claim by themselves.
_AMBIGUOUS: Final = frozenset({"claude", "codex", "windsurf", "antigravity"})
_NAMES: Final = {alias: agent for agent in AGENTS for alias in (*agent.aliases, *agent.words)}
_FULL_NAMES: Final = {alias: agent for agent in AGENTS for alias in agent.aliases if alias not in _AMBIGUOUS}
_MODELS: Final = tuple(
    sorted(((m, agent) for agent in AGENTS for m in agent.models), key=lambda pair: -len(pair[0]))
)
_LINKS: Final = tuple((link, agent) for agent in AGENTS for link in agent.links)
_PAGES: Final = tuple((page, agent) for agent in AGENTS for page in agent.pages)
_CALLS: Final = tuple((call, agent) for agent in AGENTS for call in agent.calls)


def _words_of(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold()))


_BY_WORDS: Final = {_words_of(alias): (agent, False) for agent in AGENTS for alias in agent.aliases} | {
    _words_of(word): (agent, True) for agent in AGENTS for word in agent.words
}


def by_login(login: str | None) -> Agent | None:
    """The agent that acts through this GitHub account."""
    return _BY_LOGIN.get(login.casefold()) if login else None


def by_mail(mail: str) -> Agent | None:
    """The agent that owns this mail address, listed or derived from the login of its GitHub app."""
    folded = mail.strip().casefold()
    if agent := _BY_MAIL.get(folded):
        return agent
    if folded.endswith(_GITHUB_MAIL):
        local = folded.removesuffix(_GITHUB_MAIL)
        number, plus, login = local.partition("+")
        # Without its number the address is anybody's who owns the login, so only apps ("[bot]") count.
        if plus and number.isdigit():
            return _BY_LOGIN.get(login)
        return _BY_LOGIN.get(local) if local.endswith("[bot]") else None
    return None


def by_domain(mail: str) -> Agent | None:
    """The agent whose vendor owns the domain of this mail address: never enough by itself."""
    return _BY_DOMAIN.get(mail.rpartition("@")[2].strip().casefold())


def by_link(href: str) -> Agent | None:
    """The agent whose sessions or tasks live at this address."""
    folded = href.casefold()
    return next((agent for start, agent in _LINKS if folded.startswith(start)), None)


def by_page(href: str) -> Agent | None:
    """The agent that this address is the home page of: the longest known beginning wins."""
    folded = href.casefold()
    hits = [(len(p), agent) for p, agent in _PAGES if _is_below(folded, p)]
    return max(hits, key=lambda hit: hit[0])[1] if hits else None


def _is_below(address: str, page: str) -> bool:
    return address.startswith(page) and address[len(page) : len(page) + 1] in {"", "/", "#", "?"}


def by_call(line: str) -> Agent | None:
    """The agent that a line of a comment calls for a review: "@coderabbitai review", "/gemini review now".

    Words that are no mention and no command count only as a whole line: people also write about reviews.
    """
    folded = " ".join(line[:_MAX_CALL].casefold().split())
    for call, agent in _CALLS:
        if folded == call or (call[0] in "@/" and folded.startswith(f"{call} ")):
            return agent
    return None


def by_name(name: str) -> Agent | None:
    """The agent that ``name`` names and nothing else: an alias or a model, alone or with a version.

    "Claude", "Claude Opus 4.5 (1M context)", "Claude:claude-3-opus" and "claude-sonnet-4-5" name an agent;
    "Claude Paroz" and "Devin Smith" do not.
    """
    return _named(" ".join(name.casefold().split()), _NAMES)


def by_full_name(name: str) -> Agent | None:
    """The same for a name that means nothing else: "Claude Code", "ChatGPT", "GPT-5", but not "Jules"."""
    return _named(" ".join(name.casefold().split()), _FULL_NAMES)


def by_proven_name(name: str) -> Agent | None:
    """The same, where a first name or common word counts if a model or version stands behind it.

    "Claude:claude-3-opus", "goose 3.1" and "Amp (gpt-5)" name an agent; "Claude" and "Jules (intern)" do not.
    """
    folded = " ".join(name.casefold().split())
    if agent := _named(folded, _FULL_NAMES):
        return agent
    for end in _ends_of_names(folded):
        found = _NAMES.get(folded[:end])
        if found is not None and _is_proof(folded[end:]):
            return found
    return None


def _named(folded: str, names: Mapping[str, Agent]) -> Agent | None:
    if agent := names.get(folded):
        return agent
    for start, agent in _MODELS:
        if folded.startswith(start) and not _is_letter(folded[len(start) : len(start) + 1], start):
            return agent
    for end in _ends_of_names(folded):
        found = names.get(folded[:end])
        if found is not None and _is_version(folded[end:]):
            return found
    return None


def _ends_of_names(folded: str) -> Iterator[int]:
    """Where an alias could end in the first few words, longest first."""
    ends = [i for i, char in enumerate(folded[:60]) if char in " :(,/@["]
    return reversed(ends)


def _is_letter(char: str, start: str) -> bool:
    return char.isalpha() and start[-1].isalpha()


def _is_version(rest: str) -> bool:
    """Whether what follows a name only says which version, model or setting it was."""
    rest = rest.strip()
    if not rest:
        return True
    first = rest.split(None, 1)[0]
    return rest[0] in ":(/[" or first[0].isdigit() or (first[0] == "v" and first[1:2].isdigit())


def _is_proof(rest: str) -> bool:
    """Whether what follows a name is a version, a model or a setting, as no person's name is followed by."""
    if rest.startswith(":"):
        return len(rest) > 1 and rest[1] != " "
    inner = rest.strip(" ()[]/,")
    return _is_version(rest) and (any(char.isdigit() for char in inner) or find_agent(inner) is not None)


def find_agent(text: str) -> Agent | None:
    """The first agent that a text about AI use names, also by a name that is a common word elsewhere."""
    return next((agent for agent, _ in find_agents(text)), None)


def find_agents(text: str) -> Iterator[tuple[Agent, bool]]:
    """Every agent the text names, in order, and whether the name is also a common word or a first name."""
    yield from ((agent, common) for agent, common, _, _ in find_spans(text))


def find_spans(text: str) -> Iterator[tuple[Agent, bool, int, int]]:
    """The same with where each name begins and ends in the text."""
    # Folding letter by letter keeps the places; the names themselves are plain ASCII.
    found = list(_WORD.finditer(text.lower() if len(text.lower()) == len(text) else _same_length(text)))
    words = [match[0] for match in found]
    at = 0
    while at < len(words):
        for size in range(min(_MAX_ALIAS_WORDS, len(words) - at), 0, -1):
            if hit := _BY_WORDS.get(tuple(words[at : at + size])):
                yield *hit, found[at].start(), found[at + size - 1].end()
                at += size
                break
        else:
            if agent := _by_model_word(words, at):
                yield agent, False, found[at].start(), found[at].end()
            at += 1


def _same_length(text: str) -> str:
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in text)


def _by_model_word(words: list[str], at: int) -> Agent | None:
    pair = " ".join(words[at : at + 2])
    return next((agent for start, agent in _MODELS if pair.startswith(start)), None)
