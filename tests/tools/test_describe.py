"""
What the program says of itself: `foyer openapi`, `types` and `routes`.  They
are held against each other, and, for the skeleton, against what a person
would have written.
"""

import json
import re

import pytest
from conftest import ROOT, foyer
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

METHODS = ("get", "post", "put", "patch", "delete")
SKELETON_TYPES = '''\
export interface Skeleton {
  id: number;
  name: string;
  /** What there is to say of it, if anything. */
  note: string | null;
  done: boolean;
  created_at: string;
  updated_at: string;
}

export interface SkeletonNew {
  name: string;
  /** What there is to say of it, if anything. */
  note?: string | null;
  done?: boolean;
}

export interface SkeletonPatch {
  name?: string;
  /** What there is to say of it, if anything. */
  note?: string | null;
  done?: boolean;
}

/** Every operation, by its method and path. */
export interface Api {
  /** skeletons_list: Lists them, the oldest first. */
  "GET /skeletons": {
    query: {
      done?: boolean;
      /** How many at most; 50 unless given. */
      limit?: number;
      /** Where to go on, as the Link of an answer says it. */
      cursor?: string;
    };
    reply: Skeleton[];
  };
  /** skeletons_create: Makes one. */
  "POST /skeletons": {
    body: SkeletonNew;
    reply: Skeleton;
  };
  /** skeletons_get: Answers one. */
  "GET /skeletons/{id}": {
    params: { id: number };
    reply: Skeleton;
  };
  /** skeletons_update: Changes one. */
  "PATCH /skeletons/{id}": {
    params: { id: number };
    body: SkeletonPatch;
    reply: Skeleton;
  };
  /** skeletons_delete: Removes one. */
  "DELETE /skeletons/{id}": {
    params: { id: number };
    reply: null;
  };
}
'''
SKELETON_ROUTES = """\
GET    /skeletons       skeletons_list    member
POST   /skeletons       skeletons_create  member
GET    /skeletons/{id}  skeletons_get     member
PATCH  /skeletons/{id}  skeletons_update  member
DELETE /skeletons/{id}  skeletons_delete  member
"""


def say(*argv, **kw):
    done = foyer(*argv, **kw)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.fixture(scope="module")
def document():
    return json.loads(say("openapi"))


@pytest.fixture(scope="module")
def routes():
    return json.loads(say("routes", "--json"))


@pytest.fixture(scope="module")
def skeleton(build_with):
    return build_with(ROOT / "fcgi/api/skeleton.c",
                      ROOT / "sql/skeleton/skeleton.sql")


def operation(document, route):
    return document["paths"][route["path"]][route["method"].lower()]


def resolve(document, node):
    while "$ref" in node:
        path = node["$ref"].removeprefix("#/").split("/")
        node = document
        for part in path:
            node = node[part]
    return node


def problems(document, response):
    """The symbols that a response can be."""
    schema = response["content"]["application/problem+json"]["schema"]
    return {t.removeprefix("/problems/")
            for t in schema["allOf"][1]["properties"]["type"]["enum"]}


# ----------------------------------------------------------------- openapi

def test_it_is_openapi(document):
    validate(document, cls=OpenAPIV31SpecValidator)


def test_every_reference_leads_somewhere(document):
    text = json.dumps(document)
    for reference in set(re.findall(r'"\$ref": "([^"]*)"', text)):
        assert resolve(document, {"$ref": reference})


def test_every_route_is_an_operation(document, routes):
    said = {(method.upper(), path, op["operationId"])
            for path, item in document["paths"].items()
            for method, op in item.items() if method in METHODS}
    assert said == {(r["method"], r["path"], r["name"]) for r in routes}


def test_who_may(document, routes):
    for route in routes:
        security = operation(document, route)["security"]
        if route["who"] == "anyone":
            assert security == []
            continue
        scope = "read" if route["method"] == "GET" else "write"
        role = ["organiser"] if route["who"] == "organiser" else []
        assert security == [{"session": role}, {"token": [scope, *role]}]


def test_what_goes_in(document, routes):
    for route in routes:
        op = operation(document, route)
        places = {(p["in"], p["name"]): p
                  for p in (resolve(document, q) for q in op["parameters"])}
        assert {n for i, n in places if i == "path"} == \
            {p["name"] for p in route["params"]} == \
            set(re.findall(r"\{(\w+)\}", route["path"]))
        assert {n for i, n in places if i == "query"} == \
            {p["name"] for p in route["query"]}
        assert (("header", "Idempotency-Key") in places) == \
            (route["method"] == "POST")
        assert (("header", "If-Match") in places) == route["if_match"]
        assert ("requestBody" in op) == route["takes_body"]
        if route["takes_body"] and not route["text"]:
            schema = resolve(document, op["requestBody"]["content"]
                             ["application/json"]["schema"])
            if "most_rows" in route:
                one, many = schema["oneOf"]
                assert many == {"type": "array", "minItems": 1,
                                "maxItems": route["most_rows"],
                                "items": one}
                assert "application/x-ndjson" in op["requestBody"]["content"]
                schema = resolve(document, one)
            assert set(schema["properties"]) == \
                {f["name"] for f in route["body"]}
            assert schema.get("additionalProperties", True) is \
                route.get("lenient", False)
            required = {f["name"] for f in route["body"]
                        if f.get("required") and route["method"] != "PATCH"}
            assert set(schema.get("required", [])) == required


def test_what_comes_out(document, routes):
    for route in routes:
        answers = operation(document, route)["responses"]
        success = [s for s in answers if s < "300"]
        assert success == [str(route["status"]),
                           *map(str, route["other_statuses"])]
        answer = answers[str(route["status"])]
        headers = answer["headers"]
        assert "X-Request-Id" in headers
        assert ("ETag" in headers) == route["etag"]
        assert ("Link" in headers) == route["paged"]
        assert ("304" in answers) == (route["etag"] and
                                      route["method"] == "GET")
        if route["status"] == 204:
            assert "content" not in answer
        elif not route["text"]:
            schema = answer["content"]["application/json"]["schema"]
            assert (schema.get("type") == "array") == route["many"]
            schema = resolve(document, schema.get("items", schema))
            assert list(schema["properties"]) == schema["required"] == \
                [f["name"] for f in route["reply"]]


def test_what_can_go_wrong(document, routes):
    status = {}
    for line in (ROOT / "fcgi/errors.def").read_text().splitlines():
        found = re.match(r"ERR\((\w+),\s*(\d+)", line)
        if found:
            status[found[1]] = found[2]
    for route in routes:
        said = set()
        for code, answer in operation(document, route)["responses"].items():
            if code < "400":
                continue
            found = problems(document, resolve(document, answer))
            assert {status[symbol] for symbol in found} == {code}
            said |= found
        assert said == set(route["errors"])


def test_errors_that_the_tables_imply(routes):
    for route in routes:
        errors = set(route["errors"])
        writes = route["method"] != "GET"
        assert {"malformed", "invalid", "internal", "unavailable"} <= errors
        assert ("unauthorized" in errors) == (route["rate"] != "none")
        assert ("scope" in errors) == (writes and route["who"] != "anyone")
        assert ("media_type" in errors) == route["takes_body"]
        assert ("changed" in errors) == route["if_match"]
        assert route["params"] == [] or "not_found" in errors
        assert route["who"] != "organiser" or "forbidden" in errors


def test_an_edit_of_what_has_an_etag_heeds_if_match(routes):
    tagged = {r["path"] for r in routes if r["etag"] and r["method"] == "GET"
              and r["params"]}
    assert tagged
    for route in routes:
        if route["path"] in tagged and route["method"] in ("PATCH", "PUT",
                                                           "DELETE"):
            assert route["if_match"], route["name"]


def test_where_it_is_served():
    told = json.loads(say("openapi", APP_URL="https://a.example/sub",
                          API_URL="https://b.example"))
    assert [s["url"] for s in told["servers"]] == \
        ["https://b.example/api", "https://a.example/sub/api"]


# ------------------------------------------------------------------- types

def test_types_of_every_operation(routes):
    text = say("types")
    assert re.findall(r'^  "(\w+ /.*)": \{$', text, re.M) == \
        [f"{r['method']} {r['path']}" for r in routes]
    assert "\t" not in text and "'" not in re.sub(r"/\*.*?\*/|//.*", "", text)


def test_types_of_every_error():
    symbols = re.findall(r"ERR\((\w+),",
                         (ROOT / "fcgi/errors.def").read_text())
    said = say("types").partition("ProblemType =")[2].partition(";")[0]
    assert re.findall(r'"(\w+)"', said) == symbols


def test_types_of_the_skeleton(skeleton):
    text = say("types", program=skeleton)
    assert text.partition(";\n\n")[2] == SKELETON_TYPES


# ------------------------------------------------------------------ routes

def test_routes_as_a_table(skeleton):
    assert say("routes", program=skeleton) == SKELETON_ROUTES


def test_routes_of_the_skeleton(skeleton):
    told = json.loads(say("routes", "--json", program=skeleton))
    update = next(r for r in told if r["name"] == "skeletons_update")
    assert update["body"] == [
        {"name": "name", "type": "string", "required": True, "trim": True,
         "min": 1, "max": 100},
        {"name": "note", "type": "string", "nullable": True, "max": 1000},
        {"name": "done", "type": "bool"}]
    assert update["errors"] == [
        "malformed", "unauthorized", "wrong_origin", "scope", "not_found",
        "changed", "too_large", "media_type", "invalid", "too_many",
        "internal", "unavailable"]
    assert update["max_body"] == 65536
    create = next(r for r in told if r["name"] == "skeletons_create")
    assert "conflict" in create["errors"]       # the route says so itself


@pytest.mark.parametrize("argv", [
    ("openapi", "x"), ("types", "--json"), ("routes", "--xml"),
    ("routes", "--json", "x"), ("check-sql", "x")])
def test_how_they_are_used(argv):
    done = foyer(*argv)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"usage: foyer {argv[0]}" in done.stderr
