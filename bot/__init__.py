"""Career Coach: career questions answered from guides, with every source named."""

__version__ = "0.1.0"
