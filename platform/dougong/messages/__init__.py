"""Messages: what the server tells people, in their language.

A message is written in English where it arises, and stays so in storage and logs; its text is its key, as
with gettext. A language is one file beside this one (`zh.json`): by English text its own, with the values
in braces (`en.json` holds plain words for what libraries say). Where an answer leaves, `translated` recognises the text by its template. So one catalogue serves
messages of this code, of the libraries that check for it, and those that were kept by a job long ago.

Uses the model. Public: LANGUAGES, headed, listed, translated, translated_lines.
"""

from dougong.messages.catalogue import LANGUAGES, translated, translated_lines
from dougong.messages.marks import headed, listed

__all__ = ["LANGUAGES", "headed", "listed", "translated", "translated_lines"]
