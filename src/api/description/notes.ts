/** What an integrator should know about a call beyond its fields, by operation. */
export const NOTES: Record<string, string> = {
  createConcertToken:
    'The place is given in the order of arrival. While there is room the answer is `ACTIVE` at once; otherwise it is `WAITING` with the exact rank, and the `queue` event tells every change. The `token` of the answer is the credential for everything in this concert. Whoever has left, or whose token has ended, may join again at the end of the line.',
  getConcertToken:
    'For clients without a socket. The `queue` event says the same without being asked, so once every few seconds is plenty.',
  deleteConcertToken:
    'Holds of this token are released in the same step. The user may join again at once, at the end of the line.',
  getConcerts: 'For a page that shows what is on.',
  getConcert: 'The sale times, the rules of the sale, and how many wait and are inside right now.',
  getConcertDates:
    'A date is listed while it is not past and has a seat that is not sold. At most 250 ms old; the `seats` event tells every change. With `If-None-Match` an unchanged list costs no body.',
  getConcertDateSeats:
    'At most 250 ms old; the `seats` event tells every change. Read it once, follow the events, and ask again with `If-None-Match` after a break: an unchanged map costs no body. When every seat is taken the answer says so in `message`.',
  createConcertReservation:
    'The seats are held for the hold time of the concert. Unpaid, they are free again within a second after `expiresAt`, and the `hold-expired` event says so. A hold keeps its token alive at least as long as itself.',
  deleteConcertReservation: 'Frees the seats at once. What is paid stays paid.',
  createConcertPayment:
    'Money, seats, reservations and token change together or not at all: there is no such thing as paid without a seat. Paying completes the token and releases its other holds.',
  getReservations: 'In every concert, whatever became of them. Goes on working with a token that has ended.',
  getReservation: 'Goes on working with a token that has ended.',
  getRequest:
    'Where the `Location` of a `202` leads. The outcome stays readable here for at least 24 hours, whatever happened to the connection in between.',
  getWallet: 'Goes on working with a token that has ended.',
  createWalletCharge:
    'Answers at once. `balance` is as it was right after this charge, also when the answer is repeated under an idempotency key. A wallet holds at most 1,000,000,000.',
  getWalletEntries:
    'Every movement with the balance after it. `kind` says where the money came from or went.',
  createAdminUser:
    'Give `name` for one user, or `users` for many at once. Ids are made where none are given.',
  createAdminConcert:
    'A date has either `seats` and one `price`, or a `seatMap` with a price for each section. Seats are numbered from 1 on each date, in the order of the map.',
  updateAdminConcert:
    'What is not given stays as it is. `{ "waitingRoom": { "paused": true } }` stops admission until it is `false` again.',
  getAdminConcertStats: 'Counted when asked. `held`, `sold` and `available` are seats.',
  getAdminLedger:
    'Every transfer moves the same amount out of one account and into another, so the sum over all of them is 0. `balanced` says whether it is.',
  createAdminSession:
    'For the operators’ own page. The answer sets the cookie `frontrow_operator`, which no script can read and no other site can make the browser send. It lasts for 12 hours, survives restarts, and opens what is for operators and nothing else. After too many wrong keys from one address that address has to wait.',
  getAdminSession: 'Says whether the browser is signed in, and until when.',
  deleteAdminSession:
    'Ends the session on the server, in every process. With the key itself there is nothing to end.',
  getAdminActions:
    'Written in the same transaction as what it records, and never changed: who, when, from what and to what. `correlationId` finds the call in the logs.',
  getAdminConcerts: 'Counted when asked. `held`, `sold` and `seats` are seats.',
  getAdminConcertHistory:
    'Read out of the tables, one point for every five seconds. The times are those of the database’s clock.',
  getAdminHealth:
    'Whether something is wrong, and what to do about it, in words: a lane without a worker, no scheduler, books that do not add up, a store that is slow or away.',
  getAdminConcertDates:
    'In the form in which they were described, so that one can be described like another.',
  createAdminConcertDate:
    'Also while the sale runs: it can be booked at once. Seats are numbered from 1, section after section.',
  updateAdminConcertDate:
    'Give `startsAt`, or the seats anew: `price` with `seats`, or `seatMap`. Seats are replaced only while nobody has ever held one of them.',
  createAdminConcertMessage:
    'Told at once by the `notice` event to all who wait, each in their language, and for an hour to whoever begins to wait or comes back.',
  getConcertNotices: 'For clients without a socket. The `notice` event says the same without being asked.',
  createAdminReservationRelease:
    'Goes through the booking lane like everything else that happens to a seat. The fan is told by `hold-expired`, keeps the place inside and may hold again.',
  getAdminLookup:
    'Either `q`, or `concertId`, `date` and `seat`. The history goes from the HTTP call that was accepted to its outcome and all that came of it, oldest first; `correlationId` finds the call in the logs.',
  getSite: 'What the pages need to know before anybody has signed in.',
  getHealthz: 'For the process supervisor. Says nothing about the stores behind it.',
  getReadyz: 'For the load balancer. The same fields say what is missing.',
  getMetrics: 'Scraped by Prometheus with the operators’ key as the bearer token.',
};
