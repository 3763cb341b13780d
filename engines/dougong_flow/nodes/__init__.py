"""Nodes: one file for each kind: its dataclass, how it is read and checked, what it does when a token enters."""
