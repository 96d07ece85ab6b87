"""Teams of organizations and who is in them, for an App that may read members."""

from __future__ import annotations

from flask import Blueprint, g, jsonify
from flask.typing import ResponseReturnValue

from tests.fakes.github import shapes
from tests.fakes.github.auth import permits
from tests.fakes.github.context import identity, state
from tests.fakes.github.errors import forbidden, not_found
from tests.fakes.github.model import Account, Json
from tests.fakes.github.state import node_id

routes = Blueprint("teams", __name__)


def _team(org: str, slug: str) -> tuple[Account, dict[str, str]]:
    """Find a team of the organization that the caller is installed on, with the standing of its people."""
    g.accepted = "members=read"
    who = identity()
    installation = who.installation
    if installation is None or installation.account.login.casefold() != org.casefold():
        raise not_found()
    if not permits(who.permissions, "members:read"):
        raise forbidden()
    people = state().teams.get((org.casefold(), slug.casefold()))
    if people is None:
        raise not_found()
    return installation.account, people


@routes.get("/orgs/<org>/teams/<slug>")
def get_team(org: str, slug: str) -> ResponseReturnValue:
    owner, people = _team(org, slug)
    root = f"{state().base_url}/organizations/{owner.id}/team/{slug}"
    people_of = f"{state().base_url}/orgs/{org}"
    organization = shapes.full_account(state(), owner) | {
        **dict.fromkeys(("name", "company", "location", "email", "description"), ""),
        **dict.fromkeys(("has_organization_projects", "has_repository_projects"), True),
        "hooks_url": f"{people_of}/hooks",
        "issues_url": f"{people_of}/issues",
        "members_url": f"{people_of}/members{{/member}}",
        "public_members_url": f"{people_of}/public_members{{/member}}",
        "archived_at": None,
    }
    shown: Json = {
        "id": 1,
        "node_id": node_id("T", slug),
        "url": root,
        "html_url": f"{state().base_url}/orgs/{org}/teams/{slug}",
        "name": slug,
        "slug": slug,
        "type": "organization",
        "description": None,
        "privacy": "closed",
        "permission": "pull",
        "members_url": f"{root}/members{{/member}}",
        "repositories_url": f"{root}/repos",
        "parent": None,
        "members_count": len(people),
        "repos_count": 0,
        "created_at": "2026-01-01T00:00:00Z",
        "updated_at": "2026-01-01T00:00:00Z",
        "organization": organization,
    }
    return jsonify(shown)


@routes.get("/orgs/<org>/teams/<slug>/memberships/<login>")
def get_membership(org: str, slug: str, login: str) -> ResponseReturnValue:
    owner, people = _team(org, slug)
    standing = people.get(login.casefold())
    if standing is None:
        raise not_found()
    url = f"{state().base_url}/organizations/{owner.id}/team/{slug}/memberships/{login}"
    return jsonify(url=url, role="member", state=standing)
