// The four endpoints with Fastify 5 and pg: with schemas, from which Fastify
// makes what checks the input and what writes the JSON.
import fastify from "fastify";

import { inEach, insert, list, pool, row } from "../tasks.js";

const maybe = (type) => ({ type: [type, "null"] });
const task = {
  type: "object",
  properties: {
    id: { type: "integer" },
    name: { type: "string" },
    status: { type: "string" },
    position: { type: "string" },
    assignee: maybe("string"),
    due_on: maybe("string"),
    created_by: maybe("string"),
    created_at: { type: "string", format: "date-time" },
    updated_at: { type: "string", format: "date-time" },
  },
};
const tasks = { type: "array", items: task };
const page = {
  type: "object",
  properties: {
    limit: { type: "integer", minimum: 1, maximum: 100, default: 50 },
  },
};
const one = { type: "object", properties: { id: { type: "integer" } } };
const created = {
  type: "object",
  required: ["name"],
  properties: { name: { type: "string", minLength: 1, maxLength: 255 } },
};

inEach(() => {
  const app = fastify({ keepAliveTimeout: 75_000 });
  const db = pool();

  app.get("/api/none", (req, reply) => {
    reply.type("text/plain").send("ok\n");
  });
  app.get(
    "/api/tasks",
    { schema: { querystring: page, response: { 200: tasks } } },
    (req) => list(db, req.query.limit),
  );
  app.get(
    "/api/tasks/:id",
    { schema: { params: one, response: { 200: task } } },
    async (req, reply) => {
      const found = await row(db, req.params.id);
      return found ?? reply.code(404).send();
    },
  );
  app.post(
    "/api/tasks",
    { schema: { body: created, response: { 201: task } } },
    async (req, reply) => {
      reply.code(201);
      return insert(db, req.body.name);
    },
  );

  app.listen({ port: Number(process.env.PORT), host: "127.0.0.1" });
});
