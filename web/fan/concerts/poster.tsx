import './poster.css';

const HUES = 12;

/** A picture for a concert that has none: always the same for the same concert. */
export function Poster({ concertId, large = false }: { concertId: string; large?: boolean }) {
  const seed = [...concertId].reduce((sum, sign) => (sum * 31 + sign.charCodeAt(0)) >>> 0, 7);
  const beams = Array.from({ length: 5 }, (_, index) => ((seed >>> (index * 5)) % 32) / 31);
  return (
    <span class={`poster poster-${seed % HUES} ${large ? 'poster-large' : ''}`} aria-hidden="true">
      <svg aria-hidden="true" viewBox="0 0 320 140" preserveAspectRatio="xMidYMax slice">
        {beams.map((beam, index) => {
          const at = 32 + index * 64;
          const to = at + (beam - 0.5) * 150;
          return <path key={index} class="poster-beam" d={`M${at} -8L${to - 34} 150L${to + 34} 150z`} />;
        })}
        <path class="poster-crowd" d={crowd(seed)} />
      </svg>
    </span>
  );
}

/** The heads of those in front. */
function crowd(seed: number): string {
  let path = 'M-10 150V124';
  for (let index = 0; index < 18; index += 1) {
    const height = 104 + ((seed >>> (index % 16)) % 9) * 2;
    path += `q4 ${height - 124} 9.500 ${height - 124}t9.500 ${124 - height}`;
  }
  return `${path}V150z`;
}
