"""Which license a project has, and who holds it: from the texts at its top, never from lists of others'."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from detectors.licensing import metadata, paths
from detectors.licensing.model import Identified
from detectors.licensing.texts import identify
from detectors.model import LicenseView, TextFile

#: The texts of GNU's licenses do not say which of these is meant.
_GNU_FORMS: Final = ("-only", "-or-later")
_GNU: Final = ("GPL-", "LGPL-", "AGPL-")
MAX_IDENTIFIED: Final = 24


@dataclass(frozen=True, slots=True)
class Project:
    """What is sure of a project's license.

    ``licenses`` are its own license files with what they hold. ``outbound`` are the SPDX ids of which one is
    the project's license: several where a GNU text leaves open which form is meant; empty where nobody can
    say. ``says`` is the file that says so. ``holders`` are those whom these, notices and headers name.
    """

    licenses: tuple[tuple[TextFile, Identified], ...] = ()
    outbound: tuple[str, ...] = ()
    says: str = ""
    holders: tuple[str, ...] = ()

    @property
    def ids(self) -> frozenset[str]:
        """The ids of all license texts of the project that are identified with certainty."""
        return frozenset(name for _, found in self.licenses if found.certain for name in found.ids)

    @property
    def is_certain(self) -> bool:
        """Whether every license file of the project is identified, and there is one."""
        return bool(self.licenses) and all(found.certain for _, found in self.licenses)


def of(view: LicenseView) -> Project:
    """Return what is sure of the license of the project that ``view`` shows."""
    own = [file for file in view.licenses if paths.is_own_license(file.path)][:MAX_IDENTIFIED]
    licenses = tuple((file, identify(file.text)) for file in own)
    found = Project(licenses)
    said = [name for _, one in licenses for name in one.ids] if found.is_certain else []
    outbound = forms(said[0], view) if len(said) == 1 and not _unread(view) else ()
    named = [right.holder for _, one in licenses for right in one.copyrights]
    named += [holder for share in view.headers for holder in share.holders]
    named += [
        right.holder
        for file in view.licenses
        if paths.role(file.path) is paths.Role.NOTICE
        for right in metadata.holders_of(file.text)
    ]
    return Project(licenses, outbound, own[0].path if own else "", tuple(dict.fromkeys(filter(None, named))))


def _unread(view: LicenseView) -> bool:
    return any(paths.is_own_license(path) for path in view.unread)


def forms(name: str, view: LicenseView) -> tuple[str, ...]:
    """Return the ids that ``name`` may stand for, by what metadata and headers say of a GNU license."""
    if not name.startswith(_GNU) or name.endswith(_GNU_FORMS):
        return (name,)
    said = [one.expression for file in view.metadata for one in metadata.stated(file)]
    said += [share.common for share in view.headers]
    every = tuple(f"{name}{form}" for form in _GNU_FORMS)
    meant = tuple(form for form in every if form in said)
    return meant if len(meant) == 1 else every
