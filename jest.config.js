const everywhere = {
  testEnvironment: 'node',
  testRunner: '<rootDir>/test/infrastructure/test-runner.ts',
  transform: {},
  extensionsToTreatAsEsm: ['.ts'],
  modulePathIgnorePatterns: ['<rootDir>/.data', '<rootDir>/.cache'],
};

/** What only browsers can see. `npm test` runs the short ones. */
export const pages = {
  ...everywhere,
  displayName: 'pages',
  testMatch: ['<rootDir>/test/web/**/*.test.ts'],
  globalSetup: '<rootDir>/test/web/global-setup.ts',
};

const engine = {
  ...everywhere,
  displayName: 'engine',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/web/'],
};

export default {
  projects: [engine, pages],
  globalSetup: '<rootDir>/test/infrastructure/global-setup.ts',
  globalTeardown: '<rootDir>/test/infrastructure/global-teardown.ts',
  maxWorkers: 2,
  testTimeout: 30000,
};
