export default function Chats() {
  return <main />;
}
