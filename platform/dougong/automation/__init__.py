"""Automation: rules as an app's published version has them, their runs, scores and round robins.

Uses access, metadata, identity and dougong_rule; knows nothing of records or flows: acting on what a rule
says is the part of actions. Public: definitions (rules, cards and tables of an app), organisation (who can be
assigned), runs (write, list), scores (write, read), outbox (what leaves the transaction).
"""
