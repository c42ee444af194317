import type { Request } from 'express';
import ipaddr from 'ipaddr.js';

/**
 * The IP address that a request came from: the nearest one that is not a trusted proxy (Express's `trust proxy`), or
 * `unknown` if the connection is already closed.
 */
export function clientAddress(req: Request): string {
  // A trusted proxy may forward something that is not an address; fall back to the address of the connection.
  const address = [req.ip, req.socket.remoteAddress].find(
    (address) => address !== undefined && ipaddr.isValid(address),
  );
  return address === undefined ? 'unknown' : ipaddr.process(address).toString();
}

/**
 * The group that an address is rate-limited with: the address itself for IPv4, its /64 network for IPv6, because a
 * single customer is usually assigned a whole /64.
 */
export function addressGroup(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  const network = parsed.toByteArray().slice(0, 8);
  return `${ipaddr.fromByteArray([...network, 0, 0, 0, 0, 0, 0, 0, 0]).toString()}/64`;
}
