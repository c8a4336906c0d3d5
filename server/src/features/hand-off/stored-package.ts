/** What a person gets to post, as it was when it was prepared. */
export interface StoredPackage {
  readonly title: string;
  readonly caption: string;
  readonly parts: readonly string[];
  readonly firstComment: string;
  readonly files: readonly StoredFile[];
  /** In the order of doing, the switch that tells of AI first. */
  readonly checklist: readonly string[];
  readonly composeUrl: string | null;
}

export interface StoredFile {
  /** Below the data folder. */
  readonly path: string;
  readonly name: string;
  readonly kind: 'image' | 'video';
  readonly mime: string;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  readonly altText: string;
  readonly sha256: string;
  /** 0 is the post itself; 1 on are the further parts of a thread. */
  readonly part: number;
}
