'use client';
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { cx } from './cx.ts';
import { masonryPlaces } from './masonry-places.ts';

interface MasonryProps<Item> {
  items: readonly Item[];
  keyOf: (item: Item) => string;
  /** Width ÷ height of an item. */
  ratioOf: (item: Item) => number;
  children: (item: Item) => ReactNode;
  className?: string | undefined;
}

/** Columns about this wide, in CSS pixels. */
const columnPixels = 280;
const fewestColumns = 2;
const gapPixels = 16;

/** Pictures of any shape in columns that end level, read row by row. */
export function Masonry<Item>({ items, keyOf, ratioOf, children, className }: MasonryProps<Item>) {
  const box = useRef<HTMLUListElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    setWidth(element.clientWidth);
    return () => observer.disconnect();
  }, []);
  const columns = Math.max(fewestColumns, Math.round(width / columnPixels));
  const { places, height } = masonryPlaces(items.map(ratioOf), { width, columns, gap: gapPixels });
  return (
    <ul ref={box} className={cx('relative', className)} style={{ height }}>
      {items.map((item, index) => (
        <li key={keyOf(item)} className="absolute" style={places[index]}>
          {children(item)}
        </li>
      ))}
    </ul>
  );
}
