"""Verbs: one file for each thing that people, administrators and the host may do with an instance."""
