/** How a garment is cut. Lengths in decimetres, heights from landmarks of the body that wears it. */
export interface GarmentCut {
  /**
   * Neckline: a ring around the neck of this radius at the sides, deepened in front; `v` sharpens the front.
   * `rise` cuts the fabric off this high over the neck joint.
   */
  readonly neck: {
    readonly radius: number;
    readonly front: number;
    readonly v?: number;
    readonly rise?: number;
  };
  readonly sleeve: 'none' | 'strap' | 'short' | 'elbow' | 'long';
  /** Lower edge over the hip joint; negative is below. */
  readonly hem: number;
  /** Distance from the skin. */
  readonly ease: number;
  /** 0 follows the body, 1 bridges every hollow. */
  readonly drape: number;
  /** Extra width at waist and hem. */
  readonly flare?: number;
  /** Half-width of an open front at chest and at hem. */
  readonly open?: { readonly top: number; readonly bottom: number; readonly from: number };
  /** Edge treatment. */
  readonly trim: 'thin' | 'rib' | 'none';
  readonly collar?: 'turtle' | 'shirt' | 'lapel' | 'hood' | 'funnel';
}
export interface FabricLook {
  readonly kind: 'plain' | 'knit' | 'rib' | 'linen' | 'stripes' | 'denim' | 'wool' | 'sport' | 'print';
  readonly fuzz: number;
  readonly scale?: number;
}
export interface Garment {
  readonly cut: GarmentCut;
  readonly fabric: FabricLook;
  /** `main` takes the colour of the shot. */
  readonly color: 'main' | string;
  readonly accent?: string;
}
export interface Outfit {
  readonly color: string;
  readonly layers: readonly Garment[];
  readonly legs: { readonly kind: 'jeans' | 'trousers' | 'leggings' | 'skirt'; readonly color: string };
  readonly shoes: string;
}
