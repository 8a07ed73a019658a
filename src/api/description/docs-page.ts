import { RENDERER_PATH } from './renderer.ts';

/** The page on which people read a document. The renderer fetches the document and draws it. */
export const docsPage = (title: string, document: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/style.css">
</head>
<body>
<redoc spec-url="${document}" disable-telemetry="true"></redoc>
<noscript><p>This page draws <a href="${document}">${document}</a>, which is for every tool, by a script.</p></noscript>
<script type="module" src="/docs/refusal-links.js"></script>
<script type="module" src="${RENDERER_PATH}"></script>
</body>
</html>
`;
