/** A bar that breathes in the place of a text on its way. `width` is in percent of its place. */
export function Skeleton({ width, height }: { readonly width: number; readonly height?: number }) {
  return <div class="sk" style={{ width: `${width}%`, height: height && `${height}px` }} />;
}

/** Rows of a list that is on its way, of the size of what replaces them. */
export function RowsSkeleton({ rows = 4 }: { readonly rows?: number }) {
  return (
    <div class="card" aria-hidden="true">
      {Array.from({ length: rows }, (_, row) => (
        <div class="row" key={row}>
          <span class="grow">
            <Skeleton width={[62, 44, 70, 52][row % 4] ?? 50} />
          </span>
        </div>
      ))}
    </div>
  );
}

/** A screen of lists that is on its way. */
export function ListSkeleton() {
  return (
    <main aria-busy="true">
      <RowsSkeleton />
    </main>
  );
}
