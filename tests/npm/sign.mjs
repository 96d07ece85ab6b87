// Print the signature that @octokit/webhooks gives the body on standard input: node sign.mjs SECRET < body
import { Webhooks } from "@octokit/webhooks";

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const webhooks = new Webhooks({ secret: process.argv[2] });
process.stdout.write(await webhooks.sign(Buffer.concat(chunks).toString("utf8")));
