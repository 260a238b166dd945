"""Understand a message: words, entities, intents, passages, one decision. No text to show comes from here."""
