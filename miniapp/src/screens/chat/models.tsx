export default function Models() {
  return <main />;
}
