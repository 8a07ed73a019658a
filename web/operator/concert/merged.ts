type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Whether something that this changes is another now than it was when it was seen. */
export const isTouched = (change: object, seen: object, now: object): boolean =>
  Object.entries(change).some(([name, value]) => {
    const [was, is] = [(seen as Fields)[name], (now as Fields)[name]];
    return isFields(value) && isFields(was) && isFields(is) ? isTouched(value, was, is) : !same(was, is);
  });

interface Merged<Draft> {
  draft: Draft;
  /** What both have changed, and not to the same: there the draft is as it was. */
  disputed: string[];
}

/** A draft over what somebody else has made of the same thing: what was not touched in it follows them. */
export function mergedWith<Draft extends object>(draft: Draft, before: Draft, theirs: Draft): Merged<Draft> {
  const disputed: string[] = [];
  const merge = (mine: Fields, was: Fields, their: Fields): Fields =>
    Object.fromEntries(
      Object.entries(mine).map(([name, value]) => {
        const [old, other] = [was[name], their[name]];
        if (isFields(value) && isFields(old) && isFields(other)) return [name, merge(value, old, other)];
        if (same(value, old)) return [name, other];
        if (!same(other, old) && !same(other, value)) disputed.push(name);
        return [name, value];
      }),
    );
  return { draft: merge(draft as Fields, before as Fields, theirs as Fields) as Draft, disputed };
}

/** The draft with their values where it is disputed. */
export const yielded = <Draft extends object>(
  draft: Draft,
  theirs: Draft,
  disputed: readonly string[],
): Draft =>
  Object.fromEntries(
    Object.entries(draft).map(([name, value]) => {
      const their = (theirs as Fields)[name];
      if (isFields(value) && isFields(their)) return [name, yielded(value, their, disputed)];
      return [name, disputed.includes(name) ? their : value];
    }),
  ) as Draft;
