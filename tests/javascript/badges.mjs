// Verifies and issues badges with Digital Bazaar's libraries: a line of JSON comes in for each, and a line goes out. Nothing is fetched:
// every document, contexts included, comes in by its address.
import { createInterface } from "node:readline";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(pathToFileURL(`${process.argv[2]}/`));
const load = (name) => import(pathToFileURL(require.resolve(name)).href);
const vc = await load("@digitalbazaar/vc");
const { DataIntegrityProof } = await load("@digitalbazaar/data-integrity");
const { cryptosuite } = await load("@digitalbazaar/eddsa-rdfc-2022-cryptosuite");
const Ed25519Multikey = await load("@digitalbazaar/ed25519-multikey");

function loaderOf(documents) {
  return async (url) => {
    if (!(url in documents)) throw new Error(`nothing stands at ${url}`);
    return { contextUrl: null, documentUrl: url, document: documents[url] };
  };
}

async function verify({ credential, documents, now }) {
  const suite = new DataIntegrityProof({ cryptosuite });
  const found = await vc.verifyCredential({
    credential,
    suite,
    documentLoader: loaderOf(documents),
    now: new Date(now),
    // Lists of states are not this library's to read.
    checkStatus: async () => ({ verified: true }),
  });
  const errors = found.error?.errors ?? (found.error ? [found.error] : []);
  return { verified: found.verified, said: errors.map((one) => `${one.message} ${one.cause?.message ?? ""}`).join("; ") };
}

async function issue({ credential, documents, key, now }) {
  const pair = await Ed25519Multikey.from(key);
  const suite = new DataIntegrityProof({ signer: pair.signer(), date: now, cryptosuite });
  return { credential: await vc.issue({ credential, suite, documentLoader: loaderOf(documents), now: new Date(now) }) };
}

// What one costs once the engine has found its way: processor time of the whole process, helpers' threads included, in milliseconds.
async function time({ what, rounds, ...asked }) {
  const done = { verify, issue }[what];
  for (let round = 0; round < rounds; round++) await done(asked);
  const before = process.cpuUsage();
  for (let round = 0; round < rounds; round++) {
    const found = await done(asked);
    if (found.verified === false) throw new Error(found.said);
  }
  const { user, system } = process.cpuUsage(before);
  return { cpu_ms: (user + system) / 1000 / rounds };
}

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    const asked = JSON.parse(line);
    answer = await { verify, issue, time }[asked.ask](asked);
  } catch (failure) {
    answer = { refused: `${failure} ${failure.cause ?? ""}` };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
