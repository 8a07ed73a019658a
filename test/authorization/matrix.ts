import type { ContractCode } from '../infrastructure/refusals-of-the-contract.ts';

/**
 * Who calls, in the order of the table's columns. Each stands for one or more credentials (`credentials.ts`), and all
 * of them make the same call: about the things of the owner, who is `inside`.
 *
 * | caller | brings |
 * | --- | --- |
 * | nobody | nothing, or a word that is not believed |
 * | forged | what is no credential at all, however much it looks like one |
 * | past | the owner's token past its outer limit |
 * | ended | tokens that the owner had in the concert before, left, run out and completed |
 * | elsewhere | the owner's token of another concert |
 * | operator | the operators' key |
 * | user | the owner's identity |
 * | stranger | the identity of a user who has nothing here |
 * | other | the token of somebody else inside |
 * | waiting | the token of somebody who waits |
 * | inside | the owner's token |
 */
export const CALLERS = [
  'nobody',
  'forged',
  'past',
  'ended',
  'elsewhere',
  'operator',
  'user',
  'stranger',
  'other',
  'waiting',
  'inside',
] as const;

export type CallerName = (typeof CALLERS)[number];

/** What a cell says, as a code of the contract. `ok` is a success that the description declares. */
const MEANINGS: Record<string, ContractCode | 'ok'> = {
  ok: 'ok',
  who: 'UNAUTHENTICATED',
  bad: 'INVALID_TOKEN',
  no: 'FORBIDDEN',
  turn: 'NOT_ADMITTED',
  again: 'TOKEN_ALREADY_ACTIVE',
  noTok: 'TOKEN_NOT_FOUND',
  noRes: 'RESERVATION_NOT_FOUND',
  noReq: 'REQUEST_NOT_FOUND',
};

const TABLE = `
                          nobody forged past  ended else- oper- user  stran- other wait- inside
                                                    where ator        ger          ing

createConcertToken        who    bad    bad   bad   no    no    again ok     again again again
getConcertToken           who    bad    bad   bad   bad   no    no    no     ok    ok    ok
deleteConcertToken        who    bad    bad   bad   bad   no    no    no     ok    ok    ok
getConcertTokensMine      who    bad    bad   bad   no    no    ok    noTok  no    no    no
deleteConcertTokensMine   who    bad    bad   bad   no    no    ok    noTok  no    no    no
getConcerts               ok     ok     ok    ok    ok    ok    ok    ok     ok    ok    ok
getConcert                ok     ok     ok    ok    ok    ok    ok    ok     ok    ok    ok
getConcertNotices         ok     ok     ok    ok    ok    ok    ok    ok     ok    ok    ok
getConcertDates           who    bad    bad   bad   bad   no    no    no     ok    turn  ok
getConcertDateSeats       who    bad    bad   bad   bad   no    no    no     ok    turn  ok
createConcertReservation  who    bad    bad   bad   bad   no    no    no     ok    turn  ok
deleteConcertReservation  who    bad    bad   bad   bad   no    no    no     noRes noRes ok
createConcertReservationRelease   who    bad    bad   bad   bad   no    no    no     noRes noRes ok
createConcertReservationExtension who    bad    bad   bad   bad   no    no    no     noRes turn  ok
createConcertPayment      who    bad    bad   bad   bad   no    no    no     noRes turn  ok
getReservations           who    bad    bad   ok    ok    no    ok    ok     ok    ok    ok
getReservation            who    bad    bad   ok    ok    no    ok    noRes  noRes noRes ok
getWallet                 who    bad    bad   ok    ok    no    ok    ok     ok    ok    ok
createWalletCharge        who    bad    bad   bad   ok    no    ok    ok     ok    ok    ok
getWalletEntries          who    bad    bad   ok    ok    no    ok    ok     ok    ok    ok
getRequest                who    bad    bad   ok    ok    no    ok    noReq  noReq noReq ok
createAdminUser           who    bad    bad   no    no    ok    no    no     no    no    no
createAdminUserCredit     who    bad    bad   no    no    ok    no    no     no    no    no
createAdminConcert        who    bad    bad   no    no    ok    no    no     no    no    no
getAdminConcert           who    bad    bad   no    no    ok    no    no     no    no    no
updateAdminConcert        who    bad    bad   no    no    ok    no    no     no    no    no
createAdminConcertDuplicate who  bad    bad   no    no    ok    no    no     no    no    no
getAdminConcertDates      who    bad    bad   no    no    ok    no    no     no    no    no
createAdminConcertDate    who    bad    bad   no    no    ok    no    no     no    no    no
updateAdminConcertDate    who    bad    bad   no    no    ok    no    no     no    no    no
getAdminConcertStats      who    bad    bad   no    no    ok    no    no     no    no    no
getAdminLedger            who    bad    bad   no    no    ok    no    no     no    no    no
createAdminSession        ok     ok     ok    ok    ok    ok    ok    ok     ok    ok    ok
getAdminSession           who    bad    bad   no    no    ok    no    no     no    no    no
deleteAdminSession        who    bad    bad   no    no    ok    no    no     no    no    no
getAdminActions           who    bad    bad   no    no    ok    no    no     no    no    no
getAdminConcerts          who    bad    bad   no    no    ok    no    no     no    no    no
getAdminConcertHistory    who    bad    bad   no    no    ok    no    no     no    no    no
getAdminHealth            who    bad    bad   no    no    ok    no    no     no    no    no
createAdminConcertMessage who    bad    bad   no    no    ok    no    no     no    no    no
createAdminReservationRelease who bad   bad   no    no    ok    no    no     no    no    no
getAdminLookup            who    bad    bad   no    no    ok    no    no     no    no    no
getSite                   ok     ok     ok    ok    ok    ok    ok    ok     ok    ok    ok
getHealthz                ok     ok     ok    ok    ok    ok    ok    ok     ok    ok    ok
getReadyz                 ok     ok     ok    ok    ok    ok    ok    ok     ok    ok    ok
getMetrics                who    bad    bad   no    no    ok    no    no     no    no    no

connect                   who    bad    bad   bad   ok    no    ok    ok     ok    ok    ok
`;

export type Row = Record<CallerName, ContractCode | 'ok'>;

/** What every call answers to everybody, by the call's name in the description. */
export const MATRIX: ReadonlyMap<string, Row> = new Map(
  TABLE.split('\n')
    .filter((line) => /^\w/.test(line))
    .map((line) => {
      const [call = '', ...cells] = line.trim().split(/ +/);
      const meanings = cells.map((cell) => {
        const meaning = MEANINGS[cell];
        if (meaning === undefined) throw new Error(`${call}: nobody knows what "${cell}" means`);
        return meaning;
      });
      if (meanings.length !== CALLERS.length) throw new Error(`${call}: ${meanings.length} cells`);
      return [call, Object.fromEntries(CALLERS.map((name, at) => [name, meanings[at]])) as Row];
    }),
);

/** The row of the socket's handshake, which the description of HTTP does not know. */
export const HANDSHAKE = 'connect';
