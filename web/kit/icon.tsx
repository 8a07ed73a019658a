const PATHS = {
  alert: 'M12 4l9 16H3zM12 10v4.500M12 17.400v.1',
  away: 'M3 4l18 17M8.500 14.500a5 5 0 0 1 6 -.6M5 11a10 10 0 0 1 4.200-2.400M19 11a10 10 0 0 0-5.500-2.900M12 18.500v.1',
  back: 'M15 5.500L8.500 12l6.500 6.500',
  bell: 'M6 16V11a6 6 0 0 1 12 0v5l1.500 2h-15zM10 20.500h4',
  calendar: 'M5 6h14v14H5zM5 10.500h14M9 3.500v4M15 3.500v4',
  check: 'M5 12.500l4.500 4.500L19 7.500',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 7v5l3.500 2',
  close: 'M6 6l12 12M18 6L6 18',
  down: 'M5.500 9l6.500 6.500L18.500 9',
  message: 'M4 5h16v11H10l-4 4v-4H4z',
  minus: 'M5 12h14',
  outward: 'M10 6H6v12h12v-4M13.500 5H19v5.500M19 5l-8.500 8.500',
  party:
    'M4 20l4.500-12 7.500 7.500zM14 5.500c1.500-2 3.500-1 3 1M18.500 10.500c2 -1 3 1 1.500 2.500M12.500 3v.1M20.500 5v.1M20.500 17.500v.1',
  pause: 'M8.500 5v14M15.500 5v14',
  people:
    'M9 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7M3 20a6 6 0 0 1 12 0M16 5a3 3 0 0 1 0 6M18 14.500a5.500 5.500 0 0 1 3 5.500',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8M4.500 21a7.500 7.500 0 0 1 15 0',
  pin: 'M12 21s7-6.300 7-11.500a7 7 0 0 0-14 0C5 14.700 12 21 12 21M12 12a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5',
  play: 'M7.500 5l11.500 7-11.500 7z',
  plus: 'M12 5v14M5 12h14',
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14M16 16l5 5',
  ticket: 'M4 8V6h16v2a2 2 0 0 0 0 4v0a2 2 0 0 0 0 4v2H4v-2a2 2 0 0 0 0-4v0a2 2 0 0 0 0-4M14 6v12',
  up: 'M5.500 15L12 8.500l6.500 6.500',
  wallet: 'M4 7h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2zM4 7a2 2 0 0 1 2-2h10v2M16 13h.1',
  whole: 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5',
} as const;

export type IconName = keyof typeof PATHS;

/** A picture beside words that say the same. */
export const Icon = ({ name }: { name: IconName }) => (
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
    <path d={PATHS[name]} />
  </svg>
);
