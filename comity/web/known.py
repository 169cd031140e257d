"""What is known before reading, with the user's own files, loaded once for all pages."""

from functools import cache
from pathlib import Path

from comity.knowledge import Knowledge, load_knowledge


@cache
def knowledge_of(extra: tuple[Path, ...]) -> Knowledge:
    """The built-in knowledge with these files and folders of the user's own."""
    return load_knowledge(*extra)
