import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import TurndownService from 'turndown';
import { child, children, docComment, nameOf, type SyntaxNode, statementsOf } from './declarations.ts';
import type { Texts, Words } from './texts.ts';

/**
 * What the SDK ships with its types: AWS's texts, enumerations and errors, read from the `.d.ts` files of the installed
 * package whenever the document is made. This repository contains none of it.
 */
export function readSdkTexts(packageName: string): Texts {
  const types = join(
    dirname(createRequire(import.meta.url).resolve(`${packageName}/package.json`)),
    'dist-types',
  );
  const enumerations = new Map<string, readonly string[]>();
  const structures = new Map<string, string>();
  const members = new Map<string, { readonly text: string | undefined; readonly type: SyntaxNode }>();
  const commands = new Map<
    string,
    { readonly text: string | undefined; readonly errors: readonly string[] }
  >();

  for (const file of ['enums', 'models_0', 'models_1'])
    for (const statement of statementsOf(join(types, 'models', `${file}.d.ts`), 'dts'))
      readDeclaration(statement);

  function readDeclaration(statement: SyntaxNode): void {
    const declaration = child(statement, 'declaration');
    const name = nameOf(child(declaration, 'id'));
    if (declaration === undefined) return;
    if (declaration.type === 'VariableDeclaration') readEnumeration(declaration);
    if (declaration.type === 'TSInterfaceDeclaration' && name !== undefined) {
      structures.set(name, docComment(statement) ?? '');
      readMembers(name, declaration);
    }
    // A union's members are interfaces in a namespace with the union's name.
    if (declaration.type === 'TSModuleDeclaration' && name !== undefined)
      for (const inner of children(child(declaration, 'body'), 'body'))
        readMembers(name, child(inner, 'declaration') ?? inner);
  }

  function readMembers(structure: string, declaration: SyntaxNode): void {
    for (const property of children(child(declaration, 'body'), 'body')) {
      const type = child(child(property, 'typeAnnotation'), 'typeAnnotation');
      const key = `${structure}.${nameOf(child(property, 'key'))}`;
      if (type !== undefined && type.type !== 'TSNeverKeyword')
        members.set(key, { text: docComment(property), type });
    }
  }

  function readEnumeration(declaration: SyntaxNode): void {
    for (const { id } of children(declaration, 'declarations') as readonly { id?: unknown }[]) {
      const type = child(child(id as SyntaxNode, 'typeAnnotation'), 'typeAnnotation');
      const words = children(type, 'members').map((word) =>
        nameOf(child(child(child(word, 'typeAnnotation'), 'typeAnnotation'), 'literal')),
      );
      const name = nameOf(id as SyntaxNode);
      if (name !== undefined)
        enumerations.set(
          name,
          words.filter((word) => word !== undefined),
        );
    }
  }

  function commandOf(action: string) {
    const known = commands.get(action);
    if (known !== undefined) return known;
    const statements = statementsOf(join(types, 'commands', `${action}Command.d.ts`), 'dts');
    const statement = statements.find(({ declaration }) => isNamed(declaration, `${action}Command`));
    const comment = statement?.leadingComments?.at(-1)?.value ?? '';
    const errors = [...comment.matchAll(/@throws \{@link (\w+)\}/g)].map(([, name = '']) => name);
    const command = { text: docComment(statement), errors };
    commands.set(action, command);
    return command;
  }

  return {
    ofAction: (action) => markdown(commandOf(action).text),
    ofStructure: (structure) => markdown(structures.get(structure)),
    ofMember: (structure, member) => markdown(members.get(`${structure}.${member}`)?.text),
    wordsOf: (structure, member) => wordsIn(members.get(`${structure}.${member}`)?.type, enumerations),
    errorsOf: (action) => commandOf(action).errors,
  };
}

/** `X`, `X[]`, `X | undefined`, `Record<K, X>`, `Partial<Record<K, X>>`. */
function wordsIn(type: SyntaxNode | undefined, enumerations: ReadonlyMap<string, readonly string[]>): Words {
  switch (type?.type) {
    case 'TSUnionType':
      return Object.assign({}, ...children(type, 'types').map((part) => wordsIn(part, enumerations)));
    case 'TSArrayType':
      return wordsIn(child(type, 'elementType'), enumerations);
    case 'TSTypeReference': {
      const name = nameOf(child(type, 'typeName')) ?? '';
      const parameters = children(child(type, 'typeParameters') ?? child(type, 'typeArguments'), 'params');
      if (name === 'Partial') return wordsIn(parameters[0], enumerations);
      if (name === 'Record') {
        const [keys, values] = parameters.map((parameter) => wordsIn(parameter, enumerations).values);
        return { keys, values };
      }
      return { values: enumerations.get(name) };
    }
    default:
      return {};
  }
}

function isNamed(declaration: unknown, name: string): boolean {
  return nameOf(child(declaration as SyntaxNode, 'id')) === name;
}

const turndown = new TurndownService({ codeBlockStyle: 'fenced' });

/** AWS's texts are HTML; OpenAPI uses Markdown. */
function markdown(html: string | undefined): string | undefined {
  if (html === undefined || html === '') return undefined;
  return turndown.turndown(html.replaceAll(/\s*\n\s*/g, ' '));
}
