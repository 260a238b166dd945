"""The passages as plain records: exactly these keys, in JSON's types."""

from __future__ import annotations

import json
from pathlib import Path

from bot.knowledge.export import passage_records
from bot.knowledge.loader import load
from tests.knowledge.samples import write_knowledge

KEYS = ["role", "topic", "facet", "title", "text", "document", "section", "lines", "skills", "figures"]
FIGURE_KEYS = ["kind", "statistic", "low", "high", "open_ended", "currency", "unit", "level", "place", "source", "year"]


def test_each_passage_is_one_record_with_exactly_these_keys(tmp_path: Path) -> None:
    knowledge = load(write_knowledge(tmp_path))
    records = list(passage_records(knowledge))
    assert len(records) == len(knowledge.passages)
    assert all(list(record) == KEYS for record in records)
    assert all(list(figure) == [*FIGURE_KEYS, "lines"] for record in records for figure in record["figures"])
    assert json.loads(json.dumps(records)) == records


def test_a_record_says_what_the_passage_says(tmp_path: Path) -> None:
    records = {(r["role"], r["title"]): r for r in passage_records(load(write_knowledge(tmp_path)))}
    assert records["data-engineer", "Tools"] == {
        "role": "data-engineer",
        "topic": "requirements",
        "facet": "technical-skills",
        "title": "Tools",
        "text": "Python is a must, and one of Docker or Kubernetes. Line 6 asks for three years with them.",
        "document": "data-engineer",
        "section": "Requirements",
        "lines": [[5, 5]],
        "skills": ["Python", "Docker", "Kubernetes"],
        "figures": [],
    }
    assert records["data-engineer", "Degree"]["text"].endswith(" A master's helps")
    assert json.dumps(records["data-engineer", "Average pay"]["figures"][0]) == (
        '{"kind": "base", "statistic": "average", "low": 120500, "high": 120500, "open_ended": false, '
        '"currency": "USD", "unit": "per-year", "level": null, "place": null, "source": "Glassdoor", '
        '"year": 2024, "lines": [[9, 9]]}'
    )
