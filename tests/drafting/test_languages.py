"""The language of a text, by its letters or its little words."""

from __future__ import annotations

import pytest

from bot.drafting.languages import language_of

TEXTS = {
    "English": "You will work with the team on the plans for the next release, and you can learn from all of them.",
    "Spanish": "El equipo trabaja en los planes para la próxima versión y aprende de los errores que se cometen.",
    "French": "Vous travaillez avec l'équipe sur les plans de la prochaine version et vous apprenez des erreurs.",
    "German": "Sie arbeiten mit dem Team an den Plänen für die nächste Version und lernen aus den Fehlern.",
    "Italian": "Il gruppo lavora ai piani per la prossima versione e impara dagli errori che si fanno con il tempo.",
    "Portuguese": "A equipe trabalha nos planos para a próxima versão e aprende com os erros que não são evitados.",
    "Dutch": "Je werkt met het team aan de plannen voor de volgende versie en leert van de fouten die zijn gemaakt.",
    "Polish": "Pracujesz z zespołem nad planami i uczysz się na błędach, które są częścią pracy przy każdym projekcie.",
    "Turkish": "Ekip bir sonraki sürüm için planlar üzerinde çalışır ve bu işte daha çok hata ile birlikte öğrenir.",
    "Chinese": "数据分析师每天与团队一起工作并从数据中找到答案然后写成报告给经理看" * 3,
    "Japanese": "データアナリストはチームと一緒に働き、データから答えを見つけて報告書を書きます。" * 2,
    "Korean": "데이터 분석가는 팀과 함께 일하며 데이터에서 답을 찾아 보고서를 작성합니다. " * 2,
    "Hindi": "डेटा विश्लेषक टीम के साथ काम करता है और डेटा से उत्तर खोजकर रिपोर्ट लिखता है। " * 2,
    "Greek": "Ο αναλυτής δεδομένων εργάζεται με την ομάδα και βρίσκει απαντήσεις στα δεδομένα κάθε μέρα.",
}


@pytest.mark.parametrize("language", TEXTS)
def test_a_language_is_named(language: str) -> None:
    assert language_of(TEXTS[language]) == language


def test_a_short_or_odd_text_is_judged_to_be_english() -> None:
    assert language_of("SQL, Go") == "English"
    assert language_of("Python; Kubernetes; Terraform; Prometheus; Grafana; PostgreSQL; Redis; Kafka") == "English"
