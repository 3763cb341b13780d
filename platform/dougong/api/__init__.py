"""API: the way in over HTTP. Routes parse, call one verb or one read, and answer.

Uses actions, insight, records, metadata, identity. Public: application.create().
"""
