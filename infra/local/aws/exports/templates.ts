/** CloudFormation templates, their functions resolved, and what a deployment makes of them. */

export type { LiveResource, Stack, StackEvent } from '../cloudformation/stack.ts';
export type { Scope } from '../cloudformation/template/intrinsics.ts';
export { resolve } from '../cloudformation/template/intrinsics.ts';
export type { Template, TemplateResource } from '../cloudformation/template/template.ts';
export { parseTemplate } from '../cloudformation/template/template.ts';
