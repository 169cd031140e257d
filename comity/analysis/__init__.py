"""Questions over a whole ledger: what became of what was agreed."""

from comity.analysis.commitments import Commitment, TrackedAccord, TrackedReport, Tracking, find_tracked, track

__all__ = ["Commitment", "TrackedAccord", "TrackedReport", "Tracking", "find_tracked", "track"]
