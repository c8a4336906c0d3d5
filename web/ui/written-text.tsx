import { Fragment } from 'react';

/** The sign that stands before the words that tell of AI. */
const robot = '🤖';
const marked = /(🤖|[#@][\p{L}\p{N}_.]+)/gu;

/** The robot drawn as a line of its own: not every machine has a font with that sign. */
function RobotSign() {
  return (
    <svg
      viewBox="0 0 20 20"
      role="img"
      aria-label={robot}
      className="inline-block size-[1.15em] align-[-0.2em]"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d="M10 2.6v2.6" />
      <circle cx="10" cy="2.3" r="0.9" fill="currentColor" stroke="none" />
      <rect x="3.4" y="5.3" width="13.2" height="10.6" rx="3" fill="currentColor" fillOpacity="0.12" />
      <path d="M1.6 9.4v2.8M18.4 9.4v2.8M7.4 13.2h5.2" />
      <circle cx="7.3" cy="9.6" r="1.15" fill="currentColor" stroke="none" />
      <circle cx="12.7" cy="9.6" r="1.15" fill="currentColor" stroke="none" />
    </svg>
  );
}

interface WrittenTextProps {
  text: string;
  /** Whether tags and names stand out as on a platform. */
  linked?: boolean;
}

/** The words of a post, with the sign of its disclosure drawn. */
export function WrittenText({ text, linked = false }: WrittenTextProps) {
  return text.split(marked).map((part, index) => {
    const key = `${index}${part}`;
    if (part === robot) return <RobotSign key={key} />;
    if (index % 2 === 0 || !linked) return <Fragment key={key}>{part}</Fragment>;
    return (
      <span key={key} className="text-info">
        {part}
      </span>
    );
  });
}
