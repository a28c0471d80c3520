/** A configuration as sites of the original have it. */
export const ORIGINAL = 'test/setup/FlowViewer_Configuration.pm';
