"""Limits of records: what their fields hold, what is said of them, how they are listed and kept."""

from __future__ import annotations

from docs.limits.entry import Group, Limit

_QUERY = "dougong.records.query"
_FORMULA = "dougong_formula.limits"
_TYPES = "dougong_form.field_types"
_ACTIONS = "dougong.actions"
_SHEETS = "dougong.sheets.limits"

VALUES = Group(
    "Values of fields",
    "字段的值",
    (
        Limit(
            "dougong_model.values",
            "WHOLE_DIGITS",
            "Digits of a number before the point",
            "数字小数点前的位数",
        ),
        Limit("dougong_model.values", "DECIMALS", "Decimals of a stored number", "数字保存的小数位数"),
        Limit(
            f"{_TYPES}.number",
            "WHOLE_LIMIT",
            "Largest whole number as JSON number; larger ones are written as text",
            "以 JSON 数字书写的最大整数，更大的写成文本",
        ),
        Limit(f"{_TYPES}.duration", "MOST_HOURS", "Hours of a duration", "时长的小时数"),
        Limit(f"{_TYPES}.tags", "MOST_TAGS", "Tags of one field", "一个标签字段的标签数"),
        Limit(f"{_TYPES}.tags", "LONGEST", "Characters of a tag", "一个标签的字符数"),
        Limit(f"{_TYPES}.cascade", "DEEPEST", "Levels of a cascade", "级联选择的层数"),
        Limit(f"{_TYPES}.json", "LONGEST", "Characters of a JSON value", "JSON 值的字符数"),
        Limit(f"{_TYPES}.json", "DEEPEST", "Levels of a JSON value", "JSON 值的嵌套层数"),
        Limit(f"{_TYPES}.attachment", "MOST_FILES", "Files of one field", "一个附件字段的文件数"),
        Limit(f"{_TYPES}.sub_table", "MOST_ROWS", "Rows of a sub-table", "子表的行数"),
        Limit(
            f"{_TYPES}.references",
            "MOST_RECORDS",
            "Records, people or departments in one field",
            "一个多选关联字段的记录、人员或部门数",
        ),
        Limit(
            f"{_TYPES}.rich_text",
            "LONGEST",
            "Characters of a rich text as people read them",
            "富文本中可读文字的字符数",
        ),
        Limit(
            "dougong_form.markup",
            "LONGEST_HTML",
            "Characters of a rich text with its marks",
            "富文本连同标记的字符数",
        ),
    ),
)

EXPRESSIONS = Group(
    "Expressions",
    "表达式",
    (
        Limit(_FORMULA, "MAX_LENGTH", "Characters of a formula", "公式的字符数"),
        Limit(_FORMULA, "MAX_DEPTH", "Levels of nesting", "嵌套层数"),
        Limit(
            _FORMULA,
            "MAX_TEXT_BYTES",
            "Bytes of a text result; beyond `#VALUE!`",
            "文本结果的字节数，超过则为 `#VALUE!`",
        ),
        Limit(
            _FORMULA,
            "MAX_INTERMEDIATE_BYTES",
            "Bytes that `SUBSTITUTE` may need on the way",
            "`SUBSTITUTE` 中间结果的字节数",
        ),
        Limit(
            _FORMULA,
            "MAX_FUEL",
            "Rows that the lists of one evaluation visit; beyond `#NUM!`",
            "一次求值遍历的明细行数，超过则为 `#NUM!`",
        ),
        Limit(
            _FORMULA,
            "MAX_EXPONENT",
            "Exponent of `POWER` and `^`, either sign",
            "`POWER` 与 `^` 的指数（正负）",
        ),
        Limit(
            _FORMULA,
            "MAX_PLACES",
            "Places of the rounding functions, either sign",
            "取整函数的位数（正负）",
        ),
        Limit(_FORMULA, "MAX_DIGITS", "Digits of an exact product", "精确乘积的位数"),
        Limit(_FORMULA, "MAX_DAYS", "Days by which a date is moved", "日期移动的天数"),
        Limit(
            _FORMULA,
            "MAX_WORKDAYS",
            "Working days that are counted or added at once",
            "一次计算或推移的工作日数",
        ),
        Limit(_FORMULA, "MAX_PATTERN", "Characters of a pattern", "匹配模式的字符数"),
        Limit("dougong_formula.functions.people", "_MAX_LEVELS", "Levels of supervisors", "上级的层数"),
    ),
)

LISTS = Group(
    "Lists, search and views",
    "列表、搜索与视图",
    (
        Limit(_QUERY, "USUAL_ROWS", "Records of a page when nothing is said", "未指定时一页的记录数"),
        Limit(_QUERY, "MOST_ROWS", "Records of a page", "一页的记录数"),
        Limit(_QUERY, "MOST_SORTS", "Sort keys", "排序字段数"),
        Limit(_QUERY, "MOST_FIELDS", "Fields asked for by name", "按名称请求的字段数"),
        Limit(_QUERY, "MOST_EXPANDS", "References looked into at once", "一次展开的关联数"),
        Limit(_QUERY, "DEEPEST_EXPAND", "Steps of a path that is looked into", "展开路径的级数"),
        Limit(_QUERY, "LONGEST_FILTER", "Characters of a filter", "筛选条件的字符数"),
        Limit(_QUERY, "MOST_CONDITIONS", "Conditions of a filter", "筛选条件的个数"),
        Limit(_QUERY, "MOST_MARKS", "Conditions by which rows are coloured", "条件颜色的个数"),
        Limit(_QUERY, "LONGEST_MARK", "Characters of such a condition", "条件颜色的字符数"),
        Limit(
            "dougong.records.everywhere",
            "_ALL",
            "Records told by the search over everything",
            "全局搜索给出的记录数",
        ),
        Limit("dougong.records.everywhere", "_EACH", "Of them of one entity", "其中每张数据表的记录数"),
        Limit("dougong.records.tokens", "_MOST_WORDS", "Words of a search", "搜索的词数"),
        Limit(
            "dougong.records.view_choices",
            "MOST_CHOICES",
            "Own arrangements of views that are kept for a person",
            "为一人保存的视图个人设置数",
        ),
        Limit(
            "dougong.notify.follows",
            "MOST_FOLLOWS",
            "Records and conditions that a person follows",
            "一人关注的记录与条件数",
        ),
        Limit(
            f"{_ACTIONS}.follow_records",
            "MOST_MET",
            "Records that a followed condition may hold for",
            "所关注条件可满足的记录数",
        ),
    ),
)

RECORDS = Group(
    "Records and what is kept of them",
    "记录及其保留",
    (
        Limit(f"{_ACTIONS}.batch", "MOST_ITEMS", "Changes of one batch", "一批修改的项数"),
        Limit(
            "dougong.records.hanging",
            "LIMIT",
            "Records that refer to those that are merged",
            "引用待合并记录的记录数",
        ),
        Limit(f"{_ACTIONS}.plan_merge", "MOST_RECORDS", "Records merged at once", "一次合并的记录数"),
        Limit(
            "dougong.records.merging",
            "UNDO_DAYS",
            "Days in which a merge can be undone",
            "合并可撤销的天数",
        ),
        Limit(
            f"{_ACTIONS}.find_similar",
            "MOST_COMPARED",
            "Records compared by one search for duplicates",
            "一次查重比较的记录数",
        ),
        Limit(f"{_ACTIONS}.find_similar", "MOST_PAIRS", "Pairs that it keeps", "一次查重保留的成对数"),
        Limit(
            "dougong.records.duplicate_groups",
            "MOST_IN_A_GROUP",
            "Records of one group of duplicates",
            "一组重复记录的条数",
        ),
        Limit(
            "dougong.records.moments",
            "_MOST_VERSIONS",
            "Versions read for a record as of a day",
            "查看某日记录时读取的版本数",
        ),
        Limit(
            "dougong.records.unfinished",
            "KEPT_DAYS",
            "Days for which an unfinished form is kept",
            "未完成表单的保留天数",
        ),
        Limit(
            "dougong.files.previews",
            "LONGEST",
            "Characters of a text file that are shown",
            "文本文件预览的字符数",
        ),
        Limit(
            _SHEETS,
            "PREVIEW_MOST_ROWS",
            "Rows of a workbook or CSV file that are shown",
            "表格文件预览的行数",
        ),
        Limit(
            _SHEETS,
            "PREVIEW_MOST_COLUMNS",
            "Columns of a workbook or CSV file that are shown",
            "表格文件预览的列数",
        ),
        Limit(
            _SHEETS, "PREVIEW_LONGEST_CELL", "Characters of its cell that are shown", "其单元格预览的字符数"
        ),
        Limit(
            _SHEETS,
            "PREVIEW_MOST_SECONDS",
            "Seconds that opening it to be shown may take",
            "为预览打开它的秒数",
        ),
        Limit("dougong.notify.notices", "TITLE_LENGTH", "Characters of a notice's title", "通知标题的字符数"),
    ),
)
