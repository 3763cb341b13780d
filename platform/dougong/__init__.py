"""Dougong: a self-hosted, metadata-driven application builder.

Floors, top to bottom: cli · api, jobs · actions · insight · records, processes, automation, connect ·
access · metadata, identity, files, notify · the ground (this folder's modules). Imports run down.
"""

__version__ = "0.1.0"
