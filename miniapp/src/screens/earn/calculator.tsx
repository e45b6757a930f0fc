export default function Calculator() {
  return <main />;
}
