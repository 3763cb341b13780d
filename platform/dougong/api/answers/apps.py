"""Answers about apps: the launcher's, the description that the interface draws from, the gallery."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict, Field

from dougong.api.answers.base import Answer, Digits, Excerpt, Localised, absent
from dougong.api.answers.calendar import CalendarExceptions
from dougong.api.answers.views import Total, ViewColour, ViewGroup, ViewKind


class AppSummary(Answer):
    """An app for a launcher."""

    key: str
    name: Localised
    summary: Localised | None
    version: int
    icon: str | None
    role_keys: list[str]
    can_design: bool


class AppList(Answer):
    """The apps of a person."""

    items: list[AppSummary]


class FormulaTree(Answer):
    """A checked expression, as the browser's evaluator takes it."""

    text: str
    type: dict[str, Any]
    tree: dict[str, Any]
    volatile: bool


class MenuItem(Excerpt):
    """A line of an app's menu."""

    id: str = absent()
    label: Localised = absent()
    entity: str = absent()
    views: list[str] = absent()
    dashboard: str = absent()
    page: str = absent()
    items: list[MenuItem] = absent()


class HomeBlock(Answer):
    """A list that an app puts on the home page."""

    id: str
    entity: str
    view: str
    title: Localised
    limit: int
    fields: list[str]
    deadline: str | None


class FieldOption(Answer):
    """An option of a select."""

    key: str
    label: Localised
    colour: str | None
    parent: str = absent()


class Inverse(Answer):
    """The list that a reference makes on the other side."""

    key: str
    label: Localised = absent()


class FieldSettings(Excerpt):
    """The settings of a field; which there are depends on its type."""

    model_config = ConfigDict(extra="allow")

    entity: str = absent()
    precision: int = absent()
    unit: Localised | str = absent()
    thousands: bool = absent()
    currency: str = absent()
    minLength: int = absent()
    maxLength: int = absent()
    minimum: float | str = absent()
    maximum: float | str = absent()
    pattern: str = absent()
    pattern_message: Localised = absent()
    result: str = absent()
    inverse: Inverse = absent()


class FieldDescription(Answer):
    """A field as the caller may use it: `writable` in a new record or in one that is there, `changeable` in the
    latter.
    """

    key: str
    id: str
    type: str
    label: Localised
    required: bool
    read_only: bool
    readable: bool
    writable: bool
    changeable: bool
    widget: str | None
    operators: list[str]
    formula_type: str
    options: list[FieldOption]
    settings: FieldSettings
    help: Localised | None
    system: bool


class StateTransition(Answer):
    """A change of state, and what it needs."""

    from_: list[str] = Field(alias="from")
    to: str
    label: Localised | None
    require: list[str]
    when: str | None
    by: list[str] | None
    guidance: Localised | None
    checklist: list[Localised]
    must_tick: bool
    approval: str | None


class StateStage(Answer):
    """What is known of a state."""

    probability: Digits | None
    guidance: Localised | None
    won: bool
    lost: bool


class StateMachine(Answer):
    """The states of an entity's records."""

    field: str
    initial: str | None
    start: list[str]
    transitions: list[StateTransition]
    stages: dict[str, StateStage]


class RelatedList(Answer):
    """Records of another entity that point here."""

    key: str
    label: Localised
    entity: str
    field: str


class LayoutNode(Excerpt):
    """One element of a layout: a field, a text, a section with items, tabs or steps."""

    id: str = absent()
    field: str = absent()
    span: int = absent()
    label: Localised = absent()
    help: Localised = absent()
    placeholder: Localised = absent()
    widget: str = absent()
    rows: int = absent()
    read_only: bool = absent()
    filter: str = absent()
    quick_create: bool = absent()
    row_form: str = absent()
    totals: dict[str, str] = absent()
    text: Localised = absent()
    section: Localised = absent()
    columns: int | list[str] = absent()
    collapsed: bool = absent()
    items: list[LayoutNode] = absent()
    tabs: list[LayoutNode] = absent()
    tab: Localised = absent()
    steps: list[LayoutNode] = absent()
    step: Localised = absent()


class FormRemark(Answer):
    """What a form says, at a field or about the whole."""

    text: Localised
    field: str | None


class LinkageRule(Answer):
    """What a form does while a condition holds; always when there is none."""

    when: FormulaTree | None
    show: list[str]
    hide: list[str]
    require: list[str]
    lock: list[str]
    set: dict[str, FormulaTree]
    offer: dict[str, list[str]]
    pick: dict[str, str]
    refuse: FormRemark | None
    warn: FormRemark | None


class FormFill(Answer):
    """What a record chosen in a reference fills in: over what stands there, or only what is blank."""

    field: str
    set: dict[str, FormulaTree]
    over: bool


class FormVariant(Answer):
    """What a form hides, requires and locks for a step of a flow or on a kind of device."""

    key: str
    name: Localised
    device: Literal["desktop", "phone"] | None
    hide: list[str]
    require: list[str]
    lock: list[str]


class FormDescription(Answer):
    """A form of an entity."""

    key: str
    id: str
    name: Localised
    default: bool
    layout: list[LayoutNode]
    linkage: list[LinkageRule]
    fill: list[FormFill]
    clear_hidden: list[str]
    variants: list[FormVariant]
    defaults: dict[str, FormulaTree]


class ViewDescription(Excerpt):
    """A view that the app brings along."""

    key: str
    name: Localised
    kind: ViewKind
    columns: list[str] = absent()
    group: str = absent()
    card: list[str] = absent()
    sum: str = absent()
    filter: str = absent()
    sort: list[str] = absent()
    default: bool = absent()
    widths: dict[str, int] = absent()
    groups: list[ViewGroup] = absent()
    totals: dict[str, Total] = absent()
    frozen: int = absent()
    density: Literal["compact", "usual", "tall"] = absent()
    colours: list[ViewColour] = absent()
    start_field: str = absent()
    end_field: str = absent()
    colour_field: str = absent()
    picture_field: str = absent()
    parent_field: str = absent()
    after_field: str = absent()
    progress_field: str = absent()
    place_field: str = absent()
    rows_field: str = absent()


class ButtonDescription(Answer):
    """A button of a record."""

    key: str
    id: str
    label: Localised
    kind: str
    icon: str | None
    confirm: Localised | None
    available_when: FormulaTree | None


class SequenceDescription(Answer):
    """A sequence that records of an entity go through, and whether the caller may let some enter."""

    key: str
    name: Localised
    enter: bool


class EntityDescription(Answer):
    """An entity as the caller may use it."""

    key: str
    id: str
    name: Localised
    title: str
    parent: str | None
    icon: str | None
    actions: list[str]
    fields: list[FieldDescription]
    states: StateMachine | None
    related: list[RelatedList]
    forms: list[FormDescription]
    views: list[ViewDescription]
    buttons: list[ButtonDescription]
    defaults: dict[str, FormulaTree]
    expressions: dict[str, FormulaTree]
    scored: bool
    pooled: bool
    sequences: list[SequenceDescription]
    duplicates: str | None


class Named(Answer):
    """An element by key and name."""

    key: str
    name: Localised


class FlowSummary(Answer):
    """A flow, whether the caller may start it by hand, and what starts it besides: a kind of event, by `form` when
    only that one does. `picks`: whoever starts it picks people for later nodes.
    """

    key: str
    name: Localised
    entity: str
    startable: bool
    on: str
    form: str | None
    picks: bool


class SharedForm(Answer):
    """A public form whose links the caller may hand out; a link may carry `fields`, each the entity of a
    reference."""

    key: str
    name: Localised
    entity: str
    fields: dict[str, str]


class AppDescription(Answer):
    """An app as the caller may use it."""

    key: str
    name: Localised
    version: int
    settings: dict[str, Any]
    calendar: CalendarExceptions
    menu: list[MenuItem]
    home: list[HomeBlock]
    entities: dict[str, EntityDescription]
    dashboards: list[Named]
    flows: list[FlowSummary]
    forms_public: list[str]
    forms_shared: list[SharedForm]


class AppContents(Answer):
    """What goes with an app: its records, rows of sub-tables not counted, and the approvals still running."""

    records: int
    running: int


class SettingsChanged(Answer):
    """The settings of an app in force."""

    settings: dict[str, Any]


class TemplateModule(Excerpt):
    """A part of a template."""

    key: str
    name: Localised
    required: bool = absent()


class Template(Answer):
    """An app of the gallery."""

    key: str
    name: Localised
    summary: Localised | None
    version: str | None
    icon: str | None
    modules: list[TemplateModule]
    languages: list[str]
    installed: list[str]
    entities: int


class TemplateList(Answer):
    """The gallery."""

    items: list[Template]


class DemoPerson(Answer):
    """Somebody of the demo who can sign in."""

    login: str
    name: str
    roles: list[Localised]


class Demo(Answer):
    """Who can sign in to try the demo; told this once."""

    password: str
    people: list[DemoPerson]


class Made(Answer):
    """An app that was installed."""

    key: str
    version: int
    demo: Demo = absent()
