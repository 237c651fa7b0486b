"""
The manifests of docs/operations/{flux,kargo}.md: their values are those of the
chart, the numbers that they ask for are the program's.

    make test-promote T=tests/promote/test_pages.py
"""
import json
import re

import jsonschema
import pytest
import yaml

from conftest import ROOT


def manifests(page):
    text = (ROOT / f"docs/operations/{page}.md").read_text()
    for block in re.findall(r"```yaml\n(.*?)```", text, re.S):
        yield from yaml.safe_load_all(block)


def values(manifest):
    spec = manifest.get("spec")
    if manifest["kind"] == "HelmRelease":
        return spec["values"]
    if manifest["kind"] == "Application":
        return spec["source"]["helm"]["valuesObject"]
    return None


@pytest.mark.parametrize("page, kinds", [
    ("flux", {"OCIRepository", "HelmRelease"}),
    ("kargo", {"Project", "ProjectConfig", "Warehouse", "Stage",
               "AnalysisTemplate", "Application"})])
def test_the_kinds(page, kinds):
    found = list(manifests(page))
    assert {one["kind"] for one in found} == kinds
    for one in found:
        assert one["apiVersion"] and one["metadata"]["name"]


@pytest.mark.parametrize("page", ["flux", "kargo"])
def test_the_values(page):
    schema = json.loads((ROOT / "helm/foyer/values.schema.json").read_text())
    given = [values(one) for one in manifests(page) if values(one)]
    assert given
    for one in given:
        jsonschema.validate(one, schema)


def test_the_numbers():
    program = set(re.findall(r"\bfoyer_\w+",
                             (ROOT / "fcgi/metrics.c").read_text()))
    text = (ROOT / "docs/operations/kargo.md").read_text()
    asked = set(re.findall(r"\bfoyer_\w+", text))
    assert len(asked) == 3 and asked <= program
