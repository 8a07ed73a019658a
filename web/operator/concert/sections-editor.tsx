import './sections-editor.css';
import { FieldFault, TextField } from '../../kit/field.tsx';
import { Icon } from '../../kit/icon.tsx';
import { words } from '../words/words.ts';
import { type DraftSection, newSection } from './draft.ts';
import type { Faults } from './faults.ts';

interface SectionsEditorProps {
  sections: DraftSection[];
  faults: Faults;
  /** Of all of them together: too many seats. */
  fault?: string;
  change: (sections: DraftSection[]) => void;
}

const FIELDS = ['section', 'rows', 'seatsPerRow', 'price'] as const;

/** The parts of the hall from the stage backwards, a line for each. */
export function SectionsEditor({ sections, faults, fault, change }: SectionsEditorProps) {
  const { concert: say } = words.value;
  const set = (id: number, field: (typeof FIELDS)[number]) => (value: string) =>
    change(sections.map((section) => (section.id === id ? { ...section, [field]: value } : section)));
  return (
    <div class="sections-editor stack">
      <ol class="stack">
        {sections.map((section, index) => (
          <li key={section.id}>
            {FIELDS.map((field) => (
              <TextField
                key={field}
                label={say.section[field]}
                value={section[field]}
                fault={faults.get(`/${index}/${field}`)}
                change={set(section.id, field)}
                input={field === 'section' ? undefined : { inputMode: 'numeric' }}
              />
            ))}
            {sections.length > 1 && (
              <button
                type="button"
                class="sections-editor-remove square plain"
                onClick={() => change(sections.filter(({ id }) => id !== section.id))}
              >
                <Icon name="minus" />
                <span class="only-heard">{say.removeSection(section.section)}</span>
              </button>
            )}
          </li>
        ))}
      </ol>
      {fault !== undefined && <FieldFault fault={fault} />}
      <div>
        <button type="button" onClick={() => change([...sections, newSection(nextName(sections))])}>
          <Icon name="plus" /> {say.addSection}
        </button>
      </div>
    </div>
  );
}

const NAMES = ['VIP', 'R', 'S', 'A', 'B', 'C', 'D', 'E'];

const nextName = (sections: readonly DraftSection[]): string =>
  NAMES.slice(1).find((name) => !sections.some(({ section }) => section === name)) ?? '';
