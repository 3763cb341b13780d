"""Image: pictures of the record."""

from __future__ import annotations

from typing import ClassVar

from dougong_form.definition import Text
from dougong_form.field_types.attachment import AttachmentType


class ImageType(AttachmentType):
    """A list of pictures (PNG, JPEG, GIF, WebP), shown small in lists; other files are refused."""

    name: ClassVar[str] = "image"
    label: ClassVar[Text] = {"en": "Images", "zh": "图片"}
    icon: ClassVar[str] = "image"
    widget: ClassVar[str] = "image"
    content: ClassVar[str] = "image/"
    conversions: ClassVar[frozenset[str]] = frozenset({"image", "attachment"})


IMAGE = ImageType()
