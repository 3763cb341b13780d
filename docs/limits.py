"""Limits: what there is so much of at most, for how long it is kept, how often it may happen.

The one source of each is a constant of the code; here stands what people call it. A constant that looks like a
limit and is none that anybody could meet is named in `INTERNAL`: how much work is done at once, what is kept in
memory, how many examples are shown.
"""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = {"engines": ROOT / "engines", "platform": ROOT / "platform"}


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit: the module and the name of its constant, and what it is, in both languages."""

    module: str
    name: str
    en: str
    zh: str

    @property
    def value(self) -> Any:
        """Return the constant."""
        return getattr(importlib.import_module(self.module), self.name)


@dataclass(frozen=True, slots=True)
class Group:
    """Limits of one room, under one heading."""

    en: str
    zh: str
    limits: tuple[Limit, ...]


_QUERY = "dougong.records.query"
_FORMULA = "dougong_formula.limits"
_TYPES = "dougong_form.field_types"
_PUBLIC = "dougong.api.routes.public"
_SHEETS = "dougong.sheets.limits"
_ACTIONS = "dougong.actions"

GROUPS: tuple[Group, ...] = (
    Group(
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
    ),
    Group(
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
    ),
    Group(
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
    ),
    Group(
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
                "dougong.notify.notices", "TITLE_LENGTH", "Characters of a notice's title", "通知标题的字符数"
            ),
        ),
    ),
    Group(
        "Public forms",
        "公开表单",
        (
            Limit(_PUBLIC, "ANSWERS_OF_ADDRESS", "Answers from one address", "同一地址的提交"),
            Limit(_PUBLIC, "ANSWERS_OF_LINK", "Answers over one link", "同一链接的提交"),
            Limit(
                _PUBLIC,
                "LOOKS_OF_ADDRESS",
                "Looks at a form's rules and choices from one address",
                "同一地址查询规则与可选项",
            ),
            Limit(_PUBLIC, "FILES_OF_ADDRESS", "Files from one address", "同一地址上传文件"),
            Limit(_PUBLIC, "FILES_OF_LINK", "Files over one link", "同一链接上传文件"),
            Limit(
                _PUBLIC,
                "PASSWORDS_OF_ADDRESS",
                "Passwords tried on one link from one address",
                "同一地址在同一链接上尝试密码",
            ),
            Limit(_PUBLIC, "PASSWORDS_OF_LINK", "Passwords tried on one link", "同一链接上尝试密码"),
            Limit(
                "dougong.api.form_guards",
                "MOST_FILES",
                "Files of one field when the form does not say",
                "表单未指定时一个字段的文件数",
            ),
            Limit(
                "dougong.api.form_guards",
                "MEGABYTES",
                "Megabytes of a file when the form does not say",
                "表单未指定时一个文件的兆字节数",
            ),
            Limit(
                f"{_ACTIONS}.visitor_form",
                "USUAL_CHOICES",
                "Records to choose among when the form does not say",
                "表单未指定时可选的记录数",
            ),
            Limit(
                f"{_ACTIONS}.visitor_form",
                "MOST_FOUND",
                "Records told for one search",
                "一次查找给出的记录数",
            ),
            Limit(
                f"{_ACTIONS}.visitor_form",
                "SHORTEST_SEARCH",
                "Characters before anything is found, at least",
                "开始查找所需的最少字符数",
            ),
            Limit(
                "dougong.api.form_starts",
                "FASTEST",
                "Time that an answer takes at least",
                "填写所需的最短时间",
            ),
            Limit(
                "dougong.api.form_starts",
                "LONGEST",
                "Time for which an open page may send",
                "打开的页面可提交的时间",
            ),
            Limit(
                "dougong.api.form_passes",
                "LASTS",
                "Time for which a password opens a form",
                "密码打开表单的有效时间",
            ),
            Limit(
                "dougong.api.proof_of_work",
                "LIFETIME",
                "Time in which a puzzle is solved",
                "浏览器验证的有效时间",
            ),
        ),
    ),
    Group(
        "Import and export",
        "导入与导出",
        (
            Limit(_SHEETS, "MOST_ROWS", "Rows of a file", "文件的行数"),
            Limit(_SHEETS, "MOST_COLUMNS", "Columns of a file", "文件的列数"),
            Limit(_SHEETS, "MOST_CELLS", "Cells of a file", "文件的单元格数"),
            Limit(_SHEETS, "LONGEST_CELL", "Characters of a cell", "单元格的字符数"),
            Limit(
                _SHEETS, "MOST_INFLATED", "Bytes of a workbook when it is unpacked", "工作簿解压后的字节数"
            ),
            Limit(_SHEETS, "SECONDS", "Seconds that opening a workbook may take", "打开工作簿的秒数"),
            Limit(
                f"{_ACTIONS}.import_run", "MOST_PROBLEMS", "Problems that an import tells", "导入列出的问题数"
            ),
            Limit(
                "dougong.sheets.written",
                "ROWS_OF_A_SHEET",
                "Rows of one sheet of an exported workbook",
                "导出工作簿每张工作表的行数",
            ),
            Limit(
                "dougong.sheets.written",
                "_LONGEST",
                "Characters of a cell of an exported workbook",
                "导出单元格的字符数",
            ),
            Limit(
                f"{_ACTIONS}.export_file",
                "MOST_OPEN",
                "Exports of a person that run at once",
                "一人同时进行的导出数",
            ),
            Limit(f"{_ACTIONS}.export_file", "MOST_BYTES", "Bytes of an exported file", "导出文件的字节数"),
            Limit(
                f"{_ACTIONS}.export_file",
                "KEPT_DAYS",
                "Days for which an exported file is kept",
                "导出文件的保留天数",
            ),
            Limit(
                f"{_ACTIONS}.propose_entity",
                "LOOKED_AT",
                "Rows looked at when an entity is proposed",
                "推断数据表时查看的行数",
            ),
            Limit(
                f"{_ACTIONS}.propose_entity",
                "DIFFERENT",
                "Different values looked at of a column then",
                "推断时每列查看的不同值数",
            ),
            Limit(
                "dougong_form.proposals.columns",
                "MOST_CHOICES",
                "Choices of a proposed select",
                "推断为选项的最多个数",
            ),
            Limit(
                "dougong_form.proposals.json_schema",
                "MOST_FIELDS",
                "Fields taken from a JSON Schema",
                "从 JSON Schema 取用的字段数",
            ),
            Limit(
                "dougong_form.proposals.json_schema",
                "MOST_OPTIONS",
                "Choices taken from a JSON Schema",
                "从 JSON Schema 取用的选项数",
            ),
        ),
    ),
    Group(
        "Rules, flows and reports",
        "规则、流程与报表",
        (
            Limit(f"{_ACTIONS}.act", "DEPTH_LIMIT", "Depth of a chain of rules", "规则链的深度"),
            Limit(
                f"{_ACTIONS}.act",
                "RECORD_LIMIT",
                "Records that the rules of one change may touch",
                "一次修改引发的规则可改动的记录数",
            ),
            Limit(
                "dougong_form.linkage",
                "MOST_PASSES",
                "Times that a form's rules are played until nothing changes",
                "表单联动重算的次数",
            ),
            Limit(
                "dougong_flow.walking",
                "FUEL",
                "Steps that a flow takes without waiting",
                "流程不停顿连续执行的步数",
            ),
            Limit(
                "dougong_flow.people",
                "HIGHEST_LEVEL",
                "Levels of supervisors that a step names",
                "审批节点可指定的上级层数",
            ),
            Limit(
                "dougong_flow.people",
                "HEAVIEST",
                "Weight of one vote of a step",
                "审批节点中一票的权重",
            ),
            Limit(
                "dougong_flow.spans",
                "LONGEST_DAYS",
                "Days that a duration of a flow reaches ahead",
                "流程时长可延续的天数",
            ),
            Limit(
                "dougong_flow.reader",
                "LONGEST_SPAN",
                "The number in a duration of a flow",
                "流程时长中的数字",
            ),
            Limit(
                "dougong_flow.nodes.human",
                "MOST_REMINDERS",
                "Reminders of one seat that a step allows",
                "审批节点允许的催办次数",
            ),
            Limit(
                "dougong_flow.verbs.transfer",
                "MOST_TRANSFERS",
                "Times that one seat is handed on",
                "同一待办可转交的次数",
            ),
            Limit(
                "dougong_report.typed",
                "USUAL_ROWS",
                "Rows of a data set when nothing is said",
                "数据集未指定时的行数",
            ),
            Limit("dougong_report.typed", "MOST_ROWS", "Rows of a data set", "数据集的行数"),
            Limit(
                "dougong_report.shape", "MOST_GAPS", "Missing days that a chart fills", "图表补齐的缺失日期数"
            ),
            Limit("dougong_report.parse", "MOST_ELEMENTS", "Elements of a dashboard", "仪表盘的组件数"),
            Limit("dougong.insight.sight", "MOST_LABELS", "Titles that a report reads", "报表读取的标题数"),
            Limit(
                f"{_ACTIONS}.housekeeping",
                "RUNS_DAYS",
                "Days for which runs of rules are kept",
                "规则运行记录的保留天数",
            ),
        ),
    ),
    Group(
        "Connections",
        "连接",
        (
            Limit(
                "dougong.connect.outbound",
                "REQUEST_LIMIT",
                "Bytes of a request to another system",
                "对外请求的字节数",
            ),
            Limit("dougong.connect.outbound", "ANSWER_LIMIT", "Bytes of its answer", "对方应答的字节数"),
            Limit(
                "dougong.connect.outbound",
                "CONNECT_SECONDS",
                "Seconds until it must be reached",
                "建立连接的秒数",
            ),
            Limit(
                "dougong.connect.outbound",
                "TOTAL_SECONDS",
                "Seconds until it must have answered",
                "完成请求的秒数",
            ),
            Limit(
                "dougong.connect.signatures",
                "TOLERANCE_SECONDS",
                "Seconds by which a signed message may be off",
                "签名消息的时间偏差（秒）",
            ),
            Limit(
                f"{_ACTIONS}.housekeeping",
                "DELIVERY_DAYS",
                "Days for which what hooks received is kept",
                "接收记录的保留天数",
            ),
        ),
    ),
    Group(
        "Apps in the builder",
        "应用搭建",
        (
            Limit("dougong.api.routes.apps", "_ZIP_LIMIT", "Bytes of an app's zip", "应用 zip 的字节数"),
            Limit("dougong.metadata.documents", "_MOST_FILES", "Files of an app", "应用的文件数"),
            Limit("dougong.metadata.documents", "_MOST_BYTES", "Bytes of an app", "应用的字节数"),
            Limit("dougong.metadata.drafts", "_BODY_LIMIT", "Bytes of one document", "一个文档的字节数"),
            Limit("dougong.metadata.check", "MOST_PROBLEMS", "Problems told of a draft", "草稿列出的问题数"),
            Limit(
                "dougong.metadata.conversion_survey",
                "COUNTED",
                "Values that fail, listed when a type changes",
                "改类型时列出的失败值数",
            ),
            Limit(
                "dougong.metadata.publish",
                "LOCK_TIMEOUT_MS",
                "Milliseconds that publishing waits for a table",
                "发布等待数据表的毫秒数",
            ),
            Limit(
                "dougong.records.stored_values",
                "MOST_AT_ONCE",
                "Records whose stored values are computed at once; more by a job",
                "立即重算的记录数，更多的由任务完成",
            ),
        ),
    ),
    Group(
        "Sessions and requests",
        "会话与请求",
        (
            Limit(
                "dougong.identity.secrets",
                "MINIMUM_LENGTH",
                "Characters of a password, at least",
                "密码的最少字符数",
            ),
            Limit(
                "dougong.identity.sessions",
                "IDLE",
                "Time without a request after which a session ends",
                "会话闲置结束的时间",
            ),
            Limit(
                "dougong.identity.sessions",
                "ABSOLUTE",
                "Time after which a session ends anyway",
                "会话最长的时间",
            ),
            Limit(
                "dougong.api.routes.session",
                "_PER_ADDRESS",
                "Sign-ins tried from one address in the time below",
                "同一地址在下述时间内尝试登录的次数",
            ),
            Limit(
                "dougong.api.routes.session",
                "_PER_LOGIN",
                "Sign-ins tried with one name in the time below",
                "同一账号在下述时间内尝试登录的次数",
            ),
            Limit(
                "dougong.api.routes.session",
                "_WINDOW",
                "The time in which sign-ins are counted",
                "统计登录次数的时间",
            ),
            Limit(
                "dougong.idempotency",
                "KEY_LIMIT",
                "Characters of an `Idempotency-Key`",
                "`Idempotency-Key` 的字符数",
            ),
            Limit(
                "dougong.api.reading_requests", "DEEPEST", "Levels of a JSON body", "JSON 请求体的嵌套层数"
            ),
        ),
    ),
)

INTERNAL = frozenset(
    {
        # How much work is done in one step, with nothing left out.
        "dougong.notify.changed.MOST_AT_ONCE",
        "dougong.notify.changed.IDLE_SECONDS",
        "dougong.actions.import_run.MOST_SAME",
        "dougong.notify.live._PAYLOAD_LIMIT",
        "dougong.notify.live._QUEUE_LIMIT",
        "dougong.notify.live._RECORD_LIMIT",
        "dougong.actions.act.LIVE_LIMIT",
        "dougong.actions.export_file._MOST_REMOVED",
        "dougong.records.state_times.MOST",
        "dougong.actions.undo_merge._MOST_TOLD",
        "dougong.actions.show_duplicate_groups._MOST_PAIRS",
        # What is kept in memory.
        "dougong.access.kept._LIMIT",
        "dougong.identity.sessions._KEPT_LIMIT",
        "dougong.records.reading._MOST_CALLERS",
        "dougong_form.field_types.cascade._MOST_TREES",
        "dougong.messages.catalogue._LONGEST",
        # How much of something is shown or looked at to give a hint.
        "dougong.metadata.schema_words._LONGEST",
        "dougong.metadata.naming.LONGEST",
        "dougong_flow.preview.LONGEST",
        "dougong_form.proposals.columns._LONGEST_CHOICE",
        "dougong_form.proposals.json_schema._DEEPEST",
        "dougong_form.proposals.schema_source._DEEPEST",
        "dougong_formula.complete._LIMIT",
        "dougong_formula.remedies._MOST",
        "dougong_formula.remedies._MOST_TRIED",
        "dougong.records.trying._MOST_PARTS",
        "dougong.records.trying._MOST_ITEMS",
        "dougong.api.describe_app._HOME_LIMIT",
        # Guards of one computation, beyond which another way is taken or a document is no document.
        "dougong.actions.form_rules._MOST_PASSES",
        "dougong.api.proof_of_work.MOST",
        "dougong.records.similar._MOST_IN_A_BLOCK",
        "dougong.records.similar._LONGEST",
        "dougong.records.tokens._LONGEST",
        "dougong.records.tokens._MOST",
        "dougong.records.aggregate._LONGEST",
        "dougong_form.markup.DEEPEST",
        "dougong_form.markup._MOST_OPEN",
        "dougong_form.markup._MOST_MARKS",
        "dougong_form.markup._MOST_SPAN",
        "dougong_formula.functions.business._LIMIT",
        "dougong_formula.limits.MAX_SQL_NODES",
        "dougong_formula.patterns._MAX_REPEAT",
        # Of the processes of the server, which an administrator sees in its log.
        "dougong.commands.supervision._LONGEST_PAUSE",
        "dougong.connect.sealing._KEY_BYTES",
    }
)

_NAME = re.compile(
    r"_?([A-Z]+_)*(MOST|LONGEST|SHORTEST|DEEPEST|HIGHEST|LARGEST|MAX|MINIMUM|LIMIT|FUEL|DAYS|LASTS|LIFETIME|"
    r"FASTEST|IDLE|ABSOLUTE|TOLERANCE|BYTES|MEGABYTES|ADDRESS|LINK)(_[A-Z]+)*\Z"
)


def constants() -> Iterator[tuple[str, str]]:
    """Yield module and name of every constant of the code that is called like a limit and holds one."""
    for folder in FOLDERS.values():
        for file in sorted(folder.rglob("*.py")):
            module = ".".join(file.relative_to(folder).with_suffix("").parts).removesuffix(".__init__")
            for name in _assigned(ast.parse(file.read_text("utf-8"))):
                if _NAME.match(name) and _measures(getattr(importlib.import_module(module), name)):
                    yield module, name


def _assigned(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
        for target in targets:
            for one in target.elts if isinstance(target, ast.Tuple) else [target]:
                if isinstance(one, ast.Name):
                    yield one.id


def _measures(value: Any) -> bool:
    parts = value if isinstance(value, tuple) else (value,)
    return bool(parts) and all(
        isinstance(one, int | float | timedelta) and not isinstance(one, bool) for one in parts
    )


_UNITS = ((86_400, "day", "天"), (3600, "hour", "小时"), (60, "minute", "分钟"), (1, "second", "秒"))


def told(value: Any, language: str) -> str:
    """Write a limit for people: 1,000; 2 minutes; 10 in 1 minute."""
    chinese = language == "zh"
    if isinstance(value, tuple):
        count, span = (told(one, language) for one in value)
        return f"{span}内 {count} 次" if chinese else f"{count} in {span}"
    if isinstance(value, timedelta):
        seconds = int(value.total_seconds())
        unit, en, zh = next(one for one in _UNITS if seconds % one[0] == 0)
        count = seconds // unit
        return f"{count} {zh}" if chinese else f"{count} {en}{'' if count == 1 else 's'}"
    return f"{value:,.0f}" if value == int(value) else f"{value:,}"
