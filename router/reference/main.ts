import { writeFileSync } from 'node:fs';
import { createReference } from './openapi.ts';

/** `npm run -s openapi [-- <file>]`: the OpenAPI document, on stdout or in a file. */
const [, , file] = process.argv;
const json = `${JSON.stringify(await createReference(), null, 2)}\n`;
if (file === undefined) process.stdout.write(json);
else writeFileSync(file, json);
