// What the other scripts of a laboratory page share. `config` (page-plan.ts) stands before it in the document.

const $ = (selector) => document.querySelector(selector);
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const at = (path) => `${config.base}/${path}`;
const post = async (path, body) => {
  const answer = await fetch(at(path), { method: 'POST', body: JSON.stringify(body) });
  return await answer.json();
};
const nextOf = { login: 'code', code: 'home' };
