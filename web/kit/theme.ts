import { computed, signal } from '@preact/signals';

/** How something is meant; the theme has a colour for each: `tone-good`. */
export type Tone = 'calm' | 'good' | 'warn' | 'bad' | 'plain';

const dark = matchMedia('(prefers-color-scheme: dark)');
const isDark = signal(dark.matches);
dark.addEventListener('change', () => {
  isDark.value = dark.matches;
});

/** What the theme's colours come to now, light or dark. A canvas does not understand `light-dark()`. */
export const themeColour = computed(() => {
  void isDark.value;
  const known = new Map<string, string>();
  return (property: string): string => {
    const colour = known.get(property) ?? computedColour(property);
    known.set(property, colour);
    return colour;
  };
});

function computedColour(property: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${property})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
