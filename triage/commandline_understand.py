"""JSON lines in, JSON lines out, so that anyone can measure the reader. Pure: no database."""

import json
from collections.abc import Iterable, Iterator

from triage.jsonlines import read_object
from triage.understanding import understand


def understand_lines(lines: Iterable[str]) -> Iterator[str]:
    """Answer each line ``{"id", "text"}`` with id, topics, severity, kind and flags.

    A bad line answers ``{"id": ..., "error": ...}`` and the next is read. Blank lines are skipped.
    """
    for line in lines:
        if line.strip():
            yield json.dumps(_answer(line), ensure_ascii=True)


def _answer(line: str) -> dict[str, object]:
    name: object = None
    try:
        row = read_object(line)
        name = row.get("id")
        text = row.get("text")
        if not isinstance(text, str):
            raise ValueError("text is missing or not a string")
    except (ValueError, RecursionError) as error:
        return {"id": name, "error": str(error)}
    seen = understand(text)
    return {
        "id": name,
        "topics": [{"code": t.code, "p": round(t.p, 4)} for t in seen.topics],
        "field": seen.field,
        "severity": seen.severity,
        "severity_rules": list(seen.severity_rules),
        "kind": seen.kind,
        "flags": sorted(seen.flags),
        "relevant": seen.relevant,
        "p_relevant": round(seen.p_relevant, 4),
        "unsure": seen.unsure,
    }
