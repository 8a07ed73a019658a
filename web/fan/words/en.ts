import { en as kit, many, whole } from '../../kit/words/en.ts';

interface NamedSeat {
  number: number;
  section?: string | undefined;
  row?: string | undefined;
  /** Within its row. */
  name?: string | undefined;
}

/** Every sentence of the fans' page in English; the Korean ones have the same names. */
export const en = {
  ...kit,
  nav: {
    label: 'Pages',
    home: 'Frontrow, all concerts',
    concerts: 'Concerts',
    reservations: 'My tickets',
    wallet: 'Wallet',
  },
  title: {
    concerts: 'Concerts',
    reservations: 'My tickets',
    ticket: 'Ticket',
    wallet: 'Wallet',
    checkout: 'Pay',
    yourTurn: 'It’s your turn!',
    rank: (rank: string) => `No. ${rank} in line`,
  },
  who: {
    ask: 'Who are you?',
    signIn: 'Sign in',
    signedIn: 'Signed in',
    change: (name: string) => `Signed in as ${name}. Change`,
    title: 'Who are you?',
    explain: 'This is a trial: choose one of the demo fans, or type the id of an account.',
    demo: 'Demo fans',
    ownId: 'Account id',
    ownIdHint: 'Like 6f1d2c9e-4b0a-4e57-9a3c-1d2b8f60c7a1',
    notAnId: 'That is no account id. It has 32 letters and digits in five groups.',
    goOn: 'Go on',
    signOut: 'Sign out',
    fromShop: {
      title: 'Please come in through the shop',
      text: 'We recognise you by your sign-in at the shop that sells this concert. Open this page from there.',
    },
    offer: {
      title: 'Somebody else is signing in',
      text: 'The link that you followed signs in another person than the one who is signed in here. Go on only if you asked for that: your tickets and your wallet would be theirs.',
      present: 'Signed in now',
      other: 'In the link',
      stay: 'Stay as I am',
      change: 'Sign in as the other',
    },
    refused: {
      title: 'We don’t know who you are any more',
      jwt: 'Your sign-in at the shop has ended. Open this page from the shop again: your place and your seats are kept meanwhile.',
      trust: 'There is no account with this id. Choose another one.',
      choose: 'Choose an account',
    },
  },
  connection: {
    polling: 'Live connection away. We ask every few seconds instead; your place and your seats are safe.',
    pollingShort: 'Asking every few seconds',
    offline: 'You seem to be offline. We go on as soon as you are back.',
    idle: 'Not signed in',
  },
  /** What the service does for somebody who is not there. */
  away: {
    waiting: (title: string, kept: string, stands: string) =>
      `${title}: your place in line is kept for ${kept}. If your turn comes meanwhile, it stands for ${stands}.`,
    inside: (title: string) => `${title}: your time inside, and that of seats you hold, goes on.`,
  },
  notRemembered: {
    title: 'This browser does not let us remember anything',
    text: 'Keep this page open: after a reload you sign in again, and your language and the seats you have only chosen are forgotten. Your place in line, held seats and tickets stay yours.',
    ok: 'Understood',
  },
  problem: {
    offline: {
      title: 'We can’t reach the service',
      text: 'Check your connection. We try again by ourselves, and nothing of yours is lost.',
    },
    busy: {
      title: 'Very many people are here right now',
      text: 'The service is too busy for a moment. We try again by ourselves.',
    },
    concertGone: {
      title: 'There is no such concert',
      text: 'Perhaps the address is not complete.',
      all: 'All concerts',
    },
    nowhere: { title: 'There is nothing here', text: 'Perhaps the address is not complete.' },
    other: 'Something went wrong',
  },
  unresolved: {
    title: 'Something was left unfinished',
    text: (what: string, at: string) =>
      `At ${at} you asked us to ${what}, and the answer never reached you. Finish it: if it was done already, it is not done again.`,
    finish: 'Finish it',
    drop: 'Never mind',
    what: {
      join: 'put you in line',
      leave: 'give up your place',
      hold: 'hold seats',
      release: 'give back a seat',
      extend: 'hold seats longer',
      pay: 'pay',
      charge: 'charge your wallet',
    },
  },
  notice: { title: 'Message from the organiser', close: 'Hide this message' },
  underWay: {
    accepted: 'Received. We are working through everybody in order …',
    busy: 'Very busy right now. We keep trying, you don’t have to click again.',
    unheard: 'No answer yet. We keep asking; nothing is done twice.',
    giveUp: 'Stop trying',
  },
  concerts: {
    title: 'Concerts',
    lead: 'A fair line for everybody: your place is exact, and the seat you click is yours or somebody else’s, never both.',
    none: { title: 'No concerts yet', text: 'As soon as one is announced you will find it here.' },
    open: 'On sale now',
    opensIn: (duration: string) => `On sale in ${duration}`,
    closed: 'Sale closed',
    over: 'Over',
    youAreInLine: 'You are in line',
    youAreInside: 'It’s your turn',
    waiting: (count: string) => `${count} in line`,
    dates: (count: number) => many(count, 'date', 'dates'),
  },
  concert: {
    eyebrow: 'Concert',
    dates: 'Dates and prices',
    startsAt: (time: string) => `starts ${time}`,
    seats: (count: number) => many(count, 'seat', 'seats'),
    pastDate: 'over',
    sale: 'Tickets',
    opensAt: (moment: string) => `On sale from ${moment}`,
    opensIn: 'The sale opens in',
    opensSoon: 'Stay on this page: the door opens by itself, on the second.',
    openNow: 'On sale now',
    closesAt: (moment: string) => `until ${moment}`,
    closed: { title: 'The sale is closed', text: 'No more tickets can be bought for this concert here.' },
    over: { title: 'This concert is over', text: 'All of its dates have passed.' },
    join: 'Join the line',
    joining: 'Joining …',
    enter: 'Get tickets',
    nobodyWaits: 'Nobody is waiting: you come straight in.',
    waitingNow: (count: number) => `${many(count, 'person is', 'people are')} waiting right now.`,
    paused: 'Admission is paused for a moment. You can join the line already.',
    limit: (seats: number) => `Up to ${many(seats, 'seat', 'seats')} for each person`,
    holdTime: (duration: string) => `${duration} to pay once you have chosen`,
    fair: 'Places are given strictly in order of arrival',
    browse: 'Look at the seats',
    lookingForPlace: 'You are in line already, elsewhere. We bring your place here …',
    placeElsewhere: {
      title: 'You are in line already',
      text: 'You joined in another browser and we could not bring that place here yet. It is kept for you there.',
    },
    endings: {
      expired: {
        title: 'Your time has run out',
        text: 'Your place ended because its time was up. You may join again at once, at the end of the line.',
      },
      left: {
        title: 'You have left the line',
        text: 'Your place went to the next one. You are welcome to join again.',
      },
      paid: { title: 'Enjoy the concert!', text: 'Your tickets are paid. They are under “My tickets”.' },
      'waited-too-long': {
        title: 'Your place in line was given up',
        text: 'Nobody was here for longer than a place is kept. You may join again at once, at the end of the line.',
      },
      'visit-over': {
        title: 'Your time inside is over',
        text: 'Your place went to the next one. You may join again at once, at the end of the line.',
      },
      'no-show': {
        title: 'Your turn came and went',
        text: 'Nobody was here when it came, so it went to the next one. You may join again at once, at the end of the line.',
      },
      'sale-closed': {
        title: 'The sale has closed',
        text: 'It closed before your turn came. Nothing was charged.',
      },
      unknown: {
        title: 'Your place has ended',
        text: 'It ended while you were away. You may join again at once, at the end of the line.',
      },
    },
    endingStory: {
      stood: (came: string, lasted: string, ended: string) =>
        `Your turn came at ${came} and stood for ${lasted}, until ${ended}.`,
      neverCame: (lasted: string, ended: string) =>
        `Your turn had not come when it ended at ${ended}, ${lasted} after you joined.`,
    },
    mayBeLonger: (kept: string) =>
      `The wait may be long. If you go away, your place is kept for ${kept}; as long as this page is open it does not run out.`,
    refusals: {
      SOLD_OUT: 'Sold out. Nobody can join any more.',
      SALE_NOT_OPEN: 'The sale is not open.',
      USER_NOT_FOUND: 'We don’t know this account.',
    } as Record<string, string>,
  },
  waiting: {
    eyebrow: 'Waiting room',
    place: 'Your place in line',
    next: 'You are next!',
    ahead: (count: number) =>
      count === 0 ? 'Nobody is ahead of you' : `${many(count, 'person', 'people')} ahead of you`,
    number: 'Your number',
    wait: 'Estimated wait',
    keptFor: 'Kept while you are away',
    mayBeLonger: (kept: string) =>
      `The wait may be longer than your place is kept for somebody who is away (${kept}). As long as this page is open it does not run out.`,
    progress: 'Your way through the line',
    progressText: (percent: number) => `${percent} percent of the way`,
    range: {
      soon: 'less than a minute',
      minutes: (from: number, to: number) =>
        from === to ? `about ${many(from, 'minute', 'minutes')}` : `${from}–${to} minutes`,
      hours: (from: string, to: string) => (from === to ? `about ${from} h` : `${from}–${to} h`),
      underMinutes: (to: number) => `less than ${many(to, 'minute', 'minutes')}`,
      paused: 'paused',
    },
    rangeHint: 'By how fast the line has moved lately. It gets more exact the longer you wait.',
    paused: {
      title: 'Admission is paused for a moment',
      text: 'Nobody is let in right now. Your place is kept, and it goes on by itself.',
    },
    steps: 'What happens next',
    step: {
      wait: {
        title: 'You wait here',
        text: (kept: string, stands: string) =>
          `While this page is open your place does not run out. If you go away it is kept for ${kept}, on all your devices; if your turn comes meanwhile, it stands for ${stands}.`,
      },
      turn: {
        title: 'It’s your turn',
        text: (duration: string) => `This page opens by itself. You then have ${duration} to choose.`,
      },
      pay: {
        title: 'You choose and pay',
        text: (duration: string) => `A seat is held for you for ${duration} while you pay.`,
      },
    },
    notify: 'Tell me when it’s my turn',
    notifyOn: 'You will be told when it’s your turn, also when this tab is in the background.',
    notifyBlocked:
      'Notifications are blocked in this browser’s settings. We change the title of this tab instead.',
    leave: 'Leave the line',
    leaving: 'Leaving …',
    leaveTitle: 'Leave the line?',
    leaveText: (rank: string) => `You give up place ${rank}. If you come back you start at the end.`,
    leaveStay: 'Stay in line',
    said: (rank: number, wait: string) => `Place ${whole.format(rank)} in line. Estimated wait: ${wait}.`,
  },
  availability: { MANY: 'Seats free', FEW: 'Few left', NONE: 'Sold out' },
  soldOutNow: {
    title: 'Sold out',
    text: 'Nothing is free and nothing is held. Whenever a seat comes back this page says so by itself.',
  },
  fewLeft: 'Few seats are left. They may be gone before your turn comes.',
  noneLeft: 'No seat is free right now. One comes back whenever somebody does not pay in time.',
  holdBar: 'Seats held for you',
  turn: {
    eyebrow: 'It’s your turn',
    title: 'Choose your date',
    timeLeft: 'Time left to choose',
    text: (duration: string) => `You have ${duration} to choose your seats.`,
    notification: (title: string) => `${title}: it’s your turn`,
    choose: 'Choose seats',
    free: (count: number) => (count === 0 ? 'All held right now' : `${many(count, 'seat', 'seats')} free`),
    seatsFree: (count: string) => `${count} free`,
    allHeld: 'Every seat is held right now. One comes back whenever somebody doesn’t pay in time.',
    soldOut: {
      title: 'Sold out',
      text: 'Every seat of every date is sold. Thank you for waiting; we are sorry that it wasn’t enough this time.',
      leave: 'Leave',
    },
    leave: 'I’m done here',
    leaveTitle: 'Give up your turn?',
    leaveText: 'Your place goes to the next one, and seats that you hold and have not paid are free again.',
    leaveStay: 'Stay',
    leaveDo: 'Give it up',
    holding: (seats: number) => `${many(seats, 'seat is', 'seats are')} held for you`,
    payNow: 'Pay now',
  },
  seat: {
    name: ({ number, section, row, name }: NamedSeat) =>
      [section, row === undefined ? '' : `row ${row}`, `seat ${name ?? number}`].filter(Boolean).join(', '),
    status: {
      AVAILABLE: 'free',
      HELD: 'held by somebody',
      SOLD: 'sold',
      chosen: 'chosen by you',
      own: 'yours already',
    },
    label: (name: string, price: string, status: string) => `${name}, ${price}, ${status}`,
  },
  seats: {
    title: 'Choose your seats',
    map: 'Seat map',
    otherDates: 'Dates',
    legend: 'What the marks mean',
    list: 'Seats as a list',
    showList: 'As a list',
    hideList: 'As a map',
    sections: 'Sections',
    sectionShown: (section: string, free: number) =>
      `${section} is on the map: ${many(free, 'seat is', 'seats are')} free. The list of seats begins there too.`,
    noneFree: 'none free',
    section: 'Section',
    rowName: (row: string) => `Row ${row}`,
    rows: (from: string, to: string) => `Rows ${from} to ${to}`,
    earlierRows: 'Rows further in front',
    laterRows: 'Rows further back',
    gridHint: 'Move with the arrow keys, choose with Enter or Space.',
    mapHint: 'Drag to move, pinch or scroll to zoom.',
    sectionsHint: 'Tap a section. Small figures: free seats.',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    zoomAll: 'Whole hall',
    free: (count: number) =>
      count === 0 ? 'No seat is free right now' : `${many(count, 'seat is', 'seats are')} free`,
    basket: 'Your choice',
    empty: 'Tap a free seat to choose it.',
    limit: (left: number, all: number) =>
      left === all
        ? `Up to ${many(all, 'seat', 'seats')}`
        : `${whole.format(left)} of ${many(all, 'seat', 'seats')} left for you`,
    limitReached: (all: number) => `At most ${many(all, 'seat', 'seats')} for each person.`,
    total: 'Total',
    hold: (seats: number) => (seats === 0 ? 'Hold seats' : `Hold ${many(seats, 'seat', 'seats')}`),
    holding: 'Holding …',
    holdHint: (duration: string) => `They are then yours for ${duration} while you pay.`,
    remove: (seat: string) => `Remove ${seat}`,
    chosen: (seat: string, total: string) => `${seat} chosen. Total ${total}.`,
    removed: (seat: string) => `${seat} removed.`,
    lost: {
      title: 'Somebody was a moment quicker',
      text: (seats: string) => `Just taken by somebody else: ${seats}. These are the nearest free ones:`,
      none: (seats: string) => `Just taken by somebody else: ${seats}. No other seat is free right now.`,
      take: (seats: string, price: string) => `${seats} · ${price}`,
      dismiss: 'Thanks, I’ll look myself',
    },
    taken: (seat: string, status: string) => `${seat}: ${status}.`,
    soldOut: {
      title: 'Every seat of this date is taken',
      text: 'Seats that are held and not paid in time come back here by themselves. Perhaps another date?',
    },
    notThere: {
      title: 'There is no such date',
      text: 'Choose one of the dates of this concert.',
      dates: 'All dates',
    },
    lookOnly: 'You may look around. To take a seat, join the line.',
    notYourTurn: {
      title: 'It’s not your turn yet',
      text: 'The seats open when it is. Your place in line is kept.',
      toLine: 'To the waiting room',
    },
    noPlace: {
      title: 'The seats are behind the line',
      text: 'Join the line of this concert first.',
      join: 'To the concert',
    },
    refusals: {
      SEAT_ALREADY_RESERVED: 'Somebody was quicker with one of these seats.',
      SEAT_RECENTLY_YOURS:
        'You gave one of these seats back a moment ago. For half a minute it is for others.',
      HOLD_LIMIT_EXCEEDED:
        'You have held seats too often in this visit. What you hold now can still be paid.',
      VISIT_OVER: 'The time for choosing is over. What you hold now can still be paid.',
      SEAT_LIMIT_EXCEEDED: 'That would be more seats than one person may have.',
      SEATS_NOT_FOUND: 'This date can’t be booked any more.',
      SEAT_NOT_FOUND: 'One of these seats does not exist any more.',
      INVALID_TOKEN: 'Your place has ended. Please join the line again.',
      NOT_ADMITTED: 'It is not your turn yet.',
      SALE_NOT_OPEN: 'The sale is not open.',
    } as Record<string, string>,
  },
  checkout: {
    eyebrow: 'Held for you',
    title: 'Pay for your seats',
    timeLeft: 'Time left to pay',
    ending: 'The time is up …',
    said: (duration: string) => `${duration} left to pay.`,
    seats: 'Your seats',
    moreTime: {
      text: (longer: string) => `Less than a minute is left. You may hold the seats ${longer} longer, once.`,
      extend: 'Hold them longer',
      extending: 'Asking …',
    },
    giveBack: 'Give back',
    giveBackSeat: (seat: string) => `Give back ${seat}`,
    giveBackAll: 'Give all back',
    giveBackTitle: (seats: number) => (seats === 1 ? 'Give this seat back?' : `Give back ${seats} seats?`),
    giveBackText: 'Others can take it at once, and you cannot take it again for half a minute.',
    giveBackStay: 'Keep',
    giveBackDo: 'Give back',
    givingBack: 'Giving back …',
    total: 'Total',
    wallet: 'Your wallet',
    balance: 'Balance',
    after: 'After paying',
    short: (amount: string) => `${amount} is missing. Charge your wallet and pay.`,
    shortFor: (amount: string, most: string) =>
      `${amount} is missing. At most ${most} can be charged at a time: charge more than once.`,
    pay: (amount: string) => `Pay ${amount}`,
    paying: 'Paying …',
    more: 'Choose more seats',
    payHint: 'Paying ends your visit: everything above is paid at once.',
    empty: {
      title: 'No seats are held for you',
      text: 'Choose seats first. They are then yours alone while you pay.',
      choose: 'Choose seats',
    },
    expired: {
      again: 'Choose again',
      joinAgain: 'Join the line again',
      stillInside: 'You are still inside: choose again, as long as there are free seats.',
    },
    failed: {
      title: 'The payment did not go through',
      text: 'Nothing was charged, and the seats are still yours until the time is up. Please try again.',
    },
    refusals: {
      INSUFFICIENT_BALANCE: 'Your balance is too low. Charge your wallet, then pay again.',
      HOLD_EXPIRED: 'The time to pay had run out. Nothing was charged.',
      RESERVATION_NOT_FOUND: 'One of these seats was given back already. Nothing was charged.',
      ALREADY_PAID: 'These seats are paid already. You find them under “My tickets”.',
      INVALID_TOKEN: 'Your place has ended, and with it the hold. Nothing was charged.',
      NOT_ADMITTED: 'It is not your turn any more. Nothing was charged.',
    } as Record<string, string>,
    paid: {
      title: 'Paid. The seats are yours!',
      text: (amount: string, balance: string) => `${amount} was taken from your wallet; ${balance} is left.`,
    },
  },
  charge: {
    title: 'Charge your wallet',
    amount: 'Amount in won',
    quick: 'Often chosen',
    plus: (amount: string) => `+ ${amount}`,
    missing: (amount: string) => `Exactly what is missing: ${amount}`,
    missingPart: (amount: string) => `The most at a time: ${amount}`,
    faults: {
      nothing: (_: string) => 'Type how much.',
      noSum: (_: string) => 'Type a sum in whole won: digits alone, without a sign or a decimal point.',
      tooMuch: (most: string) => `At most ${most} at a time.`,
    },
    charge: 'Charge',
    chargeAmount: (amount: string) => `Charge ${amount}`,
    charging: 'Charging …',
    done: (amount: string, balance: string) => `${amount} charged. Balance: ${balance}.`,
    range: (most: string) => `From ₩1 to ${most} at a time, in whole won.`,
    failed: 'The charge failed. Nothing was charged.',
    refusals: {
      INVALID_AMOUNT: 'That amount can’t be charged. The balance may not grow past ₩1,000,000,000.',
    } as Record<string, string>,
  },
  /** Why seats are not held any more, by the service's reasons. */
  holdEnded: {
    'given-back': { title: 'Given back', text: (seats: string) => `You gave back: ${seats}.` },
    'ran-out': {
      title: 'The time to pay has run out',
      text: (seats: string) => `Back to everybody: ${seats}. Nothing was charged.`,
    },
    left: {
      title: 'Given back when you left',
      text: (seats: string) => `You gave up your turn, and with it: ${seats}. Nothing was charged.`,
    },
    'visit-over': {
      title: 'Your visit has ended',
      text: (seats: string) => `With your visit ended the hold of: ${seats}. Nothing was charged.`,
    },
    'paid-others': {
      title: 'Given back when you paid for others',
      text: (seats: string) =>
        `You paid for other seats, which ended your visit. Back to everybody: ${seats}.`,
    },
    operator: {
      title: 'The organiser has ended your hold',
      text: (seats: string) => `It was not you: the organiser took back ${seats}. Nothing was charged.`,
    },
  },
  holdEndedNote: (note: string) => `The organiser says: ${note}`,
  reservations: {
    title: 'My tickets',
    none: {
      title: 'No tickets yet',
      text: 'What you hold and buy appears here.',
      concerts: 'To the concerts',
    },
    open: 'Open',
    payNow: 'Pay now',
    payIn: (clock: string) => `${clock} left to pay`,
    status: {
      HELD: 'Held',
      CONFIRMED: 'Paid',
      RELEASED: 'Given back',
      EXPIRED: 'Ran out',
      CANCELLED: 'Refunded',
    },
    earlier: 'Earlier',
    current: 'Current',
    notThere: { title: 'There is no such ticket', text: 'It may belong to another account.' },
  },
  ticket: {
    admit: 'Admit',
    seats: 'Seats',
    when: 'When',
    where: 'Where',
    price: 'Paid',
    number: 'Ticket number',
    heldAt: 'Held at',
    all: 'All my tickets',
    more: 'More concerts',
  },
  wallet: {
    title: 'Wallet',
    balance: 'Balance',
    history: 'History',
    times: (zone: string) => `Times are yours: ${zone}.`,
    none: 'Nothing yet. What you charge and pay appears here.',
    kind: { charge: 'Charged', payment: 'Paid', refund: 'Refunded' },
    balanceAfter: (balance: string) => `Balance ${balance}`,
  },
};

export type Words = typeof en;
