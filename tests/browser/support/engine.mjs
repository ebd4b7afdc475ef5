// The search engine under test: the made-up one, or a real one whose address is in SCO_BASE.

import { startEngine } from "./server.mjs";

const real = process.env.SCO_BASE?.replace(/\/+$/, "");

export const engine = real ? { base: real, close: async () => {} } : await startEngine();

/** For tests that need the made-up documents, or a server that fails when it is told to. */
export const MADE_UP = real ? { skip: "only against the made-up search engine" } : {};
