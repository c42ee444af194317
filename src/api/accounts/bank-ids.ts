import { v5 } from 'uuid';
import type { KnownBank } from '../context/api-deps.js';

/** Namespace of this service for UUIDs v5: a bank has the same id in every installation. */
const namespace = 'b7e51e1c-64a4-4d5c-9d4e-0a5c8f3f2b10';

/** The id of a bank in the API, a UUID v5 of its code. Internally, banks are identified by their code. */
export const bankId = (code: string): string => v5(code, namespace);

/** The bank with this id; undefined if there is none. */
export const findBankById = (banks: ReadonlyMap<string, KnownBank>, id: string): KnownBank | undefined =>
  [...banks.values()].find(({ code }) => bankId(code) === id);
