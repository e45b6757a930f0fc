export default function Limits() {
  return <main />;
}
