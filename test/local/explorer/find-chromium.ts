import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';

/** As Debian, Ubuntu, Fedora and Google name it. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

export interface Chromium {
  readonly executablePath: string;
  readonly args: readonly string[];
}

interface ChromiumPackage {
  readonly default: { readonly args: readonly string[]; executablePath(): Promise<string> };
}

/**
 * A Chromium of this machine: on the PATH, or from npm's `@sparticuz/chromium` in the folder that `CHROMIUM_PACKAGE`
 * names. Nothing is downloaded.
 */
export async function findChromium(environment: NodeJS.ProcessEnv): Promise<Chromium | undefined> {
  const { PATH = '', CHROMIUM_PACKAGE } = environment;
  const candidates = PATH.split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  const executablePath = candidates.find(isExecutable);
  // Its sandbox needs more than containers give to root; the pages are our own.
  if (executablePath !== undefined) return { executablePath, args: ['--no-sandbox'] };
  if (CHROMIUM_PACKAGE === undefined) return undefined;
  const entry = createRequire(join(CHROMIUM_PACKAGE, 'index.js')).resolve('@sparticuz/chromium');
  const { default: chromium } = (await import(entry)) as ChromiumPackage;
  // Meant for one page a process: with them, the browser ends when the first page is closed.
  const args = chromium.args.filter((arg) => arg !== '--single-process' && arg !== '--no-zygote');
  return startable({ executablePath: await chromium.executablePath(), args });
}

/** The package has no NSS with it, and a machine without browsers may have none either. */
function startable(chromium: Chromium): Chromium | undefined {
  const { status, stderr } = spawnSync(chromium.executablePath, ['--version'], { encoding: 'utf8' });
  if (status === 0) return chromium;
  console.log(`The Chromium of @sparticuz/chromium does not start here: ${stderr.trim()}`);
  return undefined;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
