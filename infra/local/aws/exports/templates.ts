/** CloudFormation templates, resolved functions, and deployed resources. */

export type { LiveResource, Stack, StackEvent } from '../cloudformation/stack.ts';
export type { Scope } from '../cloudformation/template/intrinsics.ts';
export { resolve } from '../cloudformation/template/intrinsics.ts';
export type { Template, TemplateResource } from '../cloudformation/template/template.ts';
export { parseTemplate } from '../cloudformation/template/template.ts';
