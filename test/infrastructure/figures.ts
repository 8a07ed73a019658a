/** The samples of a Prometheus text, to be asked for by name and by some or all of their labels. */
export class Figures {
  readonly #samples: { name: string; labels: Record<string, string>; value: number }[] = [];

  constructor(text: string) {
    for (const line of text.split('\n')) {
      const [, name, labels = '', value] = /^([a-zA-Z_:]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      if (name === undefined) continue;
      const pairs = [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', text = '']) => [key, text]);
      this.#samples.push({ name, labels: Object.fromEntries(pairs), value: Number(value) });
    }
  }

  /** The sum of the samples that have these labels; undefined when there is none. */
  of(name: string, labels: Record<string, string> = {}): number | undefined {
    const fitting = this.#samples.filter(
      (sample) =>
        sample.name === name &&
        Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
    );
    return fitting.length === 0 ? undefined : fitting.reduce((sum, { value }) => sum + value, 0);
  }

  /** Every value that a label has. */
  labels(label: string): Set<string> {
    return new Set(this.#samples.flatMap(({ labels }) => labels[label] ?? []));
  }
}
