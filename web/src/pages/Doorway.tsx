/* The picture of the house: an open door, seen from the hall or the street. */
import css from "./Doorway.module.css";

export function Doorway() {
  return (
    <svg className={css.picture} viewBox="0 0 480 440" aria-hidden="true">
      <rect className={css.wall} x="20" y="16" width="440" height="350" rx="28" />
      <path className={css.floor} d="M0 366h480v14a44 44 0 0 1-44 44H44a44 44 0 0 1-44-44z" />
      <path className={css.beam} d="M176 366h128l92 58H84z" />
      {/* the door's frame, the room behind it, the leaf that stands open */}
      <path className={css.frame} d="M160 366V190a80 80 0 0 1 160 0v176z" />
      <path className={css.room} d="M176 366V192a64 64 0 0 1 128 0v174z" />
      <path className={css.leaf} d="M176 366V192a64 64 0 0 1 34-56.5v247z" />
      <circle className={css.knob} cx="201" cy="272" r="5" />
      {/* a lamp in the room */}
      <path className={css.line} d="M256 128v44" />
      <path className={css.shade} d="M236 196a20 24 0 0 1 40 0z" />
      <circle className={css.glow} cx="256" cy="200" r="11" />
      {/* who is here: two by the door, one arriving */}
      <g className={css.one}>
        <circle cx="262" cy="284" r="15" />
        <path d="M236 366v-30a26 30 0 0 1 52 0v30z" />
      </g>
      <g className={css.two}>
        <circle cx="362" cy="292" r="17" />
        <path d="M332 390v-44a30 32 0 0 1 60 0v44z" />
      </g>
      <g className={css.three}>
        <circle cx="96" cy="302" r="16" />
        <path d="M68 398v-46a28 31 0 0 1 56 0v46z" />
      </g>
      {/* notices on the wall: what the rooms are about */}
      <g className={css.notice}>
        <rect x="58" y="72" width="72" height="88" rx="10" />
        <rect x="352" y="96" width="80" height="64" rx="10" />
        <rect x="366" y="180" width="52" height="52" rx="10" />
      </g>
      <g className={css.mark}>
        <path d="M72 94h30M72 112h44M72 130h22" />
        <path d="M368 118h48M368 136h30" />
        <path d="m380 206 9 9 16-18" />
      </g>
    </svg>
  );
}
