export interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Where pictures lie, in CSS pixels: each goes to the column that is shortest so far, the leftmost of equals, so that
 * they are read row by row and every column is used as soon as there are enough of them.
 * @param ratios width ÷ height of each.
 */
export function masonryPlaces(
  ratios: readonly number[],
  { width, columns, gap }: { readonly width: number; readonly columns: number; readonly gap: number },
): { readonly places: readonly Place[]; readonly height: number } {
  const columnWidth = Math.max(0, (width - gap * (columns - 1)) / columns);
  const ends = Array.from({ length: columns }, () => 0);
  const places = ratios.map((ratio): Place => {
    const column = ends.indexOf(Math.min(...ends));
    const height = columnWidth / ratio;
    const top = ends[column] ?? 0;
    ends[column] = top + height + gap;
    return { left: column * (columnWidth + gap), top, width: columnWidth, height };
  });
  return { places, height: Math.max(0, Math.max(...ends) - gap) };
}
