"""Connect: other systems. The connector contract, connections with sealed secrets, the outbound client,
hooks.

Uses the ground. Knows no records: what a hook received becomes a record in actions.
Public: `contract.Connector`, `registry.connectors`, `outbound.Outbound`, `connections` (set, get, call),
`hooks` (create, find, verify, seen), `webhook_in`, `webhook_out`.
"""
