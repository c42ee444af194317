/** Imports a module of a bank. The processes run compiled JavaScript; a module in TypeScript brings its loader along. */
export async function importBankModule(url: URL): Promise<unknown> {
  if (!url.pathname.toLowerCase().endsWith('.ts')) return await import(url.href);
  const { tsImport } = await import('tsx/esm/api');
  return await tsImport(url.href, import.meta.url);
}
