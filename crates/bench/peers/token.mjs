// A token as a sign-in would give it: `node token.mjs customer`.
import jwt from 'jsonwebtoken';

import { SECRET, pool } from './data.mjs';

console.log(jwt.sign({ sub: 'somebody', role: process.argv[2], org: 1 }, SECRET, { expiresIn: '12h' }));
await pool.end();
