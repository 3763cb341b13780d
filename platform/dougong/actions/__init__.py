"""Actions: the verbs, one file each, and apply.py, the one writer.

Uses every floor below; nothing below knows of it. What two rooms need together stands here. Public: each
file's function of the same name; `effects/` holds one file for each kind of consequence.
"""
