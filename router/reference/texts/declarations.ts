import { readFileSync } from 'node:fs';
import { type ParserPlugin, parse } from '@babel/parser';

/** A node of a parser's syntax tree, as far as this folder uses it. */
export interface SyntaxNode {
  readonly type: string;
  readonly leadingComments?: readonly { readonly value: string }[] | null;
  readonly [property: string]: unknown;
}

/** The statements of a TypeScript file; `dts` for a declaration file. */
export function statementsOf(file: string | URL, kind: 'ts' | 'dts'): readonly SyntaxNode[] {
  const typescript: ParserPlugin = ['typescript', { dts: kind === 'dts' }];
  const { program } = parse(readFileSync(file, 'utf8'), { sourceType: 'module', plugins: [typescript] });
  return program.body as unknown as readonly SyntaxNode[];
}

/** A node's child. */
export function child(node: SyntaxNode | undefined, property: string): SyntaxNode | undefined {
  const value = node?.[property];
  return isNode(value) ? value : undefined;
}

/** A node's children in a list. */
export function children(node: SyntaxNode | undefined, property: string): readonly SyntaxNode[] {
  const value = node?.[property];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** The name of an identifier, or the value of a string literal. */
export function nameOf(node: SyntaxNode | undefined): string | undefined {
  const name = node?.name ?? node?.value;
  return typeof name === 'string' ? name : undefined;
}

/** A node and all nodes below it. */
export function* descendants(node: SyntaxNode): Generator<SyntaxNode> {
  yield node;
  for (const [property, value] of Object.entries(node)) {
    if (property.endsWith('Comments') || property === 'loc') continue;
    for (const below of [value].flat()) if (isNode(below)) yield* descendants(below);
  }
}

/** The text of the doc comment in front of a node, without its tags; undefined when there is none. */
export function docComment(node: SyntaxNode | undefined): string | undefined {
  const comment = node?.leadingComments?.at(-1)?.value;
  if (comment === undefined || !comment.startsWith('*')) return undefined;
  const lines = comment.split('\n').map((line) => line.replace(/^\s*\*+ ?/, '').trimEnd());
  const tag = lines.findIndex((line) => line.startsWith('@') && !line.startsWith('@public'));
  const text = lines
    .slice(0, tag === -1 ? undefined : tag)
    .filter((line) => line !== '@public')
    .join('\n')
    .trim();
  return text === '' ? undefined : text;
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value;
}
