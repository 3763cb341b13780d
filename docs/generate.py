"""Generate the reference pages that are made from code: `make docs`. Each page's test fails when it is stale."""

from __future__ import annotations

from pathlib import Path

from dougong.settings import Settings
from dougong_form.field_types import FIELD_TYPES

REFERENCE = Path(__file__).resolve().parent / "reference"


def field_types() -> str:
    """Return the page of field types."""
    parts = [
        "# Field types\n\nOne section for each; a field is a JSON-Schema property with `x-dougong`, whose `type` is the"
        " heading. This page is made from `engines/dougong_form/field_types/`.\n"
    ]
    for kind in FIELD_TYPES.values():
        sentence = (type(kind).__doc__ or "").strip().splitlines()[0]
        settings = ", ".join(f"`{name}`" for name in kind.settings_schema) or "–"
        becomes = ", ".join(sorted(kind.conversions - {kind.name})) or "–"
        parts.append(
            f"## {kind.name}\n\n{kind.label['en']} · {kind.label['zh']}. {sentence}\n\n"
            f"- group: {kind.group}; widget: {kind.widget}; computed: {'yes' if kind.computed else 'no'}\n"
            f"- own settings: {settings}\n- operators: {', '.join(kind.operators)}\n- can become: {becomes}\n"
        )
    return "\n".join(parts)


def settings() -> str:
    """Return the page of settings."""
    rows = [
        f"| `{name.upper()}` | {f'`{field.default}`' if field.default not in (None, '') else ''} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    head = "# Settings\n\nRead from the environment when a process starts.\n\n| name | default | meaning |\n|---|---|---|\n"
    return head + "\n".join(rows) + "\n"


PAGES = {"field-types.md": field_types, "settings.md": settings}


def main() -> None:
    """Write every page."""
    for name, page in PAGES.items():
        (REFERENCE / name).write_text(page())
        print(f"docs/reference/{name}")


if __name__ == "__main__":
    main()
