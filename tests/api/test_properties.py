"""
Property tests from the document: requests that schemathesis makes of it, ones
that fit and ones that do not, the same in every run, through nginx.

Whatever comes in: no status of 500 or more, no reply outside its schema (the
client holds each against the document), and what does not fit the document is
refused.

    EXAMPLES=1000 build/venv/bin/pytest tests/api/test_properties.py
"""

import json
import os

import hypothesis
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given
from schemathesis import GenerationMode

import stack
from samples import load, url

DOCUMENT = json.loads(stack.command(stack.settings(), "openapi"))
ROUTES = {r["name"]: r for r in json.loads(
    stack.command(stack.settings(), "routes", "--json"))}
SAMPLES = load()
EXAMPLES = int(os.environ.get("EXAMPLES", 20))
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)
OPERATIONS = [result.ok() for result in SCHEMA.get_all_operations()]

quiet = hypothesis.settings(
    max_examples=EXAMPLES, derandomize=True, deadline=None, database=None,
    print_blob=False, suppress_health_check=list(HealthCheck))


def name_of(operation):
    return operation.definition.raw["operationId"]


@pytest.fixture
def who(make_organiser, clients):
    """Of its own for each test: some end what they come with."""
    made = make_organiser()
    clients.organiser = lambda: made
    made.by_token = made.token_api()
    return made


def send(client, case):
    """Sends what the case would, byte for byte."""
    kwargs = case.as_transport_kwargs(base_url="http://x/api")
    kwargs.pop("allow_redirects", None)
    kwargs.pop("timeout", None)
    prepared = requests.Request(**kwargs).prepare()
    body = prepared.body
    if isinstance(body, str):
        body = body.encode()
    headers = {k: v if isinstance(v, str) else v.decode("latin-1")
               for k, v in prepared.headers.items()
               if k.lower() not in ("content-length", "user-agent")}
    return client.request(case.method, prepared.path_url, body,
                          headers=headers)


@pytest.fixture(params=OPERATIONS, ids=name_of)
def operation(request):
    return request.param


def real_objects(operation, who):
    """For every other case: the path of an object that is there."""
    route = ROUTES[name_of(operation)]
    sample = SAMPLES[route["name"]]
    count = iter(range(10 ** 6))

    def path():
        if not route["params"] or next(count) % 2:
            return None
        return sample.path_for(who)
    return path


def client_for(operation, who):
    sample = SAMPLES[name_of(operation)]
    return who.api if sample.by_token or sample.on_api else who.by_token


def test_what_fits_is_answered(operation, who):
    path = real_objects(operation, who)
    client = client_for(operation, who)

    @quiet
    @given(case=operation.as_strategy(
        generation_mode=GenerationMode.POSITIVE))
    def hold(case):
        found = path()
        if found:
            case.path_parameters = found
        reply = send(client, case)
        # The rest is the program's to say: an id that is not there, a
        # handle that is taken, a key that is used.
        assert reply.status < 500 and reply.status not in (405, 415), (
            case.body, reply)
    hold()


def test_what_does_not_fit_is_refused(operation, who):
    client = client_for(operation, who)
    path = real_objects(operation, who)

    @quiet
    @given(case=operation.as_strategy(
        generation_mode=GenerationMode.NEGATIVE))
    def hold(case):
        found = path()
        if found:
            case.path_parameters = found
        reply = send(client, case)
        assert reply.status < 500, (case.body, reply)
        wrong = {location.value for location, component in
                 case.meta.components.items()
                 if component.mode == GenerationMode.NEGATIVE}
        if ROUTES[name_of(operation)]["text"]:
            wrong.discard("body")       # whatever is sent is some text
        if wrong & {"query", "body"}:
            assert 400 <= reply.status < 500, (wrong, case.body, reply)
    try:
        hold()
    except hypothesis.errors.Unsatisfiable:
        # Nothing of this operation can be wrong: it takes nothing.
        assert not any(ROUTES[name_of(operation)][k]
                       for k in ("params", "query", "body"))


def test_the_document_is_one():
    """OpenAPI 3.1, by its own schema; one operation a route."""
    from openapi_spec_validator import OpenAPIV31SpecValidator
    OpenAPIV31SpecValidator(DOCUMENT).validate()
    operations = {o["operationId"] for item in DOCUMENT["paths"].values()
                  for m, o in item.items() if m != "parameters"}
    assert operations == set(ROUTES)


def test_every_sample_fits_the_document(who):
    """So that the document does not refuse what the program takes."""
    import jsonschema_rs
    for name, route in ROUTES.items():
        body = SAMPLES[name].body_for(who)
        if body is None or route["text"]:
            continue
        operation = DOCUMENT["paths"][route["path"]][route["method"].lower()]
        schema = operation["requestBody"]["content"]["application/json"][
            "schema"]
        jsonschema_rs.Draft202012Validator(
            {**schema, "components": DOCUMENT["components"]}).validate(body)
        assert url(route, SAMPLES[name].path_for(who)).startswith("/api/")
