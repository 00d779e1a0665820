// dynalite has no types. Only what `database.ts` uses of its modules is declared here.

declare module 'dynalite/db/index.js' {
  export interface Store {
    readonly tableDb: { awsAccountId: string; awsRegion: string };
  }
  type Item = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  const db: {
    create(options: { createTableMs: number; deleteTableMs: number; updateTableMs: number }): Store;
    /** @returns the error when the item does not satisfy the input's condition */
    checkConditional(input: object, item: Item | undefined): unknown;
  };
  export default db;
}

declare module 'dynalite/validations/index.js' {
  import type { Store } from 'dynalite/db/index.js';

  type Members = Record<string, unknown>;
  const validations: {
    checkTypes(input: Members, types: Members): Members;
    checkValidations(input: Members, types: Members, custom: unknown, store: Store): void;
  };
  export default validations;
}
