// A Better Auth server for the end-to-end tests: sign-up with a password, tokens, a JWKS.
//
// better_auth.py starts it and says in the environment what it should be like. Whatever the
// environment leaves out is as Better Auth has it by default.

import { once } from "node:events";
import { createServer } from "node:http";
import { betterAuth } from "better-auth";
import { getMigrations } from "better-auth/db/migration";
import { toNodeHandler } from "better-auth/node";
import { jwt } from "better-auth/plugins/jwt";
import pg from "pg";

const env = process.env;

function options(baseURL) {
    return {
        baseURL,
        secret: env.BETTER_AUTH_SECRET,
        database: new pg.Pool({ connectionString: env.DATABASE_URL }),
        emailAndPassword: { enabled: true },
        advanced: { database: { generateId: env.USER_IDS } },
        plugins: [jwt({ jwks: jwks(), jwt: { definePayload: payload() } })],
    };
}

function jwks() {
    return {
        keyPairConfig: env.JWT_ALGORITHM && { alg: env.JWT_ALGORITHM },
        rotationInterval: seconds(env.JWKS_ROTATION_SECONDS),
        gracePeriod: seconds(env.JWKS_GRACE_SECONDS),
    };
}

function seconds(text) {
    return text === undefined ? undefined : Number(text);
}

// The user's columns that a token carries: without the setting all of them.
function payload() {
    const kept = env.JWT_CLAIMS?.split(" ");
    return kept && (({ user }) => Object.fromEntries(kept.map((name) => [name, user[name]])));
}

// Let the signing keys expire, as time does under `rotationInterval`. Better Auth makes the new
// key itself, when it signs the next token.
async function expireKeys(auth) {
    const { adapter } = await auth.$context;
    const now = new Date();
    await adapter.updateMany({
        model: "jwks",
        where: [
            { field: "expiresAt", value: null, connector: "OR" },
            { field: "expiresAt", operator: "gt", value: now, connector: "OR" },
        ],
        update: { expiresAt: now },
    });
}

function handler(auth) {
    const authenticate = toNodeHandler(auth);
    return async (request, response) => {
        if (`${request.method} ${request.url}` !== "POST /test/rotate") {
            return authenticate(request, response);
        }
        await expireKeys(auth);
        response.writeHead(204).end();
    };
}

const server = createServer().listen(Number(env.PORT), "127.0.0.1");
await once(server, "listening");
const url = `http://127.0.0.1:${server.address().port}`;

const settings = options(url);
const { runMigrations } = await getMigrations(settings);
await runMigrations();

server.on("request", handler(betterAuth(settings)));
console.log(`listening ${url}`);

// The pipe closes however the tests end.
process.stdin.resume().once("close", () => process.exit());
