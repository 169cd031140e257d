"""The command line: one file for each command or group of commands, each calling the rooms and printing the answer."""

from comity.cli.commands import app, main

__all__ = ["app", "main"]
