import { z } from 'zod';
import { type Graph, linkOf } from './recipe.ts';

/** A node as a person knows it: its title, its class, its id. */
export function titleOf(id: string, graph: Graph): string {
  const node = graph[id];
  const title = z.looseObject({ title: z.string() }).safeParse(node?._meta).data?.title;
  const name = node?.class_type ?? 'node';
  return title && title !== name ? `${title} (${name}, ${id})` : `${name} (${id})`;
}

/** The first link that leads nowhere, in words. */
export function missingLinkIn(graph: Graph): string | undefined {
  for (const [id, node] of Object.entries(graph)) {
    for (const [name, value] of Object.entries(node.inputs)) {
      const link = linkOf(value);
      if (link && !graph[link[0]]) {
        return `${titleOf(id, graph)} takes its ${name} from node ${link[0]}, which is not there.`;
      }
    }
  }
  return undefined;
}

/** The nodes of a circle of links, the first one again at the end; nothing when there is none. */
export function circleIn(graph: Graph): readonly string[] | undefined {
  const state = new Map<string, 'open' | 'closed'>();
  const path: string[] = [];
  const visit = (id: string): readonly string[] | undefined => {
    if (state.get(id) === 'closed') return undefined;
    if (state.get(id) === 'open') return [...path.slice(path.indexOf(id)), id];
    state.set(id, 'open');
    path.push(id);
    for (const value of Object.values(graph[id]?.inputs ?? {})) {
      const link = linkOf(value);
      const circle = link && visit(link[0]);
      if (circle) return circle;
    }
    path.pop();
    state.set(id, 'closed');
    return undefined;
  };
  for (const id of Object.keys(graph)) {
    const circle = visit(id);
    if (circle) return circle.map((one) => titleOf(one, graph));
  }
  return undefined;
}

/** How many nodes a node depends on, itself included. */
export function nodesBehind(id: string, graph: Graph): number {
  const seen = new Set<string>();
  const waiting = [id];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    for (const value of Object.values(graph[next]?.inputs ?? {})) {
      const link = linkOf(value);
      if (link) waiting.push(link[0]);
    }
  }
  return seen.size;
}
