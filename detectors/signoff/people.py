"""Who is who: when two identities are one person, and which of them are programs.

In doubt two identities are the same person: nobody is told that a name is wrong over an accent, a new mail
address or GitHub's own address for the account.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from detectors.model import Identity
from detectors.traces import agents

_BOT: Final = "[bot]"
_GITHUB_MAIL: Final = "@users.noreply.github.com"
#: GitHub itself, as the committer of what people make on its pages.
_WEB_MAIL: Final = "noreply@github.com"
_WEB_LOGIN: Final = "web-flow"
_MAX_READ: Final = 320


def keys(who: Identity, login: str | None = None) -> frozenset[str]:
    """Return what ``who`` is known by; two identities with a key in common are taken for the same person.

    These are the name without accents and case, the mail address, the login in an address of the form
    ``ID+login@users.noreply.github.com``, and ``login``, where GitHub knows the account.
    """
    name, mail = folded(who.name), _mail(who)
    held = {f"name {name}"} if name else set()
    if name and " " not in name:  # git is often set up with the login as name
        held.add(f"login {name}")
    if mail:
        held.add(f"mail {mail}")
    for account in (login or "", login_of(mail)):
        if account:
            held.add(f"login {account.casefold()}")
    return frozenset(held)


def folded(name: str) -> str:
    """Return ``name`` without accents, case and needless spaces."""
    letters = unicodedata.normalize("NFKD", name[:_MAX_READ]).casefold()
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).split())


def login_of(mail: str) -> str:
    """Return the login in GitHub's own address of an account, or nothing."""
    mail = mail.casefold()
    return mail.removesuffix(_GITHUB_MAIL).rpartition("+")[2] if mail.endswith(_GITHUB_MAIL) else ""


def is_program(who: Identity, login: str | None = None) -> bool:
    """Whether this is an agent or a bot, told by mail or login; by its name only where no person bears it."""
    name, mail = " ".join(who.name.casefold().split()), _mail(who)
    if name.endswith(_BOT) or _BOT in mail or (login or "").casefold().endswith(_BOT):
        return True
    if is_web(who, login):
        return True
    known = agents.by_mail(mail) or agents.by_login(login)
    named = agents.by_full_name(name) if not mail or agents.by_domain(mail) else None
    return known is not None or named is not None


def is_web(who: Identity, login: str | None = None) -> bool:
    """Whether this is GitHub itself, which commits what people do on its pages."""
    return _mail(who) == _WEB_MAIL or (login or "").casefold() == _WEB_LOGIN


def _mail(who: Identity) -> str:
    return who.email[:_MAX_READ].strip().casefold()
