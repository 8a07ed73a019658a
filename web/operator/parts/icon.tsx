const PATHS = {
  good: 'M4 10.5l4 4 8-9',
  warn: 'M10 3.2l7.6 13.3H2.4zM10 8.3v3.6M10 14.2v.1',
  bad: 'M5 5l10 10M15 5L5 15',
  pause: 'M7 4.5v11M13 4.5v11',
  play: 'M6 4.200l10 5.800-10 5.800z',
  live: 'M10 10h.01M6.500 13.500a5 5 0 010-7M13.500 6.500a5 5 0 010 7M4 16a8.500 8.500 0 010-12M16 4a8.500 8.500 0 010 12',
  away: 'M3 3l14 14M6.500 13.500a5 5 0 010-7M13.500 6.500a5 5 0 010 7M16 4a8.500 8.500 0 010 12',
  add: 'M10 4v12M4 10h12',
  remove: 'M5 10h10',
  next: 'M7.500 4.500l5.500 5.500-5.500 5.500',
  back: 'M12.500 4.500L7 10l5.500 5.500',
  outward: 'M8 5H5v10h10v-3M11 4h5v5M16 4l-7 7',
  search: 'M9 15A6 6 0 109 3a6 6 0 000 12zM13.300 13.300L17 17',
} as const;

export type IconName = keyof typeof PATHS;

/** A small drawing beside words that say the same. */
export const Icon = ({ name }: { name: IconName }) => (
  <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
    <path d={PATHS[name]} />
  </svg>
);
