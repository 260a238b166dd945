"""Tests; the packages mirror `bot`."""
