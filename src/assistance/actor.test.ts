import { expect, it } from 'vitest';
import { person, system } from './actor.js';

it('a person is named by name, or by e-mail address', () => {
  const user = { id: 'a user', email: 'ana@example.com', name: 'Ana' };
  const named = { kind: 'user', id: 'a user', name: 'Ana', address: '203.0.113.1' };
  expect(person(user, '203.0.113.1')).toEqual(named);
  expect(person({ ...user, name: null }, '203.0.113.1')).toEqual({ ...named, name: 'ana@example.com' });
});

it('the system has no id, name or address', () => {
  expect(system).toEqual({ kind: 'system', id: null, name: null, address: null });
});
