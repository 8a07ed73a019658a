import type { IncomingMessage } from 'node:http';
import { expect, test } from '@jest/globals';
import { clientAddress, countedAs, loggedAs } from '../../src/contract/address.ts';

test.each([
  ['203.0.113.7', '203.0.113.7', '203.0.113.0/24'],
  ['::ffff:203.0.113.7', '203.0.113.7', '203.0.113.0/24'],
  ['::FFFF:cb00:7107', '203.0.113.7', '203.0.113.0/24'],
  ['0:0:0:0:0:ffff:203.0.113.7', '203.0.113.7', '203.0.113.0/24'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64', '2001:db8:1::/48'],
  ['2001:0DB8:0001:0002::', '2001:db8:1:2::/64', '2001:db8:1::/48'],
  ['2001:db8::6', '2001:db8:0:0::/64', '2001:db8:0::/48'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64', 'fe80:0:0::/48'],
  ['::1', '0:0:0:0::/64', '0:0:0::/48'],
  ['::', '0:0:0:0::/64', '0:0:0::/48'],
  ['unknown', 'unknown', undefined],
  ['1:2:3', '1:2:3', undefined],
  ['1::2::3', '1::2::3', undefined],
  ['1:2:3:4:5:6:7:8:9', '1:2:3:4:5:6:7:8:9', undefined],
  ['203.0.113.7:443', '203.0.113.7:443', undefined],
  ['', '', undefined],
])('%s counts as %s, and stands in a short log as %s', (address, counted, short) => {
  expect(countedAs(address)).toBe(counted);
  expect(loggedAs(address, 'short')).toBe(short);
  expect(loggedAs(address, 'off')).toBeUndefined();
});

test('a full log names it as it is, IPv4 as IPv4', () => {
  expect(loggedAs('2001:db8::6', 'full')).toBe('2001:db8::6');
  expect(loggedAs('::ffff:203.0.113.7', 'full')).toBe('203.0.113.7');
  expect(loggedAs('203.0.113.7', 'full')).toBe('203.0.113.7');
});

test.each([
  [0, '198.51.100.1', '10.0.0.1'],
  [1, undefined, '10.0.0.1'],
  [1, '198.51.100.1', '198.51.100.1'],
  [1, 'forged, 198.51.100.1', '198.51.100.1'],
  [2, 'forged, 198.51.100.1, 10.0.0.9', '198.51.100.1'],
  [2, '198.51.100.1', '198.51.100.1'],
  [1, '', '10.0.0.1'],
  [1, ' , ', '10.0.0.1'],
  [1, 'x'.repeat(10_000), 'x'.repeat(45)],
])('behind %i proxies that say %j the client is %s', (hops, forwarded, address) => {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  const message = { headers, socket: { remoteAddress: '10.0.0.1' } } as unknown as IncomingMessage;
  expect(clientAddress(message, hops)).toBe(address);
});
