"""A small, valid knowledge folder with two roles and two topics, and the guide of one of them, for tests to vary.

folder = write_knowledge(tmp_path / "knowledge")
line = plant(folder, "roles/data-engineer.yaml", "facet: education", "facet: educaton")
"""

from __future__ import annotations

from pathlib import Path

DATA_ENGINEER = """\
role: data-engineer
title: Data Engineer
short: data engineer
summary: Somebody who moves data to where it is needed.
aliases: [data engineer, etl engineer]
as_of: {place: US, year: 2024}
sections:
  requirements: {title: Requirements, lines: [1, 7]}
  salary: {title: "Pay (US, 2024)", lines: [8, 12]}
passages:
  - id: degree
    facet: education
    title: Degree
    text: A bachelor's in computer science is the usual base.
    points: [A master's helps]
    lines: [[2, 3]]
    strength: required
  - id: tools
    facet: technical-skills
    title: Tools
    text: Python is a must, and one of Docker or Kubernetes.
    lines: [[5, 5]]
    skills: [python, docker, kubernetes]
    alternatives: [[docker, kubernetes]]
    note: Line 6 asks for three years with them.
    phrasings:
      - is python a must there
  - id: experience
    facet: technical-skills
    title: Experience
    text: Three years or more with these tools.
    lines: [[6, 6]]
    figures:
      - {kind: experience, statistic: minimum, low: 3, open_ended: true, unit: years, lines: [[6, 6]]}
  - id: average-pay
    facet: base-pay
    title: Average pay
    text: Glassdoor puts the average at $120,500 a year, seniors in Denver at 10 to 15 percent more.
    lines: [[9, 10]]
    figures:
      - kind: base
        statistic: average
        low: 120500
        high: 120500
        currency: USD
        unit: per-year
        source: Glassdoor
        year: 2024
        lines: [[9, 9]]
      - {kind: premium, statistic: range, low: 10, high: 15, unit: percent, level: senior, place: denver,
         lines: [[10, 10]]}
  - id: bonus
    facet: bonus
    title: Bonus
    text: The yearly bonus comes to up to $20K.
    lines: [[11, 12]]
    figures:
      - {kind: bonus, statistic: top, high: 20000, currency: USD, unit: per-year, lines: [[11, 11]]}
"""

SITE_ENGINEER = """\
role: site-engineer
title: Site Engineer
short: site engineer
summary: Somebody who keeps sites running.
aliases: [site engineer, site reliability engineer]
sections:
  requirements: {title: Requirements, lines: [1, 4]}
  salary: {title: Pay, lines: [5, 8]}
passages:
  - id: degree
    facet: education
    title: Degree
    text: No degree is asked for.
    lines: [[2, 2]]
  - id: tools
    facet: technical-skills
    title: Tools
    text: Kubernetes comes first.
    lines: [[3, 3]]
    skills: [kubernetes]
  - id: pay
    facet: base-pay
    title: Pay
    text: Pay runs from $100,000 to over $150,000.
    lines: [[6, 6]]
    figures:
      - kind: salary
        statistic: range
        low: 100000
        high: 150000
        open_ended: true
        currency: USD
        unit: per-year
        lines: [[6, 6]]
"""

REQUIREMENTS = """\
topic: requirements
title: Requirements
summary: What the guides ask for.
phrasings:
  - what do i need for {role}
  - requirements for {role}
  - what are the prerequisites
  - what does {role} demand of me
  - qualifications of {role}
  - am i qualified
  - what must i bring
  - entry criteria
  - what is expected of applicants
  - who can become {role}
  - full list of requirements
  - what is needed to be hired
facets:
  - id: education
    title: Education
    phrasings:
      - is a degree needed
      - do i need a diploma for {role}
      - which degree should i have
      - must i go to university
      - bachelor or master
      - what should i study
      - is a phd needed for {role}
      - college required
      - academic background
      - can i do it without a degree
      - education needed
      - does my major matter
  - id: technical-skills
    title: Technical skills
    phrasings:
      - which tools should i know
      - tech stack of {role}
      - what technologies do they use
      - technical skills for {role}
      - which software must i master
      - hard skills
      - what should i know technically
      - programs used by {role}
      - which technical know-how is wanted
      - technical requirements
      - do i need to know certain tools
      - tools of the trade
"""

SALARY = """\
topic: salary
title: Pay
summary: What the guides say on pay.
phrasings:
  - tell me about the money
  - pay overview of {role}
  - salary section
  - all about earnings
  - compensation overview
  - what does the guide say on pay
  - money matters for {role}
  - salary info
  - financial side of {role}
  - everything on pay
  - remuneration in general
  - pay and perks
facets:
  - id: base-pay
    title: Base pay
    phrasings:
      - how much does {role} earn
      - average salary of {role}
      - base pay
      - what is the usual wage
      - what do they pay
      - how much money will i make
      - yearly salary
      - typical pay for {role}
      - salary range
      - annual earnings
      - what can i ask for
      - mean wage
  - id: bonus
    title: Bonus
    phrasings:
      - how big is the bonus
      - is there a yearly bonus
      - annual bonus of {role}
      - extra cash on top
      - performance bonus
      - year-end bonus
      - do they pay a bonus
      - bonus share
      - bonuses for {role}
      - variable part
      - incentive payment
      - what bonus can i expect
"""

SKILLS = """\
categories:
  languages: Programming languages
  operations: Operations
skills:
  - {id: python, name: Python, category: languages, aliases: [py, python3]}
  - {id: docker, name: Docker, category: operations, broader: [containers]}
  - {id: kubernetes, name: Kubernetes, category: operations, aliases: [k8s], broader: [containers]}
  - {id: containers, name: Containers, category: operations}
"""

VOCABULARY = """\
abbreviations: {sr: senior, yoe: years of experience}
phrases: {machine learning: ml}
emoji: {"💰": pay}
synonyms:
  - [pay, salary, wage]
levels:
  - {id: junior, name: Junior, aliases: [entry level]}
  - {id: senior, name: Senior}
places:
  - {id: colorado, name: Colorado}
  - {id: denver, name: Denver, aliases: [denver co], within: [colorado]}
sources:
  - {name: Glassdoor, aliases: [glassdoor.com]}
companies:
  - {name: Amazon, aliases: [aws hiring]}
outside_places: [berlin]
outside_sources: [levels.fyi]
outside_companies: [acme]
"""

SMALLTALK = """\
smalltalk:
  - id: greeting
    title: Greeting
    phrasings: [hello, good morning]
    replies: [Hello! What would you like to know?]
"""

OUTSIDE = """\
subjects:
  - id: visa
    title: Visas
    reply: The guides say nothing about visas.
    phrasings: [do they sponsor visas, h1b sponsorship]
    nearest: [base-pay]
occupations: [nurse, plumber]
"""

ACTS = """\
acts:
  - id: compare
    title: Compare roles
    phrasings: ["{role} or {role}", compare the two]
"""

QUESTIONS = """\
questions:
  # What a degree is worth.
  - ask: "does a data engineer need a degree"
    style: clean
    role: data-engineer
    lines: {data-engineer: [[2, 3]]}
    states: ["bachelor"]
  - ask: >-
      how much does a site
      engineer earn
    style: clean
    role: [site-engineer]
    lines: {site-engineer: [[6, 6]]}
    states: ["$150,000", "$100,000"]
  - ask: "is a degree needed"
    style: short
    lines: {data-engineer: [[2, 3]], site-engineer: [[2, 2]]}
  - ask: "education of a data engineer and bonus of a data engineer?"
    style: clean
    parts:
      - role: data-engineer
        lines: {data-engineer: [[2, 3]]}
      - role: data-engineer
        lines: {data-engineer: [[11, 11]]}
        states: ["$20K"]
  - ask: "i know py, what do i still need for data engineer"
    style: slang
    role: data-engineer
    missing: [k8s, Docker]
    have: [Python]
    holds: false  # no act of the folder asks for a gap
  - {ask: what does a nurse earn, style: clean, outcome: unknown}
  - ask: "hello"
    style: short
    outcome: smalltalk
    kind: greeting
conversations:
  - turns:
      - ask: "is a degree needed for a data engineer?"
        style: clean
        role: data-engineer
        lines: {data-engineer: [[2, 3]]}
      - ask: "and the site engineer?"
        style: short
        role: site-engineer
        lines: {site-engineer: [[2, 2]]}
"""

FILES = {
    "skills.yaml": SKILLS,
    "vocabulary.yaml": VOCABULARY,
    "smalltalk.yaml": SMALLTALK,
    "outside.yaml": OUTSIDE,
    "acts.yaml": ACTS,
    "topics/requirements.yaml": REQUIREMENTS,
    "topics/salary.yaml": SALARY,
    "roles/data-engineer.yaml": DATA_ENGINEER,
    "roles/site-engineer.yaml": SITE_ENGINEER,
}
"""Every file of the folder by its name."""

GUIDE = """\
Requirements
Applicants bring a bachelor's degree in computer science.
- A master's degree is a plus
Technical Skills
- Python, and Docker or Kubernetes (OWASP Top 10 helps)
1. 3+ years with these tools

Pay (US, 2024)
- Average, says Glassdoor: $120,500 per year with 401(k)
- Denver: seniors get 10-15% more
- Bonus: up to $20K
Ask early.
"""
"""The guide of the data engineer, which the folder covers whole."""


def write_knowledge(folder: Path, **changes: str) -> Path:
    """Write the folder; a file named in `changes` (its stem, with `_` for `-`) gets that text instead."""
    texts = {name: changes.get(Path(name).stem.replace("-", "_"), text) for name, text in FILES.items()}
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def write_guide(folder: Path, text: str = GUIDE) -> Path:
    """Write the data engineer's guide into a folder of documents."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "data-engineer.txt").write_text(text, "utf-8")
    return folder


def plant(folder: Path, name: str, old: str, new: str) -> int:
    """Replace the first `old` in a file and give the line where it stood."""
    path = folder / name
    text = path.read_text("utf-8")
    before, found, after = text.partition(old)
    assert found, f"{name} does not hold {old!r}"
    path.write_text(before + new + after, "utf-8")
    return before.count("\n") + 1


def write_questions(folder: Path, text: str = QUESTIONS, name: str = "golden.yaml") -> Path:
    """Add golden questions to a folder."""
    path = folder / "questions" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return folder
