"""Bring drafts into a knowledge folder: review them, merge a new edition, pack and unpack role files."""
