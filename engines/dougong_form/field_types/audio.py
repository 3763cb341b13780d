"""Audio: spoken notes and other recordings."""

from __future__ import annotations

from typing import ClassVar

from dougong_form.definition import Text
from dougong_form.field_types.attachment import AttachmentType


class AudioType(AttachmentType):
    """A list of recordings (WebM, Ogg, MP4, MP3, WAV), made with the microphone or uploaded, and played in place."""

    name: ClassVar[str] = "audio"
    label: ClassVar[Text] = {"en": "Audio", "zh": "录音"}
    icon: ClassVar[str] = "mic"
    widget: ClassVar[str] = "audio"
    content: ClassVar[str] = "audio/"
    conversions: ClassVar[frozenset[str]] = frozenset({"audio", "attachment"})


AUDIO = AudioType()
