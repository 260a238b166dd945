"""Tell in which language a text is written, well enough to refuse one that is not English by its name."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

LEAST_LETTERS = 40
"""A shorter text is not judged."""
_SCRIPTS = {
    "ARABIC": "Arabic",
    "HEBREW": "Hebrew",
    "CYRILLIC": "Russian or another language in Cyrillic letters",
    "GREEK": "Greek",
    "CJK": "Chinese",
    "HIRAGANA": "Japanese",
    "KATAKANA": "Japanese",
    "HANGUL": "Korean",
    "DEVANAGARI": "Hindi",
    "BENGALI": "Bengali",
    "TAMIL": "Tamil",
    "TELUGU": "Telugu",
    "THAI": "Thai",
    "ARMENIAN": "Armenian",
    "GEORGIAN": "Georgian",
}
_WORDS = {
    "English": "the and of to in is for with are on as you or that be your from at this by an it have can will more",
    "Spanish": "el la los las de y que en un una para con por es su se como más del al lo sus son este años",
    "French": "le la les des et de du un une est pour dans que qui en sur avec vous au aux par plus ce sont votre",
    "German": "der die das und ist mit für von zu den ein eine auf im des dem sich nicht werden sie als auch bei oder",
    "Italian": "il lo la gli le di e che un una per con è del della dei nel sono come più si da al delle questo",
    "Portuguese": "o a os as de e que do da em um uma para com por é no na dos das se como mais ao são",
    "Dutch": "de het een en van in is op te dat die voor met zijn aan bij om ook als naar wordt niet deze je",
    "Swedish": "och att det som en på är av för den med till ett har de inte om du kan från eller vid ska",
    "Danish": "og at det som en på er af for den med til et har de ikke om du kan fra eller ved skal",
    "Norwegian": "og å det som en på er av for den med til et har de ikke om du kan fra eller ved skal",
    "Polish": "i w na z do się nie jest że to o jak po od dla są oraz przez być lub ich tym jako pracy",
    "Czech": "a v na se je že s z do o to pro jako od by po jsou které nebo být při práce který také",
    "Romanian": "și de la în cu pe un o care este pentru din nu sunt mai ca sau se al ale prin fi",
    "Turkish": "ve bir bu için ile da de olarak daha çok olan en gibi veya kadar sonra her iş ise olur",
    "Finnish": "ja on ei että se hän tai kun mutta joka ovat olla myös kuin sen työ sekä voi niin",
    "Hungarian": "a az és hogy nem is egy meg van vagy de ez csak mint már lehet munka ki kell",
    "Indonesian": "yang dan di untuk dengan dari ini dalam pada adalah atau akan tidak ke bisa juga sebagai oleh kerja",
    "Vietnamese": "và của là có cho một các được trong với không người những để này đến khi từ công việc",
}
_LISTS = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_WORD = re.compile(r"[^\W\d_]+")
_MOST = 20_000
"""Characters that are looked at; a guide does not change its language further down."""
_CLEAR = 1.25
"""How many times as many words of another language there must be as English ones."""


def language_of(text: str) -> str:
    """Name the language of a text; a text too short or too odd to tell counts as English."""
    sample = text[:_MOST]
    letters = [character for character in sample if character.isalpha()]
    if len(letters) < LEAST_LETTERS:
        return "English"
    scripts = Counter(unicodedata.name(letter, "?").split()[0] for letter in letters if not letter.isascii())
    script, count = scripts.most_common(1)[0] if scripts else ("", 0)
    if count > len(letters) * 0.3 and script in _SCRIPTS:
        if script == "CJK" and (scripts["HIRAGANA"] or scripts["KATAKANA"]) > len(letters) * 0.05:
            return "Japanese"
        return _SCRIPTS[script]
    words = Counter(_WORD.findall(sample.lower()))
    scores = {language: sum(words[word] for word in listed) for language, listed in _LISTS.items()}
    best = max(scores, key=lambda language: (scores[language], language == "English"))
    total = sum(words.values())
    if best != "English" and scores[best] > _CLEAR * scores["English"] and scores[best] > total * 0.08:
        return best
    return "English"
