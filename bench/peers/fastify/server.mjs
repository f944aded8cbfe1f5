// Fastify and pg, written by hand: schemas in and out, prepared statements, verified tokens cached.

import jwt from "@fastify/jwt";
import Fastify from "fastify";
import pg from "pg";

const COLUMNS =
  "id, user_id, title, description, completed, priority, due_date, created_at, updated_at";
const LIST = {
  name: "list",
  text: `SELECT ${COLUMNS} FROM tasks WHERE user_id = $1
    ORDER BY created_at DESC, id DESC LIMIT $2`,
};
const READ = {
  name: "read",
  text: `SELECT ${COLUMNS} FROM tasks WHERE id = $1 AND user_id = $2`,
};
const CREATE = {
  name: "create",
  text: `INSERT INTO tasks (id, user_id, title, description, completed, priority, due_date)
    VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, $6) RETURNING ${COLUMNS}`,
};
const TOGGLE = {
  name: "toggle",
  text: `UPDATE tasks SET completed = NOT completed, updated_at = now()
    WHERE id = $1 AND user_id = $2 RETURNING ${COLUMNS}`,
};

const nullable = (schema) => ({ ...schema, nullable: true });
const text = { type: "string" };
const moment = { type: "string", format: "date-time" };
const task = {
  type: "object",
  properties: {
    id: text,
    user_id: text,
    title: text,
    description: nullable(text),
    completed: { type: "boolean" },
    priority: nullable(text),
    due_date: nullable(moment),
    created_at: moment,
    updated_at: moment,
  },
};
const newTask = {
  type: "object",
  required: ["title"],
  properties: {
    title: { type: "string", minLength: 1, maxLength: 200 },
    description: nullable({ type: "string", maxLength: 1000 }),
    completed: { type: "boolean", default: false },
    priority: nullable({ type: "string", enum: ["low", "medium", "high", null] }),
    due_date: nullable(moment),
  },
};
const key = { type: "object", properties: { id: { type: "string", format: "uuid" } } };
const page = {
  type: "object",
  properties: { limit: { type: "integer", minimum: 1, maximum: 500, default: 100 } },
};

// pg takes the folder of a Unix socket from the URL's path or host, not from its query.
const url = new URL(process.env.DATABASE_URL.replace("@/", "@localhost/"));
const pool = new pg.Pool({
  host: url.searchParams.get("host") ?? url.hostname,
  port: Number(url.searchParams.get("port") ?? url.port) || 5432,
  user: decodeURIComponent(url.username),
  password: decodeURIComponent(url.password) || undefined,
  database: decodeURIComponent(url.pathname.slice(1)),
  max: 10,
});

const app = Fastify();
await app.register(jwt, { secret: process.env.AUTH_SECRET, verify: { cache: 4096 } });

app.addHook("onRequest", async (request, reply) => {
  try {
    await request.jwtVerify();
  } catch {
    return reply.code(401).send({ detail: "Invalid token" });
  }
});

const found = (rows, reply) =>
  rows.length ? rows[0] : reply.code(404).send({ detail: "Task not found" });

app.get(
  "/api/tasks",
  { schema: { querystring: page, response: { 200: { type: "array", items: task } } } },
  async (request) => {
    const { rows } = await pool.query({ ...LIST, values: [request.user.sub, request.query.limit] });
    return rows;
  },
);

app.post(
  "/api/tasks",
  { schema: { body: newTask, response: { 201: task } } },
  async (request, reply) => {
    const { title, description, completed, priority, due_date } = request.body;
    const values = [request.user.sub, title, description, completed, priority, due_date];
    const { rows } = await pool.query({ ...CREATE, values });
    return reply.code(201).send(rows[0]);
  },
);

app.get(
  "/api/tasks/:id",
  { schema: { params: key, response: { 200: task } } },
  async (request, reply) => {
    const { rows } = await pool.query({ ...READ, values: [request.params.id, request.user.sub] });
    return found(rows, reply);
  },
);

app.patch(
  "/api/tasks/:id/complete",
  { schema: { params: key, response: { 200: task } } },
  async (request, reply) => {
    const { rows } = await pool.query({ ...TOGGLE, values: [request.params.id, request.user.sub] });
    return found(rows, reply);
  },
);

await app.listen({ host: "127.0.0.1", port: Number(process.env.PORT) });
// Whoever started this holds its input: it ends with them.
process.stdin.on("end", () => process.exit()).resume();
