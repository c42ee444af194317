import type { Request } from 'express';
import ipaddr from 'ipaddr.js';

/** Where a request came from: the nearest address that is no trusted proxy (Express's `trust proxy`). */
export function clientAddress(req: Request): string {
  // What a trusted proxy forwards need not be an address: then its own is the truth we have.
  const claimed = [req.ip, req.socket.remoteAddress].find(
    (address) => address !== undefined && ipaddr.isValid(address),
  );
  return claimed === undefined ? 'unknown' : ipaddr.process(claimed).toString();
}

/** The addresses that count as one caller: one of IPv4, a /64 of IPv6, which any home is given whole. */
export function addressGroup(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  const network = parsed.toByteArray().slice(0, 8);
  return `${ipaddr.fromByteArray([...network, 0, 0, 0, 0, 0, 0, 0, 0]).toString()}/64`;
}
