export default function Wallet() {
  return <main />;
}
