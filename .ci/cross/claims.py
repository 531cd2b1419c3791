"""What the project's own headers of Apple's frameworks claim, and what of it the core uses."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import availability
import parsing
import target
from parsing import Cursor, Kind, LinkageKind, Typed, typed

METHODS = (Kind.OBJC_INSTANCE_METHOD_DECL, Kind.OBJC_CLASS_METHOD_DECL)
OWNERS = (Kind.OBJC_INTERFACE_DECL, Kind.OBJC_PROTOCOL_DECL, Kind.OBJC_CATEGORY_DECL)


@dataclass(frozen=True)
class Claim:
    """One fact that the headers claim."""

    kind: str  # value, constant, function, structure, class, protocol, method, property
    name: str
    where: str
    owner: str = ""
    is_class: bool = False
    number: int = 0
    # A constant's type; result and arguments; a structure's fields; a property's type.
    types: tuple[Typed, ...] = ()
    introduced: tuple[int, int] | None = None
    inline: bool = False
    getter: str = ""
    setter: str = ""
    bases: tuple[str, ...] = ()

    @property
    def full_name(self) -> str:
        if self.kind == "method":
            return f"{'+' if self.is_class else '-'}[{self.owner} {self.name}]"
        return f"{self.owner}.{self.name}" if self.kind == "property" else self.name


@dataclass
class Headers:
    """The claims by clang's identity of the declaration, and the protocols' names."""

    claims: dict[str, Claim] = field(default_factory=dict)
    # Accessor of a property → the property.
    accessors: dict[str, str] = field(default_factory=dict)
    protocols: set[str] = field(default_factory=set)


def read() -> Headers:
    """Parses one file that includes each framework's header."""
    frameworks = sorted(p.name for p in target.HEADERS.iterdir() if (p / f"{p.name}.h").is_file())
    text = "".join(f"#import <{name}/{name}.h>\n" for name in frameworks)
    unit = parsing.parse(str(target.HEADERS / "all.mm"), text)
    headers = Headers()
    for cursor in parsing.walk(unit, target.HEADERS):
        add(headers, cursor)
    return headers


def add(headers: Headers, cursor: Cursor) -> None:
    claim = None
    if cursor.kind == Kind.ENUM_CONSTANT_DECL:
        enum = cursor.semantic_parent
        claim = Claim("value", cursor.spelling, place(cursor), owner=enum.spelling, number=cursor.enum_value)
    elif cursor.kind == Kind.FUNCTION_DECL:
        types = (typed(cursor.result_type), *(typed(a.type) for a in cursor.get_arguments()))
        claim = Claim("function", cursor.spelling, place(cursor), types=types, inline=cursor.is_definition())
    elif cursor.kind == Kind.VAR_DECL and cursor.linkage == LinkageKind.EXTERNAL:
        claim = Claim("constant", cursor.spelling, place(cursor), types=(typed(cursor.type),))
    elif cursor.kind == Kind.STRUCT_DECL and cursor.is_definition():
        fields = tuple(typed(f.type) for f in cursor.type.get_fields())
        name = cursor.type.spelling.split("::")[-1].removeprefix("struct ")
        claim = Claim("structure", name, place(cursor), types=fields)
    elif cursor.kind in OWNERS:
        claim = owner_claim(headers, cursor)
    elif cursor.kind in METHODS and cursor.semantic_parent.kind in OWNERS:
        claim = method_claim(cursor)
    elif cursor.kind == Kind.OBJC_PROPERTY_DECL:
        claim = property_claim(headers, cursor)
    if claim and cursor.get_usr() not in headers.claims:
        since = availability.introduced(cursor)
        headers.claims[cursor.get_usr()] = Claim(**{**vars(claim), "introduced": since})


def place(cursor: Cursor) -> str:
    path = Path(cursor.location.file.name).resolve().relative_to(target.ROOT)
    return f"{path}:{cursor.location.line}"


def owner_claim(headers: Headers, cursor: Cursor) -> Claim | None:
    bases = [
        child.spelling if child.kind != Kind.OBJC_PROTOCOL_REF else f"<{child.spelling}>"
        for child in parsing.children(cursor)
        if child.kind in (Kind.OBJC_SUPER_CLASS_REF, Kind.OBJC_PROTOCOL_REF)
    ]
    if cursor.kind == Kind.OBJC_CATEGORY_DECL:
        return None
    kind = "class" if cursor.kind == Kind.OBJC_INTERFACE_DECL else "protocol"
    if kind == "protocol":
        headers.protocols.add(cursor.spelling)
    superclass = tuple(b for b in bases if not b.startswith("<"))
    return Claim(kind, cursor.spelling, place(cursor), bases=superclass)


def owner_name(cursor: Cursor) -> str:
    """A category adds to its class."""
    if cursor.kind == Kind.OBJC_CATEGORY_DECL:
        return next(c.spelling for c in parsing.children(cursor) if c.kind == Kind.OBJC_CLASS_REF)
    return str(cursor.spelling)


def method_claim(cursor: Cursor) -> Claim | None:
    owner = cursor.semantic_parent
    for other in parsing.children(owner):
        # The accessors of a property stand where it does.
        if other.kind == Kind.OBJC_PROPERTY_DECL and other.location == cursor.location:
            return None
    types = (typed(cursor.result_type), *(typed(a.type) for a in cursor.get_arguments()))
    is_class = cursor.kind == Kind.OBJC_CLASS_METHOD_DECL
    name = cursor.spelling
    return Claim("method", name, place(cursor), owner=owner_name(owner), is_class=is_class, types=types)


def property_claim(headers: Headers, cursor: Cursor) -> Claim:
    words = [token.spelling for token in cursor.get_tokens()]
    attributes = words[3 : words.index(")")] if words[:3] == ["@", "property", "("] else []
    name = cursor.spelling
    getter = attributes[attributes.index("getter") + 2] if "getter" in attributes else name
    setter = "" if "readonly" in attributes else f"set{name[0].upper()}{name[1:]}:"
    for other in parsing.children(cursor.semantic_parent):
        if other.kind in METHODS and other.location == cursor.location:
            headers.accessors[other.get_usr()] = cursor.get_usr()
    return Claim(
        "property",
        name,
        place(cursor),
        owner=owner_name(cursor.semantic_parent),
        is_class="class" in attributes,
        types=(typed(cursor.type),),
        getter=getter,
        setter=setter,
    )


@dataclass
class Uses:
    """What one or more sources use of the headers, and how their own classes stand to them."""

    used: set[str] = field(default_factory=set)
    # Selectors of own methods that a message or a @selector names.
    named: set[str] = field(default_factory=set)
    own_methods: int = 0
    # Own methods that override nothing of Apple's: selector → where.
    unasked: dict[str, str] = field(default_factory=dict)

    def add(self, other: Uses) -> None:
        self.used |= other.used
        self.named |= other.named
        self.own_methods += other.own_methods
        self.unasked |= other.unasked

    def problems(self) -> list[str]:
        """Own methods that nobody calls: a misspelt override compiles, and is never sent."""
        return [
            f"{where} overrides nothing that the headers declare, and no message or @selector names it."
            for selector, where in self.unasked.items()
            if selector not in self.named
        ]


def uses_of(source: str) -> Uses:
    unit = parsing.parse(source)
    found = Uses()
    for cursor in parsing.walk(unit, target.CORE):
        # A class or structure named in a type counts, and so does what a message or a name stands for.
        referenced = cursor.referenced
        if referenced is not None and referenced.kind == Kind.TYPEDEF_DECL:
            referenced = referenced.type.get_canonical().get_declaration()
        if referenced is not None and parsing.in_headers(referenced):
            found.used.add(referenced.get_usr())
        elif referenced is not None and cursor.kind == Kind.OBJC_MESSAGE_EXPR:
            found.named.add(referenced.spelling)
        if cursor.kind == Kind.OBJC_SELECTOR_EXPR:
            found.named.add(selector_named(cursor))
        if cursor.kind in METHODS and cursor.semantic_parent.kind == Kind.OBJC_IMPLEMENTATION_DECL:
            add_own_method(cursor, found)
    return found


def selector_named(cursor: Cursor) -> str:
    words = [token.spelling for token in cursor.get_tokens()]
    return "".join(words[words.index("(") + 1 : -1])


def add_own_method(method: Cursor, found: Uses) -> None:
    found.own_methods += 1
    overridden = overrides(method)
    found.used |= overridden
    if not overridden:
        where = f"{place(method)}: -[{method.semantic_parent.spelling} {method.spelling}]"
        found.unasked[method.spelling] = where


def overrides(method: Cursor) -> set[str]:
    """The declarations in Apple's classes and protocols that a method implements."""
    usrs: set[str] = set()
    for cursor in parsing.overridden(method):
        if parsing.in_headers(cursor):
            usrs.add(cursor.get_usr())
        elif cursor != method:
            usrs |= overrides(cursor)
    return usrs or inherited(method)


def inherited(method: Cursor) -> set[str]:
    """libSystem's own NSObject, which the project's headers don't declare on a Mac."""
    return {c.get_usr() for c in parsing.overridden(method) if c.semantic_parent.spelling == "NSObject"}
