"""Readers of single formats: each gives the same blocks."""
