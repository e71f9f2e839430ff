"""Tests of the papers of an inspection."""
