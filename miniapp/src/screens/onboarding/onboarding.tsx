export default function Onboarding() {
  return <main />;
}
