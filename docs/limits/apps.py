"""Limits of apps: what they do by themselves and report, and how they are built."""

from __future__ import annotations

from docs.limits.entry import Group, Limit

_ACTIONS = "dougong.actions"

AUTOMATION = Group(
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
            f"{_ACTIONS}.effects.evaluating",
            "EACH_LIMIT",
            "Records that one step goes through",
            "一个步骤可逐条处理的记录数",
        ),
        Limit(
            f"{_ACTIONS}.effects.merge",
            "MOST_MERGED",
            "Records that the step “Merge duplicates” makes one at once",
            "“合并重复记录”步骤一次合并的记录数",
        ),
        Limit("dougong_rule.surroundings", "STEP_DEPTH", "Depth of steps inside steps", "步骤嵌套的层数"),
        Limit(
            f"{_ACTIONS}.steps",
            "INNER_KEPT",
            "Steps inside others that a run keeps",
            "一次运行保留的内层步骤数",
        ),
        Limit(
            f"{_ACTIONS}.simulate",
            "MOST_SIMULATED",
            "Records or events of one simulation",
            "一次试算的记录或事件数",
        ),
        Limit(f"{_ACTIONS}.simulate", "MOST_DAYS", "Days that a simulation looks back", "试算可回看的天数"),
        Limit(
            "dougong_formula.decisions",
            "MOST_ROWS",
            "Rows of a decision table that a formula asks",
            "公式可查询的决策表行数",
        ),
        Limit(
            "dougong_rule.parse_card",
            "MOST_DECAY_DAYS",
            "Days in which points of a score card lose their value",
            "评分卡分值衰减的天数",
        ),
        Limit(
            f"{_ACTIONS}.table_sheet",
            "MOST_TABLE_ROWS",
            "Rows of a decision table that is brought in or pasted into",
            "导入或粘贴的决策表行数",
        ),
        Limit(
            "dougong_form.linkage",
            "MOST_PASSES",
            "Times that a form's rules are played until nothing changes",
            "表单联动重算的次数",
        ),
        Limit(
            f"{_ACTIONS}.show_analytics",
            "MOST_REQUESTS",
            "Requests that the figures of a flow count over",
            "流程统计涵盖的申请数",
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
            "dougong_flow.definition",
            "MOST_FILES",
            "Files that go with one decision",
            "一次审批可附的文件数",
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
        Limit("dougong_report.shape", "MOST_GAPS", "Missing days that a chart fills", "图表补齐的缺失日期数"),
        Limit("dougong_report.parse", "MOST_ELEMENTS", "Elements of a dashboard", "仪表盘的组件数"),
        Limit("dougong.insight.sight", "MOST_LABELS", "Titles that a report reads", "报表读取的标题数"),
        Limit(
            "dougong_rule.schedule",
            "MOST_DAYS",
            "Days before or after a date, or without activity, that start a rule",
            "定时规则中日期前后、无活动的天数",
        ),
        Limit(
            "dougong_rule.schedule",
            "MOST_HOURS",
            "Hours before or after a moment that start a rule",
            "定时规则中时间前后的小时数",
        ),
        Limit(
            "dougong_rule.schedule",
            "GRACE_DAYS",
            "Days for which a missed time is caught up when nothing is said",
            "未指定时，错过的定时可补做的天数",
        ),
        Limit(
            f"{_ACTIONS}.housekeeping",
            "EFFECTS_DAYS",
            "Days for which it is kept on which records scheduled rules acted",
            "定时规则处理过哪些记录的保留天数",
        ),
        Limit(
            f"{_ACTIONS}.housekeeping",
            "RUNS_DAYS",
            "Days for which runs of rules are kept",
            "规则运行记录的保留天数",
        ),
    ),
)

BUILDER = Group(
    "Apps in the builder",
    "应用搭建",
    (
        Limit("dougong.api.routes.apps", "_ZIP_LIMIT", "Bytes of an app's zip", "应用 zip 的字节数"),
        Limit("dougong.metadata.documents", "_MOST_FILES", "Files of an app", "应用的文件数"),
        Limit("dougong.metadata.documents", "_MOST_BYTES", "Bytes of an app", "应用的字节数"),
        Limit("dougong.metadata.drafts", "_BODY_LIMIT", "Bytes of one document", "一个文档的字节数"),
        Limit("dougong_bpmn.tree", "MOST_BYTES", "Bytes of a BPMN file", "BPMN 文件的字节数"),
        Limit("dougong_bpmn.tree", "MOST_ELEMENTS", "Elements of a BPMN file", "BPMN 文件的元素数"),
        Limit(
            "dougong_bpmn.tree", "MOST_DEPTH", "Depth of the elements of a BPMN file", "BPMN 文件的嵌套层数"
        ),
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
)
