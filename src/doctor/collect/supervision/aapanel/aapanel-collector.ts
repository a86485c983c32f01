// Collects the Node projects of aaPanel: its database, its pid files, its watcher's counters and its nginx files.
import { exists } from '../../../../host/linux/look-at-path.ts';
import { readSqlite, type Rows } from '../../../../host/linux/read-sqlite.ts';
import { type Collector, known, type Look, none, unknown } from '../../collector.ts';
import { describeProject } from './describe-project.ts';

const PANEL = '/www/server/panel';
/** Newer panels keep their sites apart; older ones keep everything in one file. */
const DATABASES = [`${PANEL}/data/db/site.db`, `${PANEL}/data/default.db`];
const PYTHONS = [`${PANEL}/pyenv/bin/python3`, 'python3'];
const QUERY = "SELECT id, name, path, project_config FROM sites WHERE project_type = 'Node' LIMIT 200";

export const aapanelCollector: Collector = {
  name: 'aapanel',
  ids: ['aapanel.projects'],
  stage: 1,
  budgetMs: 5000,
  collect: async (look) => {
    if (exists(PANEL) === false) return { 'aapanel.projects': none };
    const read = await readFirst(look);
    if (read.kind === 'absent') return { 'aapanel.projects': none };
    if (read.kind !== 'rows') return { 'aapanel.projects': unknown(read.kind, `the panel's database: ${read.detail}`) };
    return {
      'aapanel.projects': known(read.rows.map((row) => describeProject(row, PANEL)).filter((one) => one !== null)),
    };
  },
};

/** The first database that has such a table. */
async function readFirst(look: Look): Promise<Rows> {
  let last: Rows = { kind: 'absent', detail: 'not there' };
  for (const file of DATABASES) {
    const read = await readSqlite(file, QUERY, PYTHONS, look.run);
    if (read.kind === 'rows') return read;
    const hasNoTable = read.kind === 'unreadable' && /no such (table|column)/.test(read.detail);
    if (read.kind !== 'absent' && !hasNoTable) last = read;
  }
  return last;
}
