"""Proposals: entity documents for what somebody has elsewhere, the columns of a table or a JSON Schema.

Every field says why it has its type; what a document cannot say is told. Uses the field types. Public: Column,
Guess, Known, Loss, NoObject, ProposedEntity, ProposedField, entities_of_schema, entity_document, entity_of_columns.
"""

from dougong_form.proposals.columns import Column, Known
from dougong_form.proposals.documents import entity_document
from dougong_form.proposals.json_schema import NoObject, entities_of_schema
from dougong_form.proposals.kinds import Guess, Loss, ProposedEntity, ProposedField
from dougong_form.proposals.tables import entity_of_columns

__all__ = [
    "Column",
    "Guess",
    "Known",
    "Loss",
    "NoObject",
    "ProposedEntity",
    "ProposedField",
    "entities_of_schema",
    "entity_document",
    "entity_of_columns",
]
