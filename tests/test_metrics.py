"""The counters, by themselves."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.metrics import ErrorCounter, Metrics

ROOT = Path(__file__).parents[1]


def sample(metrics: Metrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(f"career_coach_{name}", labels)


def test_each_bot_counts_for_itself():
    one, other = Metrics(), Metrics()
    one.handled("direct", "answered", 0.02)
    assert sample(one, "messages_total", front="direct", outcome="answered") == 1
    assert sample(one, "reply_seconds_sum", front="direct") == 0.02
    assert sample(other, "messages_total", front="direct", outcome="answered") is None


def test_a_status_or_scope_that_nobody_knows_is_no_label_of_its_own():
    metrics = Metrics()
    for status in (200, 299, 999, 1_000_000, None):
        metrics.requested(status)
    for scope in ("user", "global", "shared", "made up", None):
        metrics.put_off(scope)
    counted = {status: sample(metrics, "discord_requests_total", status=status) for status in ("200", "other", "none")}
    assert counted == {"200": 1, "other": 3, "none": 1}
    assert sample(metrics, "discord_rate_limits_total", scope="unknown") == 2


def test_a_gauge_is_read_when_somebody_asks():
    metrics, state = Metrics(), {("0",): 1.0}
    metrics.read("gateway_ready", "Whether.", lambda: state, "shard")
    metrics.read_one("guilds", "How many.", lambda: len(state))
    assert sample(metrics, "gateway_ready", shard="0") == 1
    state[("1",)] = 0.0
    assert sample(metrics, "gateway_ready", shard="1") == 0
    assert sample(metrics, "guilds") == 2


def test_errors_of_the_log_are_counted_by_kind():
    metrics, log = Metrics(), logging.getLogger("bot.test")
    counter = ErrorCounter(metrics)
    log.addHandler(counter)
    try:
        log.warning("no error")
        log.error("an error without an exception")
        log.error("one with", exc_info=ValueError("x"))
    finally:
        log.removeHandler(counter)
    assert sample(metrics, "errors_total", kind="none") == 1
    assert sample(metrics, "errors_total", kind="ValueError") == 1


def test_it_is_written_as_prometheus_reads_it():
    metrics = Metrics()
    with metrics.composing.time():
        pass
    families = {family.name: family for family in text_string_to_metric_families(metrics.text().decode())}
    assert families["career_coach_composing_seconds"].type == "histogram"
    assert all(family.documentation for family in families.values())
    assert not any(name.endswith("_created") for name in families)


@pytest.mark.parametrize("module", ["bot.app", "bot.console_front.chat", "bot.__main__"])
def test_a_terminal_does_without_it(module: str):
    code = f"import sys, {module}; print('prometheus_client' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
