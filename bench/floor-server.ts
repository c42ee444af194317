import express from 'express';
import pg from 'pg';

/** The floor of the API's reads: Express and one prepared SELECT by primary key, with as many connections as the API. */
const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'], max: 20 });
const app = express();
app.get('/health', (_req, res) => {
  res.json({ ok: true });
});
app.get('/accounts/:id', async (req, res) => {
  const { rows } = await pool.query<{ id: string; name: string }>({
    name: 'account',
    text: 'select id, name from accounts where id = $1',
    values: [req.params.id],
  });
  res.json(rows[0]);
});
app.listen(Number(process.env['PORT']), '127.0.0.1');
