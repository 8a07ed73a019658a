/*
 * Loaded before a role (`node --import`), it makes the clock of that process wrong by as much as its own address
 * says: `shifted-clock.ts?ms=600000`. What is measured between two instants stays as it is, as on a real machine.
 */

const shiftMs = Number(new URL(import.meta.url).searchParams.get('ms'));
const RightDate = Date;

globalThis.Date = new Proxy(RightDate, {
  construct(target, given, made) {
    return Reflect.construct(target, given.length === 0 ? [target.now() + shiftMs] : given, made);
  },
  apply: (target) => new target(target.now() + shiftMs).toString(),
  get: (target, name) => (name === 'now' ? () => target.now() + shiftMs : Reflect.get(target, name)),
});
