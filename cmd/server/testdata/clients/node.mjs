// node.mjs BASE CLIENTS: what goes wrong for clients by Node's fetch, a line each.
import './client.js';

const [base, clients] = process.argv.slice(2);
const faults = await globalThis.converse({ base, clients: Number(clients), atOnce: 16, ways: ['stream', 'whole'] });
for (const fault of faults) console.log(fault);
