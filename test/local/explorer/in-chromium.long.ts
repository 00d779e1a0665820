import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Explorer } from '../../../infra/local/explorer/explorer.ts';
import { exploreLocalSystem } from '../../../infra/local/explorer/local-explorer.ts';
import type { LocalSystem } from '../../../infra/local/system/local-system.ts';
import { startSystem } from '../../support/deployment.ts';
import { findChromium } from './find-chromium.ts';

/** Where `npm run test:explorer` writes the README's picture, if anywhere. */
const { EXPLORER_PICTURE } = process.env;

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 390, height: 844 };

const found = await findChromium(process.env);
if (found === undefined)
  console.log(
    'Skipped: no Chromium on the PATH; apt-get install chromium, or CHROMIUM_PACKAGE=<folder with @sparticuz/chromium>.',
  );

describe.skipIf(found === undefined)('the explorer in Chromium', () => {
  let system: LocalSystem;
  let explorer: Explorer;
  let browser: Browser;
  let page: Page;
  let requested: string[];
  let complaints: string[];

  beforeAll(async () => {
    if (found === undefined) return;
    const { executablePath, args } = found;
    system = await startSystem();
    explorer = await exploreLocalSystem(system, 0);
    // The reference is made by then, as when a person has read where the explorer is.
    await (await fetch(`${explorer.url}/openapi.json`)).text();
    browser = await chromium.launch({ executablePath, args: [...args] });
  });

  afterEach(async () => {
    await page.context().close();
    // By the browser's own list, whatever a page does.
    expect(requested.filter((url) => new URL(url).origin !== explorer.url)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  afterAll(async () => {
    await browser?.close();
    await explorer?.stop();
    await system?.stop();
  });

  it('sends as acme, shows the delivery, takes STOP for an answer and shows the refusal', async () => {
    await open();
    await page.getByRole('combobox', { name: 'Caller' }).selectOption('local-acme');
    await tryOut('SendTextMessage');
    await answered(200);
    const screen = page.getByRole('log');
    await screen.getByText('Your code is 1234').waitFor();
    await screen.getByText('Delivered', { exact: true }).waitFor();
    await screen.getByText('Events (3)').click();
    await screen.getByText('TEXT_DELIVERED').waitFor();
    await screen.getByText('Events (3)').click();

    await page.getByRole('button', { name: 'STOP' }).click();
    await screen.getByText('STOP', { exact: true }).waitFor();
    await page.getByText('recognized as the keyword STOP (OPT_OUT)').waitFor();
    await screen.getByText('automatic answer').waitFor();

    await page.getByRole('button', { name: 'Execute' }).click();
    await answered(409);
    await page.getByText('DESTINATION_PHONE_NUMBER_OPTED_OUT').first().waitFor();
    if (EXPLORER_PICTURE === undefined) return;
    await page.locator('.live-responses-table').scrollIntoViewIfNeeded();
    await page.screenshot({ path: EXPLORER_PICTURE });
  });

  it('sends from the phone as the chosen tenant and caller, and says why not', async () => {
    await open();
    await page.getByText('Send a text to it').click();
    await page.getByRole('combobox', { name: 'Tenant' }).fill('globex');
    await page.getByRole('textbox', { name: 'Text', exact: true }).fill('Grüße <b>👋</b>');
    await page.getByRole('button', { name: 'Send as globex' }).click();
    await page.getByText('Accepted: ').waitFor();
    await page.getByRole('log').getByText('Grüße <b>👋</b>').waitFor();

    await page.getByRole('combobox', { name: 'Caller' }).selectOption('local-acme');
    await page.getByRole('button', { name: 'Send as globex' }).click();
    await page.getByText('403 ForbiddenException').waitFor();
  });

  it("calls with a token of one's own, which goes into no address and no storage", async () => {
    await open();
    await page.getByRole('combobox', { name: 'Caller' }).selectOption('my own token');
    await page.getByLabel('Access token').fill('no-such-token');
    await tryOut('DescribePhoneNumbers');
    await page.getByText('UnauthorizedException').first().waitFor();
    const kept = await page.evaluate('JSON.stringify([location.href, localStorage, sessionStorage])');
    expect(kept).not.toContain('no-such-token');
    expect(await page.locator('pre.curl').innerText()).toContain('"Authorization: Bearer $TOKEN"');
  });

  it.each([
    ['light', WIDE],
    ['dark', WIDE],
    ['light', NARROW],
    ['dark', NARROW],
  ] as const)('has nothing serious for axe: %s, %o', async (colorScheme, viewport) => {
    await open({ colorScheme, viewport });
    await tryOut('DescribePhoneNumbers');
    await page.getByText('"PhoneNumbers"').first().waitFor();
    expect(await seriousViolations()).toEqual([]);
    if (viewport === NARROW) await page.getByRole('button', { name: 'Phone', exact: true }).click();
    await page.getByText('Send a text to it').click();
    await page.getByRole('button', { name: 'Send as acme' }).waitFor();
    expect(await seriousViolations()).toEqual([]);
    const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect(overflow).toBeLessThanOrEqual(0);
  });

  it('is worked by keyboard alone: skip links first, and an action opened, filled in and run', async () => {
    await open();
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to the reference');
    await page.keyboard.press('Enter');
    await page.locator('#reference:focus').waitFor();
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('SendTextMessage');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Execute' }).waitFor();
    for (let presses = 0; (await focused()) !== 'Execute'; presses += 1) {
      expect(presses).toBeLessThan(40);
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await page.getByText('"Messages"').first().waitFor();
  });

  /** A separate page without a cache, once the reference is drawn. */
  async function open(options: BrowserContextOptions = { viewport: WIDE }): Promise<void> {
    const context = await browser.newContext(options);
    requested = [];
    complaints = [];
    context.on('request', (request) => requested.push(request.url()));
    page = await context.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      // A refused call is told there, too.
      const isComplaint = message.type() === 'error' && !message.text().startsWith('Failed to load resource');
      if (isComplaint) complaints.push(message.text());
    });
    const startedAt = performance.now();
    await page.goto(explorer.url);
    await page.locator('.opblock').first().waitFor();
    console.log(`Loaded with an empty cache in ${Math.round(performance.now() - startedAt)} ms.`);
  }

  async function tryOut(action: string): Promise<void> {
    await page.getByRole('button', { name: action, exact: true }).click();
    await page.getByRole('button', { name: 'Execute' }).click();
  }

  async function answered(status: number): Promise<void> {
    await page.locator('.live-responses-table .response-col_status', { hasText: String(status) }).waitFor();
  }

  async function focused(): Promise<unknown> {
    return page.evaluate('document.activeElement?.textContent');
  }

  async function seriousViolations(): Promise<readonly string[]> {
    await page.evaluate(AXE);
    const { violations } = await page.evaluate<AxeResults>('axe.run()');
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
  }
});
