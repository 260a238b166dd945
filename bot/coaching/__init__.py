"""Computations over the knowledge: pay figures filtered and compared, skill gaps, the nearest role. No text to show."""
