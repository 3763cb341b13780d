"""Notify: what people are told in the product, and live events to their open screens.

Uses the ground. Public: `notices` (write, list, mark, unread), `live` (announce after the commit, Hub),
`changed` (records written).
"""
