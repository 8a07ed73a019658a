import everything, { pages } from './jest.config.js';

/** All that browsers look at, the long walks too: `npm run test:web`. */
export default {
  ...everything,
  projects: [{ ...pages, testMatch: ['<rootDir>/test/web/**/*.{test,all}.ts'] }],
  testTimeout: 60000,
};
