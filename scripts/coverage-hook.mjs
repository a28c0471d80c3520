/**
 * Root hook of mocha: programs that tests start write no coverage of their own. They run as bundles, which the coverage
 * leaves out, and writing it costs each of them as much as its start.
 */
export const mochaHooks = {
  beforeAll() {
    delete process.env.NODE_V8_COVERAGE;
  },
};
