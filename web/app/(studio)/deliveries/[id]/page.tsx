import type { Metadata } from 'next';
import { DeliveryPage } from '#features/publishing/components/delivery-page.tsx';

export const metadata: Metadata = { title: 'Delivery' };

export default async function DeliveryRoute({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return <DeliveryPage id={id} />;
}
