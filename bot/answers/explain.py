"""Show an admin how a message was understood: words, names, the best intents, what decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.matching.askings import Asking
from bot.matching.decide import ANSWER, ASK_BACK
from bot.matching.engine import Engine

SHOWN = 5


def explain(engine: Engine, askings: Sequence[Asking]) -> str:
    """Write the trace of all askings of a message as plain text."""
    lines: list[str] = []
    for number, asking in enumerate(askings, 1):
        if len(askings) > 1:
            lines.append(f"asking {number} of {len(askings)}")
        lines += _asking(engine, asking)
        lines.append("")
    return "\n".join(lines).rstrip()


def _asking(engine: Engine, asking: Asking) -> Iterable[str]:
    words = asking.utterance.words
    yield f"text:        {asking.utterance.text or '(nothing)'}"
    yield f"words:       {' '.join(words.tokens) or '(none)'}"
    for fix in words.corrections:
        yield f"corrected:   {fix.original} -> {fix.corrected} ({fix.edits} edit{'s' if fix.edits > 1 else ''})"
    for entity in asking.utterance.entities:
        yield f"{entity.kind.value + ':':<12} “{entity.text}” = {', '.join(entity.ids)}"
    if asking.scores is not None:
        best = asking.scores.best(SHOWN)
        for label, score in best:
            made_by = ", ".join(engine.intents.evidence(asking.utterance.slotted, label))
            yield f"intent:      {score:+.2f} {label}  ({made_by})"
        if len(best) > 1:
            yield f"margin:      {best[0][1] - best[1][1]:.2f} over the next"
        yield f"unknown:     {asking.scores.unknown_share:.0%} of the words' weight"
    for item in asking.ranked[:SHOWN]:
        yield f"passage:     {item.score:+.2f} {item.passage.key} (words {item.words:.2f})"
    yield f"confidence:  {asking.confidence:+.2f} (answer from {ANSWER:+.2f}, ask back from {ASK_BACK:+.2f})"
    reason = f", because of {asking.reason.value} {asking.subject}".rstrip() if asking.reason else ""
    yield f"decision:    {asking.act.value} {asking.label}{reason}"
    if asking.roles:
        yield f"roles:       {', '.join(asking.roles)}{' (named)' if asking.named else ' (remembered)'}"
