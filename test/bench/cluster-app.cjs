// Runs APP_FILE in WORKERS workers of node:cluster, as its documentation shows it.
const cluster = require('node:cluster');

cluster.setupPrimary({ exec: process.env.APP_FILE });
for (let worker = 0; worker < Number(process.env.WORKERS); worker += 1) cluster.fork();
