"""The languages whose definitions are known, and where their grammars put the names."""

from __future__ import annotations

from typing import Final

_EXTENSIONS: Final = {
    "c": "c h",
    "cpp": "cc cpp cxx c++ hh hpp hxx h++ ipp inl tcc ino cu cuh",
    "python": "py pyi pyw",
    "javascript": "js jsx mjs cjs",
    "typescript": "ts mts cts",
    "tsx": "tsx",
    "java": "java",
    "kotlin": "kt kts",
    "go": "go",
    "rust": "rs",
    "csharp": "cs",
    "ruby": "rb rake gemspec",
    "php": "php phtml",
    "swift": "swift",
    "scala": "scala sc",
    "lua": "lua",
    "elixir": "ex exs",
    "dart": "dart",
    "zig": "zig",
    "bash": "sh bash",
    "perl": "pl pm",
    "ocaml": "ml",
    "ocaml_interface": "mli",
    "haskell": "hs",
}
_LANGUAGES: Final = {end: language for language, ends in _EXTENSIONS.items() for end in ends.split()}

# Node types with a field ``name``, by the kind of thing they define. Kinds in capitals can own others.
_NAMED: Final[dict[str, dict[str, str]]] = {
    "python": {"CLASS": "class_definition", "function": "function_definition"},
    "javascript": {
        "CLASS": "class_declaration class",
        "function": "function_declaration generator_function_declaration function_expression",
        "method": "method_definition",
    },
    "typescript": {
        "CLASS": "class_declaration abstract_class_declaration class",
        "INTERFACE": "interface_declaration",
        "ENUM": "enum_declaration",
        "MODULE": "internal_module module",
        "TYPE": "type_alias_declaration",
        "function": "function_declaration function_signature generator_function_declaration",
        "method": "method_definition method_signature abstract_method_signature",
        "field": "public_field_definition property_signature",
    },
    "java": {
        "CLASS": "class_declaration record_declaration annotation_type_declaration",
        "INTERFACE": "interface_declaration",
        "ENUM": "enum_declaration",
        "method": "method_declaration constructor_declaration annotation_type_element_declaration",
        "constant": "enum_constant",
    },
    "go": {"function": "function_declaration", "TYPE": "type_spec type_alias", "method": "method_elem"},
    "rust": {
        "STRUCT": "struct_item union_item",
        "ENUM": "enum_item",
        "TRAIT": "trait_item",
        "MODULE": "mod_item",
        "TYPE": "type_item associated_type",
        "function": "function_item function_signature_item",
        "macro": "macro_definition",
        "constant": "const_item static_item enum_variant",
        "field": "field_declaration",
    },
    "csharp": {
        "CLASS": "class_declaration record_declaration",
        "STRUCT": "struct_declaration",
        "INTERFACE": "interface_declaration",
        "ENUM": "enum_declaration",
        "method": "method_declaration constructor_declaration local_function_statement delegate_declaration",
        "field": "property_declaration event_declaration",
        "constant": "enum_member_declaration",
    },
    "ruby": {"CLASS": "class", "MODULE": "module", "method": "method singleton_method alias"},
    "php": {
        "CLASS": "class_declaration",
        "INTERFACE": "interface_declaration",
        "TRAIT": "trait_declaration",
        "ENUM": "enum_declaration",
        "function": "function_definition",
        "method": "method_declaration",
        "constant": "enum_case",
    },
    "swift": {
        "CLASS": "class_declaration",
        "INTERFACE": "protocol_declaration",
        "TYPE": "typealias_declaration",
        "function": "function_declaration protocol_function_declaration",
        "constant": "enum_entry",
    },
    "scala": {
        "CLASS": "class_definition",
        "OBJECT": "object_definition",
        "TRAIT": "trait_definition",
        "ENUM": "enum_definition",
        "TYPE": "type_definition",
        "method": "function_definition function_declaration",
        "constant": "simple_enum_case",
    },
    "dart": {
        "CLASS": "class_definition extension_declaration",
        "ENUM": "enum_declaration",
        "function": "function_signature getter_signature setter_signature constructor_signature",
        "constant": "enum_constant",
    },
    "bash": {"function": "function_definition"},
    "perl": {"function": "subroutine_declaration_statement method_declaration_statement"},
    "haskell": {
        "TYPE": "data_type newtype type_synomym",
        "CLASS": "class",
        "function": "function bind",
    },
}

# What has no such field, as tree-sitter patterns: ``@n`` is the name, ``@d`` the whole definition.
_PATTERNS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "c": {
        "function": ("(function_declarator declarator: (identifier) @n) @d",),
        "STRUCT": (
            "(struct_specifier name: (_) @n body: (_)) @d",
            "(union_specifier name: (_) @n body: (_)) @d",
        ),
        "ENUM": ("(enum_specifier name: (_) @n body: (_)) @d",),
        "TYPE": ("(type_definition declarator: (type_identifier) @n) @d",),
        "macro": ("(preproc_def name: (_) @n) @d", "(preproc_function_def name: (_) @n) @d"),
        "constant": ("(enumerator name: (_) @n) @d",),
        "field": ("(field_declaration declarator: (field_identifier) @n) @d",),
    },
    "python": {
        "constant": ("(module (assignment left: (identifier) @n) @d)",),
        "field": ("(class_definition body: (block (assignment left: (identifier) @n) @d))",),
    },
    "javascript": {
        "function": (
            "(variable_declarator name: (identifier) @n value: [(arrow_function) (function_expression)]) @d",
        ),
        "constant": ("(program (lexical_declaration (variable_declarator name: (identifier) @n) @d))",),
        "method": (
            "(pair key: (property_identifier) @n value: [(arrow_function) (function_expression)]) @d",
            (
                "(assignment_expression left: (member_expression property: (property_identifier) @n)"
                " right: [(arrow_function) (function_expression)]) @d"
            ),
        ),
        "field": ("(field_definition property: (_) @n) @d",),
    },
    "java": {"field": ("(field_declaration declarator: (variable_declarator name: (identifier) @n)) @d",)},
    "kotlin": {
        "CLASS": (
            "(class_declaration (type_identifier) @n) @d",
            "(object_declaration (type_identifier) @n) @d",
        ),
        "TYPE": ("(type_alias (type_identifier) @n) @d",),
        "function": ("(function_declaration (simple_identifier) @n) @d",),
        "field": ("(property_declaration (variable_declaration (simple_identifier) @n)) @d",),
        "constant": ("(enum_entry (simple_identifier) @n) @d",),
    },
    "go": {
        "method": ("(method_declaration receiver: (_) @o name: (_) @n) @d",),
        "constant": (
            "(const_spec name: (_) @n) @d",
            "(source_file (var_declaration (var_spec name: (_) @n) @d))",
        ),
        "field": ("(field_declaration name: (_) @n) @d",),
    },
    "rust": {"IMPL": ("(impl_item type: (_) @n) @d",)},
    "csharp": {
        "field": (
            "(field_declaration (variable_declaration (variable_declarator name: (_) @n))) @d",
            "(event_field_declaration (variable_declaration (variable_declarator name: (_) @n))) @d",
        ),
    },
    "ruby": {"constant": ("(assignment left: (constant) @n) @d",)},
    "php": {
        "constant": ("(const_element (name) @n) @d",),
        "field": ("(property_element name: (variable_name (name) @n)) @d",),
    },
    "swift": {
        "field": ("(property_declaration name: (pattern bound_identifier: (simple_identifier) @n)) @d",),
    },
    "scala": {
        "field": (
            "(val_definition pattern: (identifier) @n) @d",
            "(var_definition pattern: (identifier) @n) @d",
        ),
    },
    "lua": {
        "function": (
            "(function_declaration name: (identifier) @n) @d",
            "(function_declaration name: (dot_index_expression table: (_) @o field: (_) @n)) @d",
            "(function_declaration name: (method_index_expression table: (_) @o method: (_) @n)) @d",
            "(field name: (identifier) @n value: (function_definition)) @d",
            (
                "(assignment_statement"
                " (variable_list name: (dot_index_expression table: (_) @o field: (_) @n))"
                " (expression_list value: (function_definition))) @d"
            ),
        ),
    },
    # ``@w`` is the word that defines; a module's is told from a function's by what follows it.
    "elixir": {
        "MODULE": ("(call target: (identifier) @w (arguments . (alias) @n)) @d",),
        "function": (
            (
                "(call target: (identifier) @w (arguments . [(identifier) @n (call target: (identifier) @n)"
                " (binary_operator left: [(identifier) @n (call target: (identifier) @n)])])) @d"
            ),
        ),
    },
    "dart": {
        "CLASS": ("(mixin_declaration (identifier) @n) @d",),
        "field": ("(initialized_identifier (identifier) @n) @d",),
    },
    "zig": {
        "function": ("(FnProto function: (IDENTIFIER) @n) @d",),
        "TYPE": ("(VarDecl variable_type_function: (IDENTIFIER) @n) @d",),
        "field": ("(ContainerField field_member: (IDENTIFIER) @n) @d",),
    },
    "perl": {"MODULE": ("(package_statement name: (package) @n) @d",)},
    "ocaml": {
        "function": ("(let_binding pattern: (value_name) @n) @d", "(external (value_name) @n) @d"),
        "MODULE": ("(module_binding (module_name) @n) @d",),
        "TYPE": ("(type_binding name: (_) @n) @d",),
        "CLASS": ("(class_binding (class_name) @n) @d",),
        "method": ("(method_definition (method_name) @n) @d",),
        "constant": ("(constructor_declaration (constructor_name) @n) @d",),
    },
    "ocaml_interface": {
        "function": ("(value_specification (value_name) @n) @d", "(external (value_name) @n) @d"),
        "MODULE": ("(module_binding (module_name) @n) @d",),
        "TYPE": ("(type_binding name: (_) @n) @d",),
        "constant": ("(constructor_declaration (constructor_name) @n) @d",),
    },
    "haskell": {
        "function": ("(signature name: (_) @n) @d",),
        "constant": ("(data_constructor constructor: (_ name: (_) @n)) @d",),
        "field": ("(field name: (field_name (variable) @n)) @d",),
    },
}
_PATTERNS["cpp"] = _PATTERNS["c"] | {
    "function": (
        "(function_declarator declarator: [(identifier) (operator_name)] @n) @d",
        "(function_declarator declarator: (qualified_identifier) @q) @d",
    ),
    "method": ("(function_declarator declarator: (field_identifier) @n) @d",),
    "CLASS": ("(class_specifier name: (_) @n body: (_)) @d",),
    "MODULE": ("(namespace_definition name: (_) @n) @d",),
    "TYPE": (*_PATTERNS["c"]["TYPE"], "(alias_declaration name: (_) @n) @d"),
}
_PATTERNS["typescript"] = {
    kind: patterns for kind, patterns in _PATTERNS["javascript"].items() if kind != "field"
}
_PATTERNS["tsx"] = _PATTERNS["typescript"]
_NAMED["tsx"] = _NAMED["typescript"]

LANGUAGES: Final = tuple(_EXTENSIONS)


def language_of(path: str) -> str:
    """Return the language of a file by its name's ending, or ``""`` where its definitions are not read."""
    return _LANGUAGES.get(path.rpartition("/")[2].rpartition(".")[2].lower(), "")


def patterns(language: str) -> list[tuple[str, str]]:
    """Return the tree-sitter patterns of a language with the kind of thing that each one defines."""
    found = [
        (kind, f"({node} name: (_) @n) @d")
        for kind, nodes in _NAMED.get(language, {}).items()
        for node in nodes.split()
    ]
    found += [(kind, pattern) for kind, written in _PATTERNS.get(language, {}).items() for pattern in written]
    return found
