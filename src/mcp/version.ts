/** The version in package.json (a test compares them): the stdio entry may be copied away from its package. */
export const version = '0.1.0';
