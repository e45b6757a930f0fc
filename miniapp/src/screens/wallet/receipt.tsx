export default function Receipt() {
  return <main />;
}
