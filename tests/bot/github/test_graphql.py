"""The GraphQL documents, against the schema that GitHub publishes."""

from __future__ import annotations

import pytest
from graphql import GraphQLSchema, build_schema, parse, validate

from bot.github import graphql
from tests.npm_assets import NpmAssets

DOCUMENTS = {name: text for name, text in vars(graphql).items() if name.isupper() and isinstance(text, str)}


@pytest.fixture(scope="module")
def schema(npm: NpmAssets) -> GraphQLSchema:
    # The schema itself breaks a few of the rules for schemas; the documents are what is checked here.
    return build_schema(npm.graphql.read_text(encoding="utf-8"), assume_valid=True)


@pytest.mark.npm
@pytest.mark.parametrize("name", DOCUMENTS)
def test_github_would_take_the_document(schema: GraphQLSchema, name: str) -> None:
    assert validate(schema, parse(DOCUMENTS[name])) == []


@pytest.mark.npm
def test_a_field_that_github_does_not_have_would_be_noticed(schema: GraphQLSchema) -> None:
    wrong = DOCUMENTS["MINIMIZE_COMMENT"].replace("isMinimized", "isHidden")
    assert [error.message for error in validate(schema, parse(wrong))] != []


@pytest.mark.npm
def test_every_reason_that_byline_gives_is_one_of_githubs(schema: GraphQLSchema) -> None:
    reasons = schema.get_type("ReportedContentClassifiers")
    assert {"OUTDATED", "OFF_TOPIC", "RESOLVED"} <= set(getattr(reasons, "values", {}))
