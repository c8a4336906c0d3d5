import { Temporal } from 'temporal-polyfill';
import type { CostEstimate } from '#engines/connected-engine.ts';

/** The calendar month of an instant in a zone, as `2026-11`. */
export function monthOf(at: Date, timeZone: string): string {
  const { year, month } = zoned(at, timeZone);
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}`;
}

function zoned(at: Date, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone);
}

/** Before this part of the month has passed, a forecast says nothing. */
const tellingShare = 0.1;

/** What a month comes to when it goes on as it went so far; null early in the month. */
export function forecast(spentMicros: number, at: Date, timeZone: string): number | null {
  const now = zoned(at, timeZone);
  const begin = now.with({ day: 1 }).startOfDay();
  const length = begin.add({ months: 1 }).epochMilliseconds - begin.epochMilliseconds;
  const share = (now.epochMilliseconds - begin.epochMilliseconds) / length;
  return share < tellingShare ? null : Math.round(spentMicros / share);
}

/** "$0.12"; amounts under ten cents keep what would be rounded away: "$0.0405". */
export function dollars(micros: number): string {
  const digits = micros === 0 || micros >= 100_000 ? 2 : 4;
  const text = (micros / 1e6).toFixed(digits);
  return `$${digits === 2 ? text : text.replace(/(\.\d\d\d*?)0+$/, '$1')}`;
}

export interface Budget {
  readonly limitMicros: number;
  readonly unknownPriceMicros: number | null;
  /** Booked, uncertain and reserved in this month. */
  readonly usedMicros: number;
}

export interface Refusal {
  readonly reason: string;
  readonly hint: string;
}

export type Decision =
  | { readonly amountMicros: number; readonly basis: string; readonly isPriceKnown: boolean }
  | { readonly refused: Refusal };

/** Whether work of a paid engine may begin, and how much is set aside for it. */
export function decide(budget: Budget, estimate: CostEstimate, engineName: string): Decision {
  const { limitMicros, unknownPriceMicros, usedMicros } = budget;
  if (limitMicros === 0) {
    return refuse(
      `${engineName} is paid by use, and this workspace may spend nothing yet.`,
      'An admin sets the monthly limit on the engines page, under Spending.',
    );
  }
  const isPriceKnown = 'amountMicros' in estimate;
  const amountMicros = isPriceKnown ? estimate.amountMicros : unknownPriceMicros;
  const basis = isPriceKnown ? estimate.basis : `price unknown: ${estimate.unknown}`;
  if (amountMicros === null) {
    return refuse(
      `What ${engineName} asks for this is not known: ${isPriceKnown ? '' : estimate.unknown}.`,
      'An admin can allow unknown prices on the engines page, with an amount to count for each.',
    );
  }
  if (usedMicros + amountMicros > limitMicros) {
    return refuse(
      `This month’s limit of ${dollars(limitMicros)} is reached: ${dollars(usedMicros)} are spent or set aside, and ${engineName} would ask for about ${dollars(amountMicros)}.`,
      'An admin can raise the limit on the engines page; the built-in engines cost nothing.',
    );
  }
  return { amountMicros, basis, isPriceKnown };
}

const refuse = (reason: string, hint: string) => ({ refused: { reason, hint } });
