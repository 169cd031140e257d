"""The tables that the Discourse Network Analyzer 3.0 reads, and the rows that every file of it has."""

from __future__ import annotations

from typing import Any

_COLOUR = "Red INTEGER NOT NULL DEFAULT 0, Green INTEGER NOT NULL DEFAULT 0, Blue INTEGER NOT NULL DEFAULT 0"
_ALLOWED = (
    "AddDocuments", "EditDocuments", "DeleteDocuments", "ImportDocuments", "AddStatements", "EditStatements",
    "DeleteStatements", "EditAttributes", "EditRegex", "EditStatementTypes", "EditCoders", "EditCoderRelations",
    "ViewOthersDocuments", "EditOthersDocuments", "ViewOthersStatements", "EditOthersStatements",
)  # fmt: skip
_PERMISSIONS = ", ".join(f"Permission{name} INTEGER NOT NULL DEFAULT 1" for name in _ALLOWED)
_RELATIONS = ", ".join(
    f"{name} INTEGER NOT NULL DEFAULT 1"
    for name in ("viewStatements", "editStatements", "viewDocuments", "editDocuments")
)
_VALUE = (
    "StatementId INTEGER NOT NULL REFERENCES STATEMENTS (ID) ON DELETE CASCADE, "
    "VariableId INTEGER NOT NULL REFERENCES VARIABLES (ID) ON DELETE CASCADE"
)

TABLES = (
    "CREATE TABLE SETTINGS (Property TEXT PRIMARY KEY, Value TEXT NOT NULL)",
    f"CREATE TABLE CODERS (ID INTEGER NOT NULL PRIMARY KEY, Name TEXT NOT NULL, {_COLOUR}, Refresh INTEGER NOT "
    "NULL DEFAULT 0, FontSize INTEGER NOT NULL DEFAULT 14, Password TEXT NOT NULL, PopupWidth INTEGER DEFAULT "
    "300, ColorByCoder INTEGER NOT NULL DEFAULT 0, PopupDecoration INTEGER NOT NULL DEFAULT 0, "
    f"PopupAutoComplete INTEGER NOT NULL DEFAULT 1, {_PERMISSIONS})",
    "CREATE TABLE DOCUMENTS (ID INTEGER NOT NULL PRIMARY KEY, Title TEXT NOT NULL, Text TEXT NOT NULL, Coder "
    "INTEGER REFERENCES CODERS (ID) ON DELETE CASCADE, Author TEXT NOT NULL DEFAULT '', Source TEXT NOT NULL "
    "DEFAULT '', Section TEXT NOT NULL DEFAULT '', Notes TEXT NOT NULL DEFAULT '', Type TEXT NOT NULL DEFAULT "
    "'', Date INTEGER NOT NULL)",
    f"CREATE TABLE STATEMENTTYPES (ID INTEGER NOT NULL PRIMARY KEY, Label TEXT NOT NULL, {_COLOUR})",
    "CREATE TABLE VARIABLES (ID INTEGER NOT NULL PRIMARY KEY, Variable TEXT NOT NULL, DataType TEXT NOT NULL "
    "DEFAULT 'short text', StatementTypeId INTEGER REFERENCES STATEMENTTYPES (ID) ON DELETE CASCADE, UNIQUE "
    "(Variable, StatementTypeId))",
    "CREATE TABLE VARIABLELINKS (ID INTEGER NOT NULL PRIMARY KEY, SourceVariableId INTEGER REFERENCES "
    "VARIABLES (ID) ON DELETE CASCADE, TargetVariableId INTEGER REFERENCES VARIABLES (ID) ON DELETE CASCADE)",
    f"CREATE TABLE REGEXES (Label TEXT PRIMARY KEY, {_COLOUR})",
    "CREATE TABLE CODERRELATIONS (ID INTEGER NOT NULL PRIMARY KEY, Coder INTEGER REFERENCES CODERS (ID) ON "
    f"DELETE CASCADE, OtherCoder INTEGER REFERENCES CODERS (ID) ON DELETE CASCADE, {_RELATIONS})",
    "CREATE TABLE STATEMENTS (ID INTEGER NOT NULL PRIMARY KEY, StatementTypeId INTEGER REFERENCES "
    "STATEMENTTYPES (ID) ON DELETE CASCADE, DocumentId INTEGER REFERENCES DOCUMENTS (ID) ON DELETE CASCADE, "
    "Start INTEGER NOT NULL, Stop INTEGER NOT NULL, Coder INTEGER REFERENCES CODERS (ID) ON DELETE CASCADE, "
    "CHECK (Start < Stop))",
    f"CREATE TABLE DATABOOLEAN (ID INTEGER PRIMARY KEY NOT NULL, {_VALUE}, Value INTEGER NOT NULL DEFAULT 1, "
    "UNIQUE (StatementId, VariableId))",
    f"CREATE TABLE DATAINTEGER (ID INTEGER PRIMARY KEY NOT NULL, {_VALUE}, Value INTEGER NOT NULL DEFAULT 0, "
    "UNIQUE (StatementId, VariableId))",
    "CREATE TABLE ENTITIES (ID INTEGER PRIMARY KEY NOT NULL, VariableId INTEGER NOT NULL REFERENCES VARIABLES "
    "(ID) ON DELETE CASCADE, Value TEXT NOT NULL DEFAULT '', Red INTEGER, Green INTEGER, Blue INTEGER, "
    "ChildOf INTEGER REFERENCES ENTITIES (ID) ON DELETE CASCADE, UNIQUE (VariableId, Value))",
    f"CREATE TABLE DATASHORTTEXT (ID INTEGER PRIMARY KEY NOT NULL, {_VALUE}, Entity INTEGER NOT NULL "
    "REFERENCES ENTITIES (ID) ON DELETE CASCADE, UNIQUE (StatementId, VariableId))",
    f"CREATE TABLE DATALONGTEXT (ID INTEGER PRIMARY KEY NOT NULL, {_VALUE}, Value TEXT DEFAULT '', UNIQUE "
    "(StatementId, VariableId))",
    "CREATE TABLE ATTRIBUTEVARIABLES (ID INTEGER PRIMARY KEY NOT NULL, VariableId INTEGER NOT NULL REFERENCES "
    "VARIABLES (ID) ON DELETE CASCADE, AttributeVariable TEXT NOT NULL, UNIQUE (VariableId, "
    "AttributeVariable))",
    "CREATE TABLE ATTRIBUTEVALUES (ID INTEGER PRIMARY KEY NOT NULL, EntityId INTEGER NOT NULL REFERENCES "
    "ENTITIES (ID) ON DELETE CASCADE, AttributeVariableId INTEGER NOT NULL REFERENCES ATTRIBUTEVARIABLES (ID) "
    "ON DELETE CASCADE, AttributeValue TEXT NOT NULL DEFAULT '', UNIQUE (EntityId, AttributeVariableId))",
)

# The first four are those with which every file of the program begins; the rest is ours.
VARIABLES = {
    1: ("person", "short text"),
    2: ("organization", "short text"),
    3: ("concept", "short text"),
    4: ("agreement", "boolean"),
    5: ("theatre", "short text"),
    6: ("comity claim", "long text"),
    7: ("stance", "integer"),
}
ATTRIBUTES = dict(enumerate(((variable, name) for variable in (1, 2, 3, 5) for name in ("Type", "Alias", "Notes")), 1))
FIXED_ROWS: tuple[tuple[str, list[tuple[Any, ...]]], ...] = (
    ("INSERT INTO SETTINGS VALUES (?, ?)", [("version", "3.0.7"), ("date", "2022-06-10")]),
    ("INSERT INTO STATEMENTTYPES VALUES (?, ?, ?, ?, ?)", [(1, "DNA Statement", 239, 208, 51)]),
    ("INSERT INTO CODERRELATIONS (ID, Coder, OtherCoder) SELECT ?, ?, ?", [(1, 1, 2), (2, 2, 1)]),
)
