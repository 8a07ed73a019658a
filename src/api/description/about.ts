/** The version of the contract, not of the program: it grows only when what clients see grows. */
export const API_VERSION = '1.0.0';

/** Integrators ask whoever runs the service that they read this from. */
export const CONTACT = { name: 'The operators of this service' };
export const LICENSE = { name: 'Proprietary' };

/** What both documents say of the service in a line. */
export const SUMMARY =
  'The on-sale engine: a fair waiting room, held seats, a wallet and payments, told live.';
