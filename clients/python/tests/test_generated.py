"""The generated files are what the generator writes now."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]


def test_generated_files_are_up_to_date() -> None:
    checked = subprocess.run([sys.executable, HERE / "generate.py", "--check"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr


def test_each_operation_of_the_description_is_a_method_or_left_to_the_client() -> None:
    sys.path.insert(0, str(HERE))
    from generate import DESCRIPTION, generate, snake
    import json

    description = json.loads(DESCRIPTION.read_text(encoding="utf-8"))
    tree = ast.parse(next(text for file, text in generate().items() if file.name == "operations.py"))
    methods = {each.name for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)}
    missing = {
        operation["operationId"]
        for operations in description["paths"].values()
        for operation in operations.values()
        if snake(operation["operationId"]) not in methods
    }
    left = {
        operation["operationId"]
        for path, operations in description["paths"].items()
        for operation in operations.values()
        if path.endswith("/events") or "multipart/form-data" in operation.get("requestBody", {}).get("content", {})
    }
    assert missing == left
