"""Address: a division of China and what stands on the envelope below it."""

from __future__ import annotations

from typing import Any, ClassVar

from dougong_form.definition import Field, Part, Text, ValueRefused
from dougong_form.field_types.cascade import CASCADE, names_of
from dougong_form.field_types.parts import PartsType
from dougong_form.field_types.text import TEXT
from dougong_model import Value

_CHINA = {"source": "china"}
_BLANKS = " ,，、/　"


class AddressType(PartsType):
    """Region and street; expressions name `address.street`, and `"33" IN address.region` for all of Zhejiang."""

    name: ClassVar[str] = "address"
    group: ClassVar[str] = "other"
    label: ClassVar[Text] = {"en": "Address", "zh": "地址"}
    icon: ClassVar[str] = "home"
    widget: ClassVar[str] = "address"
    conversions: ClassVar[frozenset[str]] = frozenset({"address", "text", "long_text"})
    parts: ClassVar[tuple[Part, ...]] = (
        Part(key="region", label={"en": "Region", "zh": "省市区"}, type=CASCADE, settings=_CHINA),
        Part(key="street", label={"en": "Street", "zh": "详细地址"}, type=TEXT),
    )

    def parse(self, field: Field, json: Any) -> Value:
        value: Any = super().parse(field, json)
        # The first part tells that there is a value, so it is a list even where no region was chosen.
        value["region"] = value["region"] or ()
        return value if value["region"] or value["street"] else None

    def from_text(self, field: Field, text: str) -> Any:
        bare = text.strip()
        if not bare:
            return None
        tree = CASCADE.tree(self.parts[0].field)
        path: list[str] = []
        rest = bare
        while True:
            found = self._division(tree, path[-1] if path else "", rest)
            if found is None:
                break
            keys, length = found
            path += keys
            rest = rest[length:].lstrip(_BLANKS)
        if len(rest) > TEXT.longest:
            raise ValueRefused("maxLength", f"This has more than {TEXT.longest} characters.")
        return {"region": path, "street": rest or None}

    def _division(self, tree: Any, above: str, text: str) -> tuple[list[str], int] | None:
        """Find the division with which a text begins, and how many characters name it; headings are passed."""
        best: tuple[list[str], int] | None = None
        for key in tree.below.get(above, ()):
            option = tree.options[key]
            names = [name for name in names_of(option) if name != key and text.startswith(name)]
            if names:
                length = max(map(len, names))
                if best is None or length > best[1]:
                    best = ([key], length)
        if best is None and above:
            for key in tree.below.get(above, ()):
                inner = self._division(tree, key, text) if len(key) < 6 and tree.below.get(key) else None
                if inner is not None and (best is None or inner[1] > best[1]):
                    best = ([key, *inner[0]], inner[1])
        return best

    def shown(self, field: Field, json: Any, language: str) -> str:
        region = CASCADE.shown(self.parts[0].field, json.get("region") or (), language)
        return " ".join(one for one in (region, json.get("street")) if one)

    def sample(self, field: Field) -> Any:
        return {"region": ["33", "3301", "330106"], "street": "文三路 1 号"}


ADDRESS = AddressType()
