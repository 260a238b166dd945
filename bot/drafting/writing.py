"""Write a draft as two YAML files: the role file, and the review list of what a person should look at."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.drafting.aliases import short_of
from bot.drafting.blocks import spans_of
from bot.drafting.draft import Draft
from bot.errors import UserError
from bot.knowledge.models import Figure, Origin, Span

_LONGEST_TEXT = 280
_FIELDS = (
    "kind",
    "statistic",
    "unit",
    "low",
    "high",
    "open_ended",
    "currency",
    "level",
    "place",
    "source",
    "company",
    "year",
    "about",
)
_ROLE_HEAD = "# Drafted from {name}. Look through {review} before you publish it: what is flagged there is unsure.\n"
_REVIEW_HEAD = (
    "# What to look at in {role}, which was drafted from {name}. Nothing reads this file but people and `knowledge`.\n"
)


class Flow(list[Any]):
    """A list that is written in one line."""


class Row(dict[str, Any]):
    """A mapping that is written in one line."""


_Base: type[Any] = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _Dumper(_Base):  # type: ignore[misc]  # PyYAML's C part has no types
    def ignore_aliases(self, _data: Any) -> bool:
        return True


_Dumper.add_representer(
    Flow, lambda dumper, data: dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=True)
)
_Dumper.add_representer(
    Row, lambda dumper, data: dumper.represent_mapping("tag:yaml.org,2002:map", data, flow_style=True)
)


@dataclass(frozen=True, slots=True)
class Written:
    """Where a draft was written to."""

    role: Path
    review: Path


def role_file(draft: Draft) -> str:
    """Give the text of the role file."""
    review = f"{draft.job.id}.review.yaml"
    return _ROLE_HEAD.format(name=_plain(draft.document.name), review=review) + dumped(_role(draft))


def review_file(draft: Draft) -> str:
    """Give the text of the review list."""
    return _REVIEW_HEAD.format(name=_plain(draft.document.name), role=f"{draft.job.id}.yaml") + dumped(_review(draft))


def write(draft: Draft, folder: Path, role_text: str | None = None) -> Written:
    """Write both files, whole or not at all; a file that is there already and says something else stays.

    Raises:
        UserError: where one is there, or cannot be written.
    """
    role, review = folder / f"{draft.job.id}.yaml", folder / f"{draft.job.id}.review.yaml"
    texts = {review: review_file(draft), role: role_text or role_file(draft)}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, text in texts.items():
            if path.exists() and path.read_bytes() != text.encode():
                raise UserError(
                    f"{path} is there already; move it, or write the draft of {draft.document.name} "
                    f"elsewhere with --out."
                )
        for path, text in texts.items():
            _replace(path, text)
    except OSError as error:
        raise UserError(f"The draft cannot be written to {folder}: {error.strerror}.") from error
    return Written(role, review)


def _replace(path: Path, text: str) -> None:
    """Write a file beside its place and move it there, so that nobody ever sees half of it."""
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(text.encode())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def dumped(data: Any) -> str:
    """Write values as YAML."""
    text: str = yaml.dump(data, Dumper=_Dumper, sort_keys=False, width=118, allow_unicode=True)
    return text


def _role(draft: Draft) -> dict[str, Any]:
    job = draft.job
    data: dict[str, Any] = {
        "role": job.id,
        "title": job.title,
        "short": short_of(job.title),
        "summary": draft.summary,
        "aliases": list(job.aliases),
    }
    if draft.as_of:
        data["as_of"] = Row(place=draft.as_of[0], year=draft.as_of[1])
    data["document"] = _origin(draft.origin)
    brought: dict[str, Any] = {}
    if draft.places:
        brought["places"] = [Row(id=place.id, name=place.name, aliases=Flow(place.aliases)) for place in draft.places]
    if draft.sources:
        brought["sources"] = [Row(name=name, aliases=Flow([name.lower()])) for name in draft.sources]
    if brought:
        data["names"] = brought
    data["sections"] = {
        topic: Row(title=section.title, lines=Flow(section.lines)) for topic, section, first in draft.sections if first
    }
    also = [
        Row(topic=topic, title=section.title, lines=Flow(section.lines))
        for topic, section, first in draft.sections
        if not first
    ]
    if also:
        data["also"] = also
    data["passages"] = [_passage(passage) for passage in draft.passages]
    return data


def _passage(passage: Any) -> dict[str, Any]:
    data: dict[str, Any] = {"id": passage.id, "facet": passage.facet, "title": passage.title, "text": passage.text}
    if passage.points:
        data["points"] = list(passage.points)
    data["lines"] = _spans(passage.lines)
    if passage.skills:
        data["skills"] = Flow(passage.skills)
    if passage.figures:
        data["figures"] = [_figure(figure) for figure in passage.figures]
    data["quoted"] = True
    return data


def _figure(figure: Figure) -> Row:
    values = {name: _number(getattr(figure, name)) for name in _FIELDS}
    row = Row({name: value for name, value in values.items() if value not in (None, False)})
    row["lines"] = _spans(figure.lines)
    return row


def _number(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return str(value) if isinstance(value, str) else value


def _origin(origin: Origin) -> dict[str, Any]:
    values = {"title": origin.title, "owner": origin.owner, "licence": origin.licence, "edition": origin.edition}
    data: dict[str, Any] = {name: value for name, value in values.items() if value}
    if origin.paragraphs:
        data["paragraphs"] = True
    if origin.pages:
        data["pages"] = Flow(origin.pages)
    return data


def _review(draft: Draft) -> dict[str, Any]:
    figures = sum(len(passage.figures) for passage in draft.passages)
    missing = [name for name in ("owner", "licence") if not getattr(draft.origin, name)]
    data: dict[str, Any] = {
        "draft": f"{draft.job.id}.yaml",
        "file": draft.document.name,
        "role": {"title": draft.job.title, "found_in": draft.job.source},
        "document": {**_origin(draft.origin), **({"missing": Flow(missing)} if missing else {})},
        "counts": Row(
            passages=len(draft.passages),
            flagged=len(draft.flagged),
            figures=figures,
            doubtful=len(draft.doubtful),
            unplaced=len(draft.unplaced),
            dropped=len(draft.dropped),
        ),
    }
    data["flagged"] = [
        {
            "passage": item.id,
            "lines": _spans(item.lines),
            "why": item.doubt,
            "facet": item.facet,
            "or": Flow(item.others),
            "text": _short(" ".join((item.text, *item.points))),
        }
        for item in draft.flagged
    ]
    data["figures"] = [{"passage": id_, "why": why, "figure": _figure(figure)} for id_, figure, why in draft.doubtful]
    data["sections"] = [Row(title=title, taken_for=topic, lines=Flow(lines)) for title, topic, lines in draft.untold]
    data["new_names"] = {"places": [place.name for place in draft.places], "sources": list(draft.sources)}
    data["unknown_skills"] = [Row(name=item.name, lines=_spans(item.lines)) for item in draft.skills]
    data["next_roles"] = [
        Row(name=name, **({"role": role} if role else {}), lines=_spans(lines))
        for name, role, lines in draft.next_roles
    ]
    data["unplaced"] = [{"lines": _spans(item.lines), "text": item.text} for item in draft.unplaced]
    data["dropped"] = _grouped(draft)
    return data


def _grouped(draft: Draft) -> list[Row]:
    """Join what was dropped for one reason to spans of neighbours."""
    by_reason: dict[str, set[int]] = {}
    for item in draft.dropped:
        by_reason.setdefault(item.why, set()).update(range(item.lines[0], item.lines[1] + 1))
    return [Row(why=why, lines=_spans(spans_of(lines))) for why, lines in by_reason.items()]


def _spans(spans: Sequence[Span]) -> Flow:
    return Flow(Flow(span) for span in spans)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1] + "…"


def _plain(name: str) -> str:
    return "".join(character if character.isprintable() else "?" for character in name)
