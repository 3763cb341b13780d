"""Field types: one file each; `FIELD_TYPES` is the registry, in the order in which people choose."""

from __future__ import annotations

from collections.abc import Mapping

from dougong_form.definition import FieldType
from dougong_form.field_types.address import ADDRESS
from dougong_form.field_types.attachment import ATTACHMENT
from dougong_form.field_types.audio import AUDIO
from dougong_form.field_types.auto_number import AUTO_NUMBER
from dougong_form.field_types.button import BUTTON
from dougong_form.field_types.cascade import CASCADE
from dougong_form.field_types.code import CODE
from dougong_form.field_types.date import DATE
from dougong_form.field_types.date_range import DATE_RANGE
from dougong_form.field_types.datetime import DATETIME
from dougong_form.field_types.department import DEPARTMENT
from dougong_form.field_types.departments import DEPARTMENTS
from dougong_form.field_types.duration import DURATION
from dougong_form.field_types.email import EMAIL
from dougong_form.field_types.external_id import EXTERNAL_ID
from dougong_form.field_types.formula import FORMULA
from dougong_form.field_types.hidden import HIDDEN
from dougong_form.field_types.image import IMAGE
from dougong_form.field_types.json import JSON
from dougong_form.field_types.location import LOCATION
from dougong_form.field_types.long_text import LONG_TEXT
from dougong_form.field_types.lookup import LOOKUP
from dougong_form.field_types.member import MEMBER
from dougong_form.field_types.members import MEMBERS
from dougong_form.field_types.money import MONEY
from dougong_form.field_types.multi_select import MULTI_SELECT
from dougong_form.field_types.number import NUMBER
from dougong_form.field_types.percent import PERCENT
from dougong_form.field_types.phone import PHONE
from dougong_form.field_types.rating import RATING
from dougong_form.field_types.reference import REFERENCE
from dougong_form.field_types.references import REFERENCES
from dougong_form.field_types.rich_text import RICH_TEXT
from dougong_form.field_types.roll_up import ROLL_UP
from dougong_form.field_types.scan import SCAN
from dougong_form.field_types.select import SELECT
from dougong_form.field_types.signature import SIGNATURE
from dougong_form.field_types.slider import SLIDER
from dougong_form.field_types.sub_table import SUB_TABLE
from dougong_form.field_types.switch import SWITCH
from dougong_form.field_types.tags import TAGS
from dougong_form.field_types.text import TEXT
from dougong_form.field_types.time import TIME
from dougong_form.field_types.tree_parent import TREE_PARENT
from dougong_form.field_types.url import URL

FIELD_TYPES: Mapping[str, FieldType] = {
    one.name: one
    for one in (
        TEXT,
        LONG_TEXT,
        RICH_TEXT,
        EMAIL,
        PHONE,
        URL,
        CODE,
        NUMBER,
        MONEY,
        PERCENT,
        RATING,
        SLIDER,
        AUTO_NUMBER,
        DATE,
        DATETIME,
        DATE_RANGE,
        TIME,
        DURATION,
        SELECT,
        MULTI_SELECT,
        CASCADE,
        SWITCH,
        TAGS,
        MEMBER,
        MEMBERS,
        DEPARTMENT,
        DEPARTMENTS,
        REFERENCE,
        REFERENCES,
        TREE_PARENT,
        SUB_TABLE,
        FORMULA,
        LOOKUP,
        ROLL_UP,
        ATTACHMENT,
        IMAGE,
        SIGNATURE,
        AUDIO,
        ADDRESS,
        LOCATION,
        SCAN,
        JSON,
        EXTERNAL_ID,
        HIDDEN,
        BUTTON,
    )
}

__all__ = ["FIELD_TYPES"]
