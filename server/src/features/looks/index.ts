export { insertLooks, looksOf } from './queries.ts';
