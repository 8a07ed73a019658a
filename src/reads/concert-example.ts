/** A concert as the description shows it. */
export const concertExample = {
  concertId: '6f1d2c9e-4b0a-4e57-9a3c-1d2b8f60c7a1',
  title: 'Spring Tour 2027',
  venue: 'Olympic Hall, Seoul',
  timeZone: 'Asia/Seoul',
  saleOpensAt: '2027-03-02T11:00:00.000Z',
  saleClosesAt: null,
  saleOpen: true,
  holdSeconds: 300,
  seatsPerUser: 4,
  holdsPerVisit: 10,
  holdExtensionSeconds: 60,
  waitingRoom: {
    capacity: 500,
    admitPerMinute: null,
    activeSeconds: 600,
    waitingSeconds: 7_200,
    showUpSeconds: 120,
    protects: 'browse' as const,
    paused: false,
    waiting: 3_900,
    active: 500,
  },
  dates: [
    {
      date: '2027-05-01',
      startsAt: '2027-05-01T10:00:00.000Z',
      seatsTotal: 2_400,
      priceFrom: 66_000,
      priceTo: 165_000,
    },
  ],
};
