"""What the page on monitoring and the dashboard name is what the bot tells."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.answers.blocks import Outcome
from bot.discord_front import handling
from tests.discord_front.conftest import serving
from tests.pages import ROOT, code, documented, rows

DASHBOARD = json.loads((ROOT / "docs" / "grafana.json").read_text("utf-8"))
ALERTS = [code(query)[0] for _, query in rows("monitoring.md", "When")]
SUFFIXES = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count"), "gauge": ("",)}


def queries(value: Any) -> Iterator[str]:
    """Find every query of the dashboard."""
    if isinstance(value, dict):
        yield from (each for name, each in value.items() if name == "expr")
        if value.get("type") == "query":
            yield value["query"]
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from queries(inner)


QUERIES = [*ALERTS, *queries(DASHBOARD)]


@pytest.fixture
async def told(discord_server, coach, settings, member):
    """The metrics of a bot, as families."""
    async with serving(discord_server, coach, settings) as service:
        await discord_server.direct_message(member, "pay")
        yield list(text_string_to_metric_families(service.metrics.text().decode()))


async def test_every_metric_stands_in_the_table_with_its_type_and_labels(told):
    """A process's own metrics depend on the system."""
    ours = {f"{family.name}{'_total' * (family.type == 'counter')}": family
            for family in told if family.name.startswith("career_coach_")}  # fmt: skip
    written = documented("monitoring.md", "Metric")
    assert written.keys() == ours.keys()
    for name, family in ours.items():
        kind, labels, _ = written[name]
        assert kind == family.type
        used = {label for sample in family.samples for label in sample.labels} - {"le"}
        assert used <= set(code(labels)), name


async def test_every_query_names_metrics_and_labels_that_there_are(told):
    known = {family.name + suffix for family in told for suffix in SUFFIXES.get(family.type, ("",))}
    labels = {"job", "instance", "le"} | {each for _, cell, _ in documented("monitoring.md", "Metric").values()
                                          for each in code(cell)}  # fmt: skip
    assert len(QUERIES) > 25
    for query in QUERIES:
        named = set(re.findall(r"\b(?:career_coach|process|python)_\w+", query))
        assert named, query
        assert named <= known, query
        for group in re.findall(r"by \(([^)]+)\)|\{([^}]*)\}", query):
            names = re.findall(r"(\w+)(?=\s*[=!]|\s*,|\s*$)", re.sub(r'"[^"]*"', "", "".join(group)))
            assert set(names) <= labels, query


async def test_every_legend_names_a_label_of_its_query():
    for panel in DASHBOARD["panels"]:
        for target in panel["targets"]:
            for label in re.findall(r"\{\{(\w+)\}\}", target["legendFormat"]):
                assert label == "instance" or re.search(rf"by \([^)]*\b{label}\b", target["expr"]), target


def test_every_front_and_outcome_is_told():
    text = (ROOT / "docs" / "monitoring.md").read_text("utf-8")
    (listed,) = re.findall(r"^A `front` is .*?(?=^Let Prometheus)", text, re.MULTILINE | re.DOTALL)
    own = {value for name, value in vars(handling).items() if name.isupper() and isinstance(value, str)}
    words = set(code(" ".join(listed.split())))
    assert ({*Outcome} | own) - {handling._KEPT_AS} <= words


def test_panels_do_not_overlap():
    taken = [
        (x, y)
        for panel in DASHBOARD["panels"]
        for x in range(panel["gridPos"]["x"], panel["gridPos"]["x"] + panel["gridPos"]["w"])
        for y in range(panel["gridPos"]["y"], panel["gridPos"]["y"] + panel["gridPos"]["h"])
    ]
    assert len(taken) == len(set(taken))
    assert max(x for x, _ in taken) < 24
