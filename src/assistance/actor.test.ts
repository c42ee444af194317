import { expect, it } from 'vitest';
import { person, system } from './actor.js';

it('the audit trail names a person by name, or by e-mail', () => {
  const user = { id: 'a user', email: 'ana@example.com', name: 'Ana' };
  const named = { kind: 'user', id: 'a user', name: 'Ana', address: '203.0.113.1' };
  expect(person(user, '203.0.113.1')).toEqual(named);
  expect(person({ ...user, name: null }, '203.0.113.1')).toEqual({ ...named, name: 'ana@example.com' });
});

it('the audit trail knows nothing of the system but that it was the system', () => {
  expect(system).toEqual({ kind: 'system', id: null, name: null, address: null });
});
