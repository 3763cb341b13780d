"""Identity: accounts, people, departments, teams, positions, supervisors, roles held, sessions and tokens.

Uses the ground. Public: accounts (create, sign in), sessions (open, principal_of, end), people, organisation.
"""

from dougong.identity.entities import DEPARTMENT, PERSON, TEAM

__all__ = ["DEPARTMENT", "PERSON", "TEAM"]
