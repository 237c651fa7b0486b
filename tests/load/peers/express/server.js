// The four endpoints with Express 5 and pg.
import express from "express";

import { inEach, insert, list, pool, row } from "../tasks.js";

inEach(() => {
  const app = express();
  const db = pool();

  app.disable("x-powered-by");
  app.get("/api/none", (req, res) => {
    res.type("text/plain").send("ok\n");
  });
  app.get("/api/tasks", async (req, res) => {
    const limit = Number(req.query.limit ?? 50);
    if (!Number.isInteger(limit) || limit < 1 || limit > 100)
      return res.sendStatus(422);
    res.json(await list(db, limit));
  });
  app.get("/api/tasks/:id", async (req, res) => {
    const task = await row(db, req.params.id);
    if (!task) return res.sendStatus(404);
    res.json(task);
  });
  app.post("/api/tasks", express.json(), async (req, res) => {
    if (typeof req.body?.name !== "string" || req.body.name === "")
      return res.sendStatus(422);
    res.status(201).json(await insert(db, req.body.name));
  });

  const server = app.listen(process.env.PORT, "127.0.0.1");
  server.keepAliveTimeout = 75_000; // above nginx's, which is the one to close
});
