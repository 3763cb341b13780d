"""People, departments, teams as system entities: lists, pickers, filters and reports read them like others."""

from __future__ import annotations

from dougong.identity.tables import department, person, team
from dougong.system_entities import SystemEntity, SystemField, fields, register

PERSON = register(
    SystemEntity(
        key="person",
        name={"en": "Person", "zh": "人员"},
        table=person,
        title="name",
        rows="TRUE()",
        fields=fields(
            SystemField(
                key="name", column=person.c.name, type="text", label={"en": "Name", "zh": "姓名"}, search=True
            ),
            SystemField(
                key="email", column=person.c.email, type="email", label={"en": "E-mail", "zh": "邮箱"}
            ),
            SystemField(
                key="department",
                column=person.c.department_id,
                type="department",
                entity="department",
                label={"en": "Department", "zh": "部门"},
            ),
            SystemField(
                key="supervisor",
                column=person.c.supervisor_id,
                type="member",
                entity="person",
                label={"en": "Supervisor", "zh": "上级"},
            ),
            SystemField(
                key="active", column=person.c.active, type="switch", label={"en": "Active", "zh": "在职"}
            ),
        ),
    )
)

DEPARTMENT = register(
    SystemEntity(
        key="department",
        name={"en": "Department", "zh": "部门"},
        table=department,
        title="name",
        rows="TRUE()",
        fields=fields(
            SystemField(
                key="name",
                column=department.c.name,
                type="text",
                label={"en": "Name", "zh": "名称"},
                search=True,
            ),
            SystemField(
                key="parent",
                column=department.c.parent_id,
                type="department",
                entity="department",
                label={"en": "Above", "zh": "上级部门"},
            ),
            SystemField(
                key="head",
                column=department.c.head_id,
                type="member",
                entity="person",
                label={"en": "Head", "zh": "负责人"},
            ),
            SystemField(
                key="active", column=department.c.active, type="switch", label={"en": "Active", "zh": "启用"}
            ),
        ),
    )
)

TEAM = register(
    SystemEntity(
        key="team",
        name={"en": "Team", "zh": "团队"},
        table=team,
        title="name",
        rows="TRUE()",
        fields=fields(
            SystemField(
                key="name", column=team.c.name, type="text", label={"en": "Name", "zh": "名称"}, search=True
            ),
        ),
    )
)
