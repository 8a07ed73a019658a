/** Digits and commas as keyboards of East Asia write them. */
const FULL_WIDTH = /[０-９，]/g;
const WIDTH_APART = 0xfee0;

/** The same text with plain digits. */
export const narrow = (text: string): string =>
  text.replaceAll(FULL_WIDTH, (sign) => String.fromCharCode(sign.charCodeAt(0) - WIDTH_APART));

const WHOLE = /^(?:\d+|\d{1,3}(?:,\d{3})+)$/;

/**
 * A sum in whole won, exactly as it was typed, or what is wrong with it. Nothing is left out to make sense of the
 * rest: whoever types 12.5 or -5 is told, and never charged 125 or 5.
 */
export function amountIn(typed: string, most: number): number | 'nothing' | 'no sum' | 'too much' {
  const text = narrow(typed).trim();
  if (text === '') return 'nothing';
  if (!WHOLE.test(text)) return 'no sum';
  const amount = Number(text.replaceAll(',', ''));
  if (amount === 0) return 'no sum';
  return amount > most ? 'too much' : amount;
}

/** Whether more typing may still make a sum of it: `1,0` is on its way to `1,000`. */
export const mayBecomeSum = (typed: string): boolean => /^\s*[\d,]*\s*$/.test(narrow(typed));
