/** The texts of actions and members, and the values that AWS knows for a member. */
export interface Texts {
  /** Markdown; undefined when there is no text. */
  ofAction(action: string): string | undefined;
  ofStructure(structure: string): string | undefined;
  ofMember(structure: string, member: string): string | undefined;
  /** The values of a member's type: of the member, and of its keys when it is a map. */
  wordsOf(structure: string, member: string): Words;
  /** The names of the errors that AWS documents for an action. */
  errorsOf(action: string): readonly string[];
}

export interface Words {
  readonly values?: readonly string[] | undefined;
  readonly keys?: readonly string[] | undefined;
}
