/**
 * Parses JSON and keeps whole numbers that JavaScript would round: they come back as text, digit for digit.
 * Some platforms give 64-bit ids as bare numbers.
 * @throws SyntaxError for what is no JSON.
 */
export function readJson(text: string): unknown {
  // Strings are matched too, so that digits inside them are passed over.
  const kept = text.replaceAll(/"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g, (token) =>
    token.startsWith('"') || Number.isSafeInteger(Number(token)) ? token : `"${token}"`,
  );
  return JSON.parse(kept);
}
