"""A reply with every kind of block."""

from __future__ import annotations

from bot.answers.blocks import Citation, Note, Outcome, Part, Points, Reply, Suggestion, Table, Text

PAY = Citation("senior-data-engineer", "Senior Data Engineer", "Salary", (10, 14), "US, 2024")
SKILLS = Citation("senior-data-engineer", "Senior Data Engineer", "Requirements", (3, 3))

REPLY = Reply(
    Outcome.ANSWERED,
    (
        Part(
            "Base pay",
            (
                Text("Around $150,000 a year [per survey]."),
                Table(
                    ("Source", "Low", "High"),
                    (("Surveys", "$120,000", "$180,000"), ("Employers", "", "$200,000")),
                    "By source",
                ),
                Note("The sources disagree."),
            ),
            (PAY, SKILLS),
            role="senior-data-engineer",
            topic="salary",
            facet="base-pay",
            confidence=0.912345,
        ),
        Part("Gap", (Points(("Spark", "Airflow " * 20), "Missing"),), (SKILLS,), missing=("Spark",), have=("SQL",)),
    ),
    (Suggestion("Bonus", "What bonus does a data engineer get?"), Suggestion("Skills", "Which skills?")),
)
CLARIFY = Reply(Outcome.CLARIFY, (Part("", (Text("Which role do you mean?"),)),), (Suggestion("Data", "data"),))
