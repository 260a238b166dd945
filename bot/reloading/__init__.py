"""Bring another knowledge into a running coach: build it beside, show what it changes, swap it in or leave it."""
