/** "$0.12"; amounts under ten cents keep what would be rounded away: "$0.039". */
export function dollars(micros: number): string {
  const isSmall = micros > 0 && micros < 100_000;
  return new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency: 'USD',
    maximumFractionDigits: isSmall ? 4 : 2,
    minimumFractionDigits: 2,
  }).format(micros / 1e6);
}

/** What a person typed, in millionths of a dollar; nothing for what is no amount. */
export function readDollars(text: string): number | undefined {
  const bare = text.trim().replace(/^\$/, '').replace(',', '.');
  if (!/^\d{1,6}(?:\.\d{0,4})?$/.test(bare)) return undefined;
  return Math.round(Number(bare) * 1e6);
}
