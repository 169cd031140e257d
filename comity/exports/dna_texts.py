"""The texts of a DNA file as files that `comity read` takes, with their titles, dates and sources."""

from __future__ import annotations

from pathlib import Path

from comity.analysis.codings import CodedFile
from comity.exports.files import Folder
from comity.exports.safe_text import clean


def write_texts(coded: CodedFile, folder: Path) -> int:
    """Write each text as a Markdown file with front matter, named by its title; how many."""
    out = Folder(folder)
    for document in coded.documents.values():
        day = document.published.isoformat() if document.published else None
        given = {"title": document.title, "date": day, "publisher": document.publisher, "author": document.author}
        front = "".join(f"{name}: {clean(value)}\n" for name, value in given.items() if value)
        out.write(document.title or document.id[:12], ".md", f"---\n{front}---\n{document.text}")
    return len(coded.documents)
