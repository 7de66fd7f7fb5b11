"""The findings of a scan as SARIF 2.1.0, which code viewers and code hosts read.

Source: OASIS, Static Analysis Results Interchange Format 2.1.0, errata 01. A finding here is no defect: results are
`informational`, for which the standard asks the level `none`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ...lazy import joined, mapped
from .sheet import unit

if TYPE_CHECKING:
    from .sift import LeftOut

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_PROPERTIES = (
    "stage", "context", "status", "counts", "marks", "chips", "value", "first_commit", "first_date", "last_commit",
    "last_date", "removed_by", "removed_on", "days_alive",
)  # fmt: skip


def sarif(
    document: Mapping[str, Any], signals: Sequence[Mapping[str, Any]], version: str,
    left_out: Sequence[LeftOut] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """document: as Evidence.to_dict writes it. signals: id, title, reason, category and strength of each.

    version: of the tool. left_out: findings to add as suppressed, with the reason; None says nothing of suppression.
    Withdrawn findings are results like others, at the last commit that holds them.
    """
    rules = [_rule(signal) for signal in signals]
    number = {rule["id"]: index for index, rule in enumerate(rules)}
    run: dict[str, Any] = {
        "tool": {"driver": {"name": "whackachip", "version": version, "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": [_notification(skipped) for skipped in document["skipped"]],
            }
        ],
        "results": _results(document["findings"], left_out, number),
        "properties": {
            "repository": document["repository"],
            "revision": document["head"],
            **({"provenance": document["provenance"]} if "provenance" in document else {}),
        },
    }
    if document["head"] and "://" in document["repository"]:
        run["versionControlProvenance"] = [
            {"repositoryUri": document["repository"], "revisionId": document["head"]},
        ]
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(signal: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": signal["id"],
        "shortDescription": {"text": signal["title"]},
        "fullDescription": {"text": signal["reason"]},
        "defaultConfiguration": {"level": "none"},
        "properties": {"category": signal["category"], "strength": signal["strength"]},
    }


def _results(
    findings: Sequence[Mapping[str, Any]], left_out: Sequence[LeftOut] | None, number: Mapping[str, int]
) -> Sequence[dict[str, Any]]:
    """The standard wants suppressions of every result of a run or of none; an empty list is not suppressed."""
    if left_out is None:
        return mapped(findings, lambda finding: _result(finding, number))

    def marked(given: Sequence[Mapping[str, Any]], suppressions: list[dict[str, str]]) -> Sequence[dict[str, Any]]:
        return mapped(given, lambda finding: {**_result(finding, number), "suppressions": suppressions})

    return joined(
        marked(findings, []),
        *(
            marked(part.findings, [{"kind": "external", "status": "accepted", "justification": part.reason}])
            for part in left_out
        ),
    )


def _result(finding: Mapping[str, Any], number: Mapping[str, int]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding["signal"],
        "kind": "informational",
        "level": "none",
        "message": {"text": _message(finding)},
        "locations": [{"physicalLocation": _place(finding)}],
        "partialFingerprints": {"signalTokenPath/v1": fingerprint(finding)},
        "properties": {key: finding[key] for key in _PROPERTIES if finding[key] not in (None, [], ())},
    }
    if finding["signal"] in number:
        result["ruleIndex"] = number[finding["signal"]]
    return result


def _place(finding: Mapping[str, Any]) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": _artifact(finding["path"])}
    if unit(finding["path"]) == "line":  # SARIF has no pages
        place["region"] = {"startLine": finding["line"], "snippet": {"text": finding["token"]}}
    else:
        place["properties"] = {"page": finding["line"]}
    return place


def _artifact(path: str) -> dict[str, Any]:
    return {"uri": quote(path), "uriBaseId": "SRCROOT"}


def _message(finding: Mapping[str, Any]) -> str:
    page = f" on page {finding['line']}" if unit(finding["path"]) == "page" else ""
    removed = f", removed on {finding['removed_on'][:10]}" if finding["removed_on"] else ""
    quiet = "" if finding["counts"] else ", not counted as evidence"
    return f"{finding['token']}{page} ({finding['stage']}, {finding['context']}, {finding['status']}{removed}{quiet})"


def _notification(skipped: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "level": "note",
        "message": {"text": f"not read: {skipped['reason']}"},
        "locations": [{"physicalLocation": {"artifactLocation": _artifact(skipped["path"])}}],
    }


def fingerprint(finding: Mapping[str, Any]) -> str:
    """The same for a finding that only moved to another line."""
    return hashlib.sha256("\0".join((finding["signal"], finding["token"], finding["path"])).encode()).hexdigest()[:32]
