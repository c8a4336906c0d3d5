import type { Likeness } from '@ainfluencer/server/contract/identity';
import { Card, Section } from '#ui/card.tsx';
import { longDate } from '#ui/time.ts';
import { lookOfModel, ModelMark } from './model-mark.tsx';

/** By which lines takes of each model are judged, and where these come from. */
export function ModelLines({
  likeness: { models, samplesNeeded },
  names,
}: {
  likeness: Likeness;
  names: readonly string[];
}) {
  return (
    <Section title="Lines" hint="The smaller the distance, the more the face is the character’s.">
      <ul className="grid grid-cols-1 gap-3 md:grid-cols-2">
        {models.map(({ model, pass, fail, calibration, approved }) => (
          <li key={model}>
            <Card className="h-full">
              <p className="flex items-center gap-2 text-sm font-medium">
                <ModelMark look={lookOfModel(names, model)} />
                <span className="min-w-0 break-all">{model}</span>
              </p>
              <p className="tabular mt-1 text-sm">
                Passes up to {pass.toFixed(2)}, fails above {fail.toFixed(2)}.
              </p>
              <p className="mt-1 text-[13px] text-ink-soft">
                {calibration
                  ? `Own lines, from ${calibration.samples} approved takes: mean ${calibration.mean.toFixed(2)}, deviation ${calibration.deviation.toFixed(2)}. Calculated on ${longDate(calibration.computedAt)}, method ${calibration.methodVersion}.`
                  : `The usual lines hold. With ${samplesNeeded} takes that you chose or published, this model gets its own; so far there are ${approved}.`}
              </p>
            </Card>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** How often people took the take that was offered first. */
export function Choices({ choices }: { choices: Likeness['choices'] }) {
  if (choices.length === 0) return null;
  return (
    <Section title="Your choices against the score" hint="Of requests that offered more than one take.">
      <Card>
        <table className="w-full text-left text-sm">
          <caption className="sr-only">How often the take offered first was chosen, by model</caption>
          <thead className="text-[13px] text-ink-faint">
            <tr>
              <th scope="col" className="pb-2 font-medium">
                Model
              </th>
              <th scope="col" className="pb-2 text-right font-medium">
                First one taken
              </th>
            </tr>
          </thead>
          <tbody>
            {choices.map(({ model, chosen, firstTaken }) => (
              <tr key={model} className="border-t border-line">
                <td className="py-2 pr-3 break-all">{model}</td>
                <td className="tabular py-2 text-right whitespace-nowrap">
                  {firstTaken} of {chosen} ({Math.round((100 * firstTaken) / chosen)} %)
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Card>
    </Section>
  );
}
