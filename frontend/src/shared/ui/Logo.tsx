/** The logo. It shows depth contours, which are lines of equal depth under a surface. */
export function Logo() {
  return (
    <svg className="logo" viewBox="0 0 32 32" width="26" height="26" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="7" fill="#0b3b57" />
      <g fill="none" strokeLinecap="round" strokeWidth="2.2">
        <path d="M4 10c5-4 8 3 12.500 0S24 6 28 9" stroke="#9fd8f0" />
        <path d="M4 16.500c5-4 8 4 12.500 1S24 13 28 16" stroke="#4fb3dd" />
        <path d="M4 23c5-3.500 8 4 12.500 1S24 20 28 23" stroke="#1f86bd" />
      </g>
    </svg>
  );
}
