/** The browser entry. The page, its worker and its worklets arrive with the browser issue; until then the isomorphic API. */
export * from '../index.js';
