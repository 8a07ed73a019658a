import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';

/** What an expression asks for. */
export interface Asked {
  /** Samples by name, each with the labels by which it is chosen and the values that a label must have. */
  selectors: { name: string; matchers: { label: string; operator: string; value: string }[] }[];
  /** Labels by which it is grouped or joined. */
  groupedBy: string[];
  /** Where it is no PromQL. */
  faults: string[];
}

/** Reads an expression with Prometheus' own grammar. */
export function readPromql(expression: string): Asked {
  const asked: Asked = { selectors: [], groupedBy: [], faults: [] };
  const textOf = (node: SyntaxNode | null) => (node ? expression.slice(node.from, node.to) : '');
  parser.parse(expression).iterate({
    enter({ type, node }) {
      if (type.isError) asked.faults.push(`not understood at ${node.from}: ${expression.slice(node.from)}`);
      if (type.name === 'VectorSelector') {
        const matchers = node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? [];
        asked.selectors.push({
          name: textOf(node.getChild('Identifier')),
          matchers: matchers.map((matcher) => ({
            label: textOf(matcher.getChild('LabelName')),
            operator: textOf(matcher.getChild('MatchOp')),
            value: JSON.parse(textOf(matcher.getChild('StringLiteral')) || '""'),
          })),
        });
      }
      if (type.name === 'GroupingLabels') asked.groupedBy.push(...node.getChildren('LabelName').map(textOf));
    },
  });
  return asked;
}
