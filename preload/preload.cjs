// Entry of what runs inside the user's application: gives it the socket, proves, serves and drains it.
// Changes no semantics of the app; if anything here fails, the app runs as it would without us.
'use strict';
const { isMainThread } = require('node:worker_threads');

/** Package managers that start the real program: they must pass everything on untouched. */
const WRAPPERS = /(?:npm-cli|npx-cli|yarn|yarnpkg|pnpm|corepack)(?:\.c?js)?$/;

function start() {
  const { ALLSWELL_CHANNEL: path, ALLSWELL_WORKER: worker } = process.env;
  if (!isMainThread || !path || !worker || WRAPPERS.test(process.argv[1] ?? '')) return;
  const sockets = JSON.parse(process.env.ALLSWELL_SOCKETS ?? '[]');
  const kind = process.env.ALLSWELL_KIND;
  const probePath = process.env.ALLSWELL_PROBE_PATH;
  leaveNoTrace();
  const { openChannel } = require('./channel.cjs');
  const { createAppState } = require('./app-state.cjs');
  const channel = openChannel(
    path,
    (message) => obey(message),
    () => app.hello(worker),
  );
  const app = createAppState(channel);
  const door = kind === 'web' ? require('./take-socket.cjs').takeSockets({ sockets, probePath, app, channel }) : null;
  require('./vitals.cjs').reportVitals(channel, app, door);
  require('./habits.cjs').meetHabits(app);
  if (kind !== 'web') require('./jobs.cjs').watchJobs(app);

  /** @param {import('../protocol/app.ts').ToApp} message */
  function obey(message) {
    if (message.kind === 'serve') door?.serve();
    else if (message.kind === 'drain' && door) require('./drain.cjs').drain({ door, app, channel, ...message });
    else if (message.kind === 'listen-refused') door?.refuse(message.host, message.port);
    else if (message.kind === 'shed') app.shed(message.connections);
    else if (message.kind === 'tag-probes')
      app.tagProbes(message.on ? (process.env.ALLSWELL_GENERATION ?? null) : null);
  }
}

/** The app's own children must not take its socket or speak in its name; what they inherit is as if we weren't here. */
function leaveNoTrace() {
  const { env } = process;
  for (const name of ['ALLSWELL_CHANNEL', 'ALLSWELL_SOCKETS', 'ALLSWELL_PROBE_PATH', 'ALLSWELL_KIND']) delete env[name];
  const own = env.ALLSWELL_NODE_OPTIONS;
  delete env.ALLSWELL_NODE_OPTIONS;
  if (own) env.NODE_OPTIONS = own;
  else delete env.NODE_OPTIONS;
}

try {
  start();
} catch (error) {
  // Said once, where the app's own start-up errors are looked for.
  process.emitWarning(
    `allswell cannot look after this process: ${error instanceof Error ? error.message : String(error)}`,
  );
}
