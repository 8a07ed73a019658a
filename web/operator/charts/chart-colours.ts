import { signal } from '@preact/signals';

/** Counts the changes between light and dark, so that what is drawn with colours is drawn anew. */
export const colourScheme = signal(0);

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  colourScheme.value += 1;
});

/** The colour that a property of the theme comes to now. A canvas does not understand `light-dark()`. */
export function themeColour(property: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${property})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
