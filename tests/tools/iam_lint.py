"""Lints IAM policies: parliament for what a principal may do, rules of our own for who may become it.

Usage: iam_lint.py FILE...; a file named *-trust.json is a trust policy. Prints each finding; ends with 1 if any.
"""

import json
import re
import sys
from pathlib import Path

from parliament import analyze_policy_string


def with_accounts(text):
    """parliament knows neither a placeholder for the account nor AWS's own documents, which have none."""
    text = re.sub(r"(arn:aws:ssm:[a-z0-9-]*:):document/", r"\g<1>123456789012:document/", text)
    return re.sub(r"(arn:aws:[a-z0-9-]*:[a-z0-9-]*:)[^:/\"\d*][^:/\"]*:", r"\g<1>123456789012:", text)


def permission_findings(document):
    analysis = analyze_policy_string(with_accounts(json.dumps(document)))
    return [f"{finding.issue}: {finding.detail}" for finding in analysis.findings]


def trust_findings(document):
    if document.get("Version") != "2012-10-17":
        yield "Version must be 2012-10-17"
    statements = document.get("Statement") or []
    if not statements:
        yield "there is no statement"
    for statement in statements:
        name = statement.get("Sid", "a statement")
        principal = statement.get("Principal")
        actions = statement.get("Action")
        if statement.get("Effect") != "Allow":
            yield f"{name}: Effect must be Allow"
        if not isinstance(principal, dict) or "*" in principal.values():
            yield f"{name}: Principal must name who may assume the role, got {principal!r}"
        for action in [actions] if isinstance(actions, str) else actions or [None]:
            if not str(action).startswith("sts:AssumeRole"):
                yield f"{name}: Action must be a form of sts:AssumeRole, got {action!r}"
        if "Resource" in statement:
            yield f"{name}: a trust policy has no Resource"
        if isinstance(principal, dict) and "Federated" in principal and not statement.get("Condition"):
            yield f"{name}: a federated principal without a Condition lets everyone in"


def main():
    bad = False
    for name in map(Path, sys.argv[1:]):
        document = json.loads(name.read_text())
        find = trust_findings if name.name.endswith("-trust.json") else permission_findings
        for finding in find(document):
            print(f"{name}: {finding}")
            bad = True
    sys.exit(bad)


if __name__ == "__main__":
    main()
