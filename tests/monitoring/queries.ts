// The queries of a dashboard, as Grafana sends them.

/** A query of a panel. */
export interface Query {
  panel: string;
  expression: string;
}

interface Panels {
  panels?: { title?: string; targets?: { expr?: string }[] }[];
}

/** All queries of a dashboard with its variables filled in. */
export function queriesOf(dashboard: object, variables: Readonly<Record<string, string>>): Query[] {
  const { panels = [] } = dashboard as Panels;
  return panels.flatMap(({ title = "", targets = [] }) =>
    targets.flatMap(({ expr }) => {
      if (expr === undefined) return [];
      return {
        panel: title,
        expression: expr.replaceAll(/\$(\w+)/g, (whole, name: string) => variables[name] ?? whole),
      };
    }),
  );
}
