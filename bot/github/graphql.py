"""The GraphQL documents: what GitHub does and shows in no other way. Values are variables of theirs."""

from __future__ import annotations

from typing import Final

#: A pull request becomes a draft; needs Contents: write.
CONVERT_TO_DRAFT: Final = """\
mutation ConvertToDraft($input: ConvertPullRequestToDraftInput!) {
  convertPullRequestToDraft(input: $input) {
    pullRequest { isDraft }
  }
}
"""

#: A comment is hidden behind a reason.
MINIMIZE_COMMENT: Final = """\
mutation MinimizeComment($input: MinimizeCommentInput!) {
  minimizeComment(input: $input) {
    minimizedComment { isMinimized }
  }
}
"""

#: The account that a token acts as; an App's token cannot ask for it otherwise.
VIEWER: Final = """\
query Viewer {
  viewer { login }
}
"""

#: The issues that a pull request closes, also those linked by hand, which the REST API never lists.
CLOSING_ISSUES: Final = """\
query ClosingIssues($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      closingIssuesReferences(first: 20) {
        nodes {
          number
          state
          repository { nameWithOwner }
          labels(first: 100) { nodes { name } }
          assignees(first: 100) { nodes { login } }
        }
      }
    }
  }
}
"""
