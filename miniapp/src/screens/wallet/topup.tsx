export default function TopUp() {
  return <main />;
}
