export default function Prices() {
  return <main />;
}
