/**
 * Root hook of mocha: programs that tests start write no coverage of their own. They run as bundles, which the coverage
 * leaves out, and writing it costs each of them as much as its start. Nor do they read the certificates of all authorities,
 * which Node 20 does at each start where NODE_EXTRA_CA_CERTS names more of them, and which takes longer than the rest of it.
 */
export const mochaHooks = {
  beforeAll() {
    delete process.env.NODE_V8_COVERAGE;
    delete process.env.NODE_EXTRA_CA_CERTS;
  },
};
