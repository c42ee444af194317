import { createRelay, startSession } from './relay.js';

const { API_URL = '', API_KEY = '', SIGNING_SECRET = '', INBOX_URL = '', PORT = '4000' } = process.env;
if (!API_URL || !API_KEY || !SIGNING_SECRET || !INBOX_URL)
  throw new Error('Set API_URL, API_KEY, SIGNING_SECRET and INBOX_URL; README.md says what they are.');
const settings = { apiUrl: API_URL, apiKey: API_KEY, signingSecret: SIGNING_SECRET, inboxUrl: INBOX_URL };
createRelay(settings).listen(Number(PORT), '127.0.0.1');
const { START_ACCOUNT } = process.env;
if (START_ACCOUNT) await startSession(settings, START_ACCOUNT);
