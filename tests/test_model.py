"""The laws of the nouns: spans fit their text, ids follow content, JSON goes round."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.model import Document, InputError, Reading, Span, canonical, content_id, document_id

TEXTS = st.text(min_size=1, max_size=300).filter(lambda text: any(sign.isalnum() for sign in canonical(text)))


@given(TEXTS)
def test_canonical_text_is_fixed(text: str) -> None:
    once = canonical(text)
    assert canonical(once) == once
    assert "\r" not in once
    assert unicodedata.is_normalized("NFC", once)


@given(TEXTS, st.data())
def test_a_span_holds_the_words_at_its_offsets(text: str, data: st.DataObject) -> None:
    document = Document.create(text)
    start = data.draw(st.integers(0, len(document.text)))
    end = data.draw(st.integers(start, len(document.text)))
    span = document.span(start, end)
    assert span.text == document.text[start:end]
    assert span.document == document.id == document_id(document.text)


@given(TEXTS)
def test_line_ends_do_not_change_a_document(text: str) -> None:
    plain = text.replace("\r", "")
    assert Document.create(plain).id == Document.create(plain.replace("\n", "\r\n")).id


@given(st.lists(st.text(max_size=20), min_size=2, max_size=4))
def test_ids_tell_parts_apart(parts: list[str]) -> None:
    clean = [part.replace("\x1f", "") for part in parts]
    joined = ["".join(clean[:2]), *clean[2:]]
    assert content_id("event", *clean) == content_id("event", *clean)
    if joined != clean:
        assert content_id("event", *clean) != content_id("event", *joined)


@pytest.mark.parametrize(("start", "end", "text"), [(-1, 2, "abc"), (0, 2, "abc"), (5, 3, "")])
def test_a_span_that_does_not_fit_is_refused(start: int, end: int, text: str) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        Span("d", start, end, text)


@pytest.mark.parametrize("text", ["", "  \n", "\ufeff", "…—!"])
def test_a_text_without_words_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="nothing to read"):
        Document.create(text)


def test_json_goes_round() -> None:
    document = Document.create("They met in Vienna.", title="Talks", url="https://wire.example/1")
    reading = Reading(document, "test")
    assert Reading.from_json(reading.to_json()) == reading
