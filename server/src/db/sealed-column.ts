/** A column of a table with an `id` that holds sealed secrets: what there is to seal again under a new key. */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  /** What a row's secret may be sealed for; sealed again for the same. */
  readonly purposesOf: (id: string) => readonly string[];
  /** SQL for rows to be left for later. */
  readonly unless?: string;
}
