"""Comity: news reports and readouts in, a sourced ledger out."""
