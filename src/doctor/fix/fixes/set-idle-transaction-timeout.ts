// Has PostgreSQL end transactions that were left open, from now on, and those that are open now.
import { failed, ok } from '../../../std/result.ts';
import type { Fix } from '../model.ts';
import { run } from '../steps.ts';

const TIMEOUT = '60s';
const LEFT_OPEN_SECONDS = 10;

export const setIdleTransactionTimeout: Fix = {
  id: 'set-idle-transaction-timeout',
  plan: ({ about, data }) => {
    const key = about.find((one) => one.startsWith('database:postgres@'));
    const port = /:(\d+)$/.exec(key ?? '')?.[1];
    if (port === undefined || !/@(?:127\.|localhost|\[?::1|\/)/.test(key ?? ''))
      return failed('it is no PostgreSQL of this machine');
    const psql = (...statements: string[]): string[] => [
      'psql',
      '-X',
      '-q',
      '-v',
      'ON_ERROR_STOP=1',
      '-p',
      port,
      ...statements.flatMap((one) => ['-c', one]),
    ];
    const load = 'select pg_reload_conf()';
    return ok({
      schema: 1,
      title: `Have PostgreSQL end transactions that are left open for ${TIMEOUT}, and those left open now`,
      risk: 'disruptive',
      steps: [
        run(
          `Set idle_in_transaction_session_timeout to ${TIMEOUT}`,
          psql(`alter system set idle_in_transaction_session_timeout = '${TIMEOUT}'`, load),
          {
            user: 'postgres',
            cwd: '/',
            undo: [
              'runuser',
              '-u',
              'postgres',
              '--',
              ...psql('alter system reset idle_in_transaction_session_timeout', load),
            ],
          },
        ),
        // Sessions that are idle now would not look at the new value before their next statement.
        run(
          `End what ${String(data['program'])} and others have left open`,
          psql(
            `select pg_terminate_backend(pid) from pg_stat_activity where state like 'idle in transaction%' and state_change < now() - interval '${LEFT_OPEN_SECONDS} seconds'`,
          ),
          { user: 'postgres', cwd: '/', whyNoUndo: 'what was never committed is rolled back' },
        ),
      ],
      notes: ['The code that leaves them open is still there: it is bounded, not mended.'],
    });
  },
};
