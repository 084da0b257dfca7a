// What both peers do with the database: prepared statements, masked columns for customers, the record of what happened in the
// same transaction. PGHOST, PGUSER and PGDATABASE say which database.
import pg from 'pg';

export const pool = new pg.Pool({ max: 16 });
// The database of a run is stopped before those who ask it; a connection that waits then is no fault of the run.
pool.on('error', () => {});
export const SECRET = 'only-the-benchmark-signs-with-this-secret';
export const STATES = new Set(['requested', 'meeting', 'contract', 'closed']);

const MASKED = 'id, code, nationality, age, experience_years, skills, languages, summary';
const FULL = `${MASKED}, org, status, full_name, passport_no, national_id, phone, medical_notes`;

/** A statement that each connection prepares once. */
const prepared = (name, text) => (values) => pool.query({ name, text, values });

const page = 'order by experience_years desc, id limit 24';
export const list = {
  customer: prepared('list_customer',
    `select ${MASKED} from worker_profile where status = 'approved' and nationality = $1 and experience_years >= $2 ${page}`),
  agency: prepared('list_agency',
    `select ${FULL} from worker_profile where nationality = $1 and experience_years >= $2 and org = $3 ${page}`),
};
export const one = {
  customer: prepared('one_customer', `select ${MASKED} from worker_profile where id = $1 and status = 'approved'`),
  agency: prepared('one_agency', `select ${FULL} from worker_profile where id = $1 and org = $2`),
};
export const search = prepared('search',
  `select ${MASKED} from worker_profile where status = 'approved' and tsv @@ to_tsquery('simple', $1) order by id limit 24`);

const AUDIT = 'insert into audit (actor, action, object, detail) values ($1, $2, $3, $4)';

/** What is read of a person is on record. */
export const recordRead = (actor, object) =>
  pool.query({ name: 'audit_read', text: AUDIT, values: [actor, 'worker.read', object, null] });

async function transaction(work) {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

/**
 * Opens a case for a worker who has none. With `unique`, an index decides who was first; without, the code looks and then
 * inserts, as most hand-written code does.
 */
export const openCase = (actor, worker, unique) => transaction(async (client) => {
  const table = unique ? 'booking_case' : 'booking_case_unguarded';
  if (!unique) {
    const there = await client.query(`select 1 from ${table} where worker = $1 and state <> 'closed'`, [worker]);
    if (there.rowCount) return null;
  }
  const insert = `insert into ${table} (worker, customer, state) values ($1, $2, 'requested')`;
  const made = await client.query(`${insert} ${unique ? 'on conflict do nothing ' : ''}returning id`, [worker, actor]);
  if (!made.rowCount) return null;
  await client.query(AUDIT, [actor, 'case.create', String(made.rows[0].id), null]);
  return made.rows[0];
});

export const moveCase = (actor, id, state) => transaction(async (client) => {
  const text = 'update booking_case set state = $2, rev = rev + 1 where id = $1 returning id, state, rev';
  const moved = await client.query({ name: 'move', text, values: [id, state] });
  if (!moved.rowCount) return null;
  const values = [actor, 'case.state', String(id), JSON.stringify({ to: state })];
  await client.query({ name: 'audit_move', text: AUDIT, values });
  return moved.rows[0];
});

/** The words of a search as a prefix query; null when there are none. */
export function prefixes(text) {
  const words = String(text ?? '').toLowerCase().match(/[a-z0-9]+/g);
  return words && words.map((word) => `${word}:*`).join(' & ');
}
