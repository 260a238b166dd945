"""A document and its draft, small, with something flagged of every kind."""

from __future__ import annotations

from pathlib import Path

GUIDE = """\
Data Engineer

Requirements
A degree in computer science helps.
Python is a must.
Pay
The average is $120,500, says Glassdoor.
The weather is fine.
"""

ROLE = """\
# Drafted from guide.txt.
role: data-engineer
title: Data Engineer
short: data engineer
summary: A data engineer moves data to where it is needed.
aliases: [data engineer]
as_of: {place: US, year: 2024}
document:
  title: Data Engineer
sections:
  requirements: {title: Requirements, lines: [3, 5]}
  salary: {title: Pay, lines: [6, 8]}
passages:
- id: degree
  facet: technical-skills
  title: Degree
  text: A degree in computer science helps.
  lines: [[4, 4]]
  quoted: true
# A comment of the author's.
- id: python
  facet: technical-skills
  title: Python
  text: Python is a must.
  lines: [[5, 5]]
  skills: [python]
  quoted: true
- id: average
  facet: base-pay
  title: Average
  text: The average is $120,500, says Glassdoor.
  lines: [[7, 7]]
  figures:
  - {kind: bonus, statistic: average, unit: per-year, low: 120500, high: 120500, currency: USD, lines: [[7, 7]]}
  quoted: true
"""

LIST = """\
# What to look at in data-engineer.yaml.
draft: data-engineer.yaml
file: guide.txt
flagged:
- passage: degree
  lines: [[4, 4]]
  why: its facet is unsure
  facet: technical-skills
  or: [education, base-pay]
  text: A degree in computer science helps.
- passage: python
  lines: [[5, 5]]
  why: its facet is unsure
  facet: technical-skills
  or: [education]
  text: Python is a must.
figures:
- passage: average
  why: its kind is unsure
  figure: {kind: bonus, statistic: average, unit: per-year, low: 120500, high: 120500, currency: USD, lines: [[7, 7]]}
unknown_skills:
- {name: Airflow, lines: [[5, 5]]}
unplaced:
- lines: [[8, 8]]
  text: The weather is fine.
dropped:
- {why: the title, lines: [[1, 1]]}
"""


def write_draft(folder: Path) -> Path:
    """Write the document, the draft and its list; give the draft."""
    folder.mkdir(parents=True)
    (folder / "guide.txt").write_text(GUIDE, "utf-8")
    (folder / "data-engineer.review.yaml").write_text(LIST, "utf-8")
    role = folder / "data-engineer.yaml"
    role.write_text(ROLE, "utf-8")
    return role
