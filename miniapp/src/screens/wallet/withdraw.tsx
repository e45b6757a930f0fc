export default function Withdraw() {
  return <main />;
}
