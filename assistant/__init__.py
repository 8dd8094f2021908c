"""Counterpart: answers, rehearsal and debrief for the conversations that are hard to have."""

__version__ = "0.1.0"
