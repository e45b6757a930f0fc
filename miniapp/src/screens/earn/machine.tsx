export default function Machine() {
  return <main />;
}
