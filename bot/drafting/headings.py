"""Tell by its words which of the ten topics a heading opens."""

from __future__ import annotations

import re

from bot.drafting.brackets import without_brackets

_TOPICS = {
    "soft-skills": r"soft skills?|interpersonal|people skills?|human skills?|transferable skills?|personal "
    r"(?:quality|qualities|skills?|attributes?|traits?)|character|working with people",
    "salary": r"salar(?:y|ies)|pay|paid|compensation|earn(?:s|ings?)?|wages?|income|remuneration|money|benefits|"
    r"perks|bonus(?:es)?|equity|negotiat\w+|day rates?",
    "challenges": r"challenges?|challenging|pitfalls?|difficult(?:y|ies)|obstacles?|hard(?:er|est)?|downsides?|"
    r"drawbacks?|struggles?|frustrations?|common problems?|what goes wrong|stress(?:es)?|pain points?",
    "best-practices": r"best practices?|good practices?|practices|tips|advice|(?:good )?habits|how to (?:do|succeed|"
    r"excel|stand out)|recommendations?|golden rules?|do'?s and don'?ts|ways of working|doing (?:it|"
    r"the job) well|what works|lessons",
    "industry-trends": r"trends?|future|emerging|evolving|chang(?:es|ing)|what(?:'s| is) (?:new|next|coming)|"
    r"developments|where (?:it|the field|things) (?:is|are) (?:going|heading|headed)|technology "
    r"shifts?",
    "market-demand": r"demand|(?:job |labou?r )?market|outlook|hiring|hires|job (?:growth|prospects?|openings?|"
    r"security)|prospects?|employment|vacanc(?:y|ies)|employers?|where the jobs are|openings?|"
    r"recruit\w+",
    "career-development": r"careers?|progression|advancement|promotions?|paths?|pathways?|next steps?|next roles?|"
    r"moving (?:up|on)|growth|growing|where (?:it|this|the job) (?:leads|goes|can lead|can take you)|"
    r"development|developing|ladder|training|get(?:ting)? (?:in|there|started|ahead)|become|becoming|"
    r"certifications?|certificates?|courses|learning|levels",
    "requirements": r"requirements?|required|training (?:and|&) qualifications|qualifications?|skills?|"
    r"education(?:al)?|experience|prerequisites?|"
    r"you(?:'ll| will)? need|need to know|background|degrees?|competenc(?:y|ies)|tools|tool(?:kit|"
    r"box)|technolog(?:y|ies)|tech stack|knowledge|what it takes|entry|must[- ]haves?|nice[- ]to[- ]haves?|"
    r"looking for|abilities|(?:what )?employers (?:ask|look|want|expect)(?: for)?|ask(?:s|ed)? for",
    "responsibilities": r"responsib\w+|dut(?:y|ies)|tasks?|day[- ]to[- ]day|daily|day in the life|typical (?:day|week)|"
    r"what .*\b(?:do|does)|you(?:'ll| will) do|the work|accountab\w+|activities|what (?:the job|it) "
    r"involves",
    "overview": r"overview|introduction|intro|about|summary|at a glance|what is|what are|description|in (?:short|"
    r"brief|a nutshell)|profile|who (?:is|are)|(?:the )?(?:role|job|position|profession)|purpose|mission|"
    r"work(?:ing)? (?:environment|conditions?|hours)|workplace|work[- ]life balance|where (?:you|"
    r"they) work",
}
_PATTERNS = {topic: re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE) for topic, words in _TOPICS.items()}
_SMALL = frozenset(
    """
        and of for the in to a an with on as is what you your how our common essential core key main typical
        us market""".split()
)
_YEAR = re.compile(r"\d{4}")
_LEAST = 0.3


def topic_of(heading: str) -> tuple[str, float]:
    """Give the topic that a heading opens, and how much of the heading says so (0-1); no topic where nothing does."""
    text = _YEAR.sub(" ", without_brackets(heading, " ", trim=False)).strip(" :").lower().replace("’", "'")
    words = [word for word in re.findall(r"[\w'/+-]+", text) if word not in _SMALL]
    if not words:
        words = re.findall(r"[\w'/+-]+", text) or [""]
    best, share, first = "", 0.0, 0
    for topic, pattern in _PATTERNS.items():
        found = list(pattern.finditer(text))
        held = {word for match in found for word in re.findall(r"[\w'/+-]+", match[0])} - _SMALL
        part = min(1.0, len(held) / len(words)) if held else (0.6 if found else 0.0)
        # Of two topics the one that is named first leads: "Skills and responsibilities", "Salary and job market".
        if found and (
            part > share + 0.2
            or (part >= share - 0.01 and (not best or (found[0].start() < first - 1 and topic not in {"overview"})))
        ):
            best, share, first = topic, part, found[0].start()
    return (best, share) if share >= _LEAST else ("", share)
