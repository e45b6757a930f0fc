export default function Keys() {
  return <main />;
}
