import { readdirSync } from 'node:fs';
import {
  child,
  children,
  descendants,
  docComment,
  nameOf,
  type SyntaxNode,
  statementsOf,
} from './declarations.ts';
import type { Texts } from './texts.ts';

const OWN = new URL('../../actions/own/', import.meta.url);

/**
 * The doc comments of router/actions/own/, as texts of the router's own actions: of an action's entry, of a
 * `structure(…)` and of its members.
 */
export function readOwnTexts(): Texts {
  const texts = new Map<string, string>();

  for (const file of readdirSync(OWN, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .sort())
    for (const statement of statementsOf(new URL(file, OWN), 'ts'))
      for (const node of descendants(statement)) {
        if (node.type === 'CallExpression') readStructure(node, statement);
        if (node.type === 'VariableDeclarator' && nameOf(child(node, 'id')) === 'OWN_ACTIONS')
          readActions(node);
      }

  function readStructure(call: SyntaxNode, statement: SyntaxNode): void {
    if (nameOf(child(call, 'callee')) !== 'structure') return;
    const [name, ...members] = children(call, 'arguments');
    const structure = nameOf(name);
    if (structure === undefined) return;
    note(`structure ${structure}`, statement);
    for (const property of members.flatMap((object) => children(object, 'properties')))
      note(`member ${structure}.${nameOf(child(property, 'key'))}`, property);
  }

  function readActions(declarator: SyntaxNode): void {
    const object = [...descendants(declarator)].find(({ type }) => type === 'ObjectExpression');
    for (const property of children(object, 'properties'))
      note(`action ${nameOf(child(property, 'key'))}`, property);
  }

  function note(key: string, node: SyntaxNode): void {
    const text = docComment(node)?.replaceAll(/\s*\n\s*/g, ' ');
    if (text !== undefined) texts.set(key, text);
  }

  return {
    ofAction: (action) => texts.get(`action ${action}`),
    ofStructure: (structure) => texts.get(`structure ${structure}`),
    ofMember: (structure, member) => texts.get(`member ${structure}.${member}`),
    // Their schemas have the allowed values, and only the router refuses others.
    wordsOf: () => ({}),
    errorsOf: () => [],
  };
}
