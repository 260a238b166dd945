"""The ids of the roles that ship, by short names."""

from __future__ import annotations

MLE, SYS, SWE, ML, MGR = (
    "senior-ai-ml-engineer",
    "senior-ai-systems-engineer",
    "senior-software-engineer-ai",
    "senior-software-engineer-ml",
    "senior-software-engineering-manager-ai",
)
