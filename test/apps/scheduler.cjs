// Appends 'tick <pid> <unix ms>' to TICK_FILE each TICK_MS (1 s); on SIGTERM exits 0.
const { appendFileSync } = require('node:fs');

const { TICK_FILE, TICK_MS = '1000' } = process.env;

process.on('SIGTERM', () => process.exit(0));
setInterval(() => appendFileSync(TICK_FILE, `tick ${process.pid} ${Date.now()}\n`), Number(TICK_MS));
console.log('ticking');
