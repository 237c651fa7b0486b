"""
The four endpoints with Flask and psycopg 3, run by gunicorn (gunicorn.conf.py
beside it): a pool of connections in each process, statements prepared by
psycopg at their first use.
"""

import datetime
import decimal
import os
import pathlib

from flask import Flask, abort, jsonify, request
from flask.json.provider import DefaultJSONProvider
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

HERE = pathlib.Path(__file__).resolve().parent.parent


def statement(name):
    """psycopg's parameters are %s."""
    return (HERE / f"{name}.sql").read_text().replace("$1", "%s")


LIST, ROW, INSERT = map(statement, ("list", "row", "insert"))


class Json(DefaultJSONProvider):
    sort_keys = False

    @staticmethod
    def default(value):
        if isinstance(value, datetime.datetime):
            return value.isoformat(timespec="microseconds").replace(
                "+00:00", "Z")
        if isinstance(value, datetime.date):
            return value.isoformat()
        if isinstance(value, decimal.Decimal):
            return str(value)
        return DefaultJSONProvider.default(value)


app = Flask(__name__)
app.json = Json(app)
pool = ConnectionPool(
    f"host={os.environ['DATABASE_HOST']} user=foyer "
    f"dbname={os.environ['DATABASE_NAME']}",
    min_size=1, max_size=4, open=False,
    kwargs={"autocommit": True, "row_factory": dict_row,
            "prepare_threshold": 0, "options": "-c timezone=UTC"})


def fetch(text, value):
    with pool.connection() as connection:
        return connection.execute(text, (value,)).fetchall()


@app.get("/api/none")
def none():
    return "ok\n", {"Content-Type": "text/plain"}


@app.get("/api/tasks")
def tasks():
    limit = request.args.get("limit", 50, int)
    if not 1 <= limit <= 100:
        abort(422)
    return jsonify(fetch(LIST, limit))


@app.get("/api/tasks/<int:task>")
def one(task):
    found = fetch(ROW, task)
    if not found:
        abort(404)
    return jsonify(found[0])


@app.post("/api/tasks")
def create():
    name = request.get_json().get("name")
    if not isinstance(name, str) or not name:
        abort(422)
    return jsonify(fetch(INSERT, name)[0]), 201
