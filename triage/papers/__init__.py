"""The papers of an inspection: drafts in the form of Decree 30/2020, as Word files and as PDF."""
