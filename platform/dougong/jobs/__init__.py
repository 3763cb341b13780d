"""Jobs: the worker. Calls actions as the API does; jobs were enqueued in the transaction that needs them.

Public: `worker.run_worker(settings)`; `tasks` (what can be enqueued), `kinds` (verbs of user jobs).
"""
