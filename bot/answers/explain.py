"""Show how a message was understood: words, names, the best intents and passages, and what decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bot.matching.askings import Asking
from bot.matching.decide import ANSWER, ASK_BACK, NEAR_TIE
from bot.matching.engine import Engine

SHOWN = 5
"""Candidates that are shown, of intents and of passages."""


def trace(engine: Engine, askings: Sequence[Asking]) -> list[dict[str, Any]]:
    """Give the trace of all askings of a message as plain values, ready for JSON.

    Scores are those of the classifier (about -1 to 1), `words` the share (0-1) of the question that a passage explains.
    """
    return [_traced(engine, asking) for asking in askings]


def explain(engine: Engine, askings: Sequence[Asking]) -> str:
    """Write the trace of all askings of a message as plain text."""
    lines: list[str] = []
    for number, found in enumerate(trace(engine, askings), 1):
        if len(askings) > 1:
            lines.append(f"asking {number} of {len(askings)}")
        lines += [*_written(found), ""]
    return "\n".join(lines).rstrip()


def _traced(engine: Engine, asking: Asking) -> dict[str, Any]:
    words = asking.utterance.words
    best = asking.scores.best(SHOWN) if asking.scores is not None else []
    return {
        "text": asking.utterance.text,
        "words": list(words.tokens),
        "corrections": [
            {"from": item.original, "to": item.corrected, "edits": item.edits} for item in words.corrections
        ],
        "entities": [
            {"kind": item.kind.value, "text": item.text, "ids": list(item.ids)} for item in asking.utterance.entities
        ],
        "intents": [
            {
                "label": label,
                "score": round(score, 4),
                "words": engine.intents.evidence(asking.utterance.slotted, label),
            }
            for label, score in best
        ],
        "margin": round(best[0][1] - best[1][1], 4) if len(best) > 1 else None,
        "unknown_share": round(asking.scores.unknown_share, 4) if asking.scores is not None else None,
        "passages": [
            {"key": item.passage.key, "score": round(item.score, 4), "words": round(item.words, 4)}
            for item in asking.ranked[:SHOWN]
        ],
        "confidence": round(asking.confidence, 4),
        "thresholds": {"answer": ANSWER, "ask_back": ASK_BACK, "near_tie": NEAR_TIE},
        "decision": asking.act.value,
        "label": asking.label,
        "reason": asking.reason.value if asking.reason else None,
        "subject": asking.subject or None,
        "roles": list(asking.roles),
        "named": asking.named,
    }


def _written(found: dict[str, Any]) -> Iterator[str]:
    yield f"text:        {found['text'] or '(nothing)'}"
    yield f"words:       {' '.join(found['words']) or '(none)'}"
    for item in found["corrections"]:
        yield f"corrected:   {item['from']} -> {item['to']} ({item['edits']} edit{'s' if item['edits'] > 1 else ''})"
    for item in found["entities"]:
        yield f"{item['kind'] + ':':<12} “{item['text']}” = {', '.join(item['ids'])}"
    for item in found["intents"]:
        yield f"intent:      {item['score']:+.2f} {item['label']}  ({', '.join(item['words'])})"
    if found["margin"] is not None:
        yield f"margin:      {found['margin']:.2f} over the next"
    if found["unknown_share"] is not None:
        yield f"unknown:     {found['unknown_share']:.0%} of the words' weight"
    for item in found["passages"]:
        yield f"passage:     {item['score']:+.2f} {item['key']} (words {item['words']:.2f})"
    yield f"confidence:  {found['confidence']:+.2f} (answer from {ANSWER:+.2f}, ask back from {ASK_BACK:+.2f})"
    because = f", because of {found['reason']} {found['subject'] or ''}".rstrip() if found["reason"] else ""
    yield f"decision:    {found['decision']} {found['label']}{because}"
    if found["roles"]:
        yield f"roles:       {', '.join(found['roles'])}{' (named)' if found['named'] else ' (remembered)'}"
