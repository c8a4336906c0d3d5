export { findWorkflow } from './list-workflows.ts';
