"""Encounters over all documents: the door for analysis. The ledger joins claims as they come (`ledger.joins`).

for one in ledger.encounters(actor="Orvenia", since="2031"):
    print(one.when, one.format, [actor.name for actor in one.participants], len(one.accounts))
"""

from comity.ledger.grouping import day_groups, home_of, inexact_groups
from comity.ledger.meetings import JoinedEncounter, ToldBy
from comity.ledger.sightings import Sighting, may_be_one, reasons, sighting_of

__all__ = [
    "JoinedEncounter",
    "Sighting",
    "ToldBy",
    "day_groups",
    "home_of",
    "inexact_groups",
    "may_be_one",
    "reasons",
    "sighting_of",
]
