// What the two peers in Node share: the pool, the statements, and a process
// for each processor.  pg gives int8 as a string and a date as a midnight in
// the zone of the machine unless it is told otherwise.
import cluster from "node:cluster";
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import pg from "pg";

pg.types.setTypeParser(pg.types.builtins.INT8, Number);
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);

const statement = (name) => ({
  name,
  text: readFileSync(new URL(`${name}.sql`, import.meta.url), "utf8"),
});
const LIST = statement("list");
const ROW = statement("row");
const INSERT = statement("insert");

export const pool = () =>
  new pg.Pool({
    host: process.env.DATABASE_HOST,
    database: process.env.DATABASE_NAME,
    user: "foyer",
    max: 8,
  });

// A statement with a name is prepared once on each connection.
export const list = async (db, limit) =>
  (await db.query({ ...LIST, values: [limit] })).rows;
export const row = async (db, id) =>
  (await db.query({ ...ROW, values: [id] })).rows[0];
export const insert = async (db, name) =>
  (await db.query({ ...INSERT, values: [name] })).rows[0];

// Runs `serve' in a process for each processor.
export function inEach(serve) {
  if (!cluster.isPrimary) {
    serve();
    return;
  }
  for (let i = 0; i < availableParallelism(); i++) cluster.fork();
  cluster.on("exit", () => cluster.fork());
  process.on("SIGTERM", () => process.exit(0));
}
