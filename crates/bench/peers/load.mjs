// Makes the peers' tables and fills them with invented workers: `node load.mjs 10000`. The same seed, the same people.
import { pool } from './data.mjs';

let seed = 0x5eed2026 >>> 0;
/** A number in [0, 1) from a counter and two rounds of mixing (mulberry32). */
const random = () => {
  seed = (seed + 0x6d2b79f5) >>> 0;
  let t = Math.imul(seed ^ (seed >>> 15), seed | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};
const below = (most) => Math.floor(random() * most);
const pick = (list) => list[below(list.length)];

const ORIGINS = ['PH', 'ID', 'IN', 'LK', 'BD', 'NP', 'ET', 'KE'];
const SKILLS = ['cooking', 'childcare', 'driving', 'elderly care', 'laundry', 'ironing', 'tutoring', 'gardening', 'first aid'];
const LANGUAGES = ['en', 'ar', 'hi', 'tl', 'id', 'am', 'sw', 'bn'];
const FIRST = ['Amina', 'Grace', 'Lakshmi', 'Siti', 'Maria', 'Fatuma', 'Sunita', 'Nimali', 'Rosa', 'Hana'];
const LAST = ['Santos', 'Perera', 'Sharma', 'Wati', 'Tadesse', 'Mwangi', 'Rahman', 'Gurung'];
const ORGANISATIONS = 50;
const CASES = 1000;

const worker = (id) => {
  const [first, second, third] = [pick(SKILLS), pick(SKILLS), pick(SKILLS)];
  return {
    id,
    org: 1 + below(ORGANISATIONS),
    code: `WK-${String(id).padStart(6, '0')}`,
    status: random() < 0.8 ? 'approved' : 'draft',
    nationality: pick(ORIGINS),
    age: 21 + below(30),
    experience_years: below(16),
    skills: [...new Set([first, second, third])].join(','),
    languages: [...new Set([pick(LANGUAGES), pick(LANGUAGES)])].join(','),
    summary: `Experienced in ${first} and ${second}; ${1 + below(9)} family references, available in ${1 + below(30)} days.`,
    full_name: `${pick(FIRST)} ${pick(LAST)}`,
    passport_no: `P${below(1e8)}`,
    national_id: String(below(1e10)),
    phone: `+9685${below(1e7)}`,
    medical_notes: random() < 0.1 ? 'see file' : 'none',
  };
};

await pool.query(`
  create table org (id int primary key, name text not null);
  create table worker_profile (
    id int primary key, org int not null references org, code text, status text not null, nationality text not null, age int,
    experience_years int not null, skills text, languages text, summary text, full_name text, passport_no text,
    national_id text, phone text, medical_notes text,
    tsv tsvector generated always as (to_tsvector('simple', coalesce(code, '') || ' ' || coalesce(skills, '') || ' ' ||
      coalesce(languages, '') || ' ' || coalesce(summary, ''))) stored);
  create table booking_case (
    id serial primary key, worker int not null references worker_profile, customer text not null, state text not null,
    rev int not null default 0);
  create table booking_case_unguarded (like booking_case including all);
  create table audit (
    id bigserial primary key, at timestamptz not null default now(), actor text not null, action text not null, object text,
    detail jsonb);
  insert into org select n, 'Agency ' || n from generate_series(1, ${ORGANISATIONS}) n`);

const count = Number(process.argv[2]);
for (let from = 1; from <= count; from += 5000) {
  const rows = Array.from({ length: Math.min(5000, count - from + 1) }, (_, nth) => worker(from + nth));
  const columns = Object.keys(rows[0]).join(', ');
  const text = `insert into worker_profile (${columns}) select ${columns} from json_populate_recordset(null::worker_profile, $1)`;
  await pool.query(text, [JSON.stringify(rows)]);
}
await pool.query(`
  insert into booking_case (worker, customer, state)
    select n, 'customer-' || n % 200, 'meeting' from generate_series(1, ${CASES}) n;
  create index on worker_profile (nationality, experience_years desc, id) where status = 'approved';
  create index on worker_profile using gin (tsv);
  create unique index one_open_case on booking_case (worker) where state <> 'closed';
  create index on booking_case_unguarded (worker);
  analyze`);
await pool.end();
