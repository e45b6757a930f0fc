/** Rows of a list that is on its way, of the size of what replaces them. */
export function ListSkeleton() {
  return (
    <main aria-busy="true">
      <div class="card">
        {[72, 54, 63, 48].map((width) => (
          <div class="row" key={width}>
            <div class="sk" style={{ width: `${width}%` }} />
          </div>
        ))}
      </div>
    </main>
  );
}
