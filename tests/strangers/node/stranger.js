// How a relying party under test speaks with the test: says where it sends its user, is told where she came back, says what it learnt.
import { createInterface } from "node:readline";

export const [issuer, clientId, clientSecret, redirectUri] = process.argv.slice(2);
export const base = new URL(redirectUri).origin;

export function leave(url) {
  console.log(JSON.stringify({ url: String(url) }));
  return new Promise((resolve) => createInterface(process.stdin).once("line", resolve));
}

export function learnt(outcome) {
  console.log(JSON.stringify(outcome));
  process.exit(0);
}

export function failed(error) {
  learnt({ error: error.code ?? error.name ?? "error", message: String(error.message ?? error) });
}

// A server of the relying party as its user's browser sees it: `get` keeps cookies and follows nothing.
export async function browse(app) {
  const server = await new Promise((resolve) => {
    const listening = app.listen(0, "127.0.0.1", () => resolve(listening));
  });
  const here = `http://127.0.0.1:${server.address().port}`;
  const jar = new Map();
  return async (path, init = {}) => {
    const { request } = await import("node:http");
    return new Promise((resolve, reject) => {
      const asked = request(here + path, {
        ...init,
        headers: { host: new URL(base).host, cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; "), ...init.headers },
      }, (answer) => {
        for (const line of answer.headers["set-cookie"] ?? []) {
          const [name, ...value] = line.split(";")[0].split("=");
          jar.set(name, value.join("="));
        }
        let body = "";
        answer.on("data", (chunk) => { body += chunk; });
        answer.on("end", () => resolve({ status: answer.statusCode, location: answer.headers.location, body }));
      });
      asked.on("error", reject);
      asked.end(init.body);
    });
  };
}

export const pathOf = (url) => url.slice(base.length);
