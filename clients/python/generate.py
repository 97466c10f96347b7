"""Writes the generated part of the client from the OpenAPI description of the server.

    python generate.py            writes src/isobath/schemas.py and src/isobath/operations.py
    python generate.py --check    only says whether they are up to date; the exit status is 1 if they are not

It uses nothing but the standard library.
"""

from __future__ import annotations

import argparse
import json
import keyword
import re
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
DESCRIPTION = HERE.parent.parent / "frontend" / "openapi.json"
TARGET = HERE / "src" / "isobath"

HEADER = '"""{title}\n\ngenerate.py writes this file from the OpenAPI description of the server. Do not edit it.\n"""\n'

Json = dict[str, Any]


class Schemas:
    """Python types for the schemas of the description, one TypedDict for each object."""

    def __init__(self, schemas: Json) -> None:
        self._schemas = schemas
        self._written: dict[str, str] = {}

    def text(self) -> str:
        for name in sorted(self._schemas):
            self._named(name, self._schemas[name])
        parts = [
            HEADER.format(title="The types of what the server takes and gives."),
            "from __future__ import annotations\n",
            "from typing import Any, Literal, NotRequired, TypedDict",
        ]
        return "\n".join(parts) + "\n\n\n" + "\n\n\n".join(self._written[name] for name in sorted(self._written)) + "\n"

    def _named(self, name: str, schema: Json) -> None:
        if schema.get("type") == "object" and schema.get("properties"):
            self._written[name] = ""
            self._written[name] = self._typed_dict(name, schema)
        else:
            self._written[name] = f"{name} = {self.type(schema, name)}"

    def _typed_dict(self, name: str, schema: Json) -> str:
        required = set(schema.get("required", []))
        fields: list[tuple[str, str]] = []
        for field, value in schema["properties"].items():
            written = self.type(value, name + field[0].upper() + field[1:])
            fields.append((field, written if field in required else f"NotRequired[{written}]"))
        if all(field.isidentifier() and not keyword.iskeyword(field) for field, _ in fields):
            lines = [f"class {name}(TypedDict):"]
            if "description" in schema:
                lines += [f'    """{schema["description"]}"""', ""]
            return "\n".join(lines + [f"    {field}: {written}" for field, written in fields])
        # A field named like a keyword of Python needs the other syntax, whose types are read when the module is loaded.
        quoted = [f"        {field!r}: {json.dumps(written)}," for field, written in fields]
        return "\n".join([f"{name} = TypedDict(", f"    {name!r},", "    {", *quoted, "    },", ")"])

    def type(self, schema: Json, name: str) -> str:
        """Returns the type of values that a schema allows. Objects inside of it become types with the given name."""
        if "$ref" in schema:
            return str(schema["$ref"]).rsplit("/", 1)[1]
        if "const" in schema:
            return f"Literal[{schema['const']!r}]"
        if "enum" in schema:
            values = [value for value in schema["enum"] if value is not None]
            literal = f"Literal[{', '.join(repr(value) for value in values)}]"
            return literal + (" | None" if None in schema["enum"] else "")
        for union in ("oneOf", "anyOf"):
            if union in schema:
                return " | ".join(
                    dict.fromkeys(
                        self.type(each, name + each.get("title", str(i)).title().replace("-", "").replace(" ", ""))
                        for i, each in enumerate(schema[union], 1)
                    )
                )
        kinds = schema.get("type", "any")
        if isinstance(kinds, list):
            return " | ".join(self._kind(kind, schema, name) for kind in kinds)
        return self._kind(kinds, schema, name)

    def _kind(self, kind: str, schema: Json, name: str) -> str:
        match kind:
            case "string":
                return "str"
            case "integer":
                return "int"
            case "number":
                return "float"
            case "boolean":
                return "bool"
            case "null":
                return "None"
            case "array":
                return f"list[{self.type(schema.get('items', {}), name + 'Item')}]"
            case "object" if schema.get("properties"):
                self._written[name] = self._typed_dict(name, schema)
                return name
            case "object":
                inner = schema.get("additionalProperties")
                return f"dict[str, {self.type(inner, name + 'Value') if inner else 'Any'}]"
            case _:
                return "Any"


def snake(name: str) -> str:
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).replace("-", "_").lower()
    return words + "_" if keyword.iskeyword(words) else words


class Operations:
    """One method for each operation of the description. Streams of events and forms with files are left to the client."""

    def __init__(self, paths: Json, schemas: Schemas) -> None:
        self._paths = paths
        self._schemas = schemas

    def text(self) -> str:
        methods: dict[str, str] = {}
        for path, operations in self._paths.items():
            for verb, operation in operations.items():
                method = self._method(path, verb.upper(), operation)
                if method:
                    methods[operation["operationId"]] = method
        parts = [
            HEADER.format(title="The operations of the server, one method for each."),
            "from __future__ import annotations\n",
            "from collections.abc import Mapping, Sequence",
            "from typing import Any, cast\n",
            "from . import schemas",
            "from .transport import Transport, path\n\n",
            "class Operations:",
            '    """Calls the server. A refusal is raised as a ProblemError."""\n',
            "    def __init__(self, transport: Transport) -> None:",
            "        self._transport = transport\n",
        ]
        return "\n".join(parts) + "\n" + "\n\n".join(methods[name] for name in sorted(methods)) + "\n"

    def _method(self, address: str, verb: str, operation: Json) -> str | None:
        bodies = operation.get("requestBody", {}).get("content", {})
        answers = next(answer for status, answer in sorted(operation["responses"].items()) if status[0] == "2").get("content", {})
        if "multipart/form-data" in bodies or "text/event-stream" in answers:
            return None
        parameters = operation.get("parameters", [])
        placed = [each for each in parameters if each["in"] == "path"]
        named = [each for each in parameters if each["in"] != "path"]
        signature = ["self", *(f"{snake(each['name'])}: str" for each in placed)]
        if bodies:
            signature.append(f"body: {self._body(bodies)}" + ("" if operation["requestBody"].get("required") else " | None = None"))
        if named:
            signature.append("*")
            for each in sorted(named, key=lambda each: not each.get("required")):
                signature.append(f"{snake(each['name'])}: {self._parameter(each['schema'])}" + ("" if each.get("required") else " | None = None"))
        call = [repr(verb), f"path({', '.join([repr(address), *(snake(each['name']) for each in placed)])})"]
        for place, argument in (("query", "query"), ("header", "headers")):
            there = [each["name"] for each in named if each["in"] == place]
            if there:
                call.append(f"{argument}={{{', '.join(f'{name!r}: {snake(name)}' for name in there)}}}")
        if bodies:
            call.append("body=body")
        result, read = self._answer(answers)
        lines = [f"    def {snake(operation['operationId'])}({', '.join(signature)}) -> {result}:"]
        lines.append(f'        """{operation.get("description", f"{verb} {address}")}"""')
        called = f"self._transport.{read}({', '.join(call)})"
        lines.append(f"        {called}" if result == "None" else f"        return cast({result!r}, {called})" if read == "json" else f"        return {called}")
        return "\n".join(lines)

    def _qualified(self, schema: Json) -> str:
        written = self._schemas.type(schema, "")
        return re.sub(r"\b([A-Z]\w*)\b", lambda found: found[0] if found[0] in ("Any", "None") else f"schemas.{found[0]}", written)

    def _body(self, bodies: Json) -> str:
        types = [f"{self._qualified(content['schema'])} | Mapping[str, Any]" if kind == "application/json" else "str" for kind, content in bodies.items()]
        return " | ".join(types)

    @staticmethod
    def _parameter(schema: Json) -> str:
        match schema.get("type"):
            case "integer":
                return "int"
            case "number":
                return "float"
            case "boolean":
                return "bool"
            case "array":
                return "Sequence[str]"
            case _:
                return "str"

    def _answer(self, answers: Json) -> tuple[str, str]:
        if not answers:
            return "None", "nothing"
        kind, content = next(iter(answers.items()))
        schema = content.get("schema", {})
        if kind.startswith("text/"):
            return "str", "text"
        if schema.get("format") in ("binary", "byte") or schema.get("$ref", "").endswith("/StreamingResponseBody"):
            return "bytes", "content"
        return self._qualified(schema), "json"


def generate() -> dict[Path, str]:
    """Returns the text of each generated file."""
    description = json.loads(DESCRIPTION.read_text(encoding="utf-8"))
    schemas = Schemas(description["components"]["schemas"])
    return {
        TARGET / "schemas.py": schemas.text(),
        TARGET / "operations.py": Operations(description["paths"], schemas).text(),
    }


def main() -> int:
    arguments = argparse.ArgumentParser(description="Writes the generated part of the client.")
    arguments.add_argument("--check", action="store_true", help="only say whether the files are up to date")
    check = arguments.parse_args().check
    stale = 0
    for file, text in generate().items():
        if file.exists() and file.read_text(encoding="utf-8") == text:
            continue
        stale += 1
        if check:
            print(f"{file.relative_to(HERE)} is not what generate.py writes from frontend/openapi.json; run generate.py", file=sys.stderr)
        else:
            file.write_text(text, encoding="utf-8")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
