import { Home } from '#features/system/components/home.tsx';

export default function HomePage() {
  return <Home />;
}
