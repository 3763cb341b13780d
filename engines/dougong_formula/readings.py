"""Readings: calls of functions in plain words, by the number of arguments that are said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dougong_model import one_of_many

_READINGS: Mapping[str, Mapping[int, tuple[str, str]]] = {
    "ROUND": {
        1: ("{0} rounded", "{0} 四舍五入到整数"),
        2: ("{0} rounded to decimal place {1}", "{0} 四舍五入到 {1} 位小数"),
    },
    "ROUNDUP": {
        1: ("{0} rounded up", "{0} 向上取整"),
        2: ("{0} rounded up to decimal place {1}", "{0} 向上取到 {1} 位小数"),
    },
    "ROUNDDOWN": {
        1: ("{0} rounded down", "{0} 向下取整"),
        2: ("{0} rounded down to decimal place {1}", "{0} 向下取到 {1} 位小数"),
    },
    "TRUNC": {
        1: ("{0} without its decimals", "{0} 去掉小数"),
        2: ("{0} cut at decimal place {1}", "{0} 截到 {1} 位小数"),
    },
    "INT": {1: ("{0} rounded down", "{0} 向下取整")},
    "MROUND": {2: ("{0} rounded to a multiple of {1}", "{0} 取到最近的 {1} 的倍数")},
    "CEILING": {
        1: ("{0} rounded up", "{0} 向上取整"),
        2: ("{0} rounded up to a multiple of {1}", "{0} 向上取到 {1} 的倍数"),
    },
    "FLOOR": {
        1: ("{0} rounded down", "{0} 向下取整"),
        2: ("{0} rounded down to a multiple of {1}", "{0} 向下取到 {1} 的倍数"),
    },
    "MOD": {2: ("the remainder of {0} ÷ {1}", "{0} ÷ {1} 的余数")},
    "QUOTIENT": {2: ("the whole part of {0} ÷ {1}", "{0} ÷ {1} 的整数部分")},
    "SQRT": {1: ("the square root of {0}", "{0} 的平方根")},
    "SIGN": {1: ("the sign of {0}", "{0} 的正负")},
    "EXP": {1: ("e to the power of {0}", "e 的 {0} 次方")},
    "LN": {1: ("the natural logarithm of {0}", "{0} 的自然对数")},
    "LOG": {2: ("the logarithm of {0} to the base {1}", "以 {1} 为底 {0} 的对数")},
    "EOMONTH": {2: ("the end of the month {1} months after {0}", "{0} 之后 {1} 个月的月末")},
    "YEAR_START": {1: ("the first day of the year of {0}", "{0} 所在年的第一天")},
    "QUARTER_START": {1: ("the first day of the quarter of {0}", "{0} 所在季度的第一天")},
    "MONTH_START": {1: ("the first day of the month of {0}", "{0} 所在月的第一天")},
    "WEEK_START": {1: ("the first day of the week of {0}", "{0} 所在周的第一天")},
    "DAY_START": {1: ("the start of the day of {0}", "{0} 当天零点")},
    "HOUR": {1: ("the hour of {0}", "{0} 的小时")},
    "HOUR_OF": {1: ("the hour of {0}", "{0} 的小时")},
    "MINUTE": {1: ("the minute of {0}", "{0} 的分钟")},
    "MINUTE_OF": {1: ("the minute of {0}", "{0} 的分钟")},
    "WEEKDAY": {
        1: ("the number of the weekday of {0}", "{0} 在一周中的第几天"),
        2: ("the number of the weekday of {0}", "{0} 在一周中的第几天"),
    },
    "WEEKNUM": {1: ("the week of the year of {0}", "{0} 在一年中的第几周")},
    "ISOWEEKNUM": {1: ("the ISO week of {0}", "{0} 的 ISO 周数")},
    "DATE": {3: ("the date {0}-{1}-{2}", "日期 {0}-{1}-{2}")},
    "DATEVALUE": {1: ("{0} read as a date", "{0} 转为日期")},
    "DATEDIF_D": {2: ("the days from {0} to {1}", "{0} 到 {1} 的天数")},
    "DATEDIF_M": {2: ("the whole months from {0} to {1}", "{0} 到 {1} 的整月数")},
    "DATEDIF_Y": {2: ("the whole years from {0} to {1}", "{0} 到 {1} 的整年数")},
    "VALUE": {1: ("{0} read as a number", "{0} 转为数字")},
    "LEFT": {
        1: ("the first character of {0}", "{0} 的首字符"),
        2: ("the first {1} characters of {0}", "{0} 的前 {1} 个字符"),
    },
    "RIGHT": {
        1: ("the last character of {0}", "{0} 的末字符"),
        2: ("the last {1} characters of {0}", "{0} 的后 {1} 个字符"),
    },
    "MID": {3: ("{2} characters of {0} from number {1} on", "{0} 从第 {1} 个起的 {2} 个字符")},
    "TRIM": {1: ("{0} without spaces around it", "{0} 去掉多余空格")},
    "UPPER": {1: ("{0} in capitals", "{0} 的大写")},
    "LOWER": {1: ("{0} in small letters", "{0} 的小写")},
    "FIND": {2: ("the place of {0} in {1}", "{0} 在 {1} 中的位置")},
    "SEARCH": {2: ("the place of {0} in {1}", "{0} 在 {1} 中的位置")},
    "REPLACE": {
        4: ("{0} with {3} for {2} characters from number {1} on", "{0} 从第 {1} 个起的 {2} 个字符换成 {3}")
    },
    "SUBSTITUTE": {3: ("{0} with {2} for {1}", "{0} 把 {1} 换成 {2}")},
    "REPT": {2: ("{0} repeated {1} times", "{0} 重复 {1} 次")},
    "EXACT": {2: ("{0} is exactly {1}", "{0} 与 {1} 完全相同")},
    "BETWEEN": {3: ("{0} is between {1} and {2}", "{0} 介于 {1} 与 {2} 之间")},
    "HASROLE": {2: ("{0} has the role {1}", "{0} 拥有角色 {1}")},
    "SUPERVISOR": {
        1: ("the supervisor of {0}", "{0} 的上级"),
        2: ("the supervisor {1} levels above {0}", "{0} 向上 {1} 级的上级"),
    },
    "DEPT": {
        1: ("the department of {0}", "{0} 的部门"),
        2: ("the department {1} levels above {0}", "{0} 向上 {1} 级的部门"),
    },
}
_OF_SEVERAL: Mapping[str, tuple[str, str]] = {
    "SUM": ("the sum of {0}", "{0} 的合计"),
    "AVERAGE": ("the average of {0}", "{0} 的平均值"),
    "MIN": ("the smallest of {0}", "{0} 中的最小值"),
    "MAX": ("the largest of {0}", "{0} 中的最大值"),
    "MEDIAN": ("the median of {0}", "{0} 的中位数"),
}
_THIS_MONTH = ("the last day of the month of {0}", "{0} 所在月的月末")


def call_reading(function: str, arguments: Sequence[str], index: int) -> str:
    """Return a call in words; `arguments` are those that are said, `index` is 1 for Chinese, else 0."""
    if function == "EOMONTH" and arguments[1:] == ["0"]:
        return _THIS_MONTH[index].format(arguments[0])
    reading = _READINGS.get(function, {}).get(len(arguments))
    if reading is not None:
        return one_of_many(reading[index].format(*arguments))
    listed = (", ", "、")[index].join(arguments)
    if function in _OF_SEVERAL:
        return _OF_SEVERAL[function][index].format(listed)
    return ("{0}({1})", "{0}（{1}）")[index].format(function, listed)
