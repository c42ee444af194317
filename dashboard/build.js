/**
 * Builds the dashboard. `npm ci` and `npm install` run it (`prepare`), so that `npm start` can serve it. An install
 * without development dependencies has no Vite and keeps the files that were built before.
 */
const vite = await import('vite').catch(() => null);
if (vite === null) console.log('Vite is not installed: the dashboard is not built.');
else await vite.build({ root: import.meta.dirname, logLevel: 'warn' });
