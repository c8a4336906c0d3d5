import type { Metadata } from 'next';
import { Calendar } from '#features/publishing/components/calendar.tsx';

export const metadata: Metadata = { title: 'Calendar' };

export default function CalendarPage() {
  return <Calendar />;
}
