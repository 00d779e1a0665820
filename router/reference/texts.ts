/** What people are told of actions and members, and which words AWS knows for a member. */
export interface Texts {
  /** Markdown; undefined when nobody has said anything. */
  ofAction(action: string): string | undefined;
  ofStructure(structure: string): string | undefined;
  ofMember(structure: string, member: string): string | undefined;
  /** The words that a member's type names: of its values, and of its keys when it is a map. */
  wordsOf(structure: string, member: string): Words;
  /** The names of the errors that AWS documents for an action. */
  errorsOf(action: string): readonly string[];
}

export interface Words {
  readonly values?: readonly string[] | undefined;
  readonly keys?: readonly string[] | undefined;
}
