"""What Streamlit does not document and this dashboard reads is there, and is read in one module."""

from __future__ import annotations

import ast
from importlib import import_module

import streamlit as st
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests

from tests.support.commanded import ROOT

MODULE = "dashboard/streamlit_internals.py"
SENTENCE = f"Streamlit {st.__version__} has no {{}}: {MODULE} needs another way to what it stood for"
READ = {
    "runtime.scriptrunner.ScriptRunContext": ("context_info", "script_requests"),
    "runtime.secrets.Secrets": ("_parse_file_path",),
    "runtime.media_file_manager.MediaFileManager": ("add",),
    "runtime.memory_uploaded_file_manager.MemoryUploadedFileManager": ("file_storage",),
}
"""Classes of Streamlit, and what is read of them."""


def imported(path: str) -> set[str]:
    """What a file imports from modules inside Streamlit."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    lines = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
    return {
        f"{line.module}.{name.name}"
        for line in lines
        if str(line.module).partition(".")[0] == "streamlit"
        for name in line.names
    }


def test_each_name_that_is_read_of_streamlit_is_there() -> None:
    """Looked up one by one, before any of them is imported: what a new version lacks is named."""
    missing = []
    for name in imported(MODULE):
        module, _, member = name.rpartition(".")
        if not hasattr(import_module(module), member):
            missing.append(name)
    assert missing == [], SENTENCE.format(missing)


def test_each_attribute_that_is_read_of_an_object_of_streamlit_is_there() -> None:
    missing = []
    for name, attributes in READ.items():
        module, _, member = f"streamlit.{name}".rpartition(".")
        class_ = getattr(import_module(module), member)
        known = {*dir(class_), *getattr(class_, "__annotations__", ()), *class_.__init__.__code__.co_names}
        missing += [f"{name}.{attribute}" for attribute in attributes if attribute not in known]
    waiting = vars(ScriptRequests()).get("_rerun_data")
    if not isinstance(waiting, RerunData):
        missing.append("ScriptRequests._rerun_data")
    missing += [f"RerunData.{name}" for name in ("context_info", "widget_states") if not hasattr(waiting, name)]
    assert missing == [], SENTENCE.format(missing)


def test_no_other_module_reads_what_streamlit_does_not_document() -> None:
    files = [file.relative_to(ROOT).as_posix() for file in sorted((ROOT / "dashboard").rglob("*.py"))]
    others = {file: imported(file) for file in ("app.py", *files) if file != MODULE}
    assert {file: names for file, names in others.items() if names} == {}, f"these belong into {MODULE}"


def test_nothing_of_streamlit_is_replaced() -> None:
    tree = ast.parse((ROOT / MODULE).read_text("utf-8"))
    written = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)]
    assert [ast.unparse(node) for node in written] == []
    assert "setattr" not in {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
