export default function Earn() {
  return <main />;
}
