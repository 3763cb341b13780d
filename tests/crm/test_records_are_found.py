"""Records are found by what somebody remembers of them."""

from __future__ import annotations

from tests.crm.conftest import Crm


def test_a_long_text_keeps_no_other_field_from_being_found(crm: Crm) -> None:
    """A company with an endless name in one of our leads: the lead is found by its person and by the mail."""
    endless = "".join(chr(0x4E00 + at) for at in range(160))
    lead = crm.arrive(contact_name="Alice Johnson", company=endless, email="alice@zebra.example")
    for text in ("alice johnson", "zebra", endless[:8]):
        found = crm.admin.get(crm.path("lead"), search=text)["items"]
        assert [one["id"] for one in found] == [lead["id"]], text


def test_a_lead_is_found_by_its_phone_and_by_one_character(crm: Crm) -> None:
    """As it is read out, written or remembered: in groups, whole, abroad, its end, four digits of it; 李."""
    lead = crm.arrive(contact_name="李建国", phone="13824113836")
    office = crm.arrive(contact_name="Front desk", phone="010 6552 9988")

    def found(text: str) -> list[str]:
        return [one["id"] for one in crm.admin.get("/search", q=text)["items"] if one["entity"] == "lead"]

    for text in ("138 2411 3836", "13824113836", "+86 138-2411-3836", "2411", "3836", "24113836", "李"):
        assert found(text) == [lead["id"]], text
    for text in ("010", "01065529988", "65529988", "010-6552-9988"):
        assert found(text) == [office["id"]], text
    assert found("9999") == []


def test_a_name_found_by_its_sound_says_which_field_it_stands_in(crm: Crm) -> None:
    """Pinyin and initials tell the field as Chinese does; a title that sounds like it needs no words."""
    crm.arrive(contact_name="Grace Hopper", company="万佳电子有限公司")
    crm.arrive(contact_name="万佳", company="万佳贸易")
    for text in ("万佳", "wanjia", "wj", "wanjiadian"):
        found = {
            one["title"]: one["field"]
            for one in crm.admin.get("/search", q=text)["items"]
            if one["entity"] == "lead"
        }
        assert found["Grace Hopper"] == {"label": "Company", "text": "万佳电子有限公司"}, text
        assert found.get("万佳") is None, text
