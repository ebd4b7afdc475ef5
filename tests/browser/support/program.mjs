// The program itself, over an index that is made for it.

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const PROGRAM = process.env.SCO_PROGRAM ?? join(ROOT, "target/debug/sco");

/** Indexes documents, or the sample corpus where none are given, and serves them to pages of `origins`. */
export const startProgram = async ({ documents, origins = "none" } = {}) => {
  const folder = mkdtempSync(join(tmpdir(), "sco-browser-"));
  const index = join(folder, "index");
  const lines = join(folder, "documents.jsonl");
  if (documents) writeFileSync(lines, documents.map((one) => `${JSON.stringify(one)}\n`).join(""));
  const corpus = documents ? ["--jsonl", lines] : ["--corpus", join(ROOT, "corpus")];
  const made = spawnSync(PROGRAM, ["index", "--index", index, ...corpus], { encoding: "utf8" });
  if (made.status !== 0) throw new Error(`${PROGRAM} makes no index: ${made.error ?? made.stderr}`);

  const options = ["--index", index, "--addr", "127.0.0.1:0", "--rate", "0", "--origins", origins];
  const server = spawn(PROGRAM, ["serve", ...options], { stdio: ["ignore", "ignore", "pipe"] });
  const base = await new Promise((found, failed) => {
    createInterface(server.stderr).on("line", (line) => found(/http:\/\/[\d.:]+/.exec(line)?.[0]));
    server.once("exit", () => failed(new Error(`${PROGRAM} does not serve`)));
  });
  const close = async () => {
    const ended = once(server, "exit");
    server.kill();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  return { base, close };
};
