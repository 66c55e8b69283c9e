import { defineConfig } from 'vitepress';

const page = (text, link) => ({ text, link });

/** The mark of the pages. */
const MARK = `data:image/svg+xml,${encodeURIComponent(
  "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'><rect width='32' height='32' rx='8' fill='#241a4d'/><path d='M6 19v-6M11 23V9M16 26V6M21 22V10M26 18v-4' stroke='#ffb35c' stroke-width='3' stroke-linecap='round'/></svg>",
)}`;
const STYLE = `
html:root { --vp-c-brand-1: #5a2fc2; --vp-c-brand-2: #6d43d6; --vp-c-brand-3: #5a2fc2; --vp-c-brand-soft: #5a2fc21f; }
html.dark { --vp-c-brand-1: #b79bff; --vp-c-brand-2: #cbb6ff; --vp-c-brand-3: #6d43d6; --vp-c-brand-soft: #b79bff29; }
/* Code without a language has no box that scrolls of its own: it would make the page wider than a phone. */
.vp-doc pre { overflow-x: auto; }
`;

export default defineConfig({
  title: 'Latentcast',
  description: 'A streaming neural audio codec: voice and music over a link of 1.4 kbit/s.',
  srcDir: 'pages',
  outDir: 'dist',
  cleanUrls: false,
  lastUpdated: false,
  // Files that build.mjs copies: it fails where one does not exist.
  ignoreDeadLinks: [/^\/files\//],
  head: [
    ['link', { rel: 'icon', href: MARK }],
    ['style', {}, STYLE],
  ],
  themeConfig: {
    logo: MARK,
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [page('Guides', '/guide-microphone'), page('Concepts', '/concepts'), page('API', '/api/'), page('FAQ', '/faq')],
    sidebar: [
      {
        text: 'Start',
        items: [page('What it is', '/'), page('Concepts', '/concepts'), page('Command line', '/command-line')],
      },
      {
        text: 'Guides',
        items: [
          page('A live microphone', '/guide-microphone'),
          page('A listening session', '/guide-session'),
          page('A radio station', '/guide-station'),
        ],
      },
      {
        text: 'Sound',
        items: [
          page('Audio files', '/audio-files'),
          page('Live sound', '/live-audio'),
          page('Comparing formats', '/compare'),
          page('The default model', '/model-card'),
          page('Models as plug-ins', '/models'),
          page('Stable Audio Open', '/stable-audio-open'),
        ],
      },
      {
        text: 'Streaming',
        items: [
          page('In the browser', '/browser'),
          page('Listening sessions', '/sessions'),
          page('In sync', '/session-sync'),
          page('Without a relay', '/without-a-relay'),
          page('Programs of files', '/programs'),
        ],
      },
      {
        text: 'A relay',
        items: [
          page('Configuration', '/relay'),
          page('Security', '/security'),
          page('Operation', '/relay-operations'),
          page('Several machines', '/cluster'),
          page('A million listeners', '/scale'),
          page('Under load', '/relay-performance'),
          page('Load test', '/load-test'),
        ],
      },
      {
        text: 'Reference',
        items: [
          page('Library', '/library'),
          page('In your program', '/plugin'),
          page('Shell and radio automation', '/recipes'),
          page('API', '/api/'),
          page('Wire format', '/wire-format'),
          page('Limits and errors', '/limits'),
          page('Native kernels', '/native'),
          page('Architecture', '/architecture'),
          page('Licences', '/licences'),
          page('Changes', '/changelog'),
        ],
      },
      { text: 'Help', items: [page('By symptom', '/troubleshooting'), page('Questions', '/faq')] },
    ],
  },
});
