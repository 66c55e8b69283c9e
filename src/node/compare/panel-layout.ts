/** Where a panel is drawn, and how its rows and columns are filled. */
export interface PanelLayout {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly rows: readonly (readonly [number, number])[];
  readonly loudest: number;
  /** Frames across the whole width. */
  readonly frames: number;
}
