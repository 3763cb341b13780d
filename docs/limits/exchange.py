"""Limits of what comes from outside and goes there: visitors, files, other systems, sessions."""

from __future__ import annotations

from docs.limits.entry import Group, Limit

_PUBLIC = "dougong.api.routes.public"
_SHEETS = "dougong.sheets.limits"
_ACTIONS = "dougong.actions"

PUBLIC_FORMS = Group(
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
)

SHEETS = Group(
    "Import and export",
    "导入与导出",
    (
        Limit(_SHEETS, "MOST_ROWS", "Rows of a file", "文件的行数"),
        Limit(_SHEETS, "MOST_COLUMNS", "Columns of a file", "文件的列数"),
        Limit(_SHEETS, "MOST_CELLS", "Cells of a file", "文件的单元格数"),
        Limit(_SHEETS, "LONGEST_CELL", "Characters of a cell", "单元格的字符数"),
        Limit(_SHEETS, "MOST_INFLATED", "Bytes of a workbook when it is unpacked", "工作簿解压后的字节数"),
        Limit(_SHEETS, "SECONDS", "Seconds that opening a workbook may take", "打开工作簿的秒数"),
        Limit(f"{_ACTIONS}.import_run", "MOST_PROBLEMS", "Problems that an import tells", "导入列出的问题数"),
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
        Limit(
            f"{_ACTIONS}.export_file",
            "MOST_PICKED",
            "Records chosen by hand for an export",
            "一次导出中手动选择的记录数",
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
)

CONNECTIONS = Group(
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
            "dougong.connect.mail_in",
            "LONGEST_TEXT",
            "Characters of the text of a mail that comes in",
            "收到的邮件正文的字数",
        ),
        Limit(
            "dougong.connect.mail_in", "DEEPEST", "Depth of parts inside its parts", "邮件各部分的嵌套层数"
        ),
        Limit("dougong.connect.mail_in", "MOST_FILES", "Attachments that are taken of it", "取其附件的个数"),
        Limit(
            "dougong.api.short_link_pages",
            "CLICKS_OF_ADDRESS",
            "Short links that one address follows",
            "同一地址点击短链接的次数",
        ),
        Limit(
            "dougong.api.short_link_pages",
            "MISSES_OF_ADDRESS",
            "Codes that lead nowhere, tried by one address",
            "同一地址试错短码的次数",
        ),
        Limit(
            "dougong.access.short_links",
            "DAYS_SHOWN",
            "Days over which the visitors of a link are counted",
            "统计短链接访客的天数",
        ),
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
)

SESSIONS = Group(
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
        Limit("dougong.api.reading_requests", "DEEPEST", "Levels of a JSON body", "JSON 请求体的嵌套层数"),
    ),
)
