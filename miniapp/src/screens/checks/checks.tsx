export default function Checks() {
  return <main />;
}
