import { v5 } from 'uuid';
import type { KnownBank } from '../context/api-deps.js';

/** Made once for this service: the same bank has the same id in every installation. */
const namespace = 'b7e51e1c-64a4-4d5c-9d4e-0a5c8f3f2b10';

/** Banks are named by code everywhere inside; the id exists for callers who expect one. */
export const bankId = (code: string): string => v5(code, namespace);

export const findBankById = (banks: ReadonlyMap<string, KnownBank>, id: string): KnownBank | undefined =>
  [...banks.values()].find(({ code }) => bankId(code) === id);
