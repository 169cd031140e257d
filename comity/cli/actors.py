"""The commands `comity actors check` and `comity actors show`: knowledge files, and what is known under a name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from comity.cli.tools import (
    EXIT_CODES,
    AsJson,
    Debug,
    OwnKnowledge,
    examples,
    guarded,
    show_json,
)
from comity.cli.tools import show as show_lines

if TYPE_CHECKING:
    from datetime import date

app = typer.Typer(
    help="Check your own files of actors, accords and matters, or see what Comity knows under a name.",
    epilog=examples("comity actors check crisis/actors/", "comity actors show Lavrov --on 2015-11-16"),
    no_args_is_help=True,
    rich_markup_mode="rich",
)


@app.command(
    epilog=examples(
        "comity actors check crisis/actors/", "comity actors check mine.yaml", "comity actors check mine.tsv --json"
    )
    + "\n\nTells what was understood, which entities are new or replace ours, and what may not be meant: names that "
    "others have too or that are English words, terms without an end, persons without a country or in two parties at "
    "once. The first row that does not hold ends the check with exit code 4, naming file, line, column and remedy. "
    "docs/knowledge.md tells the formats. " + EXIT_CODES
)
def check(
    path: Annotated[Path, typer.Argument(metavar="FILE_OR_FOLDER", help="A .tsv or .yaml file, or a folder of them.")],
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Check a file or folder of your own actors, accords and matters, and tell what was understood."""
    with guarded(debug):
        from comity.exports.knowledge_check import check_json, check_knowledge, check_pairs

        found = check_knowledge(path)
        if as_json:
            show_json(check_json(found))
        else:
            _show_pairs(list(check_pairs(found)))


@app.command(
    epilog=examples(
        "comity actors show Lavrov --on 2015-11-16      # his office on that day",
        "comity actors show 'the Kremlin'",
        "comity actors show RUS --json | jq '.[0].holders'",
        "comity actors show 'Lantern League' --actors crisis/actors/",
    )
    + "\n\nA name may stand for several: all are shown. Ids (person/sergey-lavrov) and codes of states (RUS) are "
    "understood too."
)
def show(
    name: Annotated[str, typer.Argument(help="A name, an id or a state's code.")],
    on: Annotated[str | None, typer.Option("--on", help="Offices, parties and groups on this day: 2015-11-16.")] = None,
    actors: OwnKnowledge = None,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Show what Comity knows under a name: entities, names, offices on a day, parties, groups."""
    day = _day(on)
    with guarded(debug):
        from comity.exports.actor_cards import actor_cards, card_json, card_pairs
        from comity.knowledge import load_knowledge

        cards = actor_cards(load_knowledge(*(actors or ())), name, day)
        if as_json:
            show_json([card_json(card) for card in cards])
            return
        for number, card in enumerate(cards):
            if number:
                print()
            _show_pairs(list(card_pairs(card)))


def _show_pairs(pairs: list[tuple[str, str]]) -> None:
    from comity.exports.pairs import plain_pairs, print_pairs

    show_lines(lambda console: print_pairs(console, pairs), lambda: plain_pairs(pairs))


def _day(written: str | None) -> date | None:
    from datetime import date

    try:
        return None if written is None else date.fromisoformat(written)
    except ValueError:
        raise typer.BadParameter(f"{written!r} is not a day: write it as 2015-11-16", param_hint="--on") from None
